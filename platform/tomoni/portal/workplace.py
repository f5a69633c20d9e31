"""What my page and the desk are made of."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from challenges.models import Challenge, Message, Proposal, Question
from challenges.models.readers import Reader
from challenges.talking.threads import new_first, with_news_for
from events.models import Event, Registration
from matching.reading import for_partner
from partners.access import acting_membership, choose_partner
from partners.models import Membership, Partner, Project
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
    proposals = new_first(partner.proposals.all(), user, Message.Side.PARTNER)
    projects = Project.objects.of_partner(partner).select_related("municipality")
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
        "proposals": list(proposals.select_related("challenge", "municipality")[:10]),
        "projects": list(projects[:10]),
        "registrations": list(registrations.select_related("event")),
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
        "message": _("A message on a proposal"),
        "challenge": _("A challenge"),
        "declaration": _("An SDGs declaration"),
        "registration": _("Registration for a meeting"),
        "news": _("News"),
    }
    return names.get(kind, _("A form"))


def desk(municipalities: list[Municipality], user: Reader) -> dict[str, Any]:
    """The queues of the municipalities, what is due first on top."""
    now, today = timezone.now(), timezone.localdate()
    own = {"municipality__in": municipalities}
    partners = Partner.objects.filter(**own).awaiting_approval()
    proposals = Proposal.objects.filter(**own).awaiting_decision()
    challenges = Challenge.objects.filter(**own).exclude(
        state__in=[Challenge.State.COMPLETED, Challenge.State.CANCELLED]
    )
    written = with_news_for(Proposal.objects.filter(**own), user, Message.Side.CITY)
    ending = Partner.objects.filter(**own).ending_soon(today)
    return {
        "today": today,
        "municipalities": municipalities,
        "ending_partners": list(ending.select_related("municipality")[:SOON_SHOWN]),
        "waiting_partners": list(partners.select_related("municipality", "type")[:ROWS]),
        "due_proposals": list(
            proposals.select_related("challenge", "partner").order_by("reply_due_on", "pk")[:ROWS]
        ),
        "written_proposals": list(written.select_related("challenge", "partner")[:ROWS]),
        "questions": list(
            Question.objects.filter(challenge__municipality__in=municipalities)
            .waiting()
            .select_related("challenge")[:ROWS]
        ),
        "challenges": list(challenges.select_related("municipality").order_by("closes_at")[:ROWS]),
        "events": list(Event.objects.filter(**own, ends_at__gt=now).order_by("starts_at")[:10]),
    }
