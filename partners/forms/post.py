"""What members of a project tell of how it goes on, with photos."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from partners.forms.project import PEOPLE, PeopleForm, SeenForm
from partners.models import PostPicture
from tomoni.forms import SHORT, LineField, TextField
from tomoni.uploads import UploadField

MOST_PICTURES = 4


@dataclass(frozen=True)
class Slot:
    """A place for a picture: the one that is there, if any, and its fields."""

    number: int
    picture: PostPicture | None
    fields: list[forms.BoundField]

    @property
    def is_open(self) -> bool:
        """Always shown: the first place, those with a picture, and where something was typed."""
        is_typed = any(field.value() or field.errors for field in self.fields)
        return self.number == 1 or self.picture is not None or is_typed


class PostForm(PeopleForm):
    """How it goes on. `pictures` are those that the post has, in their order."""

    title = LineField(
        label=_("Title"),
        max_length=80,
        help_text=_("In one line. Example: The first house has its new roof"),
    )
    text = TextField(label=_("Text"), max_length=SHORT, rows=6)
    is_public = forms.BooleanField(
        label=_("Show it to everybody"),
        required=False,
        help_text=_(
            "Without this only those who take part read it. Everybody sees it only if the project "
            "itself is shown to everybody."
        ),
    )

    def __init__(self, *args: Any, pictures: Sequence[PostPicture] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        none: list[PostPicture | None] = [None] * MOST_PICTURES
        self.pictures = [*pictures, *none][:MOST_PICTURES]
        further = [_fields_of_slot(*each) for each in enumerate(self.pictures, 1)]
        self.names_of_slots = [list(fields) for fields in further]
        for fields in further:
            self.fields |= fields
        of_pictures = [name for names in self.names_of_slots for name in names]
        self.order_fields(["title", "text", *of_pictures, *PEOPLE, "is_public"])

    def clean(self) -> dict[str, Any]:
        """A picture is told in words, too; `pictures` are all that the post is to have."""
        told = super().clean()
        rows = (self._row(told, *each) for each in enumerate(self.pictures, 1))
        told["pictures"] = [row for row in rows if row]
        return told

    def _row(
        self, told: dict[str, Any], number: int, picture: PostPicture | None
    ) -> dict[str, Any] | None:
        """What stands in a place, as the step takes it; None where nothing is to stand there."""
        [(_name, file)] = told.get(f"image_{number}") or [("", None)]
        alt = told.get(f"image_alt_{number}", "")
        if file is None and picture is None:
            if alt:  # of a form that came back with an error, a browser forgets the file
                words = gettext("Please choose the picture, or empty the words.")
                self._miss(f"image_{number}", words)
            return None
        if file is None and told.get(f"removes_image_{number}"):
            return None
        if not alt:
            words = gettext("Please say in a few words what the picture shows.")
            self._miss(f"image_alt_{number}", words)
        return {"id": picture and picture.pk, "file": file, "alt": alt}

    def _miss(self, name: str, words: str) -> None:
        if not self.has_error(name):
            self.add_error(name, words)

    @property
    def slots(self) -> list[Slot]:
        """The places for pictures as the template draws them."""
        places = zip(self.pictures, self.names_of_slots, strict=True)
        return [
            Slot(number, picture, [self[name] for name in names])
            for number, (picture, names) in enumerate(places, 1)
        ]


class PostEditForm(SeenForm, PostForm):
    """A post that is put right."""


def _fields_of_slot(number: int, picture: PostPicture | None) -> dict[str, forms.Field]:
    fields: dict[str, forms.Field] = {}
    if picture:
        fields[f"removes_image_{number}"] = forms.BooleanField(
            label=_("Take the present picture away"), required=False
        )
    fields[f"image_{number}"] = UploadField(
        images_only=True,
        label=_("Another picture instead") if picture else _("Picture"),
        help_text=_("A picture (JPEG, PNG or WebP) of up to 10 MB. Nobody's face without consent."),
    )
    fields[f"image_alt_{number}"] = LineField(
        label=_("What the picture shows"),
        max_length=120,
        required=False,
        initial=picture.alt if picture else "",
        help_text=_(
            "Needed with a picture, for people who cannot see it. Example: Children picking tea"
            " leaves"
        ),
    )
    return fields
