"""A person's own list of notices: what stands on a page of it, and what has been read."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db import transaction
from django.db.models import Case, When
from django.db.models.functions import Now

from tomoni.accounts.models import User
from tomoni.notices import unread
from tomoni.notices.kinds import Kind, all_kinds, registered
from tomoni.notices.models import Notice
from tomoni.notices.wording import Worded, worded

PER_PAGE = 20


@dataclass(frozen=True)
class Line:
    """One notice in the list; without words where it is no longer true."""

    notice: Notice
    kind: Kind | None
    said: Worded | None
    is_new: bool


@dataclass(frozen=True)
class Found:
    """A page of the list."""

    page: Page[Notice]
    lines: list[Line]
    kinds: list[Kind]


def found(user: User, *, kind: str = "", by_time: bool = False, number: str = "") -> Found:
    """The person's notices, the unread first unless `by_time`; of one kind if it is named."""
    own = Notice.objects.of(user)
    names = set(own.order_by().values_list("kind", flat=True).distinct())
    rows = own.filter(kind=kind) if kind in names else own
    is_read = Case(When(read_at=None, then=0), default=1)
    first = [] if by_time else [is_read]
    page = Paginator(rows.order_by(*first, "-created_at", "-pk"), PER_PAGE).get_page(number)
    return Found(page, _lines(user, list(page)), [one for one in all_kinds() if one.name in names])


def _lines(user: User, notices: list[Notice]) -> list[Line]:
    """In words; what is no longer true needs nobody's attention, and counts as read from now on."""
    for notice in notices:
        notice.recipient = user
    said = {each.notice.pk: each for each in worded(notices)}
    over = [each.pk for each in notices if each.read_at is None and each.pk not in said]
    if over:
        mark_read(user, over)
    return [
        Line(
            each,
            registered[each.kind].kind if each.kind in registered else None,
            said.get(each.pk),
            is_new=each.read_at is None and each.pk in said,
        )
        for each in notices
    ]


@transaction.atomic
def mark_read(user: User, pks: list[int] | None = None) -> None:
    """These of the person's notices are read, or all."""
    rows = Notice.objects.of(user).unread()
    if pks is not None:
        rows = rows.filter(pk__in=pks)
    if rows.update(read_at=Now()):
        unread.forget(user.pk)


def settle(kind: str, subjects: Iterable[int], *, reader: User | None = None) -> None:
    """What the notices of the kind tell of these rows is known by now: to the reader, or to all.

    For pages on which somebody meets the thing itself, and for steps that answer it. In the
    caller's transaction; costs one query where there is nothing to do.
    """
    rows = Notice.objects.unread().filter(kind=kind, subject_id__in=[str(pk) for pk in subjects])
    if reader is not None:
        rows = rows.of(reader)
    found = list(rows.values_list("pk", "recipient"))
    if found:
        Notice.objects.filter(pk__in=[pk for pk, _reader in found]).update(read_at=Now())
    for person in {person for _pk, person in found}:
        unread.forget(person)
