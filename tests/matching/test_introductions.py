"""The life of an introduction: asked for, passed on, answered, and what came of it."""

from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection
from django.utils import timezone

from matching.introducing import steps
from matching.introducing.rules import ASKED_A_WEEK, Obstacle, obstacle, routes_to
from matching.introducing.steps import ObstacleError
from matching.introducing.transitions import TRANSITIONS, Step, leads_to
from matching.models import Block, Introduction, Party, Pause
from partners.models import Listing, Project
from tests.factories import affiliate, make_federation, make_listing, make_member, make_staff
from tests.matching.pairs import MESSAGE, Side, ask, make_introduction, make_side
from tomoni.journal.record import history_of
from tomoni.models import StateError
from tomoni.municipalities.models import IntroductionRoute

State, Outcome = Introduction.State, Introduction.Outcome
pytestmark = pytest.mark.django_db


@pytest.fixture
def shop() -> Side:
    return make_side("例の店", side="need")


@pytest.fixture
def school() -> Side:
    return make_side("例の学校", side="seed")


def test_asked_directly_it_waits_for_the_other(shop: Side, school: Side) -> None:
    made = ask(shop, school)
    assert made.state == State.FORWARDED
    assert [(p.partner, p.state, p.is_asking) for p in made.parties.all()] == [
        (shop.partner, Party.State.AGREED, True),
        (school.partner, Party.State.ASKED, False),
    ]


def test_asked_through_the_office_the_other_knows_nothing_before_it_is_passed_on(
    shop: Side, school: Side
) -> None:
    made = ask(shop, school, route=IntroductionRoute.OFFICE)
    assert not Introduction.objects.visible_to(school.person).exists()
    assert list(Introduction.objects.visible_to(shop.person)) == [made]
    clerk = make_staff(school.partner.municipality)
    assert list(Introduction.objects.brokered_by(clerk)) == [made]
    steps.forward(made, by=clerk, words="ぜひご検討ください。")
    assert list(Introduction.objects.visible_to(school.person)) == [made]


def test_what_the_broker_refuses_the_other_never_hears_of(shop: Side, school: Side) -> None:
    made = ask(shop, school, route=IntroductionRoute.OFFICE)
    steps.refuse(made, by=make_staff(school.partner.municipality), reason="内容が違うため")
    assert made.state == State.DECLINED
    assert not Introduction.objects.visible_to(school.person).exists()


def test_both_agree(shop: Side, school: Side) -> None:
    made = make_introduction(State.ACCEPTED, shop, school)
    assert made.accepted_at
    assert set(made.parties.values_list("state", flat=True)) == {Party.State.AGREED}


def test_an_answer_is_given_once(shop: Side, school: Side) -> None:
    made = make_introduction(State.ACCEPTED, shop, school)
    with pytest.raises(StateError):
        steps.decline(made, school.partner, by=school.person)


def test_who_asks_cannot_answer_for_itself(shop: Side, school: Side) -> None:
    with pytest.raises(StateError):
        steps.agree(ask(shop, school), shop.partner, by=shop.person)


def test_while_one_is_open_the_same_is_not_asked_again(shop: Side, school: Side) -> None:
    ask(shop, school)
    with pytest.raises(ObstacleError) as refused:
        ask(shop, school)
    assert refused.value.obstacle == Obstacle.OPEN
    assert obstacle(school.listing, shop.listing) == Obstacle.OPEN


def test_two_who_ask_for_each_other_through_a_broker_have_agreed(shop: Side, school: Side) -> None:
    first = ask(shop, school, route=IntroductionRoute.OFFICE)
    assert obstacle(school.listing, shop.listing) is None  # it does not know that it is asked
    second = ask(school, shop, route=IntroductionRoute.OFFICE)
    assert second == first
    assert second.state == State.ACCEPTED


@pytest.mark.parametrize("state", [State.DECLINED, State.UNANSWERED])
def test_who_does_not_want_is_left_in_peace_for_a_while(
    shop: Side, school: Side, state: Introduction.State
) -> None:
    made = make_introduction(state, shop, school)
    assert obstacle(shop.listing, school.listing) == Obstacle.RESTING
    Introduction.objects.filter(pk=made.pk).update(over_at=timezone.now() - timedelta(days=91))
    assert obstacle(shop.listing, school.listing) is None


def test_after_an_outcome_they_may_ask_again(shop: Side, school: Side) -> None:
    make_introduction(State.OUTCOME, shop, school)
    assert obstacle(school.listing, shop.listing) is None


