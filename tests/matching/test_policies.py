"""The policy of a municipality: its bounds, whose lists follow it, its preview that comes true."""

from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from matching.engine.policy import BOUNDS, DEFAULT, Policy
from matching.forms.policy import PolicyForm
from matching.models import MatchingPolicy
from matching.policies import change_policy, policy_for, policy_of
from matching.reading.found import explain
from matching.reading.lists import suggestions_about, suggestions_for_partner
from matching.reading.preview import LISTS, preview
from matching.reading.story import story
from matching.storing.keys import key_of
from partners.models import Listing
from tests.factories import make_member, make_municipality
from tests.matching.policy_towns import (
    OTHER_BUSINESS,
    SAME_PREFECTURE,
    manager_of,
    partner_in,
    store_policy,
    titles,
    town_of,
)
from tests.matching.visitors import request_of
from tests.matching.world import (
    make_challenge,
    make_need,
    make_partner,
    make_seed,
    make_seeds,
    settle,
)
from tomoni.journal.models import Entry
from tomoni.models import LostUpdateError
from tomoni.taxonomy.models import Sector

pytestmark = pytest.mark.django_db


# The step


def test_default_holds_where_nothing_is_set(django_assert_num_queries: Any) -> None:
    town = make_municipality()
    with django_assert_num_queries(1):
        assert policy_of(town.pk) == DEFAULT
    store_policy(town, OTHER_BUSINESS)
    with django_assert_num_queries(1):
        assert policy_of(town.pk) == OTHER_BUSINESS
    assert policy_of(make_municipality().pk) == DEFAULT


def test_subject_has_the_policy_of_its_own_municipality() -> None:
    need, challenge = make_need(), make_challenge()
    store_policy(town_of(need), OTHER_BUSINESS)
    store_policy(challenge.municipality, SAME_PREFECTURE)
    assert policy_for(need) == OTHER_BUSINESS
    assert policy_for(challenge) == SAME_PREFECTURE


@pytest.mark.parametrize("name", BOUNDS)
def test_database_and_model_keep_the_bounds(name: str) -> None:
    town = make_municipality()
    for value in (BOUNDS[name].least - 0.001, BOUNDS[name].most + 0.001):
        row = MatchingPolicy(municipality=town, **{name: value})
        with pytest.raises(ValidationError) as refused:
            row.clean_fields()
        assert list(refused.value.message_dict) == [name]
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()
    for value in BOUNDS[name]:
        store_policy(town, replace(DEFAULT, **{name: value}))
        assert getattr(policy_of(town.pk), name) == value


def test_change_is_in_the_journal() -> None:
    town = make_municipality()
    by = manager_of(town)
    change_policy(town, replace(DEFAULT, freshness=0.05), by=by, seen=1)
    assert policy_of(town.pk) == replace(DEFAULT, freshness=0.05)
    entry = Entry.objects.get(verb="matching.policy_changed")
    assert (entry.actor, entry.municipality) == (by, town)
    assert entry.data == {"changes": {"freshness": [0.01, 0.05]}}


@pytest.mark.parametrize("seen", [0, 1, 3])
def test_second_of_two_who_change_is_told(seen: int) -> None:
    town = make_municipality()
    by = manager_of(town)
    change_policy(town, OTHER_BUSINESS, by=by, seen=1)
    with pytest.raises(LostUpdateError):
        change_policy(town, SAME_PREFECTURE, by=by, seen=seen)
    assert policy_of(town.pk) == OTHER_BUSINESS
    change_policy(town, SAME_PREFECTURE, by=by, seen=2)
    assert policy_of(town.pk) == SAME_PREFECTURE
    assert Entry.objects.filter(verb="matching.policy_changed").count() == 2


# The lists follow


@pytest.mark.parametrize(
    ("policy", "first"),
    [(SAME_PREFECTURE, "近くの空き家の改修"), (OTHER_BUSINESS, "遠くの空き家の改修")],
)
def test_every_list_follows_the_policy_of_its_subject(
    need: Listing, policy: Policy, first: str
) -> None:
    challenge = make_challenge(town_of(need))
    settle(challenge)
    member = make_member(need.partner)
    store_policy(town_of(need), policy)
    assert titles(need, member)[0] == first
    (group,) = suggestions_for_partner(need.partner, request_of(member))
    assert group["cards"][0]["title_right"] == first
    if policy == SAME_PREFECTURE:  # a challenge has no line of business
        found = suggestions_about(challenge, request_of(manager_of(town_of(need))))
        by_side = {card["side_right"]: card for card in reversed(found)}
        assert by_side["seed"]["title_right"] == by_side["partner"]["who_right"] == first
    seed = Listing.objects.get(title=first)
    bonuses = {addend.key for addend in explain(key_of(need), key_of(seed)).addends}
    assert bonuses & set(BOUNDS) == {name for name, value in asdict(policy).items() if value}


def test_list_of_another_municipality_keeps_its_own_policy(need: Listing) -> None:
    seed = Listing.objects.get(title="遠くの空き家の改修")
    store_policy(town_of(need), OTHER_BUSINESS)
    kinds = {addend.key for addend in explain(key_of(seed), key_of(need)).addends}
    assert {"different_sector", "freshness"} <= kinds
    store_policy(town_of(seed), SAME_PREFECTURE)
    kinds = {addend.key for addend in explain(key_of(seed), key_of(need)).addends}
    assert not kinds & set(BOUNDS)


def test_story_of_the_front_page_gives_the_reasons_that_count_there(need: Listing) -> None:
    card = story()
    assert card is not None
    assert "bonus" in {reason["kind"] for reason in card["reasons"]}
    store_policy(town_of(need), Policy(0, 0, 0, 0, 0))
    card = story()
    assert card is not None
    assert "bonus" not in {reason["kind"] for reason in card["reasons"]}


