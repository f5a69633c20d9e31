"""What takes part in matching, and how it reaches the engine."""

import json
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from challenges.models import Challenge, SubTheme
from matching import rebuilding
from matching.engine import Document
from matching.engine.counts import counted_hashes
from matching.engine.documents import Facts
from matching.engine.hashes import term_hash
from matching.engine.profiles import profile_of, weighed
from matching.engine.statistics import Statistics
from matching.models import AnalysedText
from matching.storing import documents
from matching.storing.documents import analysed, digest_of
from matching.storing.keys import key_of, node_of
from partners.models import Listing, Partner
from tests.factories import make_challenge, make_listing, make_municipality, make_partner
from tests.matching.world import SEED, TEA, make_need, make_seed
from tomoni.taxonomy.models import Goal, PartnerType, ResourceKind, Sector

pytestmark = pytest.mark.django_db
YESTERDAY = timedelta(days=-1)


def the_only() -> Document:
    (document,) = documents.documents()
    return document


def keys() -> set[str]:
    return {document.key for document in documents.documents()}


def test_listing_is_seen_with_everything_that_was_ticked() -> None:
    city = make_municipality(prefecture="石川県")
    kind = PartnerType.objects.get(slug="npo")
    sector = Sector.objects.get(slug="construction")
    partner = make_partner(municipality=city, sector=sector, type=kind)
    fields = ("housing", "tourism")
    late_at_night = datetime(2026, 3, 31, 15, 30, tzinfo=UTC)  # half past midnight in Japan
    listing = make_listing(
        partner,
        SEED,
        title="大工",
        body="直す",
        goals=(11,),
        field_slugs=fields,
        accepts=("npo", "school"),
        reach=Listing.Reach.PREFECTURE,
        published_at=late_at_night,
    )
    listing.related_goals.set(Goal.objects.filter(number__in=[4, 11]))
    listing.resources.set(ResourceKind.objects.filter(slug="people"))
    assert the_only() == Document(
        key=f"listing:{listing.pk}",
        side="seed",
        title="大工",
        body="直す",
        goals=frozenset({4, 11}),
        primary_goals=frozenset({11}),
        fields=frozenset(fields),
        resources=frozenset({"people"}),
        owner=f"partner:{partner.pk}",
        sector="construction",
        prefecture="石川県",
        municipality=str(city.pk),
        owner_type="npo",
        posted_on=date(2026, 4, 1),
        accepts=frozenset({"npo", "school"}),
        reach="prefecture",
    )


def test_reach_names_what_the_engine_compares() -> None:
    places = set(Listing.Reach.values) - {Listing.Reach.ANYWHERE}
    assert places == {"prefecture", "municipality"} <= set(Facts.__dataclass_fields__)


def test_listing_of_a_partner_without_sector_has_none() -> None:
    make_need()
    assert the_only().sector == ""


def test_challenge_is_a_need_of_its_municipality_with_its_sub_themes_in_order() -> None:
    city = make_municipality(prefecture="静岡県")
    challenge = make_challenge(
        city, goals=(11, 13), title="未来の掛川", wish="願い", remarks="備考"
    )
    for order, title in ((2, "茶"), (1, "空き家")):
        SubTheme.objects.create(challenge=challenge, title=title, order=order)
    challenge.sought_resources.set(ResourceKind.objects.filter(slug="people"))
    challenge.offered_resources.set(ResourceKind.objects.filter(slug="place"))
    found = the_only()
    assert (found.key, found.side) == (f"challenge:{challenge.pk}", "challenge")
    assert (found.owner, found.prefecture) == (f"municipality:{city.pk}", "静岡県")
    assert (found.municipality, found.sector) == (str(city.pk), "")
    assert PartnerType.objects.filter(slug=found.owner_type).exists()
    assert found.posted_on == timezone.localdate()
    assert found.parts == ("空き家", "茶")
    assert found.resources == frozenset({"people"})
    assert found.goals == found.primary_goals == frozenset({11, 13})
    body = ("願い", challenge.background, challenge.project_content, "備考")
    assert all(text in found.body for text in body)


@pytest.mark.parametrize("state", [s for s in Listing.State if s != Listing.State.PUBLISHED])
def test_listing_that_is_not_published_takes_no_part(state: Listing.State) -> None:
    make_need(state=state)
    assert keys() == set()


@pytest.mark.parametrize("state", [s for s in Partner.State if s != Partner.State.APPROVED])
def test_listing_of_a_partner_that_is_not_registered_takes_no_part(state: Partner.State) -> None:
    make_need(make_partner(state=state, return_reason="理由"))
    assert keys() == set()


def test_listing_past_its_date_takes_no_part_and_on_its_date_it_does() -> None:
    make_need(review_by=timezone.localdate() + YESTERDAY)
    last_day = make_need(review_by=timezone.localdate())
    assert keys() == {f"listing:{last_day.pk}"}


def test_listing_for_staff_only_takes_no_part_and_one_for_partners_does() -> None:
    make_need(visibility=Listing.Visibility.STAFF)
    partners_only = make_need(visibility=Listing.Visibility.PARTNERS)
    assert keys() == {f"listing:{partners_only.pk}"}


