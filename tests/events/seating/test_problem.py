"""What the engine is asked, and what must hold of every seating whatever the meeting is like."""

from collections import Counter
from itertools import count

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.models import Duty, Event, Place, Registration, SeatingBar, Table
from events.seating.material import Material
from events.seating.problem import first_wishes, problem_of
from matching.engine.seating import InfeasibleSeatingError, seat
from partners.models import Partner
from tomoni.accounts.models import User

Att = Registration.Attendance


def _table(pk: int, theme: str, seats: int = 6, link: str = "") -> Table:
    return Table(pk=pk, number=pk, theme=theme, seats=seats, online_link=link)


def _guest(pk: int, partner: int | None = None, **fields: object) -> Registration:
    firm = (
        Partner(pk=partner, name=f"組織{partner}", sector_id=partner % 5 + 1) if partner else None
    )
    user = User(pk=pk, name=f"参加者 {pk}", email=f"{pk}@example.jp")
    return Registration(pk=pk, user=user, partner=firm, **fields)  # type: ignore[misc]


def _material(people: list[Registration], tables: list[Table], **fields: object) -> Material:
    event = fields.pop("event", None) or Event(rounds=fields.pop("rounds", 1))
    return Material(event, tables, people, **fields)  # type: ignore[arg-type]


# --- One rule at a time -------------------------------------------------------------------------


def test_people_of_a_partner_are_colleagues_and_so_are_guests_of_one_affiliation() -> None:
    people = [
        _guest(1, 7),
        _guest(2, 7),
        _guest(3, guest_affiliation="みほん 商店"),
        _guest(4, guest_affiliation="みほん　商店"),
        _guest(5),
    ]
    problem = problem_of(_material(people, [_table(1, "茶")]))
    one, two, three, four, five = [each.organisation for each in problem.people]
    assert one == two != three == four
    assert five == ""


def test_a_wish_is_for_the_theme_so_that_any_table_of_it_grants_it() -> None:
    tables = [_table(1, "空き家"), _table(2, "空き家 "), _table(3, "茶")]
    problem = problem_of(_material([_guest(1)], tables, wishes={1: [2, 3]}))
    assert problem.people[0].wishes == (problem.tables[0].theme, problem.tables[2].theme)


def test_who_leads_is_found_by_account_then_by_name_or_as_the_only_one_of_the_partner() -> None:
    people = [_guest(1, 7), _guest(2, 8), _guest(3, 8), _guest(4, 9), _guest(5, 6), _guest(6, 6)]
    duties = [
        Duty(kind="adviser", table_id=1, name="別の名前", user_id=1),
        Duty(kind="facilitator", table_id=1, name="参加者　3", partner_id=8),
        Duty(kind="note_taker", table_id=2, name="だれか", partner_id=9),
        Duty(kind="adviser", table_id=2, name="だれか", partner_id=6),  # two could be meant
        Duty(kind="adviser", table_id=2, name="外の人"),
        Duty(kind="adviser", table_id=1, name="参加者5"),  # the name alone says too little
        Duty(kind="adviser", table_id=2, name="参加者2", affiliation="組 織8"),
    ]
    problem = problem_of(_material(people, [_table(1, "茶"), _table(2, "海")], duties=duties))
    led = {(post.person, post.table, post.role) for post in problem.posts}
    assert led == {
        ("1", "1", "adviser"),
        ("3", "1", "facilitator"),
        ("4", "2", "note_taker"),
        ("2", "2", "adviser"),
    }


def test_pins_and_bars_of_who_leads_or_has_gone_are_left_out() -> None:
    duties = [Duty(kind="adviser", table_id=1, name="", user_id=1)]
    pinned = [
        Place(registration_id=1, table_id=2, round=1, is_pinned=True),
        Place(registration_id=99, table_id=2, round=1, is_pinned=True),
        Place(registration_id=2, table_id=2, round=1, is_pinned=True),
        Place(registration_id=3, table_id=2, round=1),
        Place(registration_id=3, table_id=2, round=4, is_pinned=True),
    ]
    barred = [
        SeatingBar(registration_id=1, table_id=1),
        SeatingBar(registration_id=2, table_id=2),  # pinned there: the later word
        SeatingBar(registration_id=3, table_id=1),
    ]
    people = [_guest(1), _guest(2), _guest(3)]
    tables = [_table(1, "茶"), _table(2, "海")]
    problem = problem_of(_material(people, tables, duties=duties, places=pinned, bars=barred))
    assert [(pin.person, pin.table) for pin in problem.pins] == [("2", "2")]
    assert [(bar.person, bar.table) for bar in problem.bars] == [("3", "1")]


