"""Small rooms whose right seating one can see oneself."""

from dataclasses import replace

from matching.engine.seating import Bar, Pin, Post, Problem, Table, Weights, seat
from tests.matching.engine.seating.rooms import person, places, room, together


def test_ann_and_ben_sit_where_they_wish() -> None:
    seating = seat(room(person("ann", "tea"), person("ben", "houses")))
    assert places(seating) == {"ann": "tea", "ben": "houses"}
    assert seating.quality.wishes.share == 1


def test_the_second_wish_is_for_whom_it_costs_least() -> None:
    """Both want tea, which has one seat; Ann would be content with houses, Ben wishes nothing."""
    problem = room(person("ann", "tea houses"), person("ben", "tea"), seats=1)
    assert places(seat(problem)) == {"ann": "houses", "ben": "tea"}


def test_nobody_goes_without_a_wish_for_another_to_have_the_first() -> None:
    """Ann's first wish or Ben's only one: two second wishes beat a first and none."""
    people = person("ann", "tea care"), person("ben", "tea houses"), person("col", "houses")
    seating = seat(room(*people, tables="tea houses care", seats=1))
    assert places(seating) == {"ann": "care", "ben": "tea", "col": "houses"}
    assert seating.quality.wishless == ()


def test_three_rounds_give_three_wishes() -> None:
    names = ("ann", "ben", "col")
    people = [person(name, "tea houses care") for name in names]
    seating = seat(room(*people, tables="tea houses care", seats=1, rounds=3))
    for name in names:
        assert {places(seating, at)[name] for at in (1, 2, 3)} == {"tea", "houses", "care"}
    assert seating.quality.ranks == (3, 3, 3)


def test_colleagues_sit_apart_at_tables_of_one_theme() -> None:
    pairs = [("ann", "acme"), ("ben", "acme"), ("col", "bees"), ("dan", "bees")]
    people = [person(name, "tea", organisation=of) for name, of in pairs]
    seating = seat(room(*people, tables="tea tea2", seats=2))
    assert {frozenset(pair[:2]) for pair in together(seating)}.isdisjoint(
        {frozenset({"ann", "ben"}), frozenset({"col", "dan"})}
    )
    assert seating.quality.colleagues.reached == 0


def test_a_second_wish_parts_colleagues_where_a_theme_has_one_table() -> None:
    ann, ben = (person(name, "tea houses", organisation="acme") for name in ("ann", "ben"))
    seating = seat(room(ann, ben))
    assert sorted(places(seating).values()) == ["houses", "tea"]


def test_colleagues_with_a_single_wish_stay_together() -> None:
    """To have no wish at all is worse than to sit with a colleague."""
    ann, ben = (person(name, "tea", organisation="acme") for name in ("ann", "ben"))
    assert places(seat(room(ann, ben))) == {"ann": "tea", "ben": "tea"}


def test_sectors_are_mixed() -> None:
    people = [person(f"{of}{n}", sector=of) for of in ("farm", "shop", "school") for n in (1, 2)]
    seating = seat(room(*people, tables="tea tea2", seats=3))
    assert [table.sectors for table in seating.tables] == [3, 3]
    assert seating.quality.sectors.share == 1


def test_newcomers_are_spread() -> None:
    people = [person(f"p{n}", is_newcomer=n < 2) for n in range(4)]
    seating = seat(room(*people, tables="tea tea2", seats=2))
    assert [table.newcomers for table in seating.tables] == [1, 1]


def test_who_answer_each_other_sit_together() -> None:
    people = [person(name) for name in ("ann", "ben", "col", "dan")]
    matches = {("ann", "dan"): 0.9, ("ben", "col"): 0.4}
    seating = seat(room(*people, tables="tea tea2", seats=2, matches=matches))
    assert together(seating) == {("ann", "dan", 1), ("ben", "col", 1)}


def test_who_met_at_an_earlier_meeting_sit_apart() -> None:
    people = [person(name) for name in ("ann", "ben", "col", "dan")]
    met = frozenset({("ann", "ben"), ("dan", "col")})
    seating = seat(room(*people, tables="tea tea2", seats=2, met=met))
    assert together(seating).isdisjoint({("ann", "ben", 1), ("col", "dan", 1)})
    assert seating.quality.met_before == 0


