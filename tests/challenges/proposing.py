"""What a partner types into the form of a proposal, and pressing on."""

from typing import Any

from django.test import Client

from challenges.models import Challenge, ProposalDraft
from tests.responses import page_or_address
from tomoni.accounts.models import User


def answers(**changes: Any) -> dict[str, Any]:
    """What a partner types."""
    return {
        "title": "古民家を直します",
        "summary": "直します。",
        "plan": "春から始めます。",
        "brings": "大工三名。",
        "needs": "",
        "schedule": "",
        "cost": "",
        "goals": ["11"],
        "confidentiality": "city",
        **changes,
    }


def url_of(challenge: Challenge, confirm: bool = False) -> str:
    """The form or its confirmation."""
    return challenge.get_absolute_url() + "propose/" + ("confirm/" if confirm else "")


def post(client: Client, challenge: Challenge, **changes: Any) -> str:
    """Post the form: the page with what is to be mended, or where it leads."""
    return page_or_address(client.post(url_of(challenge), answers(**changes)))


def draft_of(person: User) -> ProposalDraft:
    """The open draft of the person's partner."""
    return ProposalDraft.objects.open().writable_by(person).select_related("draft").get()


def token_of(person: User) -> dict[str, str]:
    """What the confirmation posts."""
    shared = draft_of(person)
    return {"draft": str(shared.pk), "version": str(shared.version)}
