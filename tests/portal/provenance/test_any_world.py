"""In any world: a timeline has what a plain walk finds and its reader may see, and no more."""

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.portal.provenance import naive
from tests.portal.provenance.worlds import DRAWS, Scene, grow, make_scene
from tomoni.portal.provenance.kinds import Node, node_of
from tomoni.portal.provenance.timeline import Step, came_of, shares_in, timeline_of
from tomoni.portal.provenance.walking import future_of, past_of

pytestmark = pytest.mark.django_db
IN_ANY_WORLD = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
ANY = st.integers(0, 99)


@pytest.fixture(scope="module")
def scene(module_rows: None) -> Scene:
    return make_scene()


def nodes(steps: list[Step]) -> list[Node]:
    """The rows that the steps are about; what happened beside them has another kind."""
    return [step.node for step in steps if step.kind == step.node[0]]


def seen(every: set[Node], reader: Any) -> list[Node]:
    """Those that the reader may see, asked for one by one."""
    return sorted(node for node in every if naive.sees(reader, node))


@IN_ANY_WORLD
@given(draws=DRAWS, which=ANY, who=ANY)
def test_a_timeline_has_exactly_what_its_reader_may_see(
    scene: Scene, draws: Any, which: int, who: int
) -> None:
    with transaction.atomic():
        rows, reader = grow(scene, draws), scene.readers[who % len(scene.readers)]
        row = rows[which % len(rows)]
        before, after = naive.past(row, reader), naive.future(row, rows, reader)
        beside = naive.meetings(seen(after, reader))
        assert sorted(nodes(timeline_of(row, reader))) == seen(
            before | after | beside | {node_of(row)}, reader
        )
        came = came_of(row, reader)
        assert sorted(n for share in came for n in nodes(share.steps)) == seen(after, reader)
        assert shares_in(timeline_of(row, reader)) == came
        transaction.set_rollback(True)


@IN_ANY_WORLD
@given(draws=DRAWS, who=ANY)
def test_what_came_of_a_row_has_the_row_in_its_past(scene: Scene, draws: Any, who: int) -> None:
    with transaction.atomic():
        rows = [node_of(row) for row in grow(scene, draws)]
        reader = scene.readers[who % len(scene.readers)]
        later = {node: future_of([node], reader) for node in rows}
        earlier = {node: past_of(node, reader) for node in rows}
        for one in rows:
            assert one not in later[one] | earlier[one]
            for other in rows:
                assert (other in later[one]) == (one in earlier[other])
        transaction.set_rollback(True)


@IN_ANY_WORLD
@given(draws=DRAWS, who=ANY)
def test_of_a_partner_nobody_learns_where_it_took_part(scene: Scene, draws: Any, who: int) -> None:
    with transaction.atomic():
        rows = grow(scene, draws)
        partner, reader = scene.partners[who % 3], scene.readers[who % len(scene.readers)]
        begun = set(seen(naive.begun_with(partner), reader))
        every = begun | {node_of(row) for row in rows if naive.past(row, reader) & begun}
        timeline = timeline_of(partner, reader)
        assert sorted(nodes(timeline)) == seen(every, reader)
        assert shares_in(timeline) == came_of(partner, reader)
        transaction.set_rollback(True)