def test_sizes_are_even() -> None:
    people = [person(f"p{n}") for n in range(7)]
    seating = seat(room(*people, tables="tea tea2 houses", seats=6))
    assert sorted(table.guests for table in seating.tables) == [2, 2, 3]


def test_the_adviser_leads_beside_the_seats() -> None:
    """The table is full of guests, and the adviser's colleague sits elsewhere."""
    people = (
        person("adviser", organisation="acme"),
        person("ann", "tea houses", organisation="acme"),
        person("ben", "tea houses"),
    )
    posts = (Post("adviser", "tea", "adviser"),)
    seating = seat(room(*people, seats=1, posts=posts))
    assert places(seating) == {"adviser": "tea", "ann": "houses", "ben": "tea"}


def test_an_adviser_of_one_round_is_a_guest_in_the_other() -> None:
    people = person("ann", "houses"), person("ben")
    seating = seat(room(*people, rounds=2, posts=(Post("ann", "tea", "adviser", 1),)))
    assert (places(seating, 1)["ann"], places(seating, 2)["ann"]) == ("tea", "houses")


def test_who_comes_later_sits_nowhere_before() -> None:
    problem = room(person("ann", "tea", absent=frozenset({1})), person("ben"), rounds=2)
    seating = seat(problem)
    assert "ann" not in places(seating, 1)
    assert places(seating, 2)["ann"] == "tea"


def test_pin_and_bar_come_before_wishes() -> None:
    problem = room(person("ann", "tea"), person("ben", "tea"), person("col", "tea"))
    rules = {"pins": (Pin("ann", "houses"),), "bars": (Bar("ben", "tea"),)}
    assert places(seat(replace(problem, **rules))) == {
        "ann": "houses",
        "ben": "houses",
        "col": "tea",
    }


def test_a_bar_of_one_table_leaves_the_others_of_its_theme() -> None:
    people = [person(name, "tea") for name in ("ann", "ben", "col", "dan")]
    seating = seat(room(*people, tables="tea tea2", seats=2, bars=(Bar("ann", "tea"),)))
    assert places(seating)["ann"] == "tea2"


def test_nobody_meets_twice_where_tables_are_enough() -> None:
    """Sixteen people at four tables can meet other people five times (Kirkman's quadruples)."""
    people = [person(f"p{n:02}") for n in range(16)]
    tables = tuple(Table(f"t{n}", most=4) for n in range(4))
    seating = seat(Problem(tuple(people), tables, rounds=3))
    assert seating.quality.repeats.reached == 0


def test_those_with_the_same_wishes_do_not_go_round_together() -> None:
    """Nine people, three themes with a table each, three rounds.

    Together they would meet 18 times again. Whoever comes to a table later is of the two other
    tables, so of three people two meet again: three times in each later round.
    """
    people = [person(f"p{n}", "tea houses care") for n in range(9)]
    seating = seat(room(*people, tables="tea houses care", seats=3, rounds=3))
    assert seating.quality.wishes.share == 1
    assert seating.quality.repeats.reached == 6


def test_more_who_know_each_other_than_tables_meet_again_as_seldom_as_can_be() -> None:
    people = [person(f"p{n}") for n in range(6)]
    seating = seat(room(*people, tables="tea tea2", seats=3, rounds=2))
    assert seating.quality.repeats.bound == 2
    assert seating.quality.repeats.reached == 2


def test_weights_may_say_otherwise() -> None:
    ann, ben = (person(name, "tea houses", organisation="acme") for name in ("ann", "ben"))
    seating = seat(room(ann, ben, weights=Weights(colleagues=0)))
    assert places(seating) == {"ann": "tea", "ben": "tea"}


def test_nobody_comes() -> None:
    seating = seat(room())
    assert seating.seats == ()
    assert seating.quality.wishes.share == 1


def test_only_advisers_come() -> None:
    seating = seat(room(person("adviser"), posts=(Post("adviser", "tea", "adviser"),)))
    assert places(seating) == {"adviser": "tea"}
