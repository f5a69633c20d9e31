"""How a project is started, described, completed, ended early and taken up again."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.acting import on_behalf
from partners.models import Figure, GoalOutcome, Participation, Partner, Project
from partners.models.origin import origin_of
from partners.projects import mails, telling
from partners.projects.transitions import TRANSITIONS, Step
from tomoni.accounts.models import User
from tomoni.journal.models import Entry
from tomoni.journal.record import record
from tomoni.models import StateError
from tomoni.municipalities.models import Municipality
from tomoni.taxonomy.models import Field, Goal

Visibility = Project.Visibility


@transaction.atomic
def start_project(
    origin: models.Model,
    *,
    municipality: Municipality,
    partners: Sequence[Partner],
    by: User,
    title: str,
    summary: str,
    goals: Iterable[Goal] = (),
    fields: Iterable[Field] = (),
    is_public: bool = False,
) -> Project:
    """Begin what the origin has led to; the caller holds its row. A second start gives the first.

    The partners take part from the beginning. Where it is not public, title and summary are read
    by its members alone until one of its partners shows it.
    """
    started = Project.objects.filter(**origin_of(origin)).first()
    if started:
        return started
    now = timezone.now()
    project = Project.objects.create(
        municipality=municipality,
        title=title,
        summary=summary,
        visibility=Visibility.PUBLIC if is_public else Visibility.MEMBERS,
        started_by=by,
        started_at=now,
        **origin_of(origin),
    )
    project.goals.set(goals)
    project.fields.set(fields)
    joined = Participation.State.JOINED
    Participation.objects.bulk_create(
        Participation(project=project, partner=each, state=joined, asked_by=by, changed_at=now)
        for each in partners
    )
    entry = note(by, "project.started", project)
    telling.tell_members(project, telling.STARTED, entry, by=by)
    return project


@transaction.atomic
def describe_project(
    project: Project, answers: Mapping[str, Any], *, by: User, by_partner: bool, seen: int
) -> None:
    """Change what is told of it, and to whom.

    Only one of its partners shows it to everybody: StateError where the office tries to. Raises
    LostUpdateError when somebody else has saved since version `seen`.
    """
    project.lock()
    take(project, Step.DESCRIBE)
    is_shown = answers["visibility"] == Visibility.PUBLIC
    if is_shown and not project.is_public and not by_partner:
        raise StateError(_("Only one of the partners can show the project to everybody."))
    if not is_shown:
        _close_calls(project)
    verb = "project.described"
    if is_shown != project.is_public:
        verb = "project.shown" if is_shown else "project.hidden"
    project.claim_version(seen)
    for name in ("title", "summary", "visibility"):
        setattr(project, name, answers[name])
    project.save()
    project.goals.set(answers["goals"])
    project.fields.set(answers["fields"])
    note(by, verb, project)


@transaction.atomic
def complete_project(project: Project, report: Mapping[str, Any], *, by: User, seen: int) -> None:
    """It is done; `report` has `outcome`, `lessons`, the rows of `figures` and, where they were
    told, `people_reached` with how they were counted and the rows of `goal_outcomes`.

    Raises LostUpdateError when somebody else has saved since version `seen`.
    """
    project.lock()
    project.claim_version(seen)
    _report(project, report)
    take(project, Step.COMPLETE, ended_at=timezone.now())
    _close_calls(project)
    entry = note(by, "project.completed", project)
    telling.tell_members(project, telling.OVER, entry, by=by)


@transaction.atomic
def rewrite_report(project: Project, report: Mapping[str, Any], *, by: User, seen: int) -> None:
    """Put the result right, or add one to what has ended early.

    Raises LostUpdateError when somebody else has saved since version `seen`.
    """
    project.lock()
    take(project, Step.REPORT)
    project.claim_version(seen)
    _report(project, report)
    project.save()
    note(by, "project.reported", project)


@transaction.atomic
def end_project(project: Project, *, by: User, reason: str) -> None:
    """It does not go on; the reason is read by everybody who may see the project."""
    project.lock()
    take(project, Step.END, ended_at=timezone.now(), end_reason=reason)
    _close_calls(project)
    entry = note(by, "project.ended", project, reason=reason)
    telling.tell_members(project, telling.OVER, entry, by=by)


@transaction.atomic
def resume_project(project: Project, *, by: User) -> None:
    """It goes on after all. Why it had ended stays in the journal."""
    project.lock()
    take(project, Step.RESUME, ended_at=None, end_reason="")
    mails.tell_resumed(project, note(by, "project.resumed", project), by=by)


def take(project: Project, step: Step, **changes: Any) -> None:
    """Bring a locked project where the step leads; `changes` are saved with its state.

    Raises StateError where the step is not possible from the state it is in.
    """
    transition = TRANSITIONS[step]
    project.require_state(*transition.sources)
    if transition.target is None:
        return
    for name, value in {**changes, "state": transition.target}.items():
        setattr(project, name, value)
    project.save()


def _close_calls(project: Project) -> None:
    """Nobody is asked to support what is over, or what not everybody sees any more."""
    project.support_calls.unclosed().update(closed_at=timezone.now())


def _report(project: Project, report: Mapping[str, Any]) -> None:
    project.outcome, project.lessons = report["outcome"], report["lessons"]
    project.people_reached = report.get("people_reached")
    project.people_counted = report.get("people_counted", "")
    project.figures.all().delete()
    Figure.objects.bulk_create(
        Figure(project=project, order=order, **row) for order, row in enumerate(report["figures"])
    )
    project.goal_outcomes.all().delete()
    GoalOutcome.objects.bulk_create(
        GoalOutcome(project=project, **row) for row in report.get("goal_outcomes", ())
    )


def note(by: User, verb: str, project: Project, **data: Any) -> Entry:
    """The journal's entry on the project, and as whom somebody has acted who is no member."""
    partner = telling.acted_for(project, by)
    acting = on_behalf(by, partner) if partner else {}
    return record(by, verb, project, municipality=project.municipality, **{**acting, **data})
