"""Telling people of new suggestions: once a night each list is compared with what its side knows.

New is who stands in the list a page would show, is at least fairly close, and was never shown to
that side, told of or answered. The lists are read in parts, from what is stored and without their
reasons; a part writes in one transaction who is told of from now on, and the notices. So whatever
is repeated, or dies halfway, nobody is told of the same twice.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, JSONObject
from django.utils import timezone
from django.utils.translation import get_language

from challenges.models import Challenge
from matching.engine.documents import COUNTERPARTS
from matching.engine.levels import level_of
from matching.engine.ranking import Rival, Terms, ranked
from matching.models import Block, Trace
from matching.reading.found import Found, found
from matching.reading.lists import LEAST_FITTING, LENGTH, suggestions_url
from matching.reading.showing import NEW_OF_CHALLENGE, NEW_OF_LISTING
from matching.storing.documents import participating_challenges, participating_listings
from matching.storing.keys import key_of, key_of_node, node_of, pks
from matching.storing.tables import SIDES
from matching.storing.traces import Pair, claim_untold
from partners.models import Listing, Membership
from tomoni.accounts.models import User
from tomoni.journal import ledger
from tomoni.municipalities.models import StaffRole
from tomoni.notices.models import Notice
from tomoni.notices.telling import tell

DAY, PART = "matching.new_day", "matching.new_part"
FROM_HOUR = 5
"""Before the digests of the day go out, and after the lists were made anew."""
AT_A_TIME = 100
"""So many subjects in a part: small enough for a worker to do between two other jobs."""
NAMED = 5
"""So many are named in a notice; the page shows all."""

Subject = Listing | Challenge


def ask_for_day() -> None:
    """Have all lists compared, once a day; in the caller's transaction."""
    if timezone.localtime().hour >= FROM_HOUR:
        ledger.enqueue_once(DAY, timezone.localdate().isoformat())


def parts() -> list[list[str]]:
    """The keys of all subjects whose side has people, in parts."""
    people = Membership.objects.filter(partner=OuterRef("partner"), user__is_active=True)
    listings = participating_listings().filter(Exists(people))
    challenges = participating_challenges()
    keys = [f"listing:{pk}" for pk in listings.order_by("pk").values_list("pk", flat=True)]
    keys += [f"challenge:{pk}" for pk in challenges.order_by("pk").values_list("pk", flat=True)]
    return [keys[first : first + AT_A_TIME] for first in range(0, len(keys), AT_A_TIME)]


def ask_for_parts(day: str, found: Iterable[Sequence[str]]) -> None:
    """One piece of work for each part of a day."""
    for keys in found:
        ledger.enqueue(PART, f"{day}:{keys[0]}", {"keys": list(keys)})


def new_suggestions(keys: Iterable[str]) -> list[Pair]:
    """Of each of these subjects the candidates its side does not know of yet, the best first."""
    lists = [
        each
        for each in found(keys, SIDES, read_along=0)
        if each.side in COUNTERPARTS[each.subject.profile.side]
    ]
    taking_part = _taking_part({key for each in lists for key in each.keys})
    traces = _traces([each.subject.profile.key for each in lists])
    blocked = _blocked({each.subject.profile.facts.owner for each in lists})
    return [pair for each in lists for pair in _new_in(each.only(taking_part), traces, blocked)]


def _taking_part(keys: set[str]) -> set[str]:
    """Those that any registered partner may see now."""
    listings = participating_listings().filter(pk__in=pks(keys, "listing"))
    challenges = participating_challenges().filter(pk__in=pks(keys, "challenge"))
    return {
        *(f"listing:{pk}" for pk in listings.values_list("pk", flat=True)),
        *(f"challenge:{pk}" for pk in challenges.values_list("pk", flat=True)),
    }


_Traces = dict[str, dict[str, tuple[str, str]]]


def _traces(subjects: Iterable[str]) -> _Traces:
    """Subject → candidate → what was said of it, and whose it is."""
    known: _Traces = defaultdict(dict)
    rows = Trace.objects.filter(subject_node__in=[node_of(key) for key in subjects])
    columns = ("subject_node", "candidate_node", "verdict", "candidate_listing__partner")
    for subject, candidate, verdict, partner in rows.values_list(*columns):
        known[key_of_node(subject)][key_of_node(candidate)] = verdict, f"partner:{partner}"
    return known


def _blocked(owners: Iterable[str]) -> dict[str, set[str]]:
    """Owner → the owners with whom it is at odds."""
    partners = pks(owners, "partner")
    rows = Block.objects.filter(Q(partner__in=partners) | Q(blocked__in=partners))
    found: dict[str, set[str]] = defaultdict(set)
    for one, other in rows.values_list("partner", "blocked"):
        found[f"partner:{one}"].add(f"partner:{other}")
        found[f"partner:{other}"].add(f"partner:{one}")
    return found


