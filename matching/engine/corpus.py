"""The matcher in memory: all documents that take part, and the questions one may ask of them."""

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Self

from matching.engine.analysis import AnalysedDocument, analyse
from matching.engine.counts import Counted
from matching.engine.documents import COUNTERPARTS, Document, Match, Side
from matching.engine.policy import DEFAULT, Policy
from matching.engine.pool import Member, Neighbours, Pool
from matching.engine.profiles import Profile, profile_of, weighed
from matching.engine.ranking import Rival, Terms, base_of, explained, ranked, rivals, usual
from matching.engine.statistics import Statistics

AnyDocument = Document | AnalysedDocument


class Corpus:
    """Statistics, profiles and neighbours of all documents that take part.

    The order in which documents are given makes no difference. Raises ValueError where two of
    them have the same key. Building costs the analysis of the texts; ``from_analysed`` saves it.
    """

    def __init__(self, documents: Iterable[Document], *, as_of: date | None = None) -> None:
        self._build(map(analyse, documents), as_of)

    @classmethod
    def from_analysed(
        cls, documents: Iterable[AnalysedDocument], *, as_of: date | None = None
    ) -> Self:
        """The same corpus from analyses made earlier (``analyse``, ``from_json``)."""
        corpus = cls.__new__(cls)
        corpus._build(documents, as_of)
        return corpus

    def _build(self, documents: Iterable[AnalysedDocument], as_of: date | None) -> None:
        self.as_of = as_of
        self._documents = by_key(documents)
        self.statistics = Statistics.of(self._documents.values())
        counted = [Counted.of(document) for document in self._documents.values()]
        self.profiles = {each.key: each for each, _rows in weighed(counted, self.statistics)}

    def __len__(self) -> int:
        return len(self._documents)

    def __getitem__(self, key: str) -> AnalysedDocument:
        """The analysed document with this key, as cheap a subject as there is. Raises KeyError."""
        return self._documents[key]

    @cached_property
    def members(self) -> dict[Side, list[Member]]:
        """What it takes to compare the documents, by side."""
        sides: dict[Side, list[Member]] = {side: [] for side in COUNTERPARTS}
        for profile in self.profiles.values():
            sides[profile.side].append(Member.of(profile))
        return sides

    @cached_property
    def pools(self) -> dict[Side, Pool]:
        """The documents by side."""
        return {side: Pool(members) for side, members in self.members.items()}

    @cached_property
    def lists(self) -> dict[tuple[Side, str], Neighbours]:
        """(side of the candidates, subject) → its neighbours on that side, for every document."""
        pairs = [(side, other) for side, others in COUNTERPARTS.items() for other in others]
        return {
            (other, found.subject): found
            for side, other in pairs
            for found in self.pools[other].nearest_of_all(self.members[side])
        }

    def suggest(
        self, subject: AnyDocument, *, limit: int = 20, policy: Policy = DEFAULT
    ) -> tuple[Match, ...]:
        """The best counterparts of the subject, best first, equal ones by key.

        The subject may be unsaved. Left out are its own organisation's documents, those it or they
        do not want to meet, and all that nothing but a bonus speaks for.
        """
        profile = self._profile(subject)
        sides = COUNTERPARTS[profile.side]
        return self._matches(profile, sides, limit, Terms(policy, self.as_of))

    def alike(
        self, subject: AnyDocument, *, limit: int = 20, policy: Policy = DEFAULT
    ) -> tuple[Match, ...]:
        """The best documents of the same side: needs that could be met together."""
        profile = self._profile(subject)
        return self._matches(profile, (profile.side,), limit, Terms(policy, self.as_of))

    def explain(self, a: AnyDocument, b: AnyDocument, *, policy: Policy = DEFAULT) -> Match:
        """Score and reasons of any two documents, members of the corpus or not."""
        one, other = self._profile(a), self._profile(b)
        theirs = usual(self._nearest(other, one.side).bases)
        rival = Rival(other.key, other.facts, base_of(one, other), theirs)
        own = usual(self._nearest(one, other.side).bases)
        return explained(one, own, rival, other, Terms(policy, self.as_of))

    def _matches(
        self, subject: Profile, sides: tuple[Side, ...], limit: int, terms: Terms
    ) -> tuple[Match, ...]:
        found = [
            (match.score, match)
            for side in sides
            for match in self._ranked(subject, side, limit, terms)
        ]
        found.sort(key=lambda row: (-round(row[0], 9), row[1].candidate))
        return tuple(match for _score, match in found[:limit])

    def _ranked(self, subject: Profile, side: Side, limit: int, terms: Terms) -> list[Match]:
        neighbours = self._nearest(subject, side)
        own = usual(neighbours.bases)
        usuals = {
            key: usual(self._nearest(self.profiles[key], subject.side).bases)
            for key in neighbours.candidates
        }
        facts = {key: self.profiles[key].facts for key in neighbours.candidates}
        best = ranked(subject, own, rivals(neighbours, facts, usuals), terms)[:limit]
        found = ((rival, self.profiles[rival.key]) for rival, _score in best)
        return [explained(subject, own, rival, profile, terms) for rival, profile in found]

    def _nearest(self, profile: Profile, side: Side) -> Neighbours:
        """Of a member from the lists; anything else is looked up by itself."""
        if self.profiles.get(profile.key) is profile and (side, profile.key) in self.lists:
            return self.lists[side, profile.key]
        return self.pools[side].nearest(Member.of(profile))

    def _profile(self, document: AnyDocument) -> Profile:
        analysed = analyse(document) if isinstance(document, Document) else document
        if self._documents.get(analysed.key) == analysed:
            return self.profiles[analysed.key]
        return profile_of(analysed, self.statistics)


def by_key(documents: Iterable[AnalysedDocument]) -> dict[str, AnalysedDocument]:
    """The documents in the order of their keys. Raises ValueError where two have the same."""
    ordered = sorted(documents, key=lambda document: document.key)
    for first, second in pairwise(ordered):
        if first.key == second.key:
            raise ValueError(f"two documents have the key {first.key!r}")
    return {document.key: document for document in ordered}
