"""The mails on who comes and goes in a project, and that it goes on after all."""

from django.utils import translation

from partners.mailing.responsible import writing_for
from partners.models import Participation, Partner, Project
from partners.projects.telling import people_inside
from tomoni.accounts.models import User
from tomoni.journal.mail import send_mail_later
from tomoni.journal.models import Entry


def tell_left(project: Project, partner: Partner, entry: Entry, *, by: User) -> None:
    """Those who go on, the partner's own people and the office: it takes part no longer."""
    gone = [person for person in writing_for(partner) if person != by]
    for person in dict.fromkeys([*people_inside(project, but=by), *gone]):
        _send(project, person, "project_left", entry, partner.name)


def tell_resumed(project: Project, entry: Entry, *, by: User) -> None:
    """All that take part and the office, but who did it: it goes on after all."""
    for person in people_inside(project, but=by):
        _send(project, person, "project_resumed", entry)


def tell_recalled(place: Participation, entry: Entry) -> None:
    """Who would have answered for a partner: its answer is not awaited any more."""
    for person in writing_for(place.partner):
        _send(place.project, person, "project_recalled", entry, place.partner.name)


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
