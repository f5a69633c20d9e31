"""What the tables do not allow, or not any more, does not stay in a report unnoticed."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.models import NoteEntry, Objection, Report, Table, TableNotes
from events.reporting import quoting, steps, telling
from tests.events.past import make_past
from tests.factories import make_staff, make_table, make_user
from tomoni.accounts.models import Draft
from tomoni.models import StateError
from tomoni.municipalities.models import StaffRole
from tomoni.notices.models import Notice
from tomoni.notices.wording import worded

pytestmark = pytest.mark.django_db
WORDS = "若い人が空き家に住みたがっている"


def _table(**fields: Any) -> Table:
    table = make_table(make_past(), "空き家")
    agreed = {"agreed_at": timezone.now(), "agreed_by": make_user(), **fields}
    TableNotes.objects.create(table=table, **agreed)
    return table


def _entry(table: Table, text: str = WORDS, **fields: Any) -> NoteEntry:
    given = {"part": "common", "writer": make_user(), "agreed_version": 1, **fields}
    return NoteEntry.objects.create(table=table, text=text, **given)


def _object(entry: NoteEntry) -> None:
    Objection.objects.create(entry=entry, user=make_user())


def _edit(entry: NoteEntry) -> None:
    entry.claim_version(entry.version)
    entry.text = "別の話にしました"
    entry.save()


def _take_out(entry: NoteEntry) -> None:
    entry.deleted_at = timezone.now()
    entry.save()


def _take_agreement_back(entry: NoteEntry) -> None:
    notes = entry.table.notes
    notes.agreed_at = notes.agreed_by = None
    notes.save()


STOPS = [_object, _edit, _take_out, _take_agreement_back]


@pytest.mark.parametrize("stop", STOPS)
def test_what_is_stopped_after_the_draft_is_not_published(stop: Any) -> None:
    entry = _entry(_table())
    report = steps.begin(entry.table.event, by=make_user())
    assert quoting.not_allowed(report, report.text) == []
    stop(entry)
    assert quoting.not_allowed(report, report.text) == [WORDS]
    with pytest.raises(StateError, match=WORDS):
        steps.publish(report, by=make_user())
    report.refresh_from_db()
    assert not report.is_published
    said = {"title": "題", "text": "# 概要", "tags": []}
    steps.write(report, said, by=make_user(), seen=report.version)
    steps.publish(report, by=make_user())
    assert report.is_published


@pytest.mark.parametrize("stop", STOPS)
def test_the_office_hears_of_what_is_stopped_in_a_published_report(stop: Any) -> None:
    entry = _entry(_table())
    city = entry.table.event.municipality
    editor = make_staff(city)
    make_staff(city, StaffRole.Role.VIEWER)
    report = steps.begin(entry.table.event, by=make_user())
    steps.publish(report, by=make_user())
    stop(entry)
    entry.refresh_from_db()
    entry.save()  # looked at again, nothing new
    [notice] = Notice.objects.filter(kind=telling.NOT_ALLOWED)
    assert notice.recipient == editor
    assert WORDS in worded([notice])[0].text
    said = {"title": "題", "text": "# 概要", "tags": []}
    steps.write(report, said, by=editor, seen=report.version)
    notice.refresh_from_db()
    assert notice.read_at is not None
    assert worded([Notice.objects.get(pk=notice.pk)]) == []


def test_of_a_draft_nobody_is_told() -> None:
    entry = _entry(_table())
    make_staff(entry.table.event.municipality)
    steps.begin(entry.table.event, by=make_user())
    _object(entry)
    assert not Notice.objects.filter(kind=telling.NOT_ALLOWED).exists()


def test_what_was_never_allowed_and_is_copied_by_hand_is_found() -> None:
    table = _table()
    _entry(table, "内輪の話なので書かないでください", is_shareable=False)
    report = steps.begin(table.event, by=make_user())
    text = "# 概要\n\nある方は「内輪の話なので　書かないでください」と言いました。"
    assert quoting.not_allowed(report, text) == []
    text = text.replace("　", "")
    assert quoting.not_allowed(report, text) == ["内輪の話なので書かないでください"]


@pytest.mark.parametrize(
    ("text", "is_found"),
    [("お茶の試飲会を開きました。", False), ("# 概要\n- お茶\n", True), ("- お茶の会", False)],
)
def test_a_short_word_counts_only_as_a_line_of_its_own(text: str, is_found: bool) -> None:
    table = _table()
    _object(_entry(table, "お茶"))
    report = Report.objects.create(event=table.event, title="題", text=text, written_by=make_user())
    assert bool(quoting.not_allowed(report, text)) is is_found


def test_the_same_words_of_somebody_who_allows_them_may_stay() -> None:
    table = _table()
    _entry(table, f"{WORDS}そうです")
    _object(_entry(table))
    report = steps.begin(table.event, by=make_user())
    assert quoting.not_allowed(report, report.text) == []
    assert quoting.not_allowed(report, f"{report.text}\n- {WORDS}") == [WORDS]


def test_the_desk_and_the_confirmation_name_the_words() -> None:
    entry = _entry(_table())
    event = entry.table.event
    report = steps.begin(event, by=make_user())
    steps.publish(report, by=make_user())
    client = Client()
    client.force_login(make_staff(event.municipality))
    desk, edit, confirm = (
        reverse(f"events:{name}", args=[event.slug])
        for name in ("report_desk", "report_edit", "report_edit_confirm")
    )
    mark = "<li>" + WORDS + "</li>"
    assert mark not in client.get(desk).content.decode()
    _object(entry)
    assert mark in client.get(desk).content.decode()
    client.post(edit, {"title": "直した題", "text": f"# 概要\n\n- {WORDS}"})
    assert mark in client.get(confirm).content.decode()
    draft = Draft.objects.get(kind="report")
    refused = client.post(confirm, {"draft": str(draft.token)})
    assert mark in refused.content.decode()
    report.refresh_from_db()
    assert report.title != "直した題"
    client.post(edit, {"title": "直した題", "text": "# 概要"})
    client.post(confirm, {"draft": str(draft.token)})
    report.refresh_from_db()
    assert report.title == "直した題"


def test_pressing_publish_says_why_not() -> None:
    entry = _entry(_table())
    event = entry.table.event
    steps.begin(event, by=make_user())
    _object(entry)
    client = Client()
    client.force_login(make_staff(event.municipality))
    url = reverse("events:report_publish", args=[event.slug])
    page = client.post(url, {"idempotency_key": str(uuid4())}, follow=True).content.decode()
    assert WORDS in page
    assert not Report.objects.published().exists()
