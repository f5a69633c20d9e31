"""A report from its draft to the public page and back."""

from typing import Any

import pytest

from events.models import Event, Report, ReportTag
from events.reporting import steps, tags
from tests.bad_inputs import image_file
from tests.events.past import make_past, make_running, make_seat
from tests.factories import make_event, make_partner, make_staff, make_user
from tomoni.models import LostUpdateError, StateError
from tomoni.notices.models import Notice
from tomoni.notices.wording import worded
from tomoni.uploads import checked_image

pytestmark = pytest.mark.django_db
SAID = {"title": "第四回", "text": "# 概要", "tags": ["茶", "空き家"]}


def make_report(event: Event | None = None) -> Report:
    return steps.begin(event or make_past(), by=make_user())


def test_begun_once_however_often_it_is_pressed() -> None:
    event = make_past()
    assert make_report(event) == make_report(event)


@pytest.mark.parametrize(
    "make", [make_event, make_running, lambda: make_past(state="cancelled", cancel_reason="台風")]
)
def test_not_begun_before_it_is_over_or_of_what_was_called_off(make: Any) -> None:
    with pytest.raises(StateError):
        make_report(make())


def test_written_with_tags_and_a_version() -> None:
    report = make_report()
    steps.write(report, SAID, by=make_user(), seen=1)
    report.refresh_from_db()
    assert (report.title, report.version) == ("第四回", 2)
    assert {tag.name for tag in report.tags.all()} == {"茶", "空き家"}
    with pytest.raises(LostUpdateError):
        steps.write(report, SAID, by=make_user(), seen=1)


def test_published_who_took_part_is_told_once() -> None:
    event = make_past()
    seat = make_seat(event, make_partner())
    make_seat(event, make_partner(), state="cancelled")
    report = make_report(event)
    steps.publish(report, by=make_staff(event.municipality))
    first = report.published_at
    steps.unpublish(report, by=make_user())
    assert worded(Notice.objects.all()) == []  # not while it is out of sight
    steps.publish(report, by=make_user())
    [notice] = Notice.objects.all()
    assert notice.recipient == seat.user
    assert len(worded([notice])) == 1
    report.refresh_from_db()
    assert report.published_at == first


def test_published_twice_is_refused() -> None:
    report = make_report()
    steps.publish(report, by=make_user())
    with pytest.raises(StateError):
        steps.publish(report, by=make_user())
    steps.unpublish(report, by=make_user())
    with pytest.raises(StateError):
        steps.unpublish(report, by=make_user())


def test_seen_by_everybody_only_when_published() -> None:
    report = make_report()
    staff, other = make_staff(report.event.municipality), make_staff(make_event().municipality)
    assert list(Report.objects.visible_to(staff)) == [report]
    assert not Report.objects.visible_to(other).exists()
    steps.publish(report, by=staff)
    assert list(Report.objects.visible_to(other)) == [report]


# --- Photos -------------------------------------------------------------------------------------


def test_a_photo_keeps_who_has_looked_and_goes_with_its_file(
    django_capture_on_commit_callbacks: Any,
) -> None:
    report, staff = make_report(), make_user()
    photo = steps.add_photo(report, checked_image(image_file()), by=staff, alt="卓を囲む六人")
    assert (photo.consent_checked_by, photo.order) == (staff, 1)
    storage, name = photo.file.storage, photo.file.name
    assert storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        steps.remove_photo(photo, by=staff)
    assert not storage.exists(name)


def test_photos_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "MOST_PHOTOS", 1)
    report = make_report()
    steps.add_photo(report, checked_image(image_file()), by=make_user(), alt="一")
    with pytest.raises(StateError):
        steps.add_photo(report, checked_image(image_file()), by=make_user(), alt="二")


# --- Tags ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("茶、空き家，子育て", ["茶", "空き家", "子育て"]),
        (" #Tea , tea,ＴＥＡ", ["Tea"]),
        ("、、", []),
        ("", []),
    ],
)
def test_tags_are_typed_with_commas_of_any_width(line: str, words: list[str]) -> None:
    assert tags.typed(line) == words


def test_a_tag_of_another_spelling_is_the_same_tag() -> None:
    for name in ("Tea", "tea"):
        report = make_report()
        tags.choose(report, [name])
    assert ReportTag.objects.get().reports.count() == 2


def test_a_tag_that_was_renamed_keeps_its_address_and_is_found_by_its_name() -> None:
    report = make_report()
    tags.choose(report, ["お茶"])
    ReportTag.objects.update(name="茶")
    tags.choose(report, ["茶"])
    tags.choose(report, ["茶", "お茶"])
    assert dict(ReportTag.objects.values_list("name", "slug")) == {"茶": "お茶", "お茶": "お茶-2"}


def test_words_with_one_address_are_two_tags() -> None:
    report = make_report()
    tags.choose(report, tags.typed("C、C++、C#、ｃ＋＋"))
    assert {tag.name for tag in report.tags.all()} == {"C", "C++", "C#"}
    assert {tag.slug for tag in report.tags.all()} == {"c", "c-2", "c-3"}


def test_the_cloud_counts_published_reports_alone() -> None:
    for count, name in ((3, "茶"), (1, "空き家")):
        for _ in range(count):
            report = make_report()
            tags.choose(report, [name])
            steps.publish(report, by=make_user())
    tags.choose(make_report(), ["下書きだけ"])
    shown = {each.tag.name: (each.count, each.size) for each in tags.cloud()}
    assert shown == {"茶": (3, 5), "空き家": (1, 1)}
