"""Each seat tells why, each table its figures."""

from matching.engine.seating import Pin, Post, Reason, Seating, TableFigures, judge
from tests.matching.engine.seating.rooms import person, room


def why(seating: Seating, key: str, at: int = 1) -> list[Reason]:
    (found,) = [each for each in seating.seats if (each.person, each.round) == (key, at)]
    return list(found.reasons)


def test_wishes_by_rank() -> None:
    people = person("ann", "tea houses"), person("ben", "houses"), person("col")
    seating = judge(room(*people), {("ann", 1): "houses", ("ben", 1): "tea", ("col", 1): "tea"})
    assert why(seating, "ann") == [Reason("wish", number=2)]
    assert why(seating, "ben") == [Reason("no_wish")]
    assert why(seating, "col") == []


def test_a_theme_had_before_grants_no_wish() -> None:
    seating = judge(room(person("ann", "tea"), rounds=2), {("ann", 1): "tea", ("ann", 2): "tea"})
    assert why(seating, "ann", 1) == [Reason("wish", number=1)]
    assert why(seating, "ann", 2) == [Reason("again")]
    assert seating.quality.wishes.reached == 15 - 1


def test_role_pin_and_the_previous_table() -> None:
    people = person("ann"), person("ben"), person("col")
    problem = room(
        *people,
        posts=(Post("ann", "tea", "adviser"),),
        pins=(Pin("ben", "tea"),),
        previous={("ben", 1): "tea", ("col", 1): "houses"},
    )
    seating = judge(problem, {("ben", 1): "tea", ("col", 1): "tea"})
    assert why(seating, "ann") == [Reason("post", name="adviser")]
    assert why(seating, "ben") == [Reason("pinned"), Reason("kept")]
    assert why(seating, "col") == [Reason("moved", name="houses")]


def test_whose_needs_one_answers_the_best_first() -> None:
    people = [person(name) for name in ("ann", "ben", "col", "dan")]
    matches = {("ann", "ben"): 0.3, ("ann", "col"): 0.6, ("ann", "dan"): 0.9}
    seating = judge(
        room(*people, matches=matches, seats=4),
        {("ann", 1): "tea", ("ben", 1): "tea", ("col", 1): "tea", ("dan", 1): "houses"},
    )
    assert why(seating, "ann") == [Reason("answers", ("col", "ben"))]
    assert why(seating, "col") == [Reason("answered_by", ("ann",))]
    assert why(seating, "dan") == []


def test_colleagues_apart_and_together() -> None:
    people = [person(name, organisation="acme") for name in ("ann", "ben", "col")]
    seating = judge(room(*people), {("ann", 1): "tea", ("ben", 1): "tea", ("col", 1): "houses"})
    assert why(seating, "ann") == [Reason("colleague", ("ben",))]
    assert why(seating, "col") == [Reason("apart", ("ann", "ben"))]


def test_the_only_one_of_a_sector() -> None:
    of = {"ann": "farm", "ben": "shop", "col": "shop"}
    people = [person(name, sector=sector) for name, sector in of.items()]
    seating = judge(room(*people), {(name, 1): "tea" for name in of})
    assert why(seating, "ann") == [Reason("sector", name="farm")]
    assert why(seating, "ben") == []


def test_who_meets_again_and_newcomers() -> None:
    people = person("ann", is_newcomer=True), person("ben", is_newcomer=True)
    places = {(name, at): ("", "tea", "houses")[at] for name in ("ann", "ben") for at in (1, 2)}
    seating = judge(room(*people, rounds=2), places)
    assert why(seating, "ann", 1) == [Reason("newcomer", number=2)]
    assert why(seating, "ann", 2) == [
        Reason("met_again", ("ben",)),
        Reason("newcomer", number=2),
    ]


def test_figures_of_a_table() -> None:
    people = (
        person("adviser", organisation="acme", sector="school"),
        person("ann", organisation="acme", sector="farm", is_newcomer=True),
        person("ben", sector="farm"),
    )
    problem = room(
        *people,
        rounds=2,
        posts=(Post("adviser", "tea", "adviser"),),
        matches={("adviser", "ben"): 0.5},
    )
    seating = judge(problem, {(name, at): "tea" for name in ("ann", "ben") for at in (1, 2)})
    first, _empty, second, _empty = seating.tables
    facts = {"guests": 2, "sectors": 1, "newcomers": 1, "colleagues": 1, "matched": 1}
    assert first == TableFigures("tea", 1, repeats=0, **facts)
    assert second == TableFigures("tea", 2, repeats=1, **facts)