def test_a_partner_asks_so_many_within_a_week(shop: Side) -> None:
    others = [make_side(f"相手{n}", side="seed") for n in range(ASKED_A_WEEK + 1)]
    for other in others[:ASKED_A_WEEK]:
        ask(shop, other)
    assert obstacle(shop.listing, others[-1].listing) == Obstacle.WEEK_FULL
    week_ago = timezone.now() - timedelta(days=7)
    Introduction.objects.filter(parties__partner=others[0].partner).update(requested_at=week_ago)
    assert obstacle(shop.listing, others[-1].listing) is None


def test_a_pause_and_a_block_look_the_same(shop: Side, school: Side) -> None:
    pause = Pause.objects.create(partner=school.partner, by=school.person)
    assert obstacle(shop.listing, school.listing) == Obstacle.NOT_NOW
    pause.delete()
    Block.objects.create(partner=school.partner, blocked=shop.partner, by=school.person)
    assert obstacle(shop.listing, school.listing) == Obstacle.NOT_NOW
    assert obstacle(school.listing, shop.listing) == Obstacle.OURSELVES


def test_a_pause_ends_on_its_day(shop: Side, school: Side) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    Pause.objects.create(partner=school.partner, until=yesterday, by=school.person)
    assert obstacle(shop.listing, school.listing) is None


def test_nobody_is_asked_where_nobody_can_answer(shop: Side, school: Side) -> None:
    school.partner.memberships.all().delete()
    assert obstacle(shop.listing, school.listing) == Obstacle.NOT_NOW


@pytest.mark.parametrize(
    "change",
    [{"state": "paused"}, {"state": "fulfilled"}, {"visibility": "staff"}],
    ids=["paused", "fulfilled", "for staff"],
)
def test_what_is_not_shown_is_not_asked_about(
    shop: Side, school: Side, change: dict[str, str]
) -> None:
    Listing.objects.filter(pk=school.listing.pk).update(**change)
    school.listing.refresh_from_db()
    assert obstacle(shop.listing, school.listing) == Obstacle.NOT_BOTH


def test_nobody_is_introduced_to_itself(shop: Side) -> None:
    seed = make_listing(shop.partner, side="seed")
    assert obstacle(shop.listing, seed) == Obstacle.NOT_BOTH


def test_the_rules_of_the_others_city_say_the_way(shop: Side, school: Side) -> None:
    school.partner.municipality.introduction_routes = [IntroductionRoute.OFFICE]
    school.partner.municipality.save()
    school.listing.refresh_from_db()
    assert routes_to(school.listing.partner) == [(IntroductionRoute.OFFICE, None)]
    with pytest.raises(StateError):
        ask(shop, school, route=IntroductionRoute.DIRECT)


def test_the_federation_of_who_is_asked_may_pass_it_on(shop: Side, school: Side) -> None:
    federation = make_federation("例の連合会")
    member = make_member(federation)
    affiliate(federation, school.partner)
    assert (IntroductionRoute.FEDERATION, federation) in routes_to(school.partner)
    made = ask(shop, school, route=IntroductionRoute.FEDERATION, federation=federation)
    assert list(Introduction.objects.brokered_by(member)) == [made]


def test_a_city_that_asks_federations_alone_does_it_itself_where_there_is_none(
    school: Side,
) -> None:
    school.partner.municipality.introduction_routes = [IntroductionRoute.FEDERATION]
    assert routes_to(school.partner) == [(IntroductionRoute.OFFICE, None)]


def test_taken_back(shop: Side, school: Side) -> None:
    assert make_introduction(State.WITHDRAWN, shop, school).over_at
    assert obstacle(shop.listing, school.listing) is None


# --- Three, brought together by hand ------------------------------------------------------------


def bring_together(*sides: Side) -> Introduction:
    clerk = make_staff(sides[0].partner.municipality)
    return steps.bring_together(
        [(side.partner, side.listing) for side in sides],
        municipality=sides[0].partner.municipality,
        by=clerk,
        note_to_all=MESSAGE,
    )


def test_three_are_all_asked_and_all_must_answer(shop: Side, school: Side) -> None:
    farm = make_side("例の農園", side="seed")
    made = bring_together(shop, school, farm)
    steps.agree(made, shop.partner, by=shop.person)
    steps.agree(made, school.partner, by=school.person)
    assert made.state == State.FORWARDED
    steps.decline(made, farm.partner, by=farm.person)
    assert made.state == State.ACCEPTED


