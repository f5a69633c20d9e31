"""The pages of projects: what each reader sees, and the forms of those who take part."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.http import http_date

from partners.models import Membership, Participation, Project
from partners.views.projects import POSTS_PER_PAGE
from tests.bad_inputs import TYPEABLE, bad_files, image_file
from tests.factories import (
    make_member,
    make_milestone,
    make_municipality,
    make_partner,
    make_post,
    make_project,
    make_staff,
    make_user,
    take_part,
)
from tests.queries import assert_constant_queries, count_queries
from tomoni.accounts.models import User
from tomoni.municipalities.models import StaffRole
from tomoni.taxonomy.models import Field, Goal

pytestmark = pytest.mark.django_db
PUBLIC = Project.Visibility.PUBLIC


def key(**fields: Any) -> dict[str, Any]:
    return {"idempotency_key": str(uuid4()), **fields}


def asked(project: Project) -> User:
    partner = make_partner()
    take_part(project, partner, Participation.State.ASKED)
    return make_member(partner)


def gone(project: Project) -> User:
    partner = make_partner()
    take_part(project, partner, Participation.State.LEFT)
    return make_member(partner)


def partner_of(project: Project) -> Any:
    return project.participations.joined().order_by("pk")[0].partner


INSIDE: dict[str, Any] = {
    "owner": lambda p: make_member(partner_of(p)),
    "viewer": lambda p: make_member(partner_of(p), Membership.Role.VIEWER),
    "city editor": lambda p: make_staff(p.municipality),
    "city viewer": lambda p: make_staff(p.municipality, StaffRole.Role.VIEWER),
}
OUTSIDE: dict[str, Any] = {
    "asked": asked,
    "gone": gone,
    "other partner": lambda p: make_member(make_partner()),
    "other city": lambda p: make_staff(make_municipality(), StaffRole.Role.MANAGER),
    "newcomer": lambda p: make_user(),
}


@pytest.fixture
def project() -> Project:
    return make_project()


@pytest.fixture
def member(client: Client, project: Project) -> User:
    """Of the partner that takes part, logged in."""
    client.force_login(project.started_by)
    return project.started_by


@pytest.mark.parametrize("visibility", list(Project.Visibility))
@pytest.mark.parametrize("who", [*INSIDE, *OUTSIDE])
def test_what_each_reader_sees(client: Client, who: str, visibility: str) -> None:
    project = make_project(visibility=visibility)
    by = project.started_by
    make_post(project, None, by=by, is_public=True, title="みんなへ")
    make_post(project, None, by=by, title="身内へ", has_picture=True)
    make_milestone(project, title="公開の節目", is_public=True)
    make_milestone(project, title="身内の節目")
    client.force_login({**INSIDE, **OUTSIDE}[who](project))
    response = client.get(project.get_absolute_url())
    is_seen = visibility == PUBLIC or who in INSIDE or who == "asked"
    assert response.status_code == (200 if is_seen else 404)
    page = response.content.decode()
    for words in ("身内へ", "身内の節目"):
        assert (words in page) == (who in INSIDE)
    for words in ("みんなへ", "公開の節目"):
        assert (words in page) == (who in INSIDE or visibility == PUBLIC)
    picture = project.posts.get(title="身内へ").pictures.get().url
    assert client.get(picture).status_code == (200 if who in INSIDE else 404)


def test_a_visitor_reads_what_is_public_and_logs_in_for_the_rest(client: Client) -> None:
    public, inner = make_project(visibility=PUBLIC), make_project()
    make_post(public, None, by=public.started_by, is_public=True, has_picture=True)
    assert client.get(public.get_absolute_url()).status_code == 200
    assert client.get(public.posts.get().pictures.get().url).status_code == 200
    response = client.get(inner.get_absolute_url())
    assert response["Location"] == f"/accounts/login/?next={inner.get_absolute_url()}"


def test_the_list_shows_public_ones_and_is_narrowed(client: Client) -> None:
    tea = make_project(visibility=PUBLIC, title="茶殻の堆肥")
    tea.goals.set(Goal.objects.filter(number=12))
    tea.fields.set(Field.objects.filter(slug="energy"))
    done = make_project(visibility=PUBLIC, title="空き家の居場所", state="completed")
    make_project(title="内々の計画")

    def titles(query: str) -> set[str]:
        found = client.get(f"/projects/{query}").context["found"]
        return {row.title for row in found.page}

    assert titles("") == {tea.title, done.title}
    assert titles("?goal=12") == {tea.title}
    assert titles("?field=energy") == {tea.title}
    assert titles("?state=completed") == {done.title}
    assert titles(f"?municipality={tea.municipality.slug}") == {tea.title}
    assert titles("?q=堆肥") == {tea.title}
    assert titles("?q=内々") == set()


def test_my_page_and_the_desk_lead_to_ones_own(client: Client, settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False
    project = make_project(title="内々の計画")
    make_project(title="よその計画")
    for person, path in (
        (project.started_by, "/my/projects/"),
        (project.started_by, "/my/"),
        (asked(project), "/my/projects/"),
        (asked(project), "/my/"),
        (make_staff(project.municipality), "/desk/projects/"),
    ):
        client.force_login(person)
        page = client.get(path).content.decode()
        assert "内々の計画" in page, path
        assert "よその計画" not in page


def test_the_feed_has_what_everybody_may_read(client: Client) -> None:
    project = make_project(visibility=PUBLIC)
    make_post(project, partner_of(project), by=project.started_by, is_public=True, title="みんなへ")
    make_post(project, None, by=project.started_by, title="身内へ")
    url = f"{project.get_absolute_url()}feed/"
    response = client.get(url)
    assert response["Content-Type"].startswith("application/atom+xml")
    body = response.content.decode()
    assert "みんなへ" in body
    assert partner_of(project).name in body
    assert "身内へ" not in body
    known = {"If-None-Match": response["ETag"]}
    assert client.get(url, headers=known).status_code == 304
    later = timezone.now() + timedelta(hours=1)
    project.posts.filter(title="みんなへ").update(text="直しました。", updated_at=later)
    assert f"<updated>{later:%Y-%m-%dT%H}" in client.get(url, headers=known).content.decode()
    project.posts.update(is_public=False)
    empty = client.get(url, headers={"If-Modified-Since": http_date(later.timestamp())})
    assert (empty.status_code, "みんなへ" in empty.content.decode()) == (200, False)
    assert f"<updated>{project.updated_at:%Y-%m-%dT%H:%M:%S}" in empty.content.decode()
    Project.objects.update(visibility="members")
    assert client.get(url).status_code == 404


def test_all_posts_are_reached(client: Client, project: Project, member: User) -> None:
    for number in range(POSTS_PER_PAGE + 1):
        make_post(project, None, by=member, title=f"{number}号終", people_reached=None)
    project.posts.filter(title="0号終").update(people_reached=1200, people_counted="受付の数")
    first = client.get(project.get_absolute_url()).content.decode()
    assert ("0号終" in first.replace("10号終", "").replace("20号終", "")) is False
    assert 'href="?page=2"' in first
    second = client.get(f"{project.get_absolute_url()}?page=2").content.decode()
    for words in ("0号終", "1,200", "受付の数"):
        assert words in second


def test_posting_with_pictures(client: Client, project: Project, member: User) -> None:
    url = f"{project.get_absolute_url()}posts/new/"
    said = {"title": "屋根", "text": "葺きました。", "people_reached": "30"}
    wrong = client.post(url, key(**said, image_1=image_file(), people_counted="受付"))
    assert "id_image_alt_1_error" in wrong.content.decode()
    assert "id_people_counted_error" in client.post(url, key(**said)).content.decode()
    photos = {"image_1": image_file(), "image_alt_1": "新しい屋根"}
    photos |= {"image_3": image_file(), "image_alt_3": "瓦を運ぶ人たち"}
    posted = key(**said, **photos, people_counted="受付")
    first = client.post(url, posted)
    assert (
        client.post(url, key(idempotency_key=posted["idempotency_key"]))["Location"]
        == (first["Location"])
    )
    post = project.posts.get()
    assert (post.partner, post.is_public) == (partner_of(project), False)
    assert [row.alt for row in post.pictures.all()] == ["新しい屋根", "瓦を運ぶ人たち"]
    page = client.get(project.get_absolute_url()).content.decode()
    for picture in post.pictures.all():
        assert picture.url in page
        assert f'alt="{picture.alt}"' in page


def test_words_on_a_picture_that_is_missing_are_asked_about(
    client: Client, project: Project, member: User
) -> None:
    """A form that comes back with an error has lost the file, and the words are still there."""
    url = f"{project.get_absolute_url()}posts/new/"
    said = {"title": "屋根", "text": "葺きました。"}
    page = client.post(url, key(**said, image_alt_2="新しい屋根")).content.decode()
    assert "id_image_2_error" in page
    assert 'value="新しい屋根"' in page
    assert not project.posts.exists()


def test_pictures_are_put_right(client: Client, project: Project, member: User) -> None:
    post = make_post(project, partner_of(project), by=member, has_picture=True)
    kept = post.pictures.get()
    url = f"/projects/posts/{post.pk}/edit/"
    page = client.get(url).content.decode()
    assert kept.url in page
    said = {"title": "屋根", "text": "葺きました。"}
    added = {"image_2": image_file(), "image_alt_2": "瓦"}
    client.post(url, key(**said, version=1, image_alt_1="わらの屋根", **added))
    assert list(post.pictures.values_list("alt", flat=True)) == ["わらの屋根", "瓦"]
    assert post.pictures.get(alt="わらの屋根") == kept
    client.post(url, key(**said, version=2, removes_image_1="on", image_alt_2="瓦"))
    assert [row.alt for row in post.pictures.all()] == ["瓦"]
    assert client.get(kept.url).status_code == 404


def test_the_office_posts_for_the_municipality(client: Client, project: Project) -> None:
    client.force_login(make_staff(project.municipality))
    client.post(f"{project.get_absolute_url()}posts/new/", key(title="屋根", text="市からです。"))
    post = project.posts.get()
    assert post.partner is None
    client.force_login(project.started_by)
    assert client.get(f"/projects/posts/{post.pk}/edit/").status_code == 403


@pytest.mark.parametrize("case", bad_files())
def test_no_picture_is_taken_that_is_none(
    client: Client, project: Project, member: User, case: str
) -> None:
    url = f"{project.get_absolute_url()}posts/new/"
    response = client.post(url, key(title="屋根", text="葺きました。", image_1=bad_files()[case]))
    assert "id_image_1_error" in response.content.decode()
    assert not project.posts.exists()


FORMS: dict[str, tuple[str, tuple[str, ...]]] = {
    "edit": ("edit/", ("title", "summary", "visibility", "version", "goals", "fields")),
    "post": ("posts/new/", ("title", "text", "image_alt_1", "image_alt_2")),
    "milestone": ("milestones/new/", ("title", "due_on")),
    "end": ("end/", ("reason",)),
    "ask": ("ask/", ("partner", "message", "q")),
    "complete": (
        "complete/",
        ("outcome", "lessons", "figures-0-label", "figures-0-value", "figures-0-unit"),
    ),
}


@pytest.mark.parametrize("case", TYPEABLE)
@pytest.mark.parametrize("name", FORMS)
def test_whatever_is_typed_is_taken_or_said_why_not(
    client: Client, project: Project, member: User, name: str, case: str
) -> None:
    path, fields = FORMS[name]
    url = f"{project.get_absolute_url()}{path}"
    response = client.post(url, key(**dict.fromkeys(fields, TYPEABLE[case])))
    assert response.status_code == (302 if "Location" in response else 200)
    client.get(f"{project.get_absolute_url()}ask/", {"q": TYPEABLE[case]})
    page = client.get(project.get_absolute_url()).content.decode()
    assert "<script>alert" not in page


def test_two_editors_at_once_lose_nothing(client: Client, project: Project, member: User) -> None:
    url = f"{project.get_absolute_url()}edit/"
    answers = {"title": "わたしの題", "summary": "説明", "visibility": "members", "version": 1}
    Project.objects.update(version=2)
    response = client.post(url, key(**answers))
    assert response.status_code == 409
    page = response.content.decode()
    assert "わたしの題" in page
    assert 'name="version" value="2"' in page
    client.post(url, key(**{**answers, "version": 2}))
    project.refresh_from_db()
    assert project.title == "わたしの題"


def test_the_second_of_two_who_tell_the_result_is_told(
    client: Client, project: Project, member: User
) -> None:
    """Both have the form open; the first completes the project."""
    url, lessons = f"{project.get_absolute_url()}complete/", "特になし"
    form = client.get(url).context["form"]
    seen = {"version": form["version"].value(), "lessons": lessons}
    client.post(url, key(outcome="三軒が開きました。", **seen))
    response = client.post(url, key(outcome="わたしの言葉", **seen))
    assert response.status_code == 409
    assert "わたしの言葉" in response.content.decode()
    project.refresh_from_db()
    assert project.outcome == "三軒が開きました。"
    answers = {"version": response.context["form"]["version"].value(), "lessons": lessons}
    client.post(url, key(outcome="わたしの言葉", **answers))
    project.refresh_from_db()
    assert project.outcome == "わたしの言葉"


def test_the_office_cannot_show_it_and_is_told_so(client: Client, project: Project) -> None:
    client.force_login(make_staff(project.municipality))
    url = f"{project.get_absolute_url()}edit/"
    answers = {"title": "題", "summary": "説明", "visibility": "public", "version": 1}
    page = client.post(url, key(**answers)).content.decode()
    assert "参加しているパートナーだけです" in page
    project.refresh_from_db()
    assert not project.is_public


def test_milestones_in_the_browser(client: Client, project: Project, member: User) -> None:
    day = timezone.localdate() + timedelta(days=9)
    client.post(
        f"{project.get_absolute_url()}milestones/new/", key(title="開く", due_on=day.isoformat())
    )
    milestone = project.milestones.get()
    later = day + timedelta(days=9)
    answers = {"title": "開く", "due_on": later.isoformat(), "version": 1}
    url = milestone.get_absolute_url()
    assert "id_reason_error" in client.post(url, key(**answers)).content.decode()
    client.post(url, key(**answers, reason="雨が続きました。"))
    page = client.get(project.get_absolute_url()).content.decode()
    assert "雨が続きました。" in page
    client.post(f"{url}mark/", key(done="yes"))
    milestone.refresh_from_db()
    assert (milestone.due_on, milestone.done_on) == (later, timezone.localdate())


def test_completing_in_the_browser(client: Client, project: Project, member: User) -> None:
    url = f"{project.get_absolute_url()}complete/"
    row = {"figures-0-label": "家", "figures-0-value": "３", "figures-0-unit": "軒"}
    wrong = {**row, "figures-0-value": "たくさん"}
    said = {"outcome": "開きました。", "lessons": "特になし", "version": 1}
    page = client.post(url, key(**said, **wrong)).content.decode()
    assert "たくさん" in page
    assert project.figures.count() == 0
    client.post(url, key(**said, **row))
    client.logout()
    Project.objects.update(visibility=PUBLIC)
    page = client.get(project.get_absolute_url()).content.decode()
    for words in ("開きました。", "<b>3</b>", "軒"):
        assert words in page
    client.force_login(member)
    assert 'value="3"' in client.get(url).content.decode()


def test_asking_and_answering_in_the_browser(
    client: Client, project: Project, member: User
) -> None:
    partner = make_partner("茶の木会")
    owner = make_member(partner)
    nobody = make_partner("茶の木友の会")  # nobody could answer for it
    url = f"{project.get_absolute_url()}ask/"
    page = client.get(url, {"q": "茶の木"}).content.decode()
    assert f"?partner={partner.slug}" in page
    assert "友の会" not in page
    client.post(url, key(partner=nobody.slug, message="ご一緒に。"))
    assert not project.participations.asked().exists()
    client.post(url, key(partner=partner.slug, message="ご一緒に。"))
    client.force_login(owner)
    page = client.get(project.get_absolute_url()).content.decode()
    assert "ご一緒に。" in page
    client.post(f"{project.get_absolute_url()}answer/", key(answer="yes"))
    assert project.participations.get(partner=partner).state == Participation.State.JOINED
    assert "posts/new/" in client.get(project.get_absolute_url()).content.decode()
    client.post(f"{project.get_absolute_url()}leave/", key())
    assert client.get(project.get_absolute_url()).status_code == 404


def test_who_declines_sees_it_no_more(client: Client, project: Project) -> None:
    person = asked(project)
    client.force_login(person)
    client.post(f"{project.get_absolute_url()}answer/", key(answer="no"))
    assert client.get(project.get_absolute_url()).status_code == 404
    assert client.get("/my/projects/").status_code == 200


def test_the_pages_cost_the_same_for_one_row_and_for_three(client: Client, settings: Any) -> None:
    settings.STAFF_MFA_REQUIRED = False
    project = make_project(visibility=PUBLIC)

    def add() -> None:
        by = project.started_by
        make_post(project, partner_of(project), by=by, is_public=True, has_picture=True)
        make_milestone(project, is_public=True).moves.create(
            was=timezone.localdate(),
            until=timezone.localdate() + timedelta(days=1),
            reason="雨",
            by=project.started_by,
        )
        project.figures.create(label="家", value=3, unit="軒")
        take_part(project, make_partner())

    def add_projects() -> None:
        make_project(partner_of(project), visibility=PUBLIC)

    assert_constant_queries(client, project.get_absolute_url(), add, at_most=8)
    assert_constant_queries(client, "/projects/", add_projects, at_most=8)
    client.force_login(project.started_by)
    assert_constant_queries(client, "/my/projects/", add_projects, at_most=12)
    assert_constant_queries(client, "/my/", add_projects, at_most=12)
    assert count_queries(client, project.get_absolute_url()) <= 13
    client.force_login(make_staff(project.municipality))
    assert_constant_queries(client, "/desk/projects/", add_projects, at_most=12)