# The preview


@pytest.mark.parametrize("then", [SAME_PREFECTURE, OTHER_BUSINESS, Policy(0.05, 0.05, 0, 0, 0.5)])
def test_preview_shows_what_is_shown_after_saving(need: Listing, then: Policy) -> None:
    town = town_of(need)
    by = manager_of(town)
    seed = make_seed(need.partner)
    challenge = make_challenge(town)
    settle(seed, challenge, make_need(title="空き家を借りたい"))
    shown = preview(town, request_of(by), DEFAULT, then)
    assert {each.subject.title for each in shown.comparisons} == {
        need.title,
        seed.title,
        challenge.title,
    }
    for state in ("now", "then"):
        for subject in (need, seed, challenge):
            (each,) = (c for c in shown.comparisons if c.subject.url == subject.get_absolute_url())
            entries = getattr(each, state)
            cards = suggestions_about(subject, request_of(by))
            pairs = [
                (c["url_right"], c["level_words"]) for c in cards if c["side_right"] != "partner"
            ]
            assert [(entry.face.url, entry.closeness) for entry in entries] == pairs[:5]
        change_policy(town, then, by=by, seen=1) if state == "now" else None


def test_preview_says_who_moves_and_counts(need: Listing) -> None:
    town = town_of(need)
    (each,) = preview(
        town, request_of(manager_of(town)), SAME_PREFECTURE, OTHER_BUSINESS
    ).comparisons
    moves = [(entry.face.title[:2], entry.move, entry.by) for entry in each.then]
    assert moves == [("遠く", "up", 1), ("近く", "down", 1)]
    assert [entry.move for entry in each.now] == ["", ""]
    assert each.is_changed
    assert each.has_another_first


def test_preview_says_who_comes_and_goes(sectors: tuple[Sector, Sector]) -> None:
    own, other = sectors
    need = make_need(partner_in("静岡県", own))
    near = [make_seed(partner_in("静岡県", own)) for _ in range(5)]
    settle(need, *near, make_seed(partner_in("北海道", other)), *make_seeds(9, goals=(4,)))
    town, user = town_of(need), manager_of(town_of(need))
    shown = preview(town, request_of(user), SAME_PREFECTURE, OTHER_BUSINESS)
    (each,) = shown.comparisons
    assert [entry.move for entry in each.now] == ["", "", "", "", "out"]
    assert [entry.move for entry in each.then] == ["in", "down", "down", "down", "down"]
    assert (shown.changed, shown.others_first) == (1, 1)


def test_preview_of_the_same_policy_changes_nothing(need: Listing) -> None:
    shown = preview(town_of(need), request_of(manager_of(town_of(need))), DEFAULT, DEFAULT)
    assert (shown.changed, shown.others_first, len(shown.comparisons)) == (0, 0, 1)


def test_preview_shows_staff_no_more_than_they_may_see(need: Listing) -> None:
    Listing.objects.filter(title__startswith="遠く").update(visibility="partners")
    town = town_of(need)
    (each,) = preview(town, request_of(manager_of(town)), DEFAULT, OTHER_BUSINESS).comparisons
    assert [entry.face.title[:2] for entry in each.then] == ["近く"]


def test_preview_begins_with_challenges_and_leaves_out_what_does_not_take_part() -> None:
    town = make_municipality()
    partner, seed = make_partner(municipality=town), make_seed()
    listings = [
        make_need(partner, title=f"空き家{n}", published_at=timezone.now() - timedelta(days=n))
        for n in range(LISTS + 1)
    ]
    listings += [make_need(partner, visibility="staff"), make_need(partner, state="paused")]
    challenge = make_challenge(town)
    settle(*listings, challenge, seed, *make_seeds(20, goals=(4,)))
    shown = preview(town, request_of(manager_of(town)), DEFAULT, DEFAULT).comparisons
    assert shown[0].subject.title == challenge.title
    assert [each.subject.title for each in shown[1:]] == [f"空き家{n}" for n in range(LISTS - 1)]


# The form


@pytest.mark.parametrize("typed", ["0.03", "０．０３", " 0.030 ", "0。03", "３e-2", ".03"])
def test_number_is_taken_in_any_width(typed: str) -> None:
    form = PolicyForm({"freshness": typed}, current=DEFAULT)
    assert form.policy == replace(DEFAULT, freshness=0.03)
    assert [(str(c.label), c.now, c.then) for c in form.changes()] == [("新しい掲載", 0.01, 0.03)]


@pytest.mark.parametrize(
    "typed", ["0.051", "-0.005", "0.012", "nan", "inf", "多め", "1,0", "1" * 400]
)
def test_number_outside_its_bounds_or_steps_is_refused(typed: str) -> None:
    form = PolicyForm({"freshness": typed}, current=DEFAULT)
    assert form.policy is None
    assert form.errors == {"freshness": ["0から0.05までの数を、0.005きざみで入力してください。"]}


def test_every_step_within_the_bounds_can_be_set() -> None:
    for name, (least, most) in BOUNDS.items():
        for step in range(round((most - least) / 0.005) + 1):
            form = PolicyForm({name: f"{least + step * 0.005:.3f}"}, current=DEFAULT)
            assert form.policy == replace(DEFAULT, **{name: round(least + step * 0.005, 3)})


def test_empty_number_is_asked_for() -> None:
    assert list(PolicyForm({"reciprocity": ""}, current=DEFAULT).errors) == ["reciprocity"]
