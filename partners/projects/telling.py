"""Who is told by mail what happens with a project, each in their language."""

from typing import Any

from django.utils import translation

from partners.models import Membership, Participation, Partner, Project
from tomoni.accounts.models import User
from tomoni.journal.mail import send_mail_later
from tomoni.journal.models import Entry
from tomoni.municipalities.models import StaffRole


def tell_members(project: Project, template: str, entry: Entry, *, by: User) -> None:
    """The editors and owners of all that take part and the office's editors, but who did it."""
    partners = project.participations.joined().values("partner")
    members = Membership.objects.filter(
        partner__in=partners, role__in=Membership.Role.at_least(Membership.Role.EDITOR)
    )
    office = StaffRole.objects.filter(
        municipality=project.municipality_id,
        role__in=StaffRole.Role.at_least(StaffRole.Role.EDITOR),
    )
    told = User.objects.filter(pk__in=members.values("user"))
    told |= User.objects.filter(pk__in=office.values("user"))
    for person in told.exclude(pk=by.pk).order_by("pk"):
        _send(project, person, template, entry, {"by": _who(project, by)})


def _who(project: Project, by: User) -> str:
    """For whom somebody has acted; the office's people are not named."""
    joined = Partner.objects.filter(
        participations__in=project.participations.joined(), memberships__user=by
    )
    partner = joined.order_by("pk").first()
    return partner.name if partner else project.municipality.name


def tell_asked(place: Participation, entry: Entry) -> None:
    """The editors and owners of a partner hear that it is asked to take part."""
    people = Membership.objects.filter(
        partner=place.partner, role__in=Membership.Role.at_least(Membership.Role.EDITOR)
    )
    more = {"partner": place.partner.name, "message": place.message}
    for person in User.objects.filter(pk__in=people.values("user")).order_by("pk"):
        _send(place.project, person, "project_asked", entry, more)


def tell_answer(place: Participation, entry: Entry) -> None:
    """Who has asked hears the answer."""
    joins = place.state == Participation.State.JOINED
    more = {"partner": place.partner.name, "joins": joins}
    _send(place.project, place.asked_by, "project_answered", entry, more)


def _send(project: Project, to: User, template: str, entry: Entry, more: dict[str, Any]) -> None:
    with translation.override(to.language):
        send_mail_later(
            to=to,
            template=template,
            context={
                "name": str(to),
                "title": project.title,
                "municipality": project.municipality.name,
                "is_completed": project.state == Project.State.COMPLETED,
                "reason": project.end_reason,
                "path": project.get_absolute_url(),
                **more,
            },
            language=to.language,
            dedupe_key=f"{template}:{entry.pk}:{to.pk}",
        )
