"""How a report is begun, written, shown and taken out of sight again, and gets its photos."""

from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from events.models import Event, Report, ReportPhoto
from events.reporting import drafting, quoting, tags, telling
from tomoni.accounts.models import User
from tomoni.journal.record import record
from tomoni.models import StateError

MOST_PHOTOS = 20


@transaction.atomic
def begin(event: Event, *, by: User) -> Report:
    """The draft of a report from what is known of the meeting; a second time it is the first one.

    Raises StateError before the meeting is over, and where it was called off.
    """
    held = Event.objects.select_for_update(of=("self",)).get(pk=event.pk)
    known = Report.objects.filter(event=held).first()
    if known is not None:
        return known
    if not held.is_over or held.state != Event.State.ANNOUNCED:
        raise StateError(_("A report can be begun once the meeting is over."))
    report = Report.objects.create(
        event=held,
        title=drafting.title_of(held),
        text=drafting.draft_of(held),
        quoted=quoting.quotes_of(held),
        written_by=by,
    )
    record(by, "report.begun", report, municipality=event.municipality)
    return report


@transaction.atomic
def write(report: Report, said: dict[str, Any], *, by: User, seen: int) -> None:
    """Keep title, text and tags. Raises LostUpdateError when somebody else has saved since, and
    StateError where everybody would read at once what the tables do not allow.
    """
    report.claim_version(seen)
    report.refresh_from_db(fields=["state"])
    if report.is_published:
        _require_allowed(report, said["text"])
    report.title, report.text = said["title"], said["text"]
    report.save(update_fields=["title", "text", "search", "updated_at"])
    tags.choose(report, said["tags"])
    record(by, "report.written", report, municipality=report.event.municipality)
    telling.settle(report)


@transaction.atomic
def publish(report: Report, *, by: User) -> None:
    """Show it to everybody; who took part is told, the first time.

    Raises StateError unless it is a draft, and where the tables do not allow what it says.
    """
    _require(report, Report.State.DRAFT, _("The report is published already."))
    report.refresh_from_db(fields=["text"])
    _require_allowed(report, report.text)
    report.state = Report.State.PUBLISHED
    report.published_at = report.published_at or timezone.now()
    report.save(update_fields=["state", "published_at", "updated_at"])
    record(by, "report.published", report, municipality=report.event.municipality)
    telling.tell_participants(report)


@transaction.atomic
def unpublish(report: Report, *, by: User) -> None:
    """Take it out of sight, to be put right; it keeps its first day. StateError where it is not
    published.
    """
    _require(report, Report.State.PUBLISHED, _("The report is not published."))
    report.state = Report.State.DRAFT
    report.save(update_fields=["state", "updated_at"])
    record(by, "report.unpublished", report, municipality=report.event.municipality)
    telling.settle(report)


@transaction.atomic
def add_photo(
    report: Report, file: ContentFile, *, by: User, alt: str, caption: str = ""
) -> ReportPhoto:
    """Add a picture; who adds it has looked that everybody in it has agreed to be shown."""
    Report.objects.select_for_update().get(pk=report.pk)
    if report.photos.count() >= MOST_PHOTOS:
        raise StateError(_("A report has up to %(n)d photos.") % {"n": MOST_PHOTOS})
    last = report.photos.aggregate(last=Max("order"))["last"] or 0
    photo = report.photos.create(
        file=file, alt=alt, caption=caption, order=last + 1, consent_checked_by=by
    )
    record(by, "report.photo_added", report, municipality=report.event.municipality)
    return photo


@transaction.atomic
def remove_photo(photo: ReportPhoto, *, by: User) -> None:
    """Take a picture out; nothing of its file stays."""
    file = photo.file
    record(by, "report.photo_removed", photo.report, municipality=photo.report.event.municipality)
    photo.delete()
    transaction.on_commit(partial(file.storage.delete, str(file.name)), robust=True)


def _require(report: Report, state: Report.State, words: str) -> None:
    held = Report.objects.select_for_update(of=("self",)).only("state", "published_at")
    current = held.get(pk=report.pk)
    report.state, report.published_at = current.state, current.published_at
    if report.state != state:
        raise StateError(words)


def _require_allowed(report: Report, text: str) -> None:
    quoting.hold(report.event)
    if words := quoting.not_allowed(report, text):
        raise StateError(
            _("The tables do not allow that this is published: %(words)s. Please take it out.")
            % {"words": "、".join(f"「{each}」" for each in words)}
        )
