"""An interview as an entry for calendars (iCalendar, RFC 5545)."""

from email.utils import parseaddr

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Event, vCalAddress

from challenges.calendars.files import file_of, host
from challenges.models import Interview

FILE_NAME = "interview.ics"


def entry_of(interview: Interview) -> str:
    """The calendar file in the language of the moment.

    The entry has the same name for ever and a number that grows, so that a calendar which has it
    takes the new date in the place of the old one, or takes it out where the interview falls away
    (RFC 5546, 3.2.5).
    """
    proposal = interview.proposal
    event = Event()
    event.add("uid", f"interview-{proposal.receipt}@{host()}")
    event.add("sequence", interview.sequence)
    event.add("dtstamp", interview.updated_at)
    event.add("dtstart", interview.starts_at)
    event.add("dtend", interview.ends_at)
    event.add("summary", _("Interview: %(title)s") % {"title": proposal.title})
    if where := " ".join(filter(None, [interview.place, interview.link])):
        event.add("location", where)
    event.add("description", _description(interview))
    event.add("organizer", _organizer(interview))
    is_off = interview.called_off_at is not None
    event.add("status", "CANCELLED" if is_off else "CONFIRMED")
    event.add("url", f"{settings.BASE_URL}{proposal.get_absolute_url()}")
    return file_of([event], method="CANCEL" if is_off else "PUBLISH").decode()


def _organizer(interview: Interview) -> vCalAddress:
    """The city, with the address from which its mails come."""
    address = vCalAddress(f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    address.params["cn"] = interview.proposal.municipality.name
    return address


def _description(interview: Interview) -> str:
    proposal = interview.proposal
    lines = [
        _("%(municipality)s and %(partner)s")
        % {"municipality": proposal.municipality.name, "partner": proposal.partner.name},
        _("Receipt number: %(receipt)s") % {"receipt": proposal.receipt},
        interview.link,
        interview.word,
    ]
    return "\n".join(line for line in lines if line)
