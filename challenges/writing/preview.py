"""A challenge as everybody will read it, from what stands in its form; nothing of it is saved."""

from typing import Any

from django.utils import timezone

from challenges.forms.challenge import ChallengeForm
from challenges.models import Challenge, Contact, SubTheme
from challenges.reading import Parts, Told

_LINES = ("title", "project_name")
_TEXTS = ("wish", "background", "project_content", "expected_outcomes", "offered")
_MORE = ("asked_of_advisers", "remarks", "category", "call_type", "mode", "reply_days")


def as_public(form: ChallengeForm) -> tuple[Challenge, Parts]:
    """The row and what stands beside it, right or wrong as it is; open, as it will be then.

    What cannot be read, e.g. a day that does not exist, is left out.
    """
    form.is_valid()
    answers = form.cleaned_data
    known = form.challenge
    town = answers.get("municipality") or (known.municipality if known else form.municipalities[0])
    challenge = Challenge(municipality=town, slug=known.slug if known else "preview")
    for name in (*_LINES, *_TEXTS, *_MORE):
        typed = answers.get(name)
        if typed is not None:
            setattr(challenge, name, typed)
        elif name in (*_LINES, *_TEXTS):
            setattr(challenge, name, str(form[name].value() or ""))
    closes_at: Any = answers.get("closes_at") or (known.closes_at if known else None)
    challenge.closes_at = closes_at
    challenge.opened_at = answers.get("opens_at") or timezone.now()
    challenge.state = Challenge.State.OPEN if closes_at else Challenge.State.DRAFT
    return challenge, _parts(answers)


def course_so_far(challenge: Challenge | None) -> Told:
    """What stands beside the texts: the criteria, which are written on a page of their own."""
    criteria = list(challenge.criteria.all().current()) if challenge else []
    return Told([], [], follows=False, chosen=[], criteria=criteria)


def _parts(answers: dict[str, Any]) -> Parts:
    main = list(answers.get("primary_goals") or ())
    numbers = {goal.number for goal in main}
    return Parts(
        main_goals=main,
        further_goals=[g for g in answers.get("related_goals") or () if g.number not in numbers],
        fields=list(answers.get("fields") or ()),
        offered=list(answers.get("offered_resources") or ()),
        sought=list(answers.get("sought_resources") or ()),
        visions=list(answers.get("visions") or ()),
        sub_themes=[SubTheme(**row) for row in answers.get("sub_themes") or ()],
        contacts=[Contact(**row) for row in answers.get("contacts") or ()],
        called=[],
    )
