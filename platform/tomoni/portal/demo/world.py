"""What the parts of the loader share: the people, the rows made so far, the days, the journal."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import models
from django.forms import BaseForm
from django.utils import timezone

from challenges.models import Challenge
from partners.models import Partner
from tomoni.accounts.models import User
from tomoni.journal.models import Entry
from tomoni.municipalities.models import Municipality
from tomoni.portal.demo.people import People
from tomoni.taxonomy.models import Category, Field, PartnerType, ResourceKind, Sector

Tell = Callable[[str], object]


class DemoDataError(Exception):
    """The form refuses what the demo world says: the words or the form have to change."""


@dataclass
class World:
    """Rows by the name that the data gives them."""

    tell: Tell
    people: People = field(default_factory=People)
    cities: dict[str, Municipality] = field(default_factory=dict)
    staff: dict[str, User] = field(default_factory=dict)  # the manager
    writers: dict[str, User] = field(default_factory=dict)  # the editor
    partners: dict[str, Partner] = field(default_factory=dict)
    owners: dict[str, User] = field(default_factory=dict)
    challenges: dict[str, Challenge] = field(default_factory=dict)
    journal: list[Entry] = field(default_factory=list)
    on_behalf: dict[int, dict[str, Any]] = field(default_factory=dict)  # partner → as whom

    def __post_init__(self) -> None:
        self.fields = _by_slug(Field)
        self.types = _by_slug(PartnerType)
        self.sectors = _by_slug(Sector)
        self.kinds = _by_slug(ResourceKind)
        self.categories = _by_slug(Category)

    def ids(self, rows: dict[str, int], slugs: str) -> list[int]:
        """The ids of slugs with spaces between."""
        return [rows[slug] for slug in slugs.split()]

    def note(
        self,
        at: datetime,
        by: User | None,
        verb: str,
        subject: models.Model,
        city: Municipality,
        **data: Any,
    ) -> None:
        """Remember an entry of the journal, with the day on which it is to have happened."""
        self.journal.append(
            Entry(
                actor=by,
                verb=verb,
                subject_type=subject._meta.label_lower,
                subject_id=str(subject.pk),
                subject_title=str(subject),
                municipality=city,
                data=data,
                at=at,
            )
        )


def _by_slug(model: type[models.Model]) -> dict[str, int]:
    return dict(model._default_manager.values_list("slug", "pk"))


def ago(days: int) -> datetime:
    """So many days ago, during office hours."""
    day = timezone.localdate() - timedelta(days=days)
    return at(day, time(9 + days % 8, 7 * days % 60)) if days else timezone.now()


def at(day: date, clock: time) -> datetime:
    """That day at that time in Japan."""
    return timezone.make_aware(datetime.combine(day, clock))


def checked(form: BaseForm, what: str) -> Any:
    """The form, if it takes what the demo world says; DemoDataError otherwise."""
    if not form.is_valid():
        raise DemoDataError(f"{what}: {form.errors.as_text()}")
    return form


def texts(values: Iterable[int]) -> list[str]:
    """Numbers as a browser sends them."""
    return [str(value) for value in values]
