"""The policy of a municipality: its bounds, who may set it, and that its preview comes true."""

import re
import uuid
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone, translation

from matching.engine.policy import BOUNDS, DEFAULT, Policy
from matching.forms import PolicyForm
from matching.found import explain
from matching.keys import key_of
from matching.models import MatchingPolicy, Version
from matching.policies import change_policy, policy_for, policy_of
from matching.preview import LISTS, preview
from matching.progress import progress
from matching.reading import story, suggestions_about, suggestions_for_partner
from matching.rebuilding import STALLED_AFTER
from partners.models import Listing, Partner
from tests.factories import make_member, make_municipality, make_operator, make_staff
from tests.matching.visitors import request_of
from tests.matching.world import (
    make_challenge,
    make_need,
    make_partner,
    make_seed,
    make_seeds,
    settle,
)
from tests.queries import assert_constant_queries
from tomoni.accounts.models import User
from tomoni.journal.models import Entry
from tomoni.models import LostUpdateError
from tomoni.municipalities.models import Municipality, StaffRole
from tomoni.taxonomy.models import Sector

pytestmark = pytest.mark.django_db

URL = "/desk/matching/"
SAME_PREFECTURE = Policy(0, 0.05, 0, 0, 0)
OTHER_BUSINESS = Policy(0.05, 0, 0, 0, 0)
Role = StaffRole.Role


def manager_of(town: Municipality) -> User:
    return make_staff(town, Role.MANAGER)


def store_policy(town: Municipality, policy: Policy) -> None:
    MatchingPolicy.objects.update_or_create(municipality=town, defaults=asdict(policy))


def partner_in(prefecture: str, sector: Sector | None) -> Partner:
    return make_partner(municipality=make_municipality(prefecture=prefecture), sector=sector)


@pytest.fixture
def sectors() -> tuple[Sector, Sector]:
    first, second = Sector.objects.order_by("pk")[:2]
    return first, second


@pytest.fixture
def need(sectors: tuple[Sector, Sector]) -> Listing:
    """A need between a seed nearby in the same business and one far away in another."""
    own, other = sectors
    need = make_need(partner_in("静岡県", own))
    near = make_seed(partner_in("静岡県", own), title="近くの空き家の改修")
    far = make_seed(partner_in("北海道", other), title="遠くの空き家の改修")
    settle(need, near, far)
    return need


def town_of(listing: Listing) -> Municipality:
    return listing.partner.municipality


def titles(subject: Any, user: User) -> list[str]:
    found = suggestions_about(subject, request_of(user))
    return [card["title_right"] for card in found if card["side_right"] != "partner"]


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


# The page


