"""The score taken apart into words a reader knows, without losing a grain of it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from math import fsum
from typing import NamedTuple

from matching.engine.documents import OTHER_WORDS, Addend, AddendKind
from matching.engine.meaning import MEANING
from matching.engine.policy import Bonus
from matching.engine.profiles import TextProfile
from matching.engine.statistics import Label
from matching.engine.terms import carriers, is_pair, is_sign, is_topic

MOST_WORDS = 8
"""Named words per match. More than a card can show; the rest is one addend."""
LEAST_SHARE = 0.04
"""A word below this share of the text's part explains nothing and joins the rest."""


NEAR = " ≈ "
"""Between the subject's word and the candidate's in a key that names both."""


class Reason(NamedTuple):
    """One or several shared terms under the surface that holds them all."""

    surface: str
    value: float
    rare: bool


def text_addends(
    shared: Mapping[str, float],
    subject: TextProfile,
    candidate: TextProfile,
    part: int | None = None,
) -> list[Addend]:
    """Addends of kind "text" whose values sum to those of ``shared`` (term → value).

    Neighbours are shown as one word (自然 + エネルギー → 自然エネルギー) and a word inside another
    shown word is counted there; words too small to name are one addend with the key OTHER_WORDS.
    Surfaces are the subject's own. Where the two say it with different words, both are shown, NEAR
    between them.
    """
    grouped = group_terms(shared, phrases_of(shared, subject, candidate))
    rare = subject.rare
    reasons = [
        Reason(
            surface_of(head, subject, candidate),
            fsum([shared[term] for term in terms]) if len(terms) > 1 else shared[terms[0]],
            not rare.isdisjoint(heads_of(head)),
        )
        for head, terms in grouped.items()
    ]
    return [
        Addend("text", surface, value, is_rare, part)
        for surface, value, is_rare in gather_small(fold_near(fold_contained(reasons)))
    ]


def surface_of(head: str, subject: TextProfile, candidate: TextProfile) -> str:
    """How a shared term is shown to the reader of the subject.

    The subject's surface, or both where they are other words or of another language.
    """
    if not head:
        return OTHER_WORDS
    here, there = subject.written(head), candidate.written(head)
    if here == there or here.casefold() == there.casefold():
        return here
    differ = is_topic(head) or here.isascii() != there.isascii()
    return f"{here}{NEAR}{there}" if differ else here


def phrases_of(
    shared: Mapping[str, float], subject: TextProfile, candidate: TextProfile
) -> list[str]:
    """Shared rows of three and two words, the heaviest first, no pair used twice."""
    common = subject.runs.keys() & candidate.runs.keys()
    rows = [run for run in common if all(pair in shared for pair in pairs_in(run))]
    used: set[str] = set()
    chosen = []
    for row in by_value(rows, shared) + by_value(filter(is_pair, shared), shared):
        if used.isdisjoint(pairs_in(row)):
            used.update(pairs_in(row))
            chosen.append(row)
    return chosen


def by_value(rows: Iterable[str], shared: Mapping[str, float]) -> list[str]:
    """The rows whose terms are worth most first."""
    weight = shared.get
    worth = [(-fsum([weight(term, 0.0) for term in _once_in(row)]), row) for row in rows]
    return [row for _value, row in sorted(worth)]


@lru_cache(maxsize=65_536)
def pairs_in(row: str) -> tuple[str, ...]:
    """The pairs of neighbours in a row of words."""
    words = row.split(" ")
    return tuple(f"{first} {second}" for first, second in pairwise(words))


@lru_cache(maxsize=65_536)
def terms_in(row: str) -> tuple[str, ...]:
    """The pairs and the words of a row."""
    return (*pairs_in(row), *row.split(" "))


@lru_cache(maxsize=65_536)
def _once_in(row: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(terms_in(row)))


def group_terms(shared: Mapping[str, float], phrases: list[str]) -> dict[str, list[str]]:
    """Head → terms: every shared term under the first phrase that holds it, else under itself.

    Signs and topics are under a word that has them; signs that no word has, under OTHER_WORDS.
    """
    owner = {term: phrase for phrase in reversed(phrases) for term in terms_in(phrase)}
    carried = carriers(shared)
    grouped: dict[str, list[str]] = {}
    for term in sorted(shared):
        head = carried.get(term)
        if head is None:
            head = OTHER_WORDS if is_sign(term) else term
        grouped.setdefault(owner.get(head, head), []).append(term)
    return grouped


