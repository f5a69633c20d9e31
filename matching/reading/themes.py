"""The closest seeds for each sub-theme of a challenge, so that every theme is served.

The list of a challenge has room for who is close to it as a whole; a theme of two words may have
nobody there. So each theme is looked up by itself: with its own text, and with the administrative
fields its words speak of instead of those the whole challenge ticked. What either side meets
anyway does not count here: the question is who is closest, not who is closer than usual.
"""

from collections.abc import Collection, Sequence
from itertools import chain
from typing import NamedTuple, TypedDict

from django.http import HttpRequest

from challenges.models import Challenge
from matching.engine import Match, Policy
from matching.engine.analysis import analyse_text
from matching.engine.counts import ticks_of
from matching.engine.pool import LOOKED_AT, Member, Neighbours, Pool
from matching.engine.profiles import Content, Profile, TextProfile
from matching.engine.ranking import RANKED, Rival, Terms, explained
from matching.engine.scoring import label_weights
from matching.engine.statistics import Statistics
from matching.engine.tagging import suggest_fields
from matching.engine.terms import is_topic
from matching.models import Version
from matching.reading.access import may_see_suggestions
from matching.reading.cards import face
from matching.reading.lists import Row, takes_part, visible_of
from matching.reading.set_aside import NOTHING, Answers, hidden_from
from matching.reading.words import Names, Reason, reasons
from matching.storing import postings, store
from matching.storing.keys import key_of
from matching.suggestions import own_list

CLOSEST = 3
"""So many are shown of each theme."""
_NOTHING_BESIDE = Terms(Policy(0, 0, 0, 0, 0))


class Answer(TypedDict):
    """A seed that answers a theme, and why."""

    title: str
    url: str
    who: str
    reasons: list[Reason]


class Theme(TypedDict):
    """A sub-theme with its closest seeds, the closest first; none where nobody answers it."""

    title: str
    answers: list[Answer]


class _Subject(NamedTuple):
    """A theme as if it were all that its challenge is about."""

    title: str
    profile: Profile


def themes(
    challenge: Challenge, request: HttpRequest, *, answers: Answers = NOTHING
) -> list[Theme]:
    """The sub-themes in their order, each with up to CLOSEST seeds that the person may see and the
    person's side has not put aside, as its `answers` say.

    Empty for who may not see suggestions, while the challenge does not take part, and until the
    matcher has read the themes. Asks the database as often for one theme as for several. The
    challenge may bring its titles along as `sub_theme_titles`.
    """
    if not (takes_part(challenge) and may_see_suggestions(request, challenge)):
        return []
    titles = _titles(challenge)
    version = store.current() if titles else None
    subjects = _subjects(challenge, titles, version) if version else []
    return _answered(subjects, version.slot, request, answers) if version and subjects else []


def _titles(challenge: Challenge) -> list[str]:
    brought: list[str] | None = getattr(challenge, "sub_theme_titles", None)
    if brought is not None:
        return brought
    return list(challenge.sub_themes.values_list("title", flat=True))


def _subjects(challenge: Challenge, titles: Sequence[str], version: Version) -> list[_Subject]:
    stored = store.profiles(version.slot, [key_of(challenge)]).get(key_of(challenge))
    if stored is None or len(stored.texts) != 1 + len(titles):
        return []
    statistics = store.statistics(version, [])
    pairs = zip(titles, stored.texts[1:], strict=True)
    return [_Subject(title, _alone(stored, text, title, statistics)) for title, text in pairs]


def _alone(whole: Profile, text: TextProfile, title: str, statistics: Statistics) -> Profile:
    """The theme's text with the fields it speaks of; whose it is stays as it is."""
    labels = {
        label: weight
        for ticks in ticks_of({"field": _fields(title)})
        for label, weight in label_weights(ticks, statistics).items()
    }
    content = Content((text,), labels)
    return Profile(whole.key, whole.side, whole.facts, content)


def _fields(title: str) -> list[str]:
    """What a theme speaks of, if its words belong to a broader subject.

    A narrow one is met in its own words or not at all: culture as a whole does not answer 囲碁.
    """
    is_broad = any(is_topic(term) for term, _count in analyse_text([title]).counts)
    return [tag.key for tag in suggest_fields(title)] if is_broad else []


def _answered(
    subjects: Sequence[_Subject], slot: int, request: HttpRequest, answers: Answers
) -> list[Theme]:
    found = nearest(slot, [Member.of(subject.profile) for subject in subjects])
    seeds = visible_of(chain.from_iterable(each.candidates for each in found), request)
    shown = seeds.keys() - hidden_from(answers, seeds)
    lists = [_first_seen(each, shown) for each in found]
    profiles = store.profiles(slot, {key for each in lists for key in each})
    matches = [
        [_match(subject.profile, profiles[key], base) for key, base in each.items()]
        for subject, each in zip(subjects, lists, strict=True)
    ]
    names = Names.of(addend for match in chain.from_iterable(matches) for addend in match.addends)
    return [
        Theme(
            title=subject.title,
            answers=[_answer(seeds[match.candidate], match, names) for match in each],
        )
        for subject, each in zip(subjects, matches, strict=True)
    ]


def nearest(slot: int, alone: Sequence[Member]) -> list[Neighbours]:
    """The seeds that are nearest to each of these texts of one challenge, exactly.

    All are looked up at once. One whose nearest may be beyond those that are near to any of them
    is looked up by itself, which only happens among many seeds.
    """
    rows = [row for member in alone for row in member.rows]
    near = postings.near(slot, "seed", Member(alone[0].key, rows, alone[0].facts))
    closest = near.closest(LOOKED_AT * len(alone))
    pool = Pool(store.members(slot, closest.nodes.tolist()).values())
    found = (pool.nearest(member, RANKED) for member in alone)
    return [
        each
        if each.floor > closest.beyond or not closest.beyond
        else own_list(slot, "seed", member)
        for member, each in zip(alone, found, strict=True)
    ]


def _first_seen(found: Neighbours, seeds: Collection[str]) -> dict[str, float]:
    """The bases of the closest that the reader may see, in their order."""
    pairs = zip(found.candidates, found.bases, strict=True)
    return dict([(key, base) for key, base in pairs if key in seeds][:CLOSEST])


def _match(subject: Profile, seed: Profile, base: float) -> Match:
    rival = Rival(seed.key, seed.facts, base, 0.0)
    return explained(subject, 0.0, rival, seed, _NOTHING_BESIDE)


def _answer(seed: Row, match: Match, names: Names) -> Answer:
    shown = face(seed)
    return {
        "title": shown.title,
        "url": shown.url,
        "who": shown.who,
        "reasons": reasons(match.addends, names, of_theme=True),
    }
