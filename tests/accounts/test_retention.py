"""Drafts that nobody went on with are forgotten, with their files; nothing else is."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.factories import make_draft_file, make_user
from tomoni.accounts import retention
from tomoni.accounts.models import Draft, DraftFile, User
from tomoni.accounts.tasks import sweep_drafts

pytestmark = pytest.mark.django_db


def draft_of(user: User, days: int, **fields: Any) -> Draft:
    """A draft on which nothing was typed for so many days."""
    draft = Draft.objects.create(user=user, kind=f"form-{days}", data={"name": ["茶"]}, **fields)
    Draft.objects.filter(pk=draft.pk).update(updated_at=timezone.now() - timedelta(days=days))
    return draft


def test_only_what_is_old_and_was_never_sent_goes() -> None:
    user = make_user()
    old, fresh = draft_of(user, 366), draft_of(user, 364)
    sent = draft_of(user, 900, sent_at=timezone.now() - timedelta(days=900))
    sweep_drafts()
    left = set(Draft.objects.values_list("pk", flat=True))
    assert left == {fresh.pk, sent.pk}
    assert old.pk not in left


def test_files_go_with_the_draft(django_capture_on_commit_callbacks: Any) -> None:
    kept = make_draft_file(make_user())
    storage, name = kept.file.storage, str(kept.file.name)
    assert storage.exists(name)
    Draft.objects.update(updated_at=timezone.now() - timedelta(days=366))
    with django_capture_on_commit_callbacks(execute=True):
        assert retention.sweep_drafts() == 1
    assert not DraftFile.objects.exists()
    assert not storage.exists(name)


def test_who_goes_on_in_that_moment_keeps_the_draft(monkeypatch: pytest.MonkeyPatch) -> None:
    draft = draft_of(make_user(), 366)
    forget = retention._forget

    def typed_meanwhile(pk: Any) -> bool:
        Draft.objects.filter(pk=pk).update(updated_at=timezone.now())
        return forget(pk)

    monkeypatch.setattr(retention, "_forget", typed_meanwhile)
    assert retention.sweep_drafts() == 0
    assert Draft.objects.filter(pk=draft.pk).exists()


def test_a_bounded_number_goes_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "_AT_A_TIME", 2)
    user = make_user()
    for days in (366, 367, 368):
        draft_of(user, days)
    assert [retention.sweep_drafts() for _ in range(3)] == [2, 1, 0]