@lru_cache(maxsize=65_536)
def heads_of(head: str) -> tuple[str, ...]:
    """The terms that may make a reason rare: no topic."""
    if is_topic(head):
        return ()
    return pairs_in(head) or (head,)


def fold_near(reasons: list[Reason]) -> list[Reason]:
    """One reason for each of the subject's words that meets other words, under the heaviest."""
    if not any(NEAR in reason.surface for reason in reasons):
        return reasons
    found: dict[str, Reason] = {}
    for reason in sorted(reasons, key=lambda reason: (-reason.value, reason.surface)):
        here, near, _there = reason.surface.partition(NEAR)
        name = here + near
        found[name] = absorbed(found[name], reason) if name in found else reason
    return list(found.values())


def fold_contained(reasons: list[Reason]) -> list[Reason]:
    """Every word that can be read inside a longer one gives its value to it."""
    left = sorted(reasons, key=lambda reason: (len(reason.surface), reason))
    for at, short in enumerate(left):
        longer = _holders(short.surface, left, at + 1)
        if longer:
            host = max(longer, key=lambda n: (left[n].value, left[n].surface))
            left[host] = absorbed(left[host], short)
            left[at] = Reason(short.surface, 0.0, short.rare)
    return [reason for reason in left if reason.value]


def _holders(short: str, ordered: Sequence[Reason], begin: int) -> list[int]:
    """The places, from one on, of the surfaces in which a reader finds the word.

    Anywhere in Japanese, as a whole word in English; never in two words told side by side.
    """
    if not short or NEAR in short:
        return []
    if short.isascii():
        word = f" {short.casefold()} "
        found = [
            at for at in range(begin, len(ordered)) if word in f" {ordered[at].surface.casefold()} "
        ]
    else:
        found = [at for at in range(begin, len(ordered)) if short in ordered[at].surface]
    return [at for at in found if NEAR not in ordered[at].surface]


def absorbed(host: Reason, guest: Reason) -> Reason:
    """The host with what the guest is worth."""
    rare = host.rare or (guest.rare and guest.surface == host.surface)
    return Reason(host.surface, fsum((host.value, guest.value)), rare)


def gather_small(reasons: list[Reason]) -> list[Reason]:
    """The heaviest reasons, and the sum of the others under the key OTHER_WORDS.

    A single small one keeps its name; what has no name to begin with is always among the others.
    """
    ordered = sorted(
        reasons, key=lambda reason: (not reason.surface, -reason.value, reason.surface)
    )
    least = LEAST_SHARE * fsum(reason.value for reason in ordered)
    named = [each for each in ordered[:MOST_WORDS] if each.surface and each.value >= least]
    rest = ordered[len(named) :]
    if len(rest) < 2:
        return ordered
    return [*named, Reason(OTHER_WORDS, fsum(reason.value for reason in rest), False)]


def label_addends(shared: Mapping[Label, float], rare: Collection[Label]) -> Iterator[Addend]:
    """One addend per label that both ticked, unless everyone ticks it and it is worth nothing.

    One more for what the texts mean, where a backend told that of both.
    """
    for label, value in shared.items():
        if value and label[0] != MEANING:
            kind: AddendKind = label[0]  # type: ignore[assignment]
            yield Addend(kind, label[1], value, label in rare)
    if meaning := fsum(value for label, value in shared.items() if label[0] == MEANING):
        yield Addend(MEANING, "", meaning, rare=False)


def bonus_addends(bonuses: Iterable[Bonus]) -> Iterator[Addend]:
    """The bonuses as addends."""
    return (Addend("bonus", bonus.name, bonus.value, rare=False) for bonus in bonuses)


def in_order(addends: Iterable[Addend]) -> tuple[Addend, ...]:
    """Largest first; equal ones by key, then by kind."""
    return tuple(sorted(addends, key=lambda addend: (-addend.value, addend.key, addend.kind)))
