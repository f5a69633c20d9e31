"""What my page and the desk are made of."""

from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from challenges.inviting.reading import waiting_for
from challenges.models import (
    Challenge,
    ChallengeInvitation,
    CoAuthor,
    Message,
    Proposal,
    ProposalDraft,
    Question,
)
from challenges.screening.assigning import MINE, NOBODY, whose
from challenges.talking.threads import new_first, with_news_for
from events.models import Event, Registration
from matching.reading import for_partner
from partners.access import acting_membership, choose_partner
from partners.models import Listing, Membership, Participation, Partner, Project
from partners.overview import overview
from partners.record.remarks import marked
from tomoni.accounts.models import Draft, User
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
    proposals = new_first(Proposal.objects.of_partner(partner), user, Message.Side.PARTNER)
    projects = Project.objects.of_partner(partner).select_related("municipality")
    seldom = _seldom(partner)
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
        "asked": list(CoAuthor.objects.waiting_for([partner.pk])) if seldom.was_asked else [],
        "listings": list(listings[:ROWS]),
        "proposals": list(proposals.select_related("challenge", "municipality")[:10]),
        "projects": list(projects[:10]) if seldom.has_projects else [],
        "registrations": list(registrations.select_related("event")),
        "invitations": waiting_for(partner) if seldom.was_invited and partner.is_approved else [],
        "suggestions": fitting.groups,
        "challenges": fitting.challenges,
    }


def _seldom(partner: Partner) -> Any:
    """Of what most partners have nothing of, whether this one has: one query for three."""
    own = OuterRef("pk")
    rows = Partner.objects.only("pk").annotate(
        was_asked=Exists(CoAuthor.objects.asked().filter(partner=own)),
        was_invited=Exists(ChallengeInvitation.objects.filter(partner=own)),
        has_projects=Exists(Participation.objects.present().filter(partner=own)),
    )
    return rows.get(pk=partner.pk)


def _chosen(request: HttpRequest) -> Membership | None:
    """The membership in which the person acts; the links of mails name one."""
    choose_partner(request, request.GET.get("partner", ""))
    return acting_membership(request)


def open_drafts(user: Any) -> list[dict[str, Any]]:
    """What the person, or a colleague with whom they share it, has begun and not sent, with the
    way back into the form.
    """
    shared = ProposalDraft.objects.open().writable_by(user)
    own = Q(user=user.pk) | Q(pk__in=shared.values("pk"))
    begun = Draft.objects.filter(own, sent_at=None).exclude(form_url="")
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
        "proposal:aside": _("A proposal: two versions to choose from"),
        "message": _("A message on a proposal"),
        "challenge": _("A challenge"),
        "call": _("A call to municipalities"),
        "offer": _("An offer to a call"),
        "declaration": _("An SDGs declaration"),
        "registration": _("Registration for a meeting"),
        "news": _("News"),
    }
    return names.get(kind, _("A form"))


def desk(municipalities: list[Municipality], reader: User, who: str = "") -> dict[str, Any]:
    """The queues of the municipalities, what is due first on top.

    `who` narrows proposals, questions and challenges to those of which the reader is in charge
    ("mine"), or nobody ("nobody").
    """
    today, own = timezone.localdate(), {"municipality__in": municipalities}
    who = who if who in (MINE, NOBODY) else ""
    stale = Listing.objects.filter(partner__municipality__in=municipalities).going_stale(today)
    to_score = Proposal.objects.filter(**own).to_score_by(reader)
    written = with_news_for(Proposal.objects.filter(**own), reader, Message.Side.CITY)
    events = Event.objects.filter(**own, ends_at__gt=timezone.now()).order_by("starts_at")
    return {
        "today": today,
        "municipalities": municipalities,
        "whose": who,
        "stale_listings": list(stale.select_related("partner")[:SOON_SHOWN]),
        "to_score": list(to_score.select_related("challenge", "partner")[:SOON_SHOWN]),
        "written_proposals": list(written.select_related("challenge", "partner")[:SOON_SHOWN]),
        "events": list(events[:10]),
        **_partners(municipalities, today),
        **_tasks(municipalities, whose(who, reader)),
    }


def _partners(municipalities: list[Municipality], today: date) -> dict[str, Any]:
    """Who waits for an approval, and whose registration ends soon: two lists in one query."""
    rows = Partner.objects.filter(municipality__in=municipalities).select_related("type")
    waiting, ending = rows.awaiting_approval(), rows.ending_soon(today)
    found = list(waiting[:ROWS].union(ending[:SOON_SHOWN], all=True))
    is_waiting = Partner.State.SUBMITTED
    return {
        "waiting_partners": sorted(
            (row for row in found if row.state == is_waiting),
            key=lambda row: (row.submitted_at or timezone.now(), row.pk),
        ),
        "ending_partners": sorted(
            (row for row in found if row.state != is_waiting),
            key=lambda row: (row.expires_on or today, row.pk),
        ),
    }


def _tasks(municipalities: list[Municipality], charge: Q) -> dict[str, Any]:
    """What somebody can be in charge of."""
    own, in_charge = {"municipality__in": municipalities}, "assignment__assignee"
    proposals = Proposal.objects.filter(charge, **own).awaiting_decision()
    questions = Question.objects.filter(charge, challenge__municipality__in=municipalities)
    unanswered = Challenge.objects.unanswered().filter(pk=OuterRef("pk"))
    # What a partner calls for is not the city's work, and a draft of it nobody's business here.
    rows = Challenge.objects.of_cities().filter(charge, **own)
    rows = rows.exclude(state__in=Challenge.FINISHED_STATES)
    rows = rows.select_related("municipality", in_charge).order_by("closes_at")
    challenges: list[Any] = list(rows.annotate(is_unanswered=Exists(unanswered))[:ROWS])
    return {
        "due_proposals": list(proposals.select_related("challenge", "partner", in_charge)[:ROWS]),
        "questions": list(questions.waiting().select_related("challenge", in_charge)[:ROWS]),
        "challenges": challenges,
        "unanswered": [row for row in challenges if row.is_unanswered][:SOON_SHOWN],
    }
