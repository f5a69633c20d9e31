"""What is read from the tables is what the engine says of everything in memory."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from challenges.models import Challenge, SubTheme
from matching.engine import DEFAULT, Document, Match, Policy, analyse
from matching.engine.documents import COUNTERPARTS
from matching.models import MatchingPolicy
from matching.reading import found
from matching.reading.found import Found
from matching.storing import documents
from matching.storing.keys import key_of
from matching.storing.tables import SIDES
from partners.models import Listing
from tests.factories import make_municipality
from tests.matching.world import (
    HOUSES,
    SCHOOL,
    TEA,
    TOPICS,
    make_challenge,
    make_need,
    make_partner,
    make_seed,
    settle,
)
from tomoni.taxonomy.models import Sector

pytestmark = pytest.mark.django_db


def town() -> list[Listing | Challenge]:
    """Needs, seeds and challenges of several cities, trades and topics, worked off."""
    rows: list[Listing | Challenge] = []
    for number, prefecture in enumerate(("静岡県", "愛知県", "石川県")):
        city = make_municipality(prefecture=prefecture)
        trade = Sector.objects.all()[number]
        for text in (HOUSES, SCHOOL, TEA):
            partner = make_partner(municipality=city, sector=trade)
            rows.append(make_need(partner, **text, goals=(11, number + 1)))
            rows.append(make_seed(**text, field_slugs=("housing",)))
    challenge = make_challenge(title="未来", goals=(11,))
    SubTheme.objects.create(challenge=challenge, title="茶畑の体験")
    rows.append(challenge)
    settle(*rows)
    return rows


def best(lists: list[Found], limit: int = 20) -> list[Match]:
    matches = [match for each in lists for match in each.best(limit)]
    return sorted(matches, key=lambda match: (-round(match.score, 9), match.candidate))[:limit]


def rounded(match: Match) -> tuple[object, ...]:
    addends = sorted((a.kind, a.key, round(a.value, 9), a.rare, a.part or 0) for a in match.addends)
    return match.subject, match.candidate, round(match.score, 9), match.level, addends


def test_stored_lists_are_those_of_the_engine_with_every_addend() -> None:
    rows = town()
    corpus = documents.corpus()
    for row in rows:
        stored = best(found.found([key_of(row)], COUNTERPARTS[corpus[key_of(row)].side]))
        in_memory = corpus.suggest(corpus[key_of(row)])
        assert stored
        assert list(map(rounded, stored)) == list(map(rounded, in_memory))
        assert [match.is_mutual for match in stored] == [m.is_mutual for m in in_memory]


def test_any_two_are_explained_as_the_engine_does() -> None:
    rows = town()
    corpus = documents.corpus()
    for one, other in ((rows[0], rows[1]), (rows[1], rows[0]), (rows[-1], rows[5])):
        keys = key_of(one), key_of(other)
        assert rounded(found.explain(*keys)) == rounded(corpus.explain(*(corpus[k] for k in keys)))


def test_needs_beside_each_other_are_explained_as_they_are_listed() -> None:
    rows = town()
    subject = key_of(rows[0])
    near = found.beside(subject)
    assert near
    matches = near.best(20)
    assert {addend.key for m in matches for addend in m.addends if addend.kind == "usual"} == {
        "subject"
    }
    for match in matches:
        assert rounded(found.explain(subject, match.candidate)) == rounded(match)


def test_text_that_is_not_stored_finds_what_the_engine_finds() -> None:
    town()
    draft = Document("", "need", "空き家", "改修する大工を探す。", frozenset({11}), owner="me")
    live = found.live(analyse(draft), "seed")
    assert live
    in_memory = documents.corpus().suggest(draft)
    assert list(map(rounded, live.best(20))) == list(map(rounded, in_memory)) != []


def test_many_subjects_are_read_in_one_query() -> None:
    rows = town()
    keys = [key_of(row) for row in rows]
    with CaptureQueriesContext(connection) as captured:
        lists = found.found(keys, SIDES)
    assert len(captured) == 1
    assert {each.subject.profile.key for each in lists} == set(keys)
    assert all(each.side in COUNTERPARTS[each.subject.profile.side] for each in lists)


def test_only_the_sides_that_are_asked_for_are_read() -> None:
    rows = town()
    assert [each.side for each in found.found([key_of(rows[1])], ["challenge"])] == ["challenge"]
    assert found.found([key_of(rows[1])], ["seed"]) == []
    assert found.found([key_of(rows[1])], []) == found.found([], SIDES) == []


def test_who_takes_no_part_has_nothing_and_nobody_has_before_the_first_rebuild() -> None:
    need, paused = make_need(), make_need(state=Listing.State.PAUSED)
    make_seed()
    assert found.found([key_of(need)], SIDES) == []
    assert found.live(analyse(Document("", "need", "空き家", "")), "seed") is None
    assert found.beside(key_of(need)) is None
    with pytest.raises(KeyError, match=key_of(need)):
        found.explain(key_of(need), key_of(paused))
    settle(need)
    assert len(found.found([key_of(need), key_of(paused)], SIDES)) == 1
    assert found.beside(key_of(paused)) is None


def test_policy_of_its_city_orders_the_lists_of_a_subject_without_a_rebuild() -> None:
    city = make_municipality(prefecture="静岡県")
    trade, other_trade = Sector.objects.all()[:2]
    need = make_need(make_partner(municipality=city, sector=trade))
    near = make_seed(make_partner(municipality=city, sector=trade))
    far = make_partner(municipality=make_municipality(prefecture="石川県"), sector=other_trade)
    other = make_seed(far)
    settle(need)

    def order() -> list[str]:
        return [match.candidate for match in best(found.found([key_of(need)], ["seed"]))]

    row = MatchingPolicy.objects.create(municipality=city, different_sector=0, same_prefecture=0.05)
    assert order() == [key_of(near), key_of(other)]
    MatchingPolicy.objects.filter(pk=row.pk).update(different_sector=0.05, same_prefecture=0)
    assert order() == [key_of(other), key_of(near)]
    (stored,) = found.found([key_of(need)], ["seed"])
    assert stored.subject.policy == Policy(different_sector=0.05, same_prefecture=0)
    (of_other_city,) = found.found([key_of(other)], ["need"])
    assert of_other_city.subject.policy == DEFAULT


def test_another_policy_may_be_tried() -> None:
    rows = town()
    (stored,) = found.found([key_of(rows[0])], ["seed"])
    [plain] = stored.best(1, Policy(reciprocity=0))
    assert "usual" not in {addend.kind for addend in plain.addends}
    assert "usual" in {addend.kind for addend in stored.best(1)[0].addends}


def test_so_many_of_the_nearest_compete_and_readers_may_be_kept_from_some(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(found, "RANKED", 3)
    need = make_need()
    seeds = [make_seed(title=f"空き家 {topic}") for topic in TOPICS[:6]]
    settle(need)
    (stored,) = found.found([key_of(need)], ["seed"])
    assert len(stored.rivals) == len(stored.ranked()) == len(stored.best(99)) == 3
    assert {rival.key for rival in stored.rivals} < {key_of(seed) for seed in seeds}
    first, second = (rival.key for rival in stored.ranked()[:2])
    shown = stored.only({second, "listing:0"})
    assert [match.candidate for match in shown.best(99)] == [second] != [first]
    assert shown.usual == stored.usual
