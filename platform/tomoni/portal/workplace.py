"""What my page and the desk are made of."""

from datetime import date
from typing import Any

from django.db.models import Case, Count, Exists, OuterRef, Q, Subquery, Value, When, Window
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from challenges.inviting.reading import waiting_for
from challenges.models import (
    Challenge,
    CoAuthor,
    Message,
    Proposal,
    ProposalDraft,
    Question,
)
from challenges.review import is_to_review_by
from challenges.screening.assigning import MINE, NOBODY, whose
from challenges.talking.threads import new_first, with_news_for
from events.models import Event, Registration
from events.pitching.programme import coming_pitches
from matching.models import Introduction, Party
from matching.reading.lists import for_partner
from partners.access import acting_membership, choose_partner
from partners.models import AgreementParty, Listing, Membership, Partner, Project
from partners.overview import overview
from partners.record.remarks import marked
from tomoni.accounts.models import Draft, User
from tomoni.municipalities.models import Municipality
from tomoni.packed import Packed

ROWS = 50
SOON_SHOWN = 10  # registrations that end soon
_TOWN = ("municipality__name_ja", "municipality__name_en")


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
    listings = _listings(partner)
    proposals = new_first(Proposal.objects.of_partner(partner), user, Message.Side.PARTNER)
    beside = _beside(partner, user)
    fitting = for_partner(partner, request, listings=_live(partner, listings), limit=1)
    return {
        "membership": membership,
        "partner": partner,
        "remarks": marked(partner) if partner.state == Partner.State.RETURNED else [],
        **overview(membership)._asdict(),
        "drafts": drafts,
        "introductions_owed": beside.introductions_owed,
        "asked": beside.asked_rows,
        "listings": listings[:ROWS],
        "proposals": list(proposals.select_related("challenge", "municipality")[:10]),
        "projects": beside.project_rows,
        "has_agreements": beside.has_agreements,
        "registrations": beside.registration_rows,
        "pitches": beside.pitch_rows,
        "invitations": beside.invitation_rows if partner.is_approved else [],
        "suggestions": fitting.groups,
        "challenges": fitting.challenges,
    }


def _listings(partner: Partner) -> list[Listing]:
    """Those that were changed last, and all that take part in matching, in one query."""
    newest = partner.listings.order_by("-updated_at", "-pk").values("pk")[:ROWS]
    rows = partner.listings.filter(pk__in=newest) | partner.listings.live()
    return list(rows.order_by("-updated_at", "-pk"))


def _live(partner: Partner, listings: list[Listing]) -> list[Listing]:
    """Those of the partner's listings that take part in matching, as `live()` says it."""
    return [listing for listing in listings if partner.is_approved and listing.is_live]


def _beside(partner: Partner, user: Any) -> Any:
    """What most partners have little or nothing of, with what is shown of it: one query for all."""
    own, now = OuterRef("pk"), timezone.now()
    owed = Party.objects.owing_an_answer().filter(partner=own).order_by().values("partner")
    registrations = Registration.objects.active().filter(user=user.pk, event__ends_at__gt=now)
    meeting = ("event__slug", "event__title", "event__starts_at")
    challenge = tuple(f"challenge__{name}" for name in ("slug", "title", "closes_at", *_TOWN))
    rows = Partner.objects.only("pk").annotate(
        has_agreements=Exists(AgreementParty.objects.filter(partner=own)),
        introductions_owed=Coalesce(Subquery(owed.annotate(n=Count("pk")).values("n")), 0),
        asked_rows=Packed(
            CoAuthor.objects.waiting_for([partner.pk]),
            "draft__partner__name",
            "draft__challenge__title",
        ),
        invitation_rows=Packed(waiting_for(partner), "line", *challenge),
        project_rows=Packed(
            Project.objects.of_partner(partner)[:10], "title", "state", "place", *_TOWN
        ),
        registration_rows=Packed(registrations, "state", *meeting),
        pitch_rows=Packed(coming_pitches(partner), "title", "state", *meeting),
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
        "pitch": _("A pitch at a meeting"),
        "pitch:change": _("A pitch at a meeting"),
        "news": _("News"),
        "event": _("A meeting"),
    }
    return names.get(kind, _("A form"))


