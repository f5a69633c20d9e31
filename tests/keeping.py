"""What the rows of a model keep of what they have chosen, and the same counted by the ORM."""

from datetime import UTC, date, datetime
from typing import Any

from challenges.models import Challenge
from events.models import Event, Report
from partners.models import Agreement, Listing, News, Partner, Project
from tomoni.chosen import BLOCK, ChosenField

MODELS: tuple[Any, ...] = (
    *(Listing, Partner, News, Project, Agreement),
    *(Challenge, Event, Report),
)


def kept(model: Any) -> list[list[str]]:
    """Of each row, in the order of the keys; each text as often as it is there."""
    return [sorted(row) for row in model.objects.order_by("pk").values_list("chosen", flat=True)]


def recounted(model: Any) -> list[list[str]]:
    """The same by the ORM, one path after the other."""
    field = model._meta.get_field("chosen")
    assert isinstance(field, ChosenField)
    rows = []
    for pk in model.objects.order_by("pk").values_list("pk", flat=True):
        found = {f"block={pk // BLOCK}"}
        for name, paths in field.paths.items():
            for path in paths:
                keys = model.objects.filter(pk=pk, **{f"{path}__isnull": False}).values_list(path)
                found |= {f"{name}={key}" for (key,) in keys}
        for column in field.days:
            found |= _day(column, model.objects.values_list(column, flat=True).get(pk=pk))
        rows.append(sorted(found))
    return rows


def _day(column: str, value: Any) -> set[str]:
    if value is None:
        return set()
    day = value.astimezone(UTC).date() if isinstance(value, datetime) else value
    return {f"day {column}={(day - date(1970, 1, 1)).days}"}


def assert_kept(*models: Any) -> None:
    """Of these models, or of all that the search looks through."""
    for model in models or MODELS:
        assert kept(model) == recounted(model), model
