"""The meeting that a page is about, as far as its reader may see it, and the reader's seat."""

from django.contrib import messages
from django.http import Http404, HttpRequest, QueryDict
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from events.models import Event, Registration
from events.registration import without_account
from matching.reading.words import listed
from tomoni.accounts.signed_in import person_of
from tomoni.municipalities.access import municipalities_of_staff, require_staff
from tomoni.municipalities.models import StaffRole

EDITOR = StaffRole.Role.EDITOR
_MOST_NAMES = 30  # of a message; the list of participants has them all


def shown_event(request: HttpRequest, slug: str) -> Event:
    """An announced meeting, or a draft for the staff of its city; 404 for others."""
    rows = Event.objects.visible_to(request.user).with_numbers()
    return get_object_or_404(rows.select_related("municipality", "series"), slug=slug)


def own_event(
    request: HttpRequest, slug: str, *, at_least: StaffRole.Role = StaffRole.Role.VIEWER
) -> Event:
    """A meeting of the reader's office: 404 for strangers, 403 for staff with too weak a role."""
    rows = Event.objects.with_numbers().select_related("municipality", "series")
    event = get_object_or_404(rows, slug=slug)
    require_staff(request, event.municipality_id, at_least=at_least)
    return event


def may_edit(request: HttpRequest, event: Event) -> bool:
    """Whether the reader is an editor or manager of its city."""
    editing = municipalities_of_staff(request, at_least=EDITOR)
    return event.municipality_id in {municipality.pk for municipality in editing}


def own_seat(request: HttpRequest, event: Event) -> Registration:
    """The reader's own seat; 404 where they have none."""
    seat = seat_of(request, event)
    if seat is None:
        raise Http404
    return seat


def seat_of(request: HttpRequest, event: Event) -> Registration | None:
    """The reader's own seat, if they have one."""
    if not request.user.is_authenticated:
        return None
    rows = Registration.objects.registered().of_user(person_of(request)).filter(event=event)
    seat = rows.select_related("partner", "user").first()
    if seat is not None:
        seat.event = event
    return seat


def ask_to_telephone(request: HttpRequest, event: Event) -> None:
    """Who among the participants no notice reaches, so that the office tells them itself."""
    names = without_account(event)
    if names:
        words = _("These people have no account. Please tell them yourselves: %(names)s")
        more = " …" if len(names) > _MOST_NAMES else ""
        messages.warning(request, words % {"names": listed(names[:_MOST_NAMES]) + more})


def posted(request: HttpRequest) -> QueryDict | None:
    """What was sent, for a form that stays unbound until then."""
    return request.POST if request.method == "POST" else None