def test_of_three_one_alone_has_nobody_to_talk_to(shop: Side, school: Side) -> None:
    farm = make_side("例の農園", side="seed")
    made = bring_together(shop, school, farm)
    steps.decline(made, shop.partner, by=shop.person)
    assert made.state == State.FORWARDED
    steps.decline(made, school.partner, by=school.person)
    assert made.state == State.DECLINED


def test_two_of_three_talk_where_the_third_stays_silent(shop: Side, school: Side) -> None:
    farm = make_side("例の農園", side="seed")
    made = bring_together(shop, school, farm)
    steps.agree(made, shop.partner, by=shop.person)
    steps.agree(made, school.partner, by=school.person)
    steps.close(made)
    assert made.state == State.ACCEPTED
    assert made.parties.get(partner=farm.partner).state == Party.State.SILENT


def test_nobody_is_brought_together_who_has_paused(shop: Side, school: Side) -> None:
    Pause.objects.create(partner=school.partner, by=school.person)
    with pytest.raises(StateError):
        bring_together(shop, school)


# --- What came of it ----------------------------------------------------------------------------


def test_co_operation_that_has_started_is_a_project_with_its_origin(
    shop: Side, school: Side
) -> None:
    made = make_introduction(State.MET, shop, school)
    project = steps.conclude(
        made, shop.partner, by=shop.person, outcome=Outcome.STARTED, text="一緒に始めます。"
    )
    assert project
    assert project.came_from == made
    assert not project.is_public
    joined = project.participations.values_list("partner", flat=True)
    assert set(joined) == {shop.partner.pk, school.partner.pk}
    first = made.started_at
    assert first == made.outcome_at
    again = steps.conclude(made, school.partner, by=school.person, outcome=Outcome.STARTED)
    assert again == project
    assert Project.objects.count() == 1
    made.refresh_from_db()
    assert made.started_at == first < made.outcome_at


def test_nothing_for_now_says_nothing_of_a_meeting(shop: Side, school: Side) -> None:
    made = make_introduction(State.ACCEPTED, shop, school)
    steps.conclude(made, shop.partner, by=shop.person, outcome=Outcome.NOTHING)
    assert (made.state, made.met_at, made.started_at) == (State.OUTCOME, None, None)


def test_every_step_is_on_record(shop: Side, school: Side) -> None:
    made = make_introduction(State.OUTCOME, shop, school)
    verbs = [entry.verb for entry in history_of(made).order_by("pk")]
    assert verbs == [
        "introduction.requested",
        "introduction.agreed",
        "introduction.concluded",
    ]


# --- The table ----------------------------------------------------------------------------------


def take(step: Step, made: Introduction, own: Side, other: Side) -> None:
    """The step as whoever may take it."""
    match step:
        case Step.FORWARD:
            steps.forward(made, by=own.person)
        case Step.REFUSE:
            steps.refuse(made, by=own.person, reason="")
        case Step.AGREE:
            steps.agree(made, other.partner, by=other.person)
        case Step.DECLINE:
            steps.decline(made, other.partner, by=other.person)
        case Step.WITHDRAW:
            steps.withdraw(made, by=own.person)
        case Step.CLOSE:
            steps.close(made)
        case Step.MEET:
            steps.meet(made, own.partner, by=own.person)
        case Step.CONCLUDE:
            steps.conclude(made, own.partner, by=own.person, outcome=Outcome.NOTHING)


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("step", Step)
def test_each_step_leads_only_where_the_table_says(
    step: Step, state: Introduction.State, shop: Side, school: Side
) -> None:
    made = make_introduction(state, shop, school)
    transition = TRANSITIONS[step]
    if state in transition.sources:
        take(step, made, shop, school)
        made.refresh_from_db()
        assert made.state in transition.targets
    else:
        with pytest.raises(StateError):
            take(step, made, shop, school)
        made.refresh_from_db()
        assert made.state == state


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ("agreed asked", State.FORWARDED),
        ("agreed agreed", State.ACCEPTED),
        ("agreed declined", State.DECLINED),
        ("agreed agreed declined", State.ACCEPTED),
        ("agreed asked declined", State.FORWARDED),
        ("asked declined declined", State.DECLINED),
        ("agreed silent", State.DECLINED),
    ],
)
def test_two_who_agree_are_enough(answers: str, state: Introduction.State) -> None:
    assert leads_to(answers.split()) == state


@pytest.mark.django_db(transaction=True)
def test_two_who_press_at_once_make_one_introduction() -> None:
    shop, school = make_side(side="need"), make_side(side="seed")

    def press() -> None:
        try:
            ask(shop, school)
        except ObstacleError:
            pass
        finally:
            connection.close()

    threads = [Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Introduction.objects.count() == 1
