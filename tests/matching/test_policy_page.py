"""The page of the policy and of how the matching stands: who looks, who saves, what is told."""

import re
import uuid
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from matching.engine.policy import DEFAULT
from matching.models import MatchingPolicy, Version
from matching.policies import change_policy, policy_of
from matching.progress import progress
from matching.rebuilding import STALLED_AFTER
from partners.models import Listing
from tests.factories import make_municipality, make_operator, make_staff
from tests.matching.policy_towns import (
    OTHER_BUSINESS,
    URL,
    Role,
    manager_of,
    town_of,
)
from tests.matching.world import (
    make_challenge,
    make_need,
    make_partner,
    make_seed,
    settle,
)
from tests.queries import assert_constant_queries
from tomoni.journal.models import Entry
from tomoni.municipalities.models import Municipality, StaffRole

pytestmark = pytest.mark.django_db


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
