"""Two people edit one profile, need or seed at once: the second chooses, answer by answer.

The page of the second shows what differs between what stands there now and what is in their draft.
What only the other has changed is taken over unless they say otherwise; what they have changed
themselves stays theirs. Whatever they choose is put into the draft first, so nothing is lost when
a third person saves in that moment.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.http import HttpRequest

from partners.models import Change, Listing, Partner
from partners.record.changes import said
from partners.record.side_by_side import in_words
from tomoni.accounts import drafts
from tomoni.accounts.models import Draft
from tomoni.marking import Piece, marked

PICTURES = ("logo", "image")
THEIRS, MINE = "theirs", "mine"
_PREFIX = "take_"


@dataclass(frozen=True)
class Conflict:
    """An answer of which two versions exist. `by` says who has changed it since the draft began:
    "me", "them" or "both".
    """

    name: str
    label: str
    theirs: str
    mine: str
    by: str
    picture_url: str = ""

    @property
    def question(self) -> str:
        """What the choice is called in the form."""
        return f"{_PREFIX}{self.name}"

    @property
    def proposed(self) -> str:
        """What is taken unless the person says otherwise."""
        return THEIRS if self.by == "them" else MINE

    @cached_property
    def _marked(self) -> tuple[list[Piece], list[Piece]]:
        return marked(self.theirs, self.mine)

    @property
    def their_pieces(self) -> list[Piece]:
        """Theirs, with what mine has not."""
        return self._marked[0]

    @property
    def my_pieces(self) -> list[Piece]:
        """Mine, with what theirs has not."""
        return self._marked[1]


def conflicts(form: Any, stored: Any, draft: Draft) -> list[Conflict]:
    """What differs between the draft and what the database has now, in the order of the form."""
    if not form.is_valid():
        return []
    before = _before(stored.instance, draft.seen_version or 0)
    found = [*_answers(form, stored.instance, before), *_pictures(form, stored, draft, before)]
    names = list(form.fields)
    return sorted(found, key=lambda one: names.index(one.name) if one.name in names else -1)


def take_theirs(request: HttpRequest, draft: Draft, read: Callable[[], forms.BaseForm]) -> None:
    """Put into the draft what the person takes over from the other, in the caller's transaction;
    `read` gives the form over what the database has now.
    """
    taken = [
        name.removeprefix(_PREFIX)
        for name, choice in request.POST.items()
        if name.startswith(_PREFIX) and choice == THEIRS
    ]
    if not taken:
        return
    stored = read()
    for name in taken:
        if name in PICTURES:
            draft.data.pop(f"removes_{name}", None)
            drafts.drop_files(draft, [str(file.token) for file in drafts.files_of(draft, name)])
        elif name in stored.fields:
            draft.data[name] = _typed(stored[name].value())
    draft.save(update_fields=["data", "updated_at"])


def _before(row: Any, seen_version: int) -> dict[str, Any] | None:
    """What stood in each answer that others have changed since the person began.

    None of a row of which that is not kept: both are then taken to have changed what differs.
    """
    if not isinstance(row, Listing | Partner):
        return None
    mine = (
        {"listing": row}
        if isinstance(row, Listing)
        else {"partner": row, "listing": None, "news": None}
    )
    found: dict[str, Any] = {}
    for change in Change.objects.filter(**mine, version__gt=seen_version).order_by("version", "pk"):
        for name, (old, _new) in change.values.items():
            found.setdefault(name, old)
    return found


def _answers(form: Any, row: Any, before: dict[str, Any] | None) -> Iterator[Conflict]:
    columns = {field.name for field in row._meta.get_fields()}
    for name, question in form.fields.items():
        if name in PICTURES or name not in columns or name not in form.cleaned_data:
            continue
        mine = _words(question, said(form.cleaned_data[name]))
        theirs = _words(question, said(_stored(row, name)))
        if mine != theirs:
            by = _by(question, name, theirs, mine, before)
            yield Conflict(name, str(question.label), theirs, mine, by)


def _by(
    question: forms.Field, name: str, theirs: str, mine: str, before: dict[str, Any] | None
) -> str:
    if before is None:
        return "both"
    was = _words(question, before[name]) if name in before else theirs
    return "me" if was == theirs else "them" if was == mine else "both"


def _pictures(
    form: Any, stored: Any, draft: Draft, before: dict[str, Any] | None
) -> Iterator[Conflict]:
    """A picture is chosen only where both have given another, or taken it away."""
    for name in PICTURES:
        if name not in form.fields or (before is not None and name not in before):
            continue
        kept = drafts.files_of(draft, name)
        if kept or form.cleaned_data.get(f"removes_{name}"):
            mine = kept[-1].name if kept else ""
            url = getattr(stored.instance, f"{name}_url", "")
            label = str(form.fields[name].label)
            yield Conflict(name, label, "", mine, "both", picture_url=url)


def _stored(row: Any, name: str) -> Any:
    value = getattr(row, name)
    return list(value.all()) if row._meta.get_field(name).many_to_many else value


def _words(question: forms.Field, value: Any) -> str:
    """An answer in the words of its question."""
    choices: dict[str, Any] = {}
    if isinstance(question, forms.ChoiceField) and not isinstance(question, forms.ModelChoiceField):
        pairs: Any = question.choices
        choices = {str(key): label for key, label in pairs}
    if isinstance(value, list):
        value = sorted(value, key=lambda one: str(one.get("ja", "")))
    if not isinstance(value, list | dict | bool):
        value = str(choices.get(str(value), value))
    return in_words(value) or str(getattr(question, "unanswered", "–"))


def _typed(value: Any) -> list[str]:
    """A value as a browser sends it."""
    if isinstance(value, list | tuple):
        return [str(getattr(one, "pk", one)) for one in value]
    if isinstance(value, bool):
        return ["on"] if value else []
    return [] if value in (None, "") else [str(value)]
