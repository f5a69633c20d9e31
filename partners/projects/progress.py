"""What a project tells of its course: posts, and milestones that are reached or moved."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.models import Milestone, Partner, Post, PostPicture, Project
from partners.projects.steps import note, take
from partners.projects.transitions import Step
from tomoni.accounts.models import User
from tomoni.models import StateError

MOST_A_DAY = 10  # posts on one project within a day
MOST_MILESTONES = 50


@transaction.atomic
def write_post(
    project: Project, answers: Mapping[str, Any], *, by: User, partner: Partner | None
) -> Post:
    """Tell how it goes on, for the partner, or without one for the municipality."""
    project.lock()
    take(project, Step.POST)
    yesterday = timezone.now() - timedelta(days=1)
    if project.posts.filter(posted_at__gt=yesterday).count() >= MOST_A_DAY:
        raise StateError(_("A lot has been posted today. Please go on tomorrow."))
    post = Post(project=project, author=by, partner=partner, posted_at=timezone.now())
    _fill(post, answers)
    note(by, "project.posted", project, post=post.pk)
    return post


@transaction.atomic
def rewrite_post(post: Post, answers: Mapping[str, Any], *, by: User, seen: int) -> None:
    """Put a post right, or take it out of everybody's sight.

    Raises LostUpdateError when somebody else has saved since version `seen`.
    """
    post.project.lock()
    take(post.project, Step.DESCRIBE)
    post.claim_version(seen)
    _fill(post, answers)
    note(by, "project.post_changed", post.project, post=post.pk)


def _fill(post: Post, answers: Mapping[str, Any]) -> None:
    for name in ("title", "text", "is_public"):
        setattr(post, name, answers[name])
    post.people_reached = answers.get("people_reached")
    post.people_counted = answers.get("people_counted", "")
    post.save()
    _keep_pictures(post, answers["pictures"])


def _keep_pictures(post: Post, rows: Sequence[Mapping[str, Any]]) -> None:
    """These are its pictures, in this order: each with `alt`, a new one with its `file`, one that
    was there with its `id`, and with a `file` where another takes its place.
    """
    known = {picture.pk: picture for picture in post.pictures.all()}
    kept = {row["id"] for row in rows}
    for picture in known.values():
        if picture.pk not in kept:
            _take_away(picture)
            picture.delete()
    for order, row in enumerate(rows):
        picture = known.get(row["id"]) or PostPicture(post=post)
        if row["file"]:
            _take_away(picture)
            picture.image = row["file"]
        picture.alt, picture.order = row["alt"], order
        picture.save()


def _take_away(picture: PostPicture) -> None:
    if picture.image:
        delete = partial(picture.image.storage.delete, str(picture.image.name))
        transaction.on_commit(delete, robust=True)


@transaction.atomic
def add_milestone(project: Project, answers: Mapping[str, Any], *, by: User) -> Milestone:
    """Something to be reached by a day."""
    project.lock()
    take(project, Step.PLAN)
    if project.milestones.count() >= MOST_MILESTONES:
        raise StateError(_("This project has many milestones already. Please reach some first."))
    milestone = project.milestones.create(
        title=answers["title"], due_on=answers["due_on"], is_public=answers["is_public"]
    )
    note(by, "project.planned", project, milestone=milestone.pk)
    return milestone


@transaction.atomic
def change_milestone(
    milestone: Milestone, answers: Mapping[str, Any], *, by: User, seen: int
) -> None:
    """Other words, readers or another day; the day before and the reason are kept.

    Raises LostUpdateError when somebody else has saved since version `seen`, StateError where the
    day is moved without a reason or it is reached already.
    """
    milestone.project.lock()
    take(milestone.project, Step.PLAN)
    milestone.claim_version(seen)
    milestone.refresh_from_db(fields=["due_on", "done_on"])
    was, until = milestone.due_on, answers["due_on"]
    if was != until:
        _move(milestone, was, until, answers["reason"], by)
    milestone.title, milestone.is_public = answers["title"], answers["is_public"]
    milestone.due_on = until
    milestone.save()
    note(by, "project.replanned", milestone.project, milestone=milestone.pk)


def _move(milestone: Milestone, was: date, until: date, reason: str, by: User) -> None:
    if milestone.done_on:
        raise StateError(_("It is reached already, so its day cannot be moved any more."))
    if not reason:
        raise StateError(_("Please say why the day is moved."))
    milestone.moves.create(was=was, until=until, reason=reason, by=by)


@transaction.atomic
def mark_milestone(milestone: Milestone, *, by: User, is_done: bool) -> None:
    """Reached today, or not reached after all; marked twice it stays as it was."""
    milestone.project.lock()
    take(milestone.project, Step.PLAN)
    milestone.refresh_from_db()
    if (milestone.done_on is not None) == is_done:
        return
    milestone.done_on = timezone.localdate() if is_done else None
    milestone.save()
    verb = "project.milestone_reached" if is_done else "project.milestone_open"
    note(by, verb, milestone.project, milestone=milestone.pk)
