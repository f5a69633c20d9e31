"""Keeping what a person types until it is sent."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from tomoni import text
from tomoni.accounts.models import Draft, DraftFile, User
from tomoni.uploads import UploadField

# What a form carries beside its answers.
_NOT_ANSWERS = {"csrfmiddlewaretoken", "idempotency_key", "remove_file", "step"}


def open_draft(user: User, kind: str, target: str = "", *, version: int | None = None) -> Draft:
    """The person's open draft of the form, made where there is none.

    `version` is that of the row being edited; it is remembered from the moment the draft begins.
    """
    draft, _ = Draft.objects.get_or_create(
        user=user, kind=kind, target=target, sent_at=None, defaults={"seen_version": version}
    )
    return draft


def keep(draft: Draft, answers: QueryDict, *, form_url: str = "") -> None:
    """Store the raw answers, right or wrong, and drop the files the person has taken out."""
    draft.data = {
        name: [text.clean(value) for value in answers.getlist(name)]
        for name in answers
        if name not in _NOT_ANSWERS
    }
    draft.form_url = form_url
    draft.save(update_fields=["data", "form_url", "updated_at"])
    draft.files.filter(token__in=_tokens(answers.getlist("remove_file"))).delete()


def keep_files(draft: Draft, form: BaseForm) -> None:
    """Store the files of a validated form that are fine; a single one replaces the last."""
    for name, field in form.fields.items():
        if isinstance(field, UploadField):
            _keep_files_of(draft, name, field, form.cleaned_data.get(name) or [])


@transaction.atomic
def _keep_files_of(draft: Draft, name: str, field: UploadField, files: list[Any]) -> None:
    if files and field.most == 1:
        draft.files.filter(field=name).delete()
    # Who goes back and sends the form again sends its files again: the later one counts.
    draft.files.filter(field=name, name__in=[shown_name for shown_name, _file in files]).delete()
    for shown_name, file in files:
        draft.files.create(
            field=name,
            file=file,
            name=shown_name,
            content_type=file.content_type,
            size=file.size,
        )


def answers_of(draft: Draft) -> QueryDict:
    """The stored answers as a form takes them."""
    answers = QueryDict(mutable=True)
    for name, values in draft.data.items():
        answers.setlist(name, values)
    return answers


def files_of(draft: Draft, field: str) -> list[DraftFile]:
    """The files kept for the field, in the order in which they came."""
    return [file for file in draft.files.all() if file.field == field]


def close(draft: Draft, result_url: str) -> None:
    """Mark the draft as sent, inside the transaction of the step that used it."""
    draft.sent_at, draft.result_url = timezone.now(), result_url
    draft.save(update_fields=["sent_at", "result_url", "updated_at"])


def discard(draft: Draft) -> None:
    """Forget the draft: the person starts anew."""
    draft.delete()


def lock(request: HttpRequest, token: str) -> Draft | None:
    """The person's draft, locked for the transaction that sends it; None where it is not theirs."""
    tokens = _tokens([token])
    return Draft.objects.select_for_update().filter(user=request.user.pk, token__in=tokens).first()


def _tokens(values: list[str]) -> list[UUID]:
    """Those of the values that are tokens at all."""
    tokens = []
    for value in values:
        with suppress(ValueError):
            tokens.append(UUID(value))
    return tokens
