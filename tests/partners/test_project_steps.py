"""The steps of a project: what each does, who is told, and what is refused."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from partners.models import Milestone, Participation, Partner, Post, Project
from partners.projects import calling, people, progress, steps
from partners.projects.transitions import TRANSITIONS, Step, open_to
from tests.bad_inputs import image_file
from tests.factories import (
    make_member,
    make_milestone,
    make_partner,
    make_post,
    make_project,
    make_staff,
    take_part,
)
from tests.notices import heard
from tomoni.accounts.models import User
from tomoni.journal.models import Entry
from tomoni.models import LostUpdateError, StateError
from tomoni.uploads import checked_image

pytestmark = pytest.mark.django_db
State, Place = Project.State, Participation.State
REPORT = {
    "outcome": "三軒が開きました。",
    "lessons": "早めに声をかけること。",
    "figures": [{"label": "家", "value": 3, "unit": "軒"}],
}


@pytest.fixture
def project() -> Project:
    return make_project()


@pytest.fixture
def by(project: Project) -> User:
    return project.started_by


def told(kind: str) -> set[int]:
    return set(heard.told(f"partners.{kind}"))


def described(project: Project, **changes: Any) -> dict[str, Any]:
    return {
        "title": project.title,
        "summary": project.summary,
        "visibility": project.visibility,
        "goals": [],
        "fields": [],
        **changes,
    }


def test_completing_keeps_what_came_of_it_and_tells_the_others(project: Project, by: User) -> None:
    officer, other = make_staff(project.municipality), make_member(make_partner())
    partner = other.partners.get()
    take_part(project, partner)
    steps.complete_project(project, REPORT, by=by, seen=project.version)
    project.refresh_from_db()
    assert (project.state, project.outcome) == (State.COMPLETED, "三軒が開きました。")
    assert [str(figure) for figure in project.figures.all()] == ["家: 3 軒"]
    assert told("project_over") == {officer.pk, other.pk}
    report = {**REPORT, "outcome": "四軒です。", "figures": []}
    steps.rewrite_report(project, report, by=by, seen=project.version)
    project.refresh_from_db()
    assert (project.outcome, project.figures.count()) == ("四軒です。", 0)


def test_ending_early_has_a_reason_and_can_be_taken_back(project: Project, by: User) -> None:
    steps.end_project(project, by=by, reason="家主の都合です。")
    project.refresh_from_db()
    assert (project.state, project.end_reason) == (State.ENDED, "家主の都合です。")
    steps.resume_project(project, by=by)
    project.refresh_from_db()
    assert (project.state, project.end_reason, project.ended_at) == (State.UNDER_WAY, "", None)
    assert Entry.objects.get(verb="project.ended").data == {"reason": "家主の都合です。"}


def test_only_a_partner_shows_to_everybody_what_was_not_public(project: Project, by: User) -> None:
    officer, seen = make_staff(project.municipality), project.version
    answers = described(project, visibility="public")
    with pytest.raises(StateError, match="パートナー"):
        steps.describe_project(project, answers, by=officer, by_partner=False, seen=seen)
    steps.describe_project(project, answers, by=by, by_partner=True, seen=seen)
    assert Project.objects.public().get() == project
    hidden = described(project, visibility="members")
    steps.describe_project(project, hidden, by=officer, by_partner=False, seen=seen + 1)
    assert not Project.objects.public().exists()
    verbs = Entry.objects.filter(verb__startswith="project.").values_list("verb", flat=True)
    assert sorted(verbs) == ["project.hidden", "project.shown"]


def test_the_second_of_two_editors_is_told(project: Project, by: User) -> None:
    first, second = project.version, project.version
    answers = described(project, title="別の題")
    steps.describe_project(project, answers, by=by, by_partner=True, seen=first)
    with pytest.raises(LostUpdateError):
        steps.describe_project(project, answers, by=by, by_partner=True, seen=second)


def test_a_further_partner_takes_part_with_its_own_yes(project: Project, by: User) -> None:
    partner = make_partner()
    owner = make_member(partner)
    people.ask_partner(project, partner, by=by, message="ご一緒しませんか。")
    assert told("project_asked") == {owner.pk}
    assert list(project.participations.joined().values_list("partner", flat=True)) != [partner.pk]
    people.answer(project, partner, by=owner, joins=True)
    assert project.participations.get(partner=partner).state == Place.JOINED
    assert told("project_answered") == {by.pk}
    with pytest.raises(StateError):
        people.answer(project, partner, by=owner, joins=True)
    with pytest.raises(StateError, match="すでに"):
        people.ask_partner(project, partner, by=by)


def test_who_says_no_is_left_in_peace_for_a_while(project: Project, by: User) -> None:
    partner = make_partner()
    people.ask_partner(project, partner, by=by)
    people.answer(project, partner, by=make_member(partner), joins=False)
    with pytest.raises(StateError, match="少し前"):
        people.ask_partner(project, partner, by=by)
    long_ago = timezone.now() - people.RESTS - timedelta(days=1)
    Participation.objects.filter(partner=partner).update(changed_at=long_ago)
    people.ask_partner(project, partner, by=by)
    assert project.participations.get(partner=partner).state == Place.ASKED


def test_only_registered_partners_are_asked_and_not_all_at_once(project: Project, by: User) -> None:
    with pytest.raises(StateError, match="登録済み"):
        people.ask_partner(project, make_partner(state=Partner.State.LAPSED), by=by)
    for _ in range(people.MOST_ASKED):
        people.ask_partner(project, make_partner(), by=by)
    with pytest.raises(StateError, match="お待ち"):
        people.ask_partner(project, make_partner(), by=by)


def test_the_last_partner_does_not_leave(project: Project, by: User) -> None:
    [first] = [place.partner for place in project.participations.all()]
    with pytest.raises(StateError, match="最後"):
        people.leave(project, first, by=by)
    take_part(project, make_partner())
    people.leave(project, first, by=by)
    assert project.participations.get(partner=first).state == Place.LEFT
    with pytest.raises(StateError):
        people.leave(project, first, by=by)


def _photo(alt: str, *, new: bool = True, of: int | None = None) -> dict[str, Any]:
    return {"id": of, "file": checked_image(image_file()) if new else None, "alt": alt}


def test_posts_are_put_right_and_their_pictures_replaced(
    project: Project, by: User, django_capture_on_commit_callbacks: Any
) -> None:
    partner = project.participations.get().partner
    photos = [_photo(alt) for alt in ("屋根", "瓦", "足場")]
    answers = {"title": "屋根", "text": "葺きました。", "is_public": True, "pictures": photos}
    post = progress.write_post(project, answers, by=by, partner=partner)
    roof, tiles, scaffold = post.pictures.all()
    storage, files = roof.image.storage, [str(row.image.name) for row in (roof, tiles, scaffold)]
    assert all(storage.exists(file) for file in files)
    with django_capture_on_commit_callbacks(execute=True):
        now = [_photo("足場", new=False, of=scaffold.pk), _photo("新しい瓦", of=tiles.pk)]
        changed = {**answers, "text": "瓦です。", "pictures": now}
        progress.rewrite_post(post, changed, by=by, seen=post.version)
    post.refresh_from_db()
    assert post.text == "瓦です。"
    assert [(row.pk, row.alt) for row in post.pictures.all()] == [
        (scaffold.pk, "足場"),
        (tiles.pk, "新しい瓦"),
    ]
    assert [storage.exists(file) for file in files] == [False, False, True]
    assert storage.exists(str(post.pictures.get(pk=tiles.pk).image.name))
    with pytest.raises(LostUpdateError):
        progress.rewrite_post(post, answers, by=by, seen=1)


def test_nobody_posts_without_end(project: Project, by: User) -> None:
    for _ in range(progress.MOST_A_DAY):
        make_post(project, None, by=by)
    answers = {"title": "屋根", "text": "葺きました。", "is_public": True, "pictures": []}
    with pytest.raises(StateError, match="明日"):
        progress.write_post(project, answers, by=by, partner=None)


def test_a_milestone_is_moved_with_its_history(project: Project, by: User) -> None:
    milestone = make_milestone(project)
    was, until = milestone.due_on, milestone.due_on + timedelta(days=10)
    answers = {"title": "一軒目", "due_on": until, "is_public": True, "reason": ""}
    with pytest.raises(StateError, match="理由"):
        progress.change_milestone(milestone, answers, by=by, seen=1)
    answers["reason"] = "雨が続きました。"
    progress.change_milestone(milestone, answers, by=by, seen=1)
    [moved] = Milestone.objects.with_moves().get().moved
    assert (moved.was, moved.until, moved.reason) == (was, until, "雨が続きました。")
    with pytest.raises(LostUpdateError):
        progress.change_milestone(milestone, answers, by=by, seen=1)


def test_a_reached_milestone_stays_where_it_is(project: Project, by: User) -> None:
    milestone = make_milestone(project)
    for _ in range(2):
        progress.mark_milestone(milestone, by=by, is_done=True)
    milestone.refresh_from_db()
    assert milestone.done_on == timezone.localdate()
    assert Entry.objects.filter(verb="project.milestone_reached").count() == 1
    later = milestone.due_on + timedelta(days=3)
    answers = {"title": "x", "due_on": later, "is_public": False, "reason": "雨"}
    with pytest.raises(StateError, match="達成"):
        progress.change_milestone(milestone, answers, by=by, seen=milestone.version)
    progress.mark_milestone(milestone, by=by, is_done=False)
    milestone.refresh_from_db()
    assert milestone.done_on is None


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("step", list(Step))
def test_every_step_from_every_state(state: State, step: Step) -> None:
    project = make_project(state=state, visibility="public")
    by, partner, until = project.started_by, make_partner(), timezone.localdate()
    if step is Step.SUPPORT:
        now = timezone.now()
        project.support_calls.create(sought="x", until=until, opened_by=by, opened_at=now)
    milestone = make_milestone(project)
    take_part(project, partner)
    answers = {"title": "x", "text": "x", "is_public": False, "pictures": []}
    plan = {"title": "x", "due_on": timezone.localdate(), "is_public": False}
    take: dict[Step, Any] = {
        Step.DESCRIBE: lambda: steps.describe_project(
            project, described(project), by=by, by_partner=True, seen=project.version
        ),
        Step.ASK: lambda: people.ask_partner(project, make_partner(), by=by),
        Step.LEAVE: lambda: people.leave(project, partner, by=by),
        Step.PLAN: lambda: (
            progress.add_milestone(project, plan, by=by),
            progress.mark_milestone(milestone, by=by, is_done=True),
        ),
        Step.POST: lambda: progress.write_post(project, answers, by=by, partner=None),
        Step.CALL: lambda: calling.open_call(project, by=by, sought="x", until=until),
        Step.SUPPORT: lambda: calling.support(project, make_partner(), by=by),
        Step.COMPLETE: lambda: steps.complete_project(project, REPORT, by=by, seen=project.version),
        Step.END: lambda: steps.end_project(project, by=by, reason="x"),
        Step.REPORT: lambda: steps.rewrite_report(project, REPORT, by=by, seen=project.version),
        Step.RESUME: lambda: steps.resume_project(project, by=by),
    }
    if step in open_to(state):
        take[step]()
        assert project.state == (TRANSITIONS[step].target or state)
    else:
        with pytest.raises(StateError):
            take[step]()
        project.refresh_from_db()
        assert (project.state, project.figures.count()) == (state, 0)
        assert not Entry.objects.filter(subject_type="partners.project").exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "completed", "ended_at": timezone.now(), "outcome": ""},
        {"state": "ended", "ended_at": timezone.now(), "end_reason": ""},
        {"state": "under_way", "ended_at": timezone.now()},
        {"state": "completed", "outcome": "x"},
    ],
)
def test_impossible_projects_cannot_exist(project: Project, fields: dict[str, Any]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Project.objects.filter(pk=project.pk).update(**fields)


def test_nothing_has_two_projects() -> None:
    make_project(origin_type="challenges.proposal", origin_id=7)
    with pytest.raises(IntegrityError), transaction.atomic():
        make_project(origin_type="challenges.proposal", origin_id=7)
    make_project(origin_type="challenges.proposal", origin_id=8)
    for _ in range(2):
        make_project()
    assert Post.objects.count() == 0
