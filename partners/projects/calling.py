"""Calls for supporters: opened by who takes part, answered by partners that do not."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from partners.models import Partner, Project, SupportCall, Supporter
from partners.projects import telling
from partners.projects.steps import note, take
from partners.projects.transitions import Step
from tomoni.accounts.models import User
from tomoni.models import StateError


@dataclass(frozen=True)
class Support:
    """What a page shows: the call that can be answered, and who supports the project.

    `own` is the place of the partner for which the reader acts. Those who do not want to be named
    are counted for everybody, and named to who takes part.
    """

    call: SupportCall | None
    named: Sequence[Supporter]
    unnamed: int
    own: Supporter | None

    @property
    def count(self) -> int:
        """All of them."""
        return len(self.named) + self.unnamed


@transaction.atomic
def open_call(project: Project, *, by: User, sought: str, until: date) -> SupportCall:
    """Ask for supporters until a day; one call at a time.

    Raises StateError unless the project is under way and shown to everybody, and where a call can
    be answered already.
    """
    project.lock()
    take(project, Step.CALL)
    if not project.is_public:
        raise StateError(_("Please show the project to everybody first."))
    now, today = timezone.now(), timezone.localdate()
    if until < today:
        raise StateError(_("Please choose a day that is not over."))
    if project.support_calls.open().exists():
        raise StateError(_("Supporters are looked for already."))
    project.support_calls.unclosed().update(closed_at=now)  # its last day is over
    call = SupportCall.objects.create(
        project=project, sought=sought, until=until, opened_by=by, opened_at=now
    )
    note(by, "project.call_opened", project, until=until)
    return call


@transaction.atomic
def close_call(project: Project, *, by: User) -> None:
    """Ask no more; who has answered stays. StateError where no call is open."""
    project.lock()
    if not project.support_calls.unclosed().update(closed_at=timezone.now()):
        raise StateError(_("No supporters are looked for at the moment."))
    note(by, "project.call_closed", project)


@transaction.atomic
def support(
    project: Project, partner: Partner, *, by: User, line: str = "", shows_name: bool = True
) -> Supporter:
    """A registered partner that does not take part says that it supports the project; the members
    are told. Raises StateError where it does so already, and where no call can be answered.
    """
    project.lock()
    take(project, Step.SUPPORT)
    if not project.support_calls.open().exists():
        raise StateError(_("No supporters are looked for at the moment."))
    if not partner.is_approved:
        raise StateError(_("Only registered partners can support a project."))
    if project.participations.joined().filter(partner=partner).exists():
        raise StateError(_("You take part in the project already."))
    answers = {"line": line, "shows_name": shows_name, "by": by, "supported_at": timezone.now()}
    supporter = _written(project, partner, answers)
    entry = note(by, "project.supported", project, partner=partner.slug)
    telling.tell_supported(supporter, entry, by=by)
    return supporter


def _written(project: Project, partner: Partner, answers: dict[str, object]) -> Supporter:
    """One row per partner: said anew, it is the same row."""
    place = project.supporters.filter(partner=partner).first()
    if place is None:
        try:
            with transaction.atomic():
                return Supporter.objects.create(project=project, partner=partner, **answers)
        except IntegrityError:  # said in the same moment, from another window
            raise StateError(_("You support this project already.")) from None
    if place.withdrawn_at is None:
        raise StateError(_("You support this project already."))
    for name, value in {**answers, "withdrawn_at": None}.items():
        setattr(place, name, value)
    place.save()
    return place


@transaction.atomic
def withdraw_support(project: Project, partner: Partner, *, by: User) -> None:
    """The partner supports it no longer; always possible. StateError where it does not."""
    project.lock()
    rows = project.supporters.filter(partner=partner, withdrawn_at=None)
    if not rows.update(withdrawn_at=timezone.now()):
        raise StateError(_("You do not support this project."))
    note(by, "project.support_withdrawn", project, partner=partner.slug)


def support_for(
    project: Project, *, inside: bool, own: Collection[int], acting: int | None
) -> Support:
    """Call and supporters as a reader sees them, in two queries; `own` are partners of theirs, and
    `acting` is that for which they act now.
    """
    call = project.support_calls.open().first() if project.is_public else None
    standing = list(project.supporters.standing())
    named = [each for each in standing if inside or each.shows_name or each.partner_id in own]
    return Support(
        call=call,
        named=named,
        unnamed=len(standing) - len(named),
        own=next((each for each in standing if each.partner_id == acting), None),
    )