def desk(municipalities: list[Municipality], reader: User, who: str = "") -> dict[str, Any]:
    """The queues of the municipalities, what is due first on top.

    `who` narrows all that somebody can be in charge of to what the reader is in charge of
    ("mine"), or nobody ("nobody").
    """
    today, own = timezone.localdate(), {"municipality__in": municipalities}
    who = who if who in (MINE, NOBODY) else ""
    written = with_news_for(
        Proposal.objects.filter(**own).with_authors(), reader, Message.Side.CITY
    )
    events = Event.objects.filter(**own, ends_at__gt=timezone.now()).order_by("starts_at")
    return {
        "today": today,
        "municipalities": municipalities,
        "whose": who,
        "written_proposals": list(written.select_related("challenge", "partner")[:SOON_SHOWN]),
        "events": list(events[:10]),
        "introductions": _introductions(reader),
        **_partners(municipalities, today, whose(who, reader)),
        **_proposals(municipalities, reader, whose(who, reader)),
        "questions": _questions(municipalities, whose(who, reader)),
        **_challenges(municipalities, reader, whose(who, reader)),
    }


def _introductions(reader: User) -> list[Any]:
    """What the reader has to pass on, the longest waiting first."""
    waiting = Introduction.objects.brokered_by(reader).with_broker().with_names()
    return list(_with_number(waiting)[:SOON_SHOWN])


def _with_number(rows: Any) -> Any:
    """Each row knows how many there are of all, so that no second query has to count."""
    return rows.annotate(of_all=Window(Count("pk")))


def _partners(municipalities: list[Municipality], today: date, charge: Q) -> dict[str, Any]:
    """Who waits for an approval, and whose registration ends soon: two lists in one query. And
    the needs and seeds that are going stale.
    """
    in_charge = "assignment__assignee"
    rows = Partner.objects.filter(municipality__in=municipalities).select_related("type", in_charge)
    waiting, ending = rows.filter(charge).awaiting_approval(), rows.ending_soon(today)
    listings = Listing.objects.filter(charge, partner__municipality__in=municipalities)
    stale = listings.going_stale(today).select_related("partner", in_charge)
    found = list(waiting[:ROWS].union(ending[:SOON_SHOWN], all=True))
    return {
        "stale_listings": list(_with_number(stale)[:SOON_SHOWN]),
        "waiting_partners": sorted(
            (row for row in found if row.waits_since),
            key=lambda row: (row.waits_since or timezone.now(), row.pk),
        ),
        "ending_partners": sorted(
            (row for row in found if not row.waits_since),
            key=lambda row: (row.expires_on or today, row.pk),
        ),
    }


def _proposals(municipalities: list[Municipality], reader: User, charge: Q) -> dict[str, Any]:
    """What somebody can be in charge of, and what waits for the reader's scores: two lists in one
    query, the most urgent on top.
    """
    rows = Proposal.objects.filter(municipality__in=municipalities).with_authors()
    rows = rows.select_related("challenge", "assignment__assignee")
    due = rows.filter(charge).awaiting_decision().annotate(is_to_score=Value(False))
    to_score = rows.to_score_by(reader).annotate(is_to_score=Value(True))
    found: list[Any] = list(due[:ROWS].union(to_score[:SOON_SHOWN], all=True))
    found.sort(key=lambda row: (row.reply_due_on or date.max, row.pk))
    return {
        "due_proposals": [row for row in found if not row.is_to_score],
        "to_score": [row for row in found if row.is_to_score],
    }


def _questions(municipalities: list[Municipality], charge: Q) -> list[Question]:
    """What somebody can be in charge of."""
    asked = Question.objects.filter(charge, challenge__municipality__in=municipalities)
    return list(asked.waiting().select_related("challenge", "assignment__assignee")[:ROWS])


def _challenges(municipalities: list[Municipality], reader: User, charge: Q) -> dict[str, Any]:
    """What waits for the reader's review, and what is under way: two lists in one query, in which
    what is to be read stands first and is not counted among the rest.
    """
    # What a partner calls for is not the city's work, and a draft of it nobody's business here.
    is_work, to_review = Q(charge, caller=None), is_to_review_by(reader)
    rows = Challenge.objects.filter(is_work | to_review, municipality__in=municipalities)
    rows = rows.exclude(state__in=Challenge.FINISHED_STATES).annotate(
        is_to_review=Case(When(to_review, then=True), default=False),
        of_review=Window(Count("pk", filter=to_review)),
    )
    shown = rows.select_related("municipality", "assignment__assignee", "caller", "review_asked_by")
    order = ("-is_to_review", "urgency", "closes_at", "pk")
    found: list[Any] = list(shown.with_urgency().order_by(*order)[:ROWS])
    work = [row for row in found if not row.is_to_review]
    return {
        "to_review": [row for row in found if row.is_to_review],
        "challenges": work,
        "challenge_count": found[0].of_all - found[0].of_review if found else 0,
        "unanswered": [row for row in work if row.is_unanswered][:SOON_SHOWN],
        "unanswered_count": found[0].of_unanswered if found else 0,
    }
