"""The mails on who comes and goes in a project, and that it goes on after all."""

from django.db.models import QuerySet
from django.utils import translation

from partners.models import Membership, Participation, Partner, Project
from tomoni.accounts.models import User
from tomoni.journal.mail import send_mail_later
from tomoni.journal.models import Entry
from tomoni.municipalities.models import StaffRole


def tell_left(project: Project, partner: Partner, entry: Entry, *, by: User) -> None:
    """Those who go on, the partner's own people and the office: it takes part no longer."""
    people = _inside(project) | _writers(Membership.objects.filter(partner=partner))
    for person in people.exclude(pk=by.pk).order_by("pk"):
        _send(project, person, "project_left", entry, partner.name)


def tell_resumed(project: Project, entry: Entry, *, by: User) -> None:
    """All that take part and the office, but who did it: it goes on after all."""
    for person in _inside(project).exclude(pk=by.pk).order_by("pk"):
        _send(project, person, "project_resumed", entry)


def tell_recalled(place: Participation, entry: Entry) -> None:
    """The editors and owners of a partner that was asked: its answer is not awaited any more."""
    people = _writers(Membership.objects.filter(partner=place.partner))
    for person in people.order_by("pk"):
        _send(place.project, person, "project_recalled", entry, place.partner.name)


def _inside(project: Project) -> QuerySet[User]:
    joined = project.participations.joined().values("partner")
    roles = StaffRole.Role.at_least(StaffRole.Role.EDITOR)
    office = StaffRole.objects.filter(municipality=project.municipality_id, role__in=roles)
    members = _writers(Membership.objects.filter(partner__in=joined))
    return members | User.objects.filter(pk__in=office.values("user"))


def _writers(members: QuerySet[Membership]) -> QuerySet[User]:
    roles = Membership.Role.at_least(Membership.Role.EDITOR)
    return User.objects.filter(pk__in=members.filter(role__in=roles).values("user"))


def _send(project: Project, to: User, template: str, entry: Entry, partner: str = "") -> None:
    with translation.override(to.language):
        send_mail_later(
            to=to,
            template=template,
            context={
                "name": str(to),
                "title": project.title,
                "municipality": project.municipality.name,
                "partner": partner,
                "path": project.get_absolute_url(),
            },
            language=to.language,
            dedupe_key=f"{template}:{entry.pk}:{to.pk}",
        )
