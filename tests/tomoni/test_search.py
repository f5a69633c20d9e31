"""Rows are found by the words in them, however they are written."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from partners.models import Listing
from tests.factories import make_listing, make_partner
from tomoni import search

pytestmark = pytest.mark.django_db


def found(words: str) -> set[str]:
    """The titles found by the words."""
    return set(Listing.objects.found_by(words).values_list("title", flat=True))


@pytest.fixture
def listings() -> None:
    partner = make_partner()
    for title, body in (
        ("防災訓練の相手", "地域の避難所で使う備蓄品を探しています。"),
        ("空き家の改修", "Renovation of vacant houses, DIY ワークショップ"),
        ("サーバーの再利用", "ｻｰﾊﾞｰとＰＣを子どもたちへ"),
    ):
        make_listing(partner, title=title, body=body)


@pytest.mark.parametrize(
    ("words", "titles"),
    [
        ("防災", {"防災訓練の相手"}),
        ("空き家", {"空き家の改修"}),
        ("家", {"空き家の改修"}),
        ("サーバー", {"サーバーの再利用"}),
        ("ｻｰﾊﾞｰ", {"サーバーの再利用"}),
        ("pc", {"サーバーの再利用"}),
        ("renov", {"空き家の改修"}),
        ("VACANT houses", {"空き家の改修"}),
        ("防災 備蓄", {"防災訓練の相手"}),
        ("防災　空き家", set()),
        ("災防", set()),
        ("子ども", {"サーバーの再利用"}),
        ("", {"防災訓練の相手", "空き家の改修", "サーバーの再利用"}),
        ("!!!", set()),
        ("' OR 1=1 --", set()),
        ("%", set()),
    ],
)
@pytest.mark.usefixtures("listings")
def test_found_by(words: str, titles: set[str]) -> None:
    assert found(words) == titles


@pytest.mark.usefixtures("listings")
def test_title_ranks_before_body() -> None:
    make_listing(title="訓練について", body="防災の話")
    assert Listing.objects.ranked_by("防災")[0].title == "防災訓練の相手"


@pytest.mark.usefixtures("listings")
def test_saving_again_writes_the_words_anew() -> None:
    listing = Listing.objects.get(title="空き家の改修")
    listing.title, listing.body = "竹林の手入れ", "竹を使う人を探しています。"
    listing.save()
    assert (found("竹林"), found("空き家")) == ({"竹林の手入れ"}, set())


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=60))
def test_no_query_breaks_the_database(words: str) -> None:
    list(Listing.objects.ranked_by(words)[:1])


@settings(max_examples=30, deadline=None)
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=200))
def test_no_document_breaks_the_database(body: str) -> None:
    body = body.replace("\x00", "")
    listing = make_listing(make_partner(), title="題名", body=body)
    assert Listing.objects.filter(pk=listing.pk, search__isnull=False).exists()


def test_a_long_text_stays_inside_the_limits_of_a_tsvector() -> None:
    assert search.document(("題", "空き家" * 20_000)).count("'") // 2 <= 16_383