def html_of(client: Client, url: str = URL, **headers: str) -> str:
    response = client.get(url, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def numbers(town: Municipality, **changes: Any) -> dict[str, Any]:
    key = {"idempotency_key": str(uuid.uuid4()), "version": 1, "municipality": town.slug}
    return {**key, **asdict(DEFAULT), **changes}


def test_viewer_looks_and_tries_but_does_not_save(need: Listing, client: Client) -> None:
    town = town_of(need)
    client.force_login(make_staff(town, Role.VIEWER))
    page = html_of(client, f"{URL}?same_prefecture=0&different_sector=0.05")
    assert "くらべた1件の一覧のうち" in page
    assert "この数で保存する" not in page
    assert client.post(URL, numbers(town, freshness=0.05)).status_code == 403
    assert policy_of(town.pk) == DEFAULT


def test_looking_saves_nothing(need: Listing, client: Client) -> None:
    client.force_login(manager_of(town_of(need)))
    page = html_of(client, f"{URL}?different_sector=０．０５&same_prefecture=0")
    assert "1件で順番が変わります。1位が変わるのは1件です。" in page
    for words in ("1つ上へ", "1つ下へ", "1位が変わります", "この数で保存する"):
        assert words in page
    assert '<input type="hidden" name="different_sector" value="0.050">' in page
    assert not MatchingPolicy.objects.exists()
    assert not Entry.objects.filter(verb="matching.policy_changed").exists()


def test_what_is_sent_from_the_preview_is_saved(need: Listing, client: Client) -> None:
    town = town_of(need)
    client.force_login(manager_of(town))
    page = html_of(client, f"{URL}?different_sector=0.05&same_prefecture=0.005")
    form = re.findall(r'<form method="post".*?</form>', page, re.DOTALL)
    (form,) = (each for each in form if "different_sector" in each)
    sent = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
    for _again in range(2):
        response = client.post(URL, sent, follow=True)
        assert response.redirect_chain == [(f"{URL}?municipality={town.slug}", 302)]
    assert policy_of(town.pk) == replace(DEFAULT, different_sector=0.05, same_prefecture=0.005)
    assert Entry.objects.filter(verb="matching.policy_changed").count() == 1
    page = html_of(client)
    assert 'value="0.050"' in page
    assert "方針の最終変更" in page
    assert "この数で保存する" not in page


@pytest.mark.parametrize("value", ["0.051", "-1", "0.0125", "nan", "", "9" * 400])
def test_what_is_out_of_bounds_is_not_saved(client: Client, value: str) -> None:
    town = make_municipality()
    client.force_login(manager_of(town))
    response = client.post(URL, numbers(town, freshness=value))
    assert response.status_code == 200
    assert 'href="#id_freshness"' in response.content.decode()
    assert not MatchingPolicy.objects.exists()


@pytest.mark.parametrize("seen", ["1", "", "x", "٣", "9" * 30])
def test_lost_update_is_a_409_that_keeps_what_was_typed(client: Client, seen: str) -> None:
    town = make_municipality()
    by = manager_of(town)
    change_policy(town, OTHER_BUSINESS, by=by, seen=1)
    client.force_login(by)
    response = client.post(URL, numbers(town, freshness="0.05", version=seen))
    page = response.content.decode()
    assert response.status_code == 409
    assert "ほかの人が方針を変更しました" in page
    assert 'name="version" value="2"' in page
    assert 'name="freshness" value="0.050"' in page
    assert policy_of(town.pk) == OTHER_BUSINESS
    response = client.post(URL, numbers(town, freshness="0.05", version=2))
    assert response.status_code == 302
    assert policy_of(town.pk) == replace(DEFAULT, freshness=0.05)


def test_person_of_two_municipalities_chooses(client: Client) -> None:
    one, two = make_municipality(), make_municipality()
    user = manager_of(one)
    StaffRole.objects.create(municipality=two, user=user, role=Role.VIEWER)
    client.force_login(user)
    assert client.get(URL).context["municipality"] == one
    page = client.get(f"{URL}?municipality={two.slug}&freshness=0.05")
    assert page.context["municipality"] == two
    assert "この数で保存する" not in page.content.decode()
    assert f'<option value="{two.slug}" selected>' in page.content.decode()
    assert client.post(URL, numbers(two, freshness=0.05)).status_code == 403
    assert client.post(URL, numbers(one, freshness=0.05)).status_code == 302
    assert (policy_of(one.pk).freshness, policy_of(two.pk).freshness) == (0.05, 0.01)


def test_another_municipality_is_not_there(client: Client) -> None:
    other = make_municipality()
    client.force_login(manager_of(make_municipality()))
    for slug in (other.slug, "nowhere"):
        assert client.get(URL, {"municipality": slug}).status_code == 404
    assert client.post(URL, numbers(other, freshness=0.05)).status_code == 404
    assert not MatchingPolicy.objects.exists()


def test_operator_may_change_every_municipality(client: Client) -> None:
    make_municipality()
    town = make_municipality()
    client.force_login(make_operator())
    page = html_of(client, f"{URL}?municipality={town.slug}&freshness=0.05")
    assert "この数で保存する" in page
    assert 'href="/desk/"' not in page.partition("<main")[2]
    assert client.post(URL, numbers(town, freshness=0.05)).status_code == 302
    assert policy_of(town.pk).freshness == 0.05


def test_page_of_a_city_with_nothing_to_compare(client: Client) -> None:
    client.force_login(manager_of(make_municipality()))
    assert "その一覧がここに出ます" in html_of(client)
    assert "くらべられる一覧が、まだありません" in html_of(client, f"{URL}?freshness=0")


def test_desk_leads_to_the_page(client: Client) -> None:
    client.force_login(make_staff(make_municipality(), Role.VIEWER))
    assert f'href="{URL}"' in html_of(client, "/desk/")


def test_fragment_is_the_preview_alone(need: Listing, client: Client) -> None:
    client.force_login(manager_of(town_of(need)))
    headers = {"HX-Request": "true", "HX-Target": "policy-preview"}
    html = html_of(client, f"{URL}?freshness=0.05", **headers)
    assert html.lstrip().startswith('<section class="stack" id="policy-preview"')
    assert "matching-state" not in html
    assert "0から0.05まで" in html_of(client, f"{URL}?freshness=9", **headers)


def test_page_asks_as_often_for_three_lists_as_for_one(client: Client) -> None:
    town = make_municipality()
    partner, seed = make_partner(municipality=town), make_seed()
    client.force_login(manager_of(town))
    settle(seed, make_challenge(town))
    add = lambda: settle(make_need(partner), make_seed())  # noqa: E731
    assert_constant_queries(client, f"{URL}?freshness=0.05", add, at_most=14)


def test_page_in_english(need: Listing, client: Client) -> None:
    client.force_login(make_staff(town_of(need), Role.MANAGER, language="en"))
    url = f"{URL}?same_prefecture=0&different_sector=0.05"
    page = html_of(client, url, **{"accept-language": "en"})
    for words in (
        "Lists that change: 1 of 1. Lists with another first place: 1.",
        "up 1 place",
        "From 0 to 0.05 in steps of 0.005; 0.020 to begin with.",
        "Save these numbers",
    ):
        assert words in page


# How the matching stands


def building(**fields: Any) -> Version:
    with translation.override("ja"):
        return Version.objects.create(
            slot=1, engine_version="x", as_of=timezone.localdate(), **fields
        )


def test_state_before_the_first_rebuild(client: Client) -> None:
    client.force_login(make_staff(make_municipality(), Role.VIEWER))
    assert "まだ候補がありません" in html_of(client)
    assert progress().share == 100


def test_state_says_when_and_how_many(need: Listing, client: Client) -> None:
    Version.objects.current().update(size=1234, changes=5)
    client.force_login(manager_of(town_of(need)))
    state = html_of(client).partition('id="matching-state"')[2]
    for words in ("1,234", "<dd>5</dd>", timezone.localdate().strftime("%Y年")):
        assert words in state
    assert "hx-get" not in state


def test_rebuild_is_watched_until_it_has_ended(client: Client) -> None:
    client.force_login(make_staff(make_municipality(), Role.VIEWER))
    version = building(phase=Version.Phase.WEIGHING, parts=8, parts_done=3)
    headers = {"HX-Request": "true", "HX-Target": "matching-state"}
    html = html_of(client, **headers)
    assert html.lstrip().startswith('<section class="sheet stack" id="matching-state"')
    assert 'hx-trigger="every 3s"' in html
    assert "6段階のうち3段階め" in html
    assert "8のうち3" in html
    assert 'aria-valuenow="39"' in html
    Version.objects.filter(pk=version.pk).update(state="current", finished_at=timezone.now())
    assert "hx-get" not in html_of(client, **headers)


def test_rebuild_that_will_not_end_is_not_watched() -> None:
    version = building()
    assert progress().building == version
    Version.objects.update(started_at=timezone.now() - STALLED_AFTER - timedelta(seconds=1))
    assert progress().building is None


def test_dot_arrives_when_all_is_done() -> None:
    building(phase=Version.Phase.ANALYSING, parts=4)
    assert (progress().step, progress().share, progress().dot) == (1, 0, 4)
    Version.objects.update(phase=Version.Phase.FINISHING, parts=1, parts_done=1)
    assert (progress().step, progress().share, progress().dot) == (6, 100, 68)