def _new_in(list_: Found, traces: _Traces, blocked: dict[str, set[str]]) -> Iterator[Pair]:
    subject = list_.subject
    known = traces.get(subject.profile.key, {})
    partners = {owner for said, owner in known.values() if said == Trace.Verdict.KNOWN}
    partners |= blocked.get(subject.profile.facts.owner, set())
    shown = [rival for rival in list_.rivals if not _is_aside(rival, known, partners)]
    scored = ranked(subject.profile, list_.usual, shown, Terms(subject.policy, subject.as_of))
    for rival, score in scored[:LENGTH]:
        if level_of(score) >= LEAST_FITTING and rival.key not in known:
            yield subject.profile.key, rival.key


def _is_aside(rival: Rival, known: dict[str, tuple[str, str]], partners: set[str]) -> bool:
    said, _owner = known.get(rival.key, ("", ""))
    return said in Trace.ASIDE or rival.facts.owner in partners


def tell_of(pairs: Iterable[Pair], day: str) -> None:
    """Tell the people of each side, in the caller's transaction; one notice per subject."""
    pairs = list(pairs)
    claimed = set(claim_untold(pairs))
    by_subject: dict[str, list[str]] = defaultdict(list)
    for pair in pairs:
        if pair in claimed:
            by_subject[pair[0]].append(pair[1])
    for subject in _subjects(by_subject):
        candidates = by_subject[key_of(subject)]
        for person in _people_of(subject):
            tell(
                person,
                NEW_OF_LISTING if isinstance(subject, Listing) else NEW_OF_CHALLENGE,
                subject,
                key=f"suggestions:{key_of(subject)}:{day}",
                url=suggestions_url(subject),
                data={"candidates": candidates},
            )


def _subjects(keys: Iterable[str]) -> list[Subject]:
    keys = list(keys)
    listings = participating_listings().filter(pk__in=pks(keys, "listing")).order_by("pk")
    challenges = participating_challenges().filter(pk__in=pks(keys, "challenge")).order_by("pk")
    return [*listings, *challenges]


def _people_of(subject: Subject) -> QuerySet[User]:
    """The members of a listing's partner, whatever their role; of a city who writes for it."""
    people = User.objects.filter(is_active=True).order_by("pk")
    if isinstance(subject, Listing):
        members = Membership.objects.filter(partner=subject.partner_id)
        return people.filter(pk__in=members.values("user"))
    writing = StaffRole.Role.at_least(StaffRole.Role.EDITOR)
    staff = StaffRole.objects.filter(municipality=subject.municipality_id, role__in=writing)
    return people.filter(pk__in=staff.values("user"))


def listings_of(reader: User) -> QuerySet[Listing]:
    """Those of the reader's partners that take part, with who is still a suggestion for them."""
    own = Membership.objects.filter(user=reader).values("partner")
    rows = participating_listings().filter(partner__in=own)
    return rows.annotate(still_suggested=_still_suggested("listing"))


def challenges_of(reader: User) -> QuerySet[Challenge]:
    """The open ones of the reader's city, with who is still a suggestion for them."""
    writing = StaffRole.Role.at_least(StaffRole.Role.EDITOR)
    towns = StaffRole.objects.filter(user=reader, role__in=writing).values("municipality")
    rows = participating_challenges().filter(municipality__in=towns)
    return rows.annotate(still_suggested=_still_suggested("challenge"))


def _still_suggested(subject: str) -> ArraySubquery:
    """What was told of a row and still takes part, is shown, and is not put aside."""
    told = Trace.objects.filter(**{subject: OuterRef("pk")}, told_at__isnull=False).standing()
    city = "candidate_challenge__municipality"
    said = JSONObject(
        node="candidate_node",
        title=Coalesce("candidate_listing__title", "candidate_challenge__title"),
        ja=Coalesce("candidate_listing__partner__name", f"{city}__name_ja"),
        en=Coalesce("candidate_listing__partner__name", f"{city}__name_en"),
    )
    return ArraySubquery(told.values(row=said))


def words(notice: Notice) -> dict[str, Any] | None:
    """What a notice says: who is still new, the best first; nothing where nobody is left."""
    subject: Any = notice.about
    still = {key_of_node(row["node"]): row for row in subject.still_suggested}
    left = [still[key] for key in notice.data.get("candidates", []) if key in still]
    if not left:
        return None
    is_japanese = get_language() == "ja"
    named = [
        {"title": row["title"], "who": row["ja"] if is_japanese else row["en"] or row["ja"]}
        for row in left[:NAMED]
    ]
    return {
        "title": subject.title,
        "count": len(left),
        "named": named,
        "more": len(left) - len(named),
    }
