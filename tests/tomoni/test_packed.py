"""Short lists that are read along with a row."""

from typing import Any

import pytest
from django.db.models import QuerySet, Value
from pytest_django import DjangoAssertNumQueries

from challenges.models import CoAuthor, Proposal
from partners.models import Partner
from tests.factories import make_co_author, make_partner, make_proposal, make_proposal_draft
from tomoni.packed import Packed

pytestmark = pytest.mark.django_db


def read_beside(rows: QuerySet[Any], *columns: str) -> list[Any]:
    """The rows as they come with a row of another model."""
    beside: Any = Partner.objects.annotate(packed_rows=Packed(rows, *columns)).first()
    return list(beside.packed_rows)


def test_rows_come_in_their_order_with_their_columns_in_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    first, second = make_proposal(title="一つ目"), make_proposal(title="二つ目")
    rows = Proposal.objects.annotate(place=Value("here")).order_by("-pk")
    columns = ("title", "submitted_at", "reply_due_on", "place", "challenge__municipality__name_ja")
    with django_assert_num_queries(1):
        found = read_beside(rows, *columns)
        assert found == [second, first]
        for row, made in zip(found, (second, first), strict=True):
            assert (row.title, row.place) == (made.title, "here")
            assert row.submitted_at == made.submitted_at
            assert row.reply_due_on == made.reply_due_on
            assert row.challenge == made.challenge
            assert row.challenge.municipality.name_ja == made.municipality.name_ja
    assert found[0].plan == second.plan


def test_limit_holds_and_nothing_is_none() -> None:
    make_partner()
    assert read_beside(Proposal.objects.all(), "title") == []
    assert read_beside(Proposal.objects.none(), "title") == []
    first, _second = make_proposal(), make_proposal()
    assert read_beside(Proposal.objects.order_by("pk")[:1], "title") == [first]


def test_what_a_row_belongs_to_may_be_missing_and_may_have_a_key_of_its_own() -> None:
    part = make_co_author(make_proposal_draft())
    columns = ("draft__partner__name", "proposal__title")
    [row] = read_beside(CoAuthor.objects.all(), *columns)
    assert row.draft == part.draft
    assert row.draft.partner.name == part.draft.partner.name
    assert row.proposal is None
