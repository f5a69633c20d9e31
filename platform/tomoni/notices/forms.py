"""What a person chooses about being told."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tomoni.accounts.models import User
from tomoni.municipalities.models import StaffRole
from tomoni.notices import choosing
from tomoni.notices.kinds import Group, Kind, all_kinds
from tomoni.notices.models import Weekday


class PaceForm(forms.Form):
    """A pace for each kind, the day of the weekly digest, and the language."""

    weekday = forms.TypedChoiceField(
        label=_("Day of the weekly digest"), choices=Weekday, coerce=int, initial=Weekday.MONDAY
    )
    language = forms.ChoiceField(
        label=_("Language of our mails"),
        choices=settings.LANGUAGES,
        help_text=_("The pages speak it, too, unless you have chosen another in this browser."),
    )

    def __init__(self, user: User, data: Any = None) -> None:
        self.user = user
        self.kinds = _kinds_for(user)
        paces = choosing.paces_of(user.pk, self.kinds)
        initial = {"weekday": choosing.weekday_of(user.pk), "language": user.language}
        super().__init__(data, initial={**initial, **paces})
        for kind in self.kinds:
            if len(kind.paces) > 1:
                self.fields[kind.name] = _field_of(kind)

    @property
    def groups(self) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        """The headings with their kinds, each with its field if there is anything to choose."""
        for group in Group:
            rows = [
                {"kind": kind, "field": self[kind.name] if kind.name in self.fields else None}
                for kind in self.kinds
                if kind.group == group
            ]
            if rows:
                yield str(group.label), rows

    @transaction.atomic
    def save(self) -> None:
        """Keep all of it."""
        chosen = {
            kind.name: self.cleaned_data[kind.name]
            for kind in self.kinds
            if kind.name in self.fields
        }
        choosing.choose_paces(self.user, chosen)
        choosing.choose_weekday(self.user, self.cleaned_data["weekday"])
        User.objects.filter(pk=self.user.pk).update(language=self.cleaned_data["language"])


def _kinds_for(user: User) -> list[Kind]:
    """What can reach the person: the work of an office only those who have one."""
    is_staff = StaffRole.objects.filter(user=user).exists()
    return [kind for kind in all_kinds() if is_staff or kind.group != Group.WORK]


def _field_of(kind: Kind) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=str(kind.label),
        choices=[(pace.value, pace.label) for pace in kind.paces],
        widget=forms.RadioSelect,
    )
