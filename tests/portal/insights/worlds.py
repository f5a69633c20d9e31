"""Random worlds for the figures, of a few rows each, made without any step: what a step would not
do is counted all the same.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from hypothesis import strategies as st

from challenges.models import Challenge, Message, Proposal
from events.models import Registration
from matching.models import Introduction, Party, Trace
from partners.models import (
    Agreement,
    AgreementParty,
    CooperationItem,
    Listing,
    News,
    Participation,
    Partner,
    Post,
    Project,
)
from tests.factories import (
    make_challenge,
    make_event,
    make_listing,
    make_municipality,
    make_partner,
    make_project,
    make_proposal,
    make_user,
)
from tomoni.accounts.models import User
from tomoni.municipalities.models import IntroductionRoute, RefusalGround
from tomoni.taxonomy.models import Field, Goal, PartnerType

NOW = datetime(2026, 6, 15, 3, tzinfo=timezone.get_fixed_timezone(540))
TYPES, GOALS, FIELDS = ("company", "npo"), (3, 11), ("tourism", "housing")
# Around the edges of what can be chosen: fiscal years, months, and twelve months back from today.
EDGES = [
    *(datetime(2025, 3, 31, 23, 59), datetime(2025, 4, 1), datetime(2026, 3, 31, 23, 59)),
    *(datetime(2026, 4, 1), datetime(2025, 6, 15, 23, 59), datetime(2025, 6, 16)),
    *(datetime(2026, 6, 1), datetime(2026, 6, 15, 2), datetime(2025, 12, 1), datetime(2024, 5, 1)),
]
moments = st.sampled_from([timezone.make_aware(edge) for edge in EDGES])
places, kinds = st.integers(0, 1), st.sampled_from(TYPES)
goals = st.lists(st.sampled_from(GOALS), max_size=2, unique=True)
fields = st.lists(st.sampled_from(FIELDS), max_size=2, unique=True)
numbers = st.integers(0, 20)
waits = st.sampled_from([timedelta(minutes=10), timedelta(hours=30), timedelta(days=9)])


def row(**columns: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(columns)


partners = row(
    city=places, kind=kinds, state=st.sampled_from(Partner.State.values), goals=goals, fields=fields
)
listings = row(
    partner=numbers,
    side=st.sampled_from(Listing.Side.values),
    at=moments,
    months=st.integers(1, 14),
    shown_for=st.none() | st.integers(0, 500),
    state=st.sampled_from(Listing.State.values),
    visibility=st.sampled_from(Listing.Visibility.values),
    goals=goals,
    fields=fields,
)
traces = row(
    subject=numbers,
    other=numbers,
    challenge=st.booleans(),
    shown=st.none() | moments,
    opened=st.none() | moments,
)
introductions = row(
    sides=st.lists(numbers, min_size=2, max_size=3),
    at=moments,
    wait=waits,
    state=st.sampled_from(Introduction.State.values),
    by_hand=st.booleans(),
    direct=st.booleans(),
    outcome=st.sampled_from(Introduction.Outcome.values),
)
projects = row(
    partner=numbers,
    others=st.lists(numbers, max_size=2),
    at=moments,
    goals=goals,
    fields=fields,
    public=st.booleans(),
    place=st.sampled_from(Participation.State.values),
    posts=st.lists(st.tuples(moments, st.booleans()), max_size=2),
)
registrations = row(partner=st.none() | numbers, at=moments)
agreements = row(
    city=places,
    partner=st.none() | numbers,
    kind=kinds,
    at=st.none() | moments,
    public=st.booleans(),
    items=st.lists(
        st.tuples(st.none() | st.sampled_from(GOALS), st.none() | st.sampled_from(FIELDS)),
        max_size=2,
    ),
)
proposals = row(
    partner=numbers,
    at=moments,
    wait=waits,
    goals=goals,
    fields=fields,
    state=st.sampled_from(Proposal.State.values),
    written=st.none() | waits,
)
news = row(partner=numbers, at=moments, public=st.booleans(), hidden=st.booleans())
worlds = row(
    partners=st.lists(partners, min_size=1, max_size=4),
    listings=st.lists(listings, min_size=1, max_size=5),
    traces=st.lists(traces, max_size=5),
    introductions=st.lists(introductions, max_size=4),
    projects=st.lists(projects, max_size=2),
    agreements=st.lists(agreements, max_size=2),
    proposals=st.lists(proposals, max_size=3),
    news=st.lists(news, max_size=2),
    registrations=st.lists(registrations, max_size=3),
)


def cities() -> list[Any]:
    """The two cities of all worlds, made once."""
    return [make_municipality("試験市甲", slug="alpha"), make_municipality("試験市乙", slug="beta")]


def build(world: dict[str, Any], towns: list[Any], by: User, ground: RefusalGround) -> None:
    """Make the rows of a world."""
    made = [_partner(each, towns) for each in world["partners"]]
    shown = [_listing(each, made) for each in world["listings"]]
    themes = [make_challenge(town, created_by=by, goals=(3,)) for town in towns]
    for each in world["traces"]:
        _trace(each, shown, themes)
    for number, each in enumerate(world["introductions"]):
        _introduction(each, number, shown, by)
    for each in world["projects"]:
        _project(each, made, by)
    for each in world["agreements"]:
        _agreement(each, made, towns)
    for each in world["proposals"]:
        _proposal(each, made, themes, by, ground)
    for each in world["news"]:
        _news(each, made)
    if world["registrations"]:
        meeting = make_event(towns[0])
        for number, each in enumerate(world["registrations"]):
            _registration(each, number, made, meeting)


def _chosen(rows: list[Any], number: int) -> Any:
    return rows[number % len(rows)]


def _day(moment: datetime) -> date:
    return timezone.localdate(moment)


def _partner(each: dict[str, Any], towns: list[Any]) -> Partner:
    given = {"return_reason": "理由"} if each["state"] == "returned" else {}
    kind = PartnerType.objects.get(slug=each["kind"])
    partner = make_partner(
        municipality=towns[each["city"]], type=kind, state=each["state"], goals=(), **given
    )
    partner.related_goals.set(each["goals"])
    partner.fields.set(Field.objects.filter(slug__in=each["fields"]))
    return partner


def _listing(each: dict[str, Any], made: list[Partner]) -> Listing:
    last = _day(each["at"] + timedelta(days=30 * each["months"]))
    is_over = each["state"] not in (Listing.State.DRAFT, Listing.State.PUBLISHED)
    shown_for = each["shown_for"] if is_over else None
    listing = make_listing(
        _chosen(made, each["partner"]),
        each["side"],
        goals=tuple(each["goals"][:1]),
        field_slugs=tuple(each["fields"]),
        state=each["state"],
        visibility=each["visibility"],
        published_at=each["at"],
        review_by=last,
        shown_until=None
        if shown_for is None
        else min(last, _day(each["at"]) + timedelta(days=shown_for)),
    )
    listing.related_goals.set(each["goals"][1:])
    return listing


def _trace(each: dict[str, Any], shown: list[Listing], themes: list[Challenge]) -> None:
    subject, other = _chosen(shown, each["subject"]), _chosen(shown, each["other"])
    theme = _chosen(themes, each["subject"])
    ours = {"challenge": theme} if each["challenge"] else {"listing": subject}
    Trace.objects.get_or_create(
        **ours,
        candidate_listing=other,
        defaults={"first_shown_at": each["shown"], "opened_at": each["opened"]},
    )


def _introduction(each: dict[str, Any], number: int, shown: list[Listing], by: User) -> None:
    state, end = Introduction.State(each["state"]), each["at"] + each["wait"]
    is_agreed, is_over = state in Introduction.AGREED_STATES, state in Introduction.OVER_STATES
    route = IntroductionRoute.DIRECT if each["direct"] else IntroductionRoute.OFFICE
    chosen = {_chosen(shown, side).partner_id: _chosen(shown, side) for side in each["sides"]}
    row = Introduction.objects.create(
        municipality=next(iter(chosen.values())).partner.municipality,
        route=route,
        is_by_hand=each["by_hand"],
        between=f"{number}-{min(chosen)}",
        state=state,
        message="お話ししたいです。",
        asked_by=by,
        requested_at=each["at"],
        forwarded_at=None if state == Introduction.State.REQUESTED else each["at"],
        accepted_at=end if is_agreed else None,
        over_at=end if is_over else None,
        met_at=end if state in ("met", "outcome") else None,
        outcome=each["outcome"] if state == Introduction.State.OUTCOME else "",
        outcome_at=end + each["wait"] if state == Introduction.State.OUTCOME else None,
        started_at=end
        if state == Introduction.State.OUTCOME and each["outcome"] == "started"
        else None,
    )
    answer = {"declined": "declined", "unanswered": "silent", "withdrawn": "asked"}.get(state)
    answer = answer or ("agreed" if is_agreed else "asked")
    for place, listing in enumerate(chosen.values()):
        is_asking = place == 0 and not each["by_hand"]
        said = Party.State.AGREED if is_asking else Party.State(answer)
        at = None if said == Party.State.ASKED else each["at"] if is_asking else end
        Party.objects.create(
            introduction=row,
            partner=listing.partner,
            listing=listing,
            is_asking=is_asking,
            state=said,
            answered_at=at,
        )


def _project(each: dict[str, Any], made: list[Partner], by: User) -> None:
    lead = _chosen(made, each["partner"])
    shown = Project.Visibility.PUBLIC if each["public"] else Project.Visibility.MEMBERS
    project = make_project(lead, started_at=each["at"], visibility=shown, started_by=by)
    project.goals.set(each["goals"])
    project.fields.set(Field.objects.filter(slug__in=each["fields"]))
    state = Participation.State(each["place"])
    for at, is_public in each["posts"]:
        Post.objects.create(
            project=project,
            partner=lead,
            author=by,
            title="はじまりました",
            text="集まりました。",
            is_public=is_public,
            posted_at=at,
        )
    for number in each["others"]:
        Participation.objects.get_or_create(
            project=project,
            partner=_chosen(made, number),
            defaults={"state": state, "asked_by": by, "changed_at": each["at"]},
        )


def _agreement(each: dict[str, Any], made: list[Partner], towns: list[Any]) -> None:
    state = Agreement.State.IN_FORCE if each["at"] else Agreement.State.DRAFT
    shown = Agreement.Visibility.PUBLIC if each["public"] else Agreement.Visibility.PARTIES
    agreement = Agreement.objects.create(
        municipality=towns[each["city"]],
        title="連携協定",
        purposes="地域のため",
        state=state,
        visibility=shown,
        signed_on=_day(each["at"]) if each["at"] else None,
    )
    kind = PartnerType.objects.get(slug=each["kind"])
    if each["partner"] is None:
        AgreementParty.objects.create(agreement=agreement, name="試験大学", type=kind)
    else:
        partner = _chosen(made, each["partner"])
        AgreementParty.objects.create(agreement=agreement, partner=partner)
    for goal, field in each["items"]:
        CooperationItem.objects.create(
            agreement=agreement,
            title="講座",
            goal=Goal.objects.get(pk=goal) if goal else None,
            field=Field.objects.get(slug=field) if field else None,
        )


def _proposal(
    each: dict[str, Any],
    made: list[Partner],
    themes: list[Challenge],
    by: User,
    ground: RefusalGround,
) -> None:
    is_decided = each["state"] in ("accepted", "declined")
    reason = {"refusal_ground": ground, "decision_text": "理由"}
    proposal = make_proposal(
        _chosen(themes, each["partner"]),
        _chosen(made, each["partner"]),
        submitted_by=by,
        state=each["state"],
        submitted_at=each["at"],
        decided_at=each["at"] + each["wait"] if is_decided else None,
        **(reason if each["state"] == "declined" else {}),
    )
    proposal.goals.set(each["goals"])
    proposal.fields.set(Field.objects.filter(slug__in=each["fields"]))
    if each["written"] is not None:
        message = Message.objects.create(
            proposal=proposal, side=Message.Side.CITY, author=by, text="拝見しました。"
        )
        Message.objects.filter(pk=message.pk).update(sent_at=each["at"] + each["written"])


def _news(each: dict[str, Any], made: list[Partner]) -> None:
    shown = News.Visibility.PUBLIC if each["public"] else News.Visibility.PARTNERS
    News.objects.create(
        partner=_chosen(made, each["partner"]),
        kind=News.Kind.EVENT,
        title="見学会",
        body="どうぞ。",
        visibility=shown,
        published_at=each["at"],
        hidden_at=NOW if each["hidden"] else None,
        hidden_reason="宣伝のため" if each["hidden"] else "",
    )


def _registration(each: dict[str, Any], number: int, made: list[Partner], meeting: Any) -> None:
    guest = {"guest_name": "来客"} if each["partner"] is None else {"user": make_user()}
    registration = Registration.objects.create(
        event=meeting,
        partner=None if each["partner"] is None else _chosen(made, each["partner"]),
        receipt=f"E-{number}",
        code=f"code-{number}",
        state=Registration.State.REGISTERED,
        seated_at=NOW,
        **guest,
    )
    Registration.objects.filter(pk=registration.pk).update(created_at=each["at"])


def a_person() -> User:
    """Who did everything in these worlds."""
    return make_user()
