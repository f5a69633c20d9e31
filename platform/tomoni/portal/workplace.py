"""What my page and the desk are made of."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from challenges.inviting.reading import waiting_for
from challenges.models import Challenge, Proposal, Question
from events.models import Event, Registration
from matching.reading import for_partner
from partners.access import acting_membership, choose_partner
from partners.models import Membership, Partner
from partners.overview import overview
from partners.remarks import marked
from tomoni.accounts.models import Draft
from tomoni.municipalities.models import Municipality

ROWS = 50
SOON_SHOWN = 10  # registrations that end soon


def my_page(request: HttpRequest) -> dict[str, Any]:
    """The person's partner with everything that belongs to it."""
    user = request.user
    membership = _chosen(request)
    drafts = open_drafts(user)
    if membership is None:
        return {
            "membership": None,
            "drafts": drafts,
            "partner": None,
            "partner_draft": any(draft["kind"] == "partner" for draft in drafts),
        }
    partner = membership.partner
    listings = partner.listings.order_by("-updated_at")
    proposals = partner.proposals.select_related("challenge", "municipality")
    fitting = for_partner(partner, request, limit=2)
    registrations = Registration.objects.filter(
        user=user.pk, event__ends_at__gt=timezone.now()
    ).exclude(state=Registration.State.CANCELLED)
    return {
        "membership": membership,
        "partner": partner,
        "remarks": marked(partner) if partner.state == Partner.State.RETURNED else [],
        **overview(membership)._asdict(),
        "drafts": drafts,
        "listings": list(listings[:ROWS]),
        "proposals": list(proposals[:10]),
        "registrations": list(registrations.select_related("event")),
        "invitations": waiting_for(partner) if partner.is_approved else [],
        "suggestions": fitting.groups,
        "challenges": fitting.challenges,
    }


def _chosen(request: HttpRequest) -> Membership | None:
    """The membership in which the person acts; the links of mails name one."""
    choose_partner(request, request.GET.get("partner", ""))
    return acting_membership(request)


def open_drafts(user: Any) -> list[dict[str, Any]]:
    """What the person has begun and not sent, with the way back into the form."""
    begun = Draft.objects.filter(user=user.pk, sent_at=None).exclude(form_url="")
    return [
        {
            "kind": draft.kind,
            "label": _name_of(draft.kind),
            "url": draft.form_url,
            "saved_at": draft.updated_at,
        }
        for draft in begun.order_by("-updated_at")[:10]
    ]


def _name_of(kind: str) -> str:
    names = {
        "partner": _("Profile of a partner"),
        "partner:behalf": _("A registration on behalf"),
        "listing:need": _("A need"),
        "listing:seed": _("A seed"),
        "proposal": _("A proposal"),
        "challenge": _("A challenge"),
        "call": _("A call to municipalities"),
        "offer": _("An offer to a call"),
        "declaration": _("An SDGs declaration"),
        "registration": _("Registration for a meeting"),
        "news": _("News"),
    }
    return names.get(kind, _("A form"))


def desk(municipalities: list[Municipality]) -> dict[str, Any]:
    """The queues of the municipalities, what is due first on top."""
    now, today = timezone.now(), timezone.localdate()
    own = {"municipality__in": municipalities}
    partners = Partner.objects.filter(**own).awaiting_approval()
    proposals = Proposal.objects.filter(**own).awaiting_decision()
    challenges = (
        Challenge.objects.filter(**own)
        .of_cities()
        .exclude(state__in=[Challenge.State.COMPLETED, Challenge.State.CANCELLED])
    )
    ending = Partner.objects.filter(**own).ending_soon(today)
    return {
        "today": today,
        "municipalities": municipalities,
        "ending_partners": list(ending.select_related("municipality")[:SOON_SHOWN]),
        "waiting_partners": list(partners.select_related("municipality", "type")[:ROWS]),
        "due_proposals": list(
            proposals.select_related("challenge", "partner").order_by("reply_due_on", "pk")[:ROWS]
        ),
        "questions": list(
            Question.objects.filter(challenge__municipality__in=municipalities)
            .waiting()
            .select_related("challenge")[:ROWS]
        ),
        "challenges": list(challenges.select_related("municipality").order_by("closes_at")[:ROWS]),
        "unanswered": list(
            Challenge.objects.filter(**own)
            .unanswered()
            .select_related("municipality")
            .order_by("closes_at", "pk")[:SOON_SHOWN]
        ),
        "events": list(Event.objects.filter(**own, ends_at__gt=now).order_by("starts_at")[:10]),
    }
