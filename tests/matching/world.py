"""A small town whose needs and seeds are about plain things, and its ledger worked off in place."""

from django.db import transaction
from django.db.models.functions import Now

from challenges.models import Challenge
from challenges.signals import challenge_changed
from matching.engine import Corpus, Match
from matching.engine.pool import Neighbours
from matching.engine.ranking import RANKED
from matching.reading import found, kept
from matching.storing import store
from matching.storing.documents import analysed, documents
from matching.storing.tables import SIDES
from partners.models import Listing, Partner
from partners.signals import listing_changed, partner_changed
from tests.factories import make_challenge, make_listing, make_partner
from tomoni.journal import ledger
from tomoni.journal.models import Job

NEED, SEED = Listing.Side.NEED, Listing.Side.SEED
HOUSES = {
    "title": "空き家の改修",
    "body": "空き家を改修して、若い世代に貸したい。大工と設計の力を合わせる。",
}
SCHOOL = {
    "title": "給食の食材",
    "body": "小学校の給食に地元の野菜を届けたい。農家と栄養士をつなぐ。",
}
TEA = {"title": "茶畑の体験", "body": "茶畑で摘み取りの体験を開き、観光の道をつくりたい。"}
_TOPICS = (
    "空き家、給食、茶畑、防災、太陽光、介護、子育て、観光、図書館、竹林、自転車、漁業、"
    "酒蔵、英語、温泉、森林、病院、物流、猫、星空、陶芸、囲碁、養蜂"
)
TOPICS = tuple(_TOPICS.split("、"))
ABOUT_EVERYTHING = {"title": "まちの話題", "body": "、".join(TOPICS)}


def make_seeds(count: int, **fields: object) -> list[Listing]:
    """Seeds of different partners, each about a topic of its own that ABOUT_EVERYTHING names."""
    return [make_seed(title=t, body=f"{t}に詳しい。", **fields) for t in TOPICS[:count]]


def make_need(partner: Partner | None = None, **fields: object) -> Listing:
    """A published need about vacant houses unless told otherwise."""
    return make_listing(partner, NEED, **{**HOUSES, **fields})


def make_seed(partner: Partner | None = None, **fields: object) -> Listing:
    """A published seed about vacant houses unless told otherwise."""
    return make_listing(partner, SEED, **{**HOUSES, **fields})


def announce(*rows: Listing | Challenge | Partner) -> None:
    """Send the signal that the step of a real change would send."""
    with transaction.atomic():
        for row in rows:
            if isinstance(row, Listing):
                listing_changed.send(Listing, listing=row)
            elif isinstance(row, Challenge):
                challenge_changed.send(Challenge, challenge=row)
            else:
                partner_changed.send(Partner, partner=row)


def drain(*kinds: str) -> int:
    """Work off the open rows of the ledger, or of these kinds, as if their time had come."""
    ran = 0
    rows = Job.objects.open().filter(kind__in=kinds or ["matching.match", "matching.rebuild"])
    while pks := list(rows.order_by("pk").values_list("pk", flat=True)):
        Job.objects.filter(pk__in=pks).update(due_at=Now())
        outcomes = {ledger.run(pk) for pk in pks}
        assert outcomes <= {ledger.Outcome.DONE, ledger.Outcome.AGAIN}, list(
            rows.values_list("kind", "key", "last_error")
        )
        ran += len(pks)
    return ran


def settle(*rows: Listing | Challenge | Partner) -> None:
    """Announce the rows and let the matcher do all it has to do."""
    announce(*rows)
    drain()


Lists = dict[tuple[str, str], list[tuple[str, float]]]


def stored_lists() -> Lists:
    """(side, subject) → candidates with their bases as they stand in the tables, empty ones not."""
    version = store.current()
    if version is None:
        return {}
    keys = store.digests(version.slot)
    places = [store.Place(side, key) for key in keys for side in SIDES]
    lists = store.lists(version.slot, places)
    return {
        (place.side, place.key): _ranked_part(each)
        for place, each in lists.items()
        if each.candidates
    }


def computed_anew() -> Lists:
    """Every list as the engine makes it in memory, from everything that takes part now."""
    return _of_corpus(Corpus.from_analysed(each.document for each in analysed(documents())))


def _of_corpus(corpus: Corpus) -> Lists:
    return {place: _ranked_part(each) for place, each in corpus.lists.items() if each.candidates}


def _ranked_part(nearest: Neighbours) -> list[tuple[str, float]]:
    return list(zip(nearest.candidates, nearest.bases, strict=True))[:RANKED]


def as_told(keys: list[str], limit: int = 20) -> list[list[Match]]:
    """The lists of these subjects as pages read them, kept or not."""
    return kept.best_of(kept.rankings(keys, SIDES), limit)


def as_stored(keys: list[str], limit: int = 20) -> list[list[Match]]:
    """The same, read anew."""
    return found.best_of(found.found(keys, SIDES), limit)


def told_alike(ours: list[list[Match]], theirs: list[list[Match]]) -> bool:
    """Whether they say the same in every list, to the last place."""
    return sorted(map(repr, ours)) == sorted(map(repr, theirs))


__all__ = [
    "ABOUT_EVERYTHING",
    "HOUSES",
    "SCHOOL",
    "TEA",
    "TOPICS",
    "announce",
    "as_stored",
    "as_told",
    "computed_anew",
    "drain",
    "make_challenge",
    "make_need",
    "make_partner",
    "make_seed",
    "make_seeds",
    "settle",
    "told_alike",
]
