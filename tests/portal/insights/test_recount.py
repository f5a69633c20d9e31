"""In worlds of every kind, for everything that can be asked, each figure is what a slow recount of
all rows finds, and page, file and interface say the same.
"""

from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.portal.insights import recount, worlds
from tests.portal.insights.reading import on_page, table_of, without_words
from tests.portal.insights.recount import Asked
from tomoni.municipalities.models import RefusalGround
from tomoni.portal.insights import counting
from tomoni.portal.insights.demand import demand
from tomoni.portal.insights.figures import FUNNEL
from tomoni.portal.insights.scope import Scope, choices
from tomoni.portal.insights.shown import roughly
from tomoni.portal.insights.times import TIMES, waits

pytestmark = pytest.mark.django_db
# Not shrunk: to build a world takes long, and what differs is named by figure and question.
_ANY = {
    "suppress_health_check": list(HealthCheck),
    "deadline": None,
    "database": None,
    "phases": [Phase.explicit, Phase.generate],
}
asking = st.builds(
    Asked,
    year=st.sampled_from(["", "", "all", "2026", "2025", "2024"]),
    month=st.sampled_from(["", "", "6", "12", "3"]),
    goal=st.sampled_from(["", "", "3", "11"]),
    field=st.sampled_from(["", "", *worlds.FIELDS]),
    type=st.sampled_from(["", "", *worlds.TYPES]),
    municipality=st.sampled_from(["", "", "alpha", "beta"]),
    towns=st.sampled_from([None, ("alpha",), ("alpha", "beta")]),
)


@pytest.fixture(scope="module")
def people(module_rows: None) -> tuple[Any, ...]:
    towns, by = worlds.cities(), worlds.a_person()
    ground = RefusalGround.objects.create(municipality=towns[0], name_ja="予算がない")
    return towns, by, ground


def scope_of(asked: Asked, towns: list[Any]) -> Scope:
    own = None if asked.towns is None else [each.pk for each in towns if each.slug in asked.towns]
    return choices(own).scope(asked._asdict(), own)


@settings(max_examples=20, **_ANY)
@given(worlds.worlds, st.lists(asking, min_size=4, max_size=4))
def test_every_figure_is_what_a_recount_of_all_rows_finds(
    people: tuple[Any, ...], client: Client, world: dict[str, Any], questions: list[Asked]
) -> None:
    towns, by, ground = people
    with time_machine.travel(worlds.NOW, tick=False), transaction.atomic():
        cache.clear()
        worlds.build(world, towns, by, ground)
        for asked in questions:
            scope, expected = scope_of(asked, towns), recount.funnel(asked)
            assert counting.counts(FUNNEL, scope) == expected
            rows = {figure.name: figure.rows(scope).count() for figure in FUNNEL}
            assert rows == expected
            is_told = {line.figure.name: line.shown for line in counting.funnel(scope).lines}
            closed = recount.closed_rows(asked) if asked.towns is None else {}
            for figure in FUNNEL:
                told = counting.exactly(expected[figure.name])
                if figure.name in closed:
                    told = roughly(recount.told(asked, closed[figure.name]))
                assert is_told[figure.name] == told
            assert counting.medians(TIMES, scope) == recount.times(asked)
            if asked.towns is None:
                medians = {wait.figure.name: wait.median for wait in waits(scope)[0]}
                assert medians == {
                    name: recount.told_median(asked, rows)
                    for name, rows in recount.waits(asked).items()
                }
            cells = demand(scope_of(asked._replace(towns=None), towns)).cells
            found = {(cell.goal, cell.field.slug): (cell.needs, cell.seeds) for cell in cells}
            assert found == recount.demand(asked._replace(towns=None))
        _ask_as_everybody_does(client, questions[0]._replace(towns=None))
        transaction.set_rollback(True)


def _ask_as_everybody_does(client: Client, asked: Asked) -> None:
    """Page, file and interface tell what the recount finds, rounded where rows are not public."""
    if asked.year in ("", "all"):
        asked = asked._replace(month="")  # there is no month without its year
    chosen = {name: value for name, value in asked._asdict().items() if value}
    query = urlencode(chosen)
    page = on_page(client.get(f"/insights/?{query}").content.decode())
    file = table_of(client, f"/insights/funnel.csv?{query}")
    answer = client.get(f"/api/v1/insights/funnel?{query}").json()
    assert {name: value for name, value in answer["asked"].items() if value} == chosen
    values = {row["label"]: row["number"]["value"] for row in answer["figures"]}
    numbers, closed = recount.funnel(asked), recount.closed_rows(asked)
    for figure in FUNNEL:
        label, value = str(figure.label), numbers[figure.name]
        if figure.name in closed:
            value = roughly(recount.told(asked, closed[figure.name])).value
        words = "3未満" if value is None else str(value)
        assert without_words(page[label]) == file[label] == words, (asked, label)
        assert values[label] == value
