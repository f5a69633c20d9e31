"""Proposals, what is said about them, and who is told."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from challenges.models import (
    Challenge,
    CoAuthor,
    Message,
    MessageFile,
    Proposal,
    ProposalDraft,
    ProposalVersion,
)
from challenges.proposing import sharing
from partners.models import Partner
from tests.making.challenges import make_challenge
from tests.making.files import file_columns
from tests.making.partners import make_member, make_partner
from tests.making.people import make_user
from tomoni.accounts.models import User
from tomoni.notices.models import Notice
from tomoni.receipts import new_receipt


def make_proposal(
    challenge: Challenge | None = None, partner: Partner | None = None, **fields: Any
) -> Proposal:
    """A proposal that the city has received."""
    challenge = challenge or make_challenge()
    partner = partner or make_partner()
    defaults = {
        "title": "古民家の改修をお手伝いします",
        "summary": "改修の経験を生かします。",
        "plan": "春までに一軒目を仕上げます。",
        "brings": "大工三名と道具。",
        "submitted_at": timezone.now(),
        "reply_due_on": timezone.localdate() + timedelta(days=30),
        "receipt": new_receipt("P"),
    }
    if "submitted_by" not in fields:
        fields["submitted_by"] = make_member(partner)
    return Proposal.objects.create(
        challenge=challenge,
        municipality=challenge.municipality,
        partner=partner,
        **{**defaults, **fields},
    )


def make_proposal_draft(
    challenge: Challenge | None = None,
    partner: Partner | None = None,
    data: dict[str, list[str]] | None = None,
    **fields: Any,
) -> ProposalDraft:
    """A proposal that the partner is writing; enough is there to be sent."""
    challenge, partner = challenge or make_challenge(), partner or make_partner()
    texts = {"title": ["古民家を直します"], "summary": ["直します。"], "plan": ["春からです。"]}
    typed = {**texts, "brings": ["大工三名。"], "confidentiality": ["city"]}
    shared = sharing.open_draft(challenge, partner, proposal=fields.pop("proposal", None))
    sharing.write(
        shared,
        typed if data is None else data,
        by=fields.pop("by", None),
        form_url=f"/challenges/{challenge.slug}/propose/?partner={partner.slug}",
    )
    return shared


def make_co_author(
    shared: ProposalDraft, partner: Partner | None = None, **fields: Any
) -> CoAuthor:
    """A partner that was asked to propose together; `state=` makes it one that has answered."""
    defaults: dict[str, Any] = {"brings": "木材を出します。"}
    if fields.get("state", CoAuthor.State.ASKED) != CoAuthor.State.ASKED:
        defaults["answered_at"] = timezone.now()
    if "asked_by" not in fields:
        fields["asked_by"] = make_user()
    partner = partner or make_partner()
    return shared.co_authors.create(partner=partner, **{**defaults, **fields})


def make_proposal_version(proposal: Proposal, **fields: Any) -> ProposalVersion:
    """What was sent before it was sent anew."""
    texts = {name: getattr(proposal, name) for name in Proposal.TEXTS}
    defaults = {
        "number": proposal.versions.count() + 1,
        "submitted_by": proposal.submitted_by,
        "submitted_at": timezone.now() - timedelta(days=1),
        **texts,
        "plan": "夏までに一軒目を仕上げます。",
    }
    return ProposalVersion.objects.create(proposal=proposal, **{**defaults, **fields})


def make_message(
    proposal: Proposal, side: Message.Side = Message.Side.PARTNER, *, by: User, **fields: Any
) -> Message:
    """A message on the proposal, of which nobody is told."""
    fields.setdefault("text", "見積もりを送ります。ご確認ください。")
    return Message.objects.create(proposal=proposal, side=side, author=by, **fields)


def make_message_file(message: Message, name: str = "見積.pdf") -> MessageFile:
    """A document that came with the message."""
    return message.files.create(**file_columns(name))


def make_notice(to: User, message: Message, **fields: Any) -> Notice:
    """The person has been told of the message, and has not looked yet."""
    defaults = {
        "kind": "challenges.message_arrived",
        "key": f"message:{message.pk}",
        "subject_type": message._meta.label_lower,
        "subject_id": str(message.pk),
        "url": f"/proposals/{message.proposal.receipt}/messages/",
        "data": {"sender": "掛川市"},
    }
    return Notice.objects.create(recipient=to, **{**defaults, **fields})