@pytest.mark.parametrize("state", [s for s in Challenge.State if s != Challenge.State.OPEN])
def test_challenge_that_is_not_open_takes_no_part(state: Challenge.State) -> None:
    make_challenge(state=state, closed_at=timezone.now())
    assert keys() == set()


def test_challenge_past_its_deadline_takes_no_part() -> None:
    make_challenge(closes_at=timezone.now() - timedelta(seconds=1))
    assert keys() == set()


def test_the_whole_corpus_is_read_in_three_queries_whatever_its_size() -> None:
    for _ in range(3):
        make_need()
        make_seed()
        SubTheme.objects.create(challenge=make_challenge(), title="茶")
    documents.corpus()
    with CaptureQueriesContext(connection) as captured:
        assert len(documents.corpus()) == 9
    assert len(captured) == 3


def test_only_a_changed_text_is_cut_into_words_again(monkeypatch: pytest.MonkeyPatch) -> None:
    cut: list[str] = []
    real = documents.analyse
    monkeypatch.setattr(documents, "analyse", lambda d: cut.append(d.key) or real(d))
    need, seed = make_need(), make_seed()
    documents.corpus()
    assert sorted(cut) == sorted([f"listing:{need.pk}", f"listing:{seed.pk}"])
    cut.clear()
    Listing.objects.filter(pk=seed.pk).update(**TEA)
    corpus = documents.corpus()
    assert cut == [f"listing:{seed.pk}"]
    assert "体験" in str(corpus[f"listing:{seed.pk}"].text)
    cut.clear()
    documents.corpus()
    assert cut == []


def test_analysis_of_another_version_is_made_again() -> None:
    listing = make_need()
    documents.corpus()
    row = AnalysedText.objects.get()
    stale = {**json.loads(row.analysis), "version": "0-of-yesterday"}
    AnalysedText.objects.update(analysis=json.dumps(stale))
    assert len(documents.corpus()) == 1
    assert AnalysedText.objects.get(pk=node_of(key_of(listing))).analysis == row.analysis


def test_analysis_of_what_left_is_forgotten_at_the_next_rebuild() -> None:
    listing, other = make_need(), make_need()
    documents.corpus()
    Listing.objects.filter(pk=listing.pk).update(state=Listing.State.PAUSED)
    assert list(documents.corpus().profiles) == [key_of(other)]
    assert AnalysedText.objects.count() == 2
    rebuilding.run_here()
    assert AnalysedText.objects.get().pk == node_of(key_of(other))


def test_numbers_are_stored_beside_the_analysis_and_weighed_alike() -> None:
    make_need(title="空き家", body="空き家の大工")
    (found,) = analysed(documents.documents())
    [(counted, digest)] = documents.counted([found.document.key])
    statistics = Statistics.of([found.document])
    [(profile, _rows)] = weighed([counted], statistics)
    assert (profile, digest) == (profile_of(found.document, statistics), found.digest)
    stored = counted_hashes(bytes(AnalysedText.objects.get().numbers))
    assert {term_hash("空き家"), term_hash("大工")} <= set(stored.tolist())


def test_of_wanted_keys_only_those_that_take_part_are_read() -> None:
    need, challenge, other = make_need(), make_challenge(), make_need()
    paused = make_need(state=Listing.State.PAUSED)
    wanted = [key_of(row) for row in (need, challenge, paused)]
    assert [each.key for each in documents.documents(wanted)] == wanted[:2]
    assert list(documents.documents([])) == []
    with CaptureQueriesContext(connection) as captured:
        assert documents.participants() == [key_of(row) for row in (need, other, challenge)]
    assert len(captured) == 2


def test_many_are_cut_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "BATCH", 2)
    for _ in range(5):
        make_need()
    with CaptureQueriesContext(connection) as first:
        documents.cut(documents.documents())
    assert AnalysedText.objects.count() == 5
    with CaptureQueriesContext(connection) as again:
        documents.cut(documents.documents())
    assert len(again) == 2 + 3 < len(first)


def test_digest_differs_where_anything_differs_and_not_by_the_order_of_ticks() -> None:
    document = Document("listing:1", "need", "題", "文", goals=frozenset({1, 2}))
    same = Document("listing:1", "need", "題", "文", goals=frozenset([2, 1]))
    others = [
        Document("listing:1", "need", "題文", ""),
        Document("listing:1", "seed", "題", "文", goals=frozenset({1, 2})),
        Document("listing:1", "need", "題", "文", goals=frozenset({1, 2}), sector="mining"),
        Document("listing:1", "need", "題", "文", goals=frozenset({1, 2}), parts=("茶",)),
        Document("listing:1", "need", "題", "文", goals=frozenset({1, 2}), posted_on=date.max),
        Document("listing:1", "need", "題", "文", goals=frozenset({1, 2}), accepts=frozenset("a")),
    ]
    assert digest_of(document) == digest_of(same)
    assert len({digest_of(each) for each in [document, *others]}) == 7


@pytest.mark.parametrize("text", ["", "😀" * 50, "𠮷野家 髙橋 ①", "<b>x</b>", "a" * 200_000])
def test_text_of_any_kind_is_analysed_and_stored(text: str) -> None:
    make_need(title=text[:80], body=text)
    assert len(analysed(documents.documents())) == 1
    assert len(documents.corpus()) == 1
