"""Keeping what a person types until it is sent."""

from contextlib import suppress
from functools import partial
from typing import Any
from uuid import UUID

import structlog
from django.db import transaction
from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tomoni import text
from tomoni.accounts.models import Draft, DraftFile, User
from tomoni.uploads import UploadField

logger = structlog.get_logger(__name__)

# What a form carries beside its answers.
_NOT_ANSWERS = {"base", "csrfmiddlewaretoken", "draft", "idempotency_key", "remove_file", "step"}


def open_draft(user: User, kind: str, target: str = "", *, version: int | None = None) -> Draft:
    """The person's open draft of the form, made where there is none.

    `version` is that of the row being edited; it is remembered from the moment the draft begins.
    """
    defaults = {"seen_version": version}
    return Draft.objects.get_or_create(
        user=user, kind=kind, target=target, sent_at=None, defaults=defaults
    )[0]


def keep(draft: Draft, answers: QueryDict, *, form_url: str = "") -> None:
    """Store the raw answers, right or wrong, and drop the files the person has taken out."""
    draft.data, draft.form_url = typed(answers), form_url
    draft.save(update_fields=["data", "form_url", "updated_at"])
    drop_files(draft, answers.getlist("remove_file"))


def typed(answers: QueryDict) -> dict[str, list[str]]:
    """The raw answers of a form as a draft keeps them."""
    return {
        name: [text.clean(value) for value in answers.getlist(name)]
        for name in answers
        if name not in _NOT_ANSWERS
    }


def drop_files(draft: Draft, tokens: list[str]) -> None:
    """Take files out of the draft; nothing of them stays."""
    _forget(draft.files.filter(token__in=_tokens(tokens)))


@transaction.atomic
def _forget(files: QuerySet[DraftFile]) -> None:
    for draft_file in files:
        delete = partial(draft_file.file.storage.delete, str(draft_file.file.name))
        transaction.on_commit(delete, robust=True)
        draft_file.delete()


def keep_files(draft: Draft, form: BaseForm) -> None:
    """Store the files of a validated form that are fine; a single one replaces the last.

    Where there is no room for a file, the form says so beside the question.
    """
    for name, field in form.fields.items():
        if isinstance(field, UploadField):
            files = form.cleaned_data.get(name) or []
            try:
                _keep_files_of(draft, name, field, files)
            except OSError:
                logger.exception("file_not_kept", field=name)
                form.add_error(name, _("The file could not be stored. Please try again later."))


def _keep_files_of(draft: Draft, name: str, field: UploadField, files: list[Any]) -> None:
    stored: list[DraftFile] = []
    try:
        with transaction.atomic():
            if files and field.most == 1:
                _forget(draft.files.filter(field=name))
            # Who goes back and sends the form again sends its files again: the later one counts.
            _forget(draft.files.filter(field=name, name__in=[shown for shown, _file in files]))
            for shown, file in files:
                stored.append(_kept_file(draft, name, shown, file))
    except BaseException:
        for draft_file in stored:
            draft_file.file.storage.delete(draft_file.file.name or "")
        raise


def _kept_file(draft: Draft, field: str, name: str, file: Any) -> DraftFile:
    return draft.files.create(
        field=field, file=file, name=name, content_type=file.content_type, size=file.size
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


@transaction.atomic
def discard(draft: Draft) -> None:
    """Forget the draft with its files: the person starts anew."""
    _forget(draft.files.all())
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
