"""Supporters of a project: who may call for them, who may answer, and who reads their names."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from partners.models import Membership, Partner, Project, SupportCall, Supporter
from partners.projects import calling, steps
from tests.factories import make_member, make_partner, make_project, make_staff
from tests.notices import heard
from tests.queries import count_queries
from tomoni.accounts.models import User
from tomoni.models import StateError

pytestmark = pytest.mark.django_db
REPORT = {"outcome": "できました。", "lessons": "", "figures": []}


@pytest.fixture
def project() -> Project:
    return make_project(visibility=Project.Visibility.PUBLIC)


@pytest.fixture
def by(project: Project) -> User:
    return project.started_by


def call(project: Project, *, days: int = 30) -> SupportCall:
    until = timezone.localdate() + timedelta(days=days)
    by = project.started_by
    return calling.open_call(project, by=by, sought="ポスターにお名前を。", until=until)


def support(project: Project, **fields: Any) -> Supporter:
    partner = fields.pop("partner", None) or make_partner()
    fields.setdefault("by", make_member(partner))
    return calling.support(project, partner, **fields)


def day(days: int) -> Any:
    return timezone.localdate() + timedelta(days=days)


def test_supporting_is_told_to_the_members_and_the_office(project: Project, by: User) -> None:
    call(project)
    officer, person = make_staff(project.municipality), make_member(make_partner())
    support(project, partner=person.partners.get(), by=person, line="応援しています。")
    assert set(heard.told("partners.project_supported")) == {by.pk, officer.pk}


def test_a_call_is_for_public_projects_under_way_and_one_at_a_time(by: User) -> None:
    hidden = make_project()
    with pytest.raises(StateError, match="公開"):
        call(hidden)
    shown = make_project(visibility="public")
    with pytest.raises(StateError):
        call(shown, days=-1)
    call(shown)
    with pytest.raises(StateError):
        call(shown)
    over = make_project(visibility="public", state=Project.State.COMPLETED)
    with pytest.raises(StateError):
        call(over)


def test_after_its_last_day_nobody_answers_and_another_may_be_opened(project: Project) -> None:
    first = call(project)
    SupportCall.objects.update(until=day(-1))
    with pytest.raises(StateError):
        support(project)
    assert not Project.objects.filter(pk__in=SupportCall.objects.open().values("project")).exists()
    call(project)
    first.refresh_from_db()
    assert first.closed_at is not None
    support(project)


def test_closed_by_hand_those_who_have_answered_stay(project: Project, by: User) -> None:
    call(project)
    support(project)
    calling.close_call(project, by=by)
    with pytest.raises(StateError):
        support(project)
    with pytest.raises(StateError):
        calling.close_call(project, by=by)
    assert project.supporters.standing().count() == 1


@pytest.mark.parametrize("way", ["complete", "end", "hide"])
def test_what_is_over_or_hidden_looks_for_nobody(project: Project, by: User, way: str) -> None:
    call(project)
    if way == "complete":
        steps.complete_project(project, REPORT, by=by, seen=project.version)
    elif way == "end":
        steps.end_project(project, by=by, reason="都合です。")
    else:
        told = {"title": "題", "summary": "説明", "goals": [], "fields": []}
        told["visibility"] = Project.Visibility.MEMBERS
        seen = project.version
        steps.describe_project(project, told, by=by, by_partner=True, seen=seen)
    assert not SupportCall.objects.unclosed().exists()
    with pytest.raises(StateError):
        support(project)


def test_once_per_partner_and_never_by_who_takes_part(project: Project, by: User) -> None:
    call(project)
    first = support(project)
    with pytest.raises(StateError, match="すでに"):
        support(project, partner=first.partner)
    with pytest.raises(StateError):
        support(project, partner=by.partners.get(), by=by)
    with pytest.raises(StateError):
        support(project, partner=make_partner(state=Partner.State.SUSPENDED))
    with pytest.raises(IntegrityError), transaction.atomic():
        columns = {"by": by, "supported_at": timezone.now()}
        Supporter.objects.create(project=project, partner=first.partner, **columns)


def test_withdrawn_it_is_off_the_page_and_can_be_said_anew(project: Project) -> None:
    call(project)
    made = support(project, line="はじめ")
    calling.withdraw_support(project, made.partner, by=made.by)
    assert not project.supporters.standing().exists()
    with pytest.raises(StateError):
        calling.withdraw_support(project, made.partner, by=made.by)
    support(project, partner=made.partner, by=made.by, line="もう一度")
    assert [each.line for each in project.supporters.standing()] == ["もう一度"]


def test_a_name_that_may_not_be_shown_is_counted_and_read_by_members(project: Project) -> None:
    call(project)
    hidden = support(
        project, partner=make_partner("名は伏せて商店"), shows_name=False, line="匿名の言葉"
    )
    support(project, partner=make_partner("名を出す商店"), line="応援します")
    url = project.get_absolute_url()
    shown = Client().get(url).content.decode()
    assert "名を出す商店" in shown
    assert "応援します" in shown
    assert "名は伏せて商店" not in shown
    assert "匿名の言葉" not in shown
    for reader in (project.started_by, hidden.by, make_staff(project.municipality)):
        client = Client()
        client.force_login(reader)
        assert "名は伏せて商店" in client.get(url).content.decode()


def press(client: Client, url: str, **data: Any) -> Any:
    return client.post(url, {"idempotency_key": str(uuid4()), **data})


def test_whole_way_in_the_browser(project: Project, by: User) -> None:
    url, client, other = project.get_absolute_url(), Client(), Client()
    client.force_login(by)
    assert f'href="{url}call/"' in client.get(url).content.decode()
    wrong = press(client, f"{url}call/", sought="お名前を", until=str(day(-2)))
    assert wrong.status_code == 200
    done = press(client, f"{url}call/", sought="お名前を", until=str(day(20)))
    assert done["Location"] == url
    assert project.title in client.get("/projects/?supporters=sought").content.decode()
    person = make_member(make_partner("応援商店"), Membership.Role.EDITOR)
    other.force_login(person)
    assert f'href="{url}support/"' in other.get(url).content.decode()
    assert "お名前を" in other.get(f"{url}support/").content.decode()
    press(other, f"{url}support/", line="がんばって", shows_name="on")
    assert "応援商店" in Client().get(url).content.decode()
    press(other, f"{url}support/withdraw/")
    assert "応援商店" not in Client().get(url).content.decode()
    press(client, f"{url}call/close/")
    assert project.title not in client.get("/projects/?supporters=sought").content.decode()


def test_as_many_queries_for_three_supporters_as_for_one(project: Project) -> None:
    call(project)
    support(project)
    client, url = Client(), project.get_absolute_url()
    with_one = count_queries(client, url)
    support(project)
    support(project)
    assert count_queries(client, url) == with_one


@pytest.mark.django_db(transaction=True)
def test_two_windows_in_the_same_moment_make_one_supporter() -> None:
    project = make_project(visibility=Project.Visibility.PUBLIC)
    call(project)
    partner = make_partner()
    person = make_member(partner)

    def press_once() -> bool:
        try:
            calling.support(Project.objects.get(pk=project.pk), partner, by=person)
        except StateError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _each: press_once(), range(4)))
    assert sorted(done) == [False, False, False, True]
    assert Supporter.objects.get().partner == partner