def test_in_a_mixed_meeting_who_is_online_sits_where_there_is_a_link() -> None:
    tables = [_table(1, "茶"), _table(2, "海", link="https://example.jp/2")]
    people = [_guest(1, attendance=Att.ONLINE), _guest(2)]
    mixed = _material(people, tables, event=Event(form=Event.Form.HYBRID, rounds=1))
    assert [(bar.person, bar.table) for bar in problem_of(mixed).bars] == [("1", "1")]
    online = _material(people, tables, event=Event(form=Event.Form.ONLINE, rounds=1))
    assert problem_of(online).bars == ()
    no_links = _material(people, tables[:1], event=Event(form=Event.Form.HYBRID, rounds=1))
    assert problem_of(no_links).bars == ()


def test_answers_of_partners_are_those_of_their_people() -> None:
    people = [_guest(1, 7), _guest(2, 8), _guest(3, 8)]
    problem = problem_of(_material(people, [_table(1, "茶")], answers={(7, 8): 0.5}))
    assert problem.matches == {("1", "2"): 0.5, ("1", "3"): 0.5}


def test_first_wishes_cannot_be_more_than_the_seats_of_their_theme() -> None:
    people = [_guest(number) for number in range(1, 6)]
    wishes = {row.pk: [1] for row in people[:4]}
    tables = [_table(1, "茶", seats=3), _table(2, "海", seats=3)]
    found = first_wishes(problem_of(_material(people, tables, wishes=wishes)))
    assert (found.named, found.possible) == (4, 3)


# --- Any meeting --------------------------------------------------------------------------------


@st.composite
def meetings(draw: st.DrawFn) -> Material:
    """Up to fourteen people, four tables and three rounds, with all kinds of rules."""
    tables = [
        _table(pk, draw(st.sampled_from("茶海山")), draw(st.integers(1, 6)), draw(_LINKS))
        for pk in range(1, draw(st.integers(1, 4)) + 1)
    ]
    numbers = count(1)
    people = [
        _guest(next(numbers), partner, attendance=draw(st.sampled_from(Att)))
        for partner in draw(st.lists(st.none() | st.integers(1, 6), max_size=14))
    ]
    rounds = draw(st.integers(1, 3))
    keys = st.sampled_from([row.pk for row in people]) if people else st.nothing()
    places = st.builds(
        Place,
        registration_id=keys,
        table_id=st.integers(1, len(tables) + 1),
        round=st.integers(1, 4),
        is_pinned=st.booleans(),
    )
    bars = st.builds(SeatingBar, registration_id=keys, table_id=st.integers(1, len(tables)))
    duties = st.builds(
        Duty,
        kind=st.sampled_from(Duty.AT_TABLES),
        table_id=st.integers(1, len(tables)),
        user_id=keys,
        name=st.just(""),
    )
    wishes = st.dictionaries(keys, st.lists(st.integers(1, 4), unique=True, max_size=3))
    event = Event(form=draw(st.sampled_from(Event.Form)), rounds=rounds)
    return Material(
        event,
        tables,
        people,
        duties=draw(st.lists(duties, max_size=2)),
        wishes=draw(wishes),
        places=draw(
            st.lists(places, max_size=6, unique_by=lambda each: (each.registration_id, each.round))
        ),
        bars=draw(st.lists(bars, max_size=4)),
        newcomers=frozenset(draw(st.sets(keys))),
    )


_LINKS = st.sampled_from(["", "https://example.jp/"])


@given(material=meetings())
@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck))
def test_whatever_the_meeting_rules_hold_or_it_is_said_why_not(material: Material) -> None:
    problem = problem_of(material, keeps=True)
    try:
        seating = seat(problem)
    except InfeasibleSeatingError as error:
        assert error.conflicts
        return
    sits = seating.places
    everywhere = {
        (str(row.pk), at) for row in material.people for at in range(1, material.event.rounds + 1)
    }
    assert sits.keys() == everywhere
    assert len(seating.seats) == len(everywhere)  # nobody twice in a round
    led = {post.person: post.table for post in problem.posts}
    for (person, _at), table in sits.items():
        assert led.get(person, table) == table
    for pin in problem.pins:
        assert sits[pin.person, pin.round or 1] == pin.table
    barred = {(bar.person, bar.table) for bar in problem.bars}
    assert not [1 for (person, _at), table in sits.items() if (person, table) in barred]
    taken = Counter((table, at) for (person, at), table in sits.items() if person not in led)
    room = {table.key: table.most for table in problem.tables}
    assert all(number <= room[table] for (table, _at), number in taken.items())
