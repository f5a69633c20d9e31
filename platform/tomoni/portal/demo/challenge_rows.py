"""Challenges in their states."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from challenges.forms.challenge import ChallengeForm
from challenges.lifecycle import new_challenge
from challenges.models import Challenge, Change, Question
from tomoni.accounts.models import User
from tomoni.municipalities.models import Municipality
from tomoni.portal.demo.shapes import DemoChallenge
from tomoni.portal.demo.world import World, ago, at, checked, texts


def add_challenge(world: World, city: Municipality, said: DemoChallenge) -> None:
    """Written with the staff's form; then moved to the day and state it is to have."""
    form = ChallengeForm(_answers(world, city, said), municipalities=[city])
    by = world.writers[city.slug]
    challenge = new_challenge(checked(form, said.title).cleaned_data, municipality=city, by=by)
    world.note(ago((said.opened or 2) + 3), by, "challenge.written", challenge, city)
    if said.opened is None:
        _leave_unopened(world, challenge, said)
    else:
        _move_back(world, challenge, said)
        _ask(world, challenge, said)
        _remember_course(world, challenge, said)
    world.challenges[said.key] = challenge


def _leave_unopened(world: World, challenge: Challenge, said: DemoChallenge) -> None:
    """A draft, or one that waits for a manager; a draft with remarks was given back."""
    city = challenge.municipality
    by, manager = world.writers[city.slug], world.staff[city.slug]
    if said.state != Challenge.State.DRAFT or said.review_remarks:
        challenge.review_asked_by, challenge.review_asked_at = by, ago(1)
        world.note(ago(1), by, "challenge.review_asked", challenge, city)
    challenge.state = said.state
    challenge.save()
    is_settled = said.state != Challenge.State.DRAFT
    for part, text in said.review_remarks:
        settled_at = ago(1) if is_settled else None
        challenge.review_remarks.create(part=part, text=text, author=manager, settled_at=settled_at)
    if said.review_remarks:
        day = ago(2) if is_settled else timezone.now()
        world.note(day, manager, "challenge.returned", challenge, city)


def _answers(world: World, city: Municipality, said: DemoChallenge) -> dict[str, object]:
    visions = list(city.visions.values_list("pk", flat=True)) if said.visions else []
    answers: dict[str, object] = {
        "title": said.title,
        "wish": said.wish,
        "background": said.background,
        "project_name": said.project_name,
        "project_content": said.content,
        "expected_outcomes": said.outcomes,
        "offered": said.offered,
        "offered_resources": texts(world.ids(world.kinds, said.offers)),
        "sought_resources": texts(world.ids(world.kinds, said.seeks)),
        "asked_of_advisers": said.advisers,
        "primary_goals": texts(said.goals),
        "related_goals": texts(said.related),
        "fields": texts(world.ids(world.fields, said.fields)),
        "visions": texts(visions[place] for place in said.visions),
        "remarks": said.remarks,
        "category": str(world.categories[said.category]),
        "call_type": said.call_type,
        "mode": said.mode,
        "opens_at": _typed(said.opens) if said.opens is not None else "",
        "closes_at": _typed(max(said.closes, 1)),  # the form takes no past deadline
        "reply_days": "30",
    }
    for number, title in enumerate(said.sub_themes):
        answers[f"sub_themes-{number}-title"] = title
    for number, contact in enumerate(said.contacts):
        for name, value in zip(("organisation", "person", "phone", "email"), contact, strict=True):
            answers[f"contacts-{number}-{name}"] = value
    return answers


def _typed(days: int) -> str:
    """Five in the afternoon of a day to come, as the browser's picker writes it."""
    return f"{timezone.localdate() + timedelta(days=days)}T17:00"


def _evening(days: int) -> datetime:
    return at(timezone.localdate() + timedelta(days=days), time(17))


def _move_back(world: World, challenge: Challenge, said: DemoChallenge) -> None:
    """What the steps would have done on days that are past."""
    deadline = _evening(said.closes)
    challenge.state, challenge.opened_at = said.state, ago(said.opened or 0)
    challenge.closes_at = deadline
    challenge.closed_at = deadline if said.closes < 0 else None
    challenge.result, challenge.report = said.result, said.report
    challenge.decided_at = ago(-said.closes - 30) if said.result else None
    challenge.completed_at = ago(20) if said.report else None
    challenge.cancel_reason = said.cancelled
    challenge.save()
    if said.changed[0]:
        _change(world, challenge, *said.changed)
    if said.extended_from is not None:
        by = world.writers[challenge.municipality.slug]
        was = _evening(said.extended_from)
        challenge.extensions.create(was=was, until=deadline, reason=said.extended_why, by=by)


def _change(world: World, challenge: Challenge, part: str, was: str) -> None:
    """Put right three days ago, and told."""
    by, at_noon = world.writers[challenge.municipality.slug], ago(3)
    change = challenge.changes.create(
        parts=[part], words={part: [was, getattr(challenge, part)]}, by=by, told_at=at_noon
    )
    Change.objects.filter(pk=change.pk).update(changed_at=at_noon)
    city = challenge.municipality
    world.note(at_noon, by, "challenge.rewritten", challenge, city, parts=[part])


def _remember_course(world: World, challenge: Challenge, said: DemoChallenge) -> None:
    city = challenge.municipality
    writer, manager = world.writers[city.slug], world.staff[city.slug]
    days: list[tuple[datetime | None, User | None, str]] = [
        (challenge.opened_at, manager, "challenge.opened"),
        (ago(1) if said.extended_from is not None else None, writer, "challenge.extended"),
        (challenge.closed_at, None, "challenge.closed"),
        (challenge.decided_at, manager, "challenge.decided"),
        (challenge.completed_at, writer, "challenge.completed"),
        (ago(25) if said.cancelled else None, writer, "challenge.cancelled"),
    ]
    for moment, by, verb in days:
        if moment:
            world.note(moment, by, verb, challenge, city)


def _ask(world: World, challenge: Challenge, said: DemoChallenge) -> None:
    """Asked some days ago; what has an answer was answered the day after, for everybody."""
    for days, (partner, text, answer) in zip((5, 2), said.questions, strict=False):
        question = challenge.questions.create(asked_by=world.owners[partner], text=text)
        Question.objects.filter(pk=question.pk).update(created_at=ago(days))
        if answer:
            by = world.writers[challenge.municipality.slug]
            Question.objects.filter(pk=question.pk).update(
                answer=answer, answered_by=by, answered_at=ago(days - 1), is_public=True
            )
