"""Who is told what happens with a project."""

from typing import Any

from django.db.models import QuerySet

from partners.mailing.responsible import writing_for
from partners.models import Participation, Partner, Project, Supporter
from tomoni.accounts.models import User
from tomoni.journal.models import Entry
from tomoni.municipalities.office import people_of_office
from tomoni.notices.models import Notice
from tomoni.notices.telling import tell

STARTED, OVER = "partners.project_started", "partners.project_over"
ASKED, ANSWERED = "partners.project_asked", "partners.project_answered"
SUPPORTED = "partners.project_supported"
State = Participation.State


def tell_members(project: Project, kind: str, entry: Entry, *, by: User) -> None:
    """All who are concerned, but who did it."""
    for person in people_inside(project, but=by):
        _tell(person, kind, project, project, entry, {"by": _who(project, by)})


def people_inside(project: Project, *, but: User) -> list[User]:
    """Who hears what happens with the project, except one: for all that take part their editors and
    owners, or who acts for them, and the office's editors.
    """
    places = project.participations.joined().select_related("partner")
    people = [person for place in places for person in writing_for(place.partner)]
    people += people_of_office(project.municipality_id)
    others = {person.pk: person for person in people if person != but}
    return [others[pk] for pk in sorted(others)]


def acted_for(project: Project, by: User) -> Partner | None:
    """For which of those that take part somebody has acted; None for the office's people."""
    joined = Partner.objects.filter(participations__in=project.participations.joined())
    own = joined.of_member(by).order_by("pk").first()
    if own or by in people_of_office(project.municipality_id):
        return own
    return joined.stood_for_by(by).order_by("pk").first()


def _who(project: Project, by: User) -> str:
    """As whom somebody has acted; the office's people are not named."""
    partner = acted_for(project, by)
    return partner.name if partner else project.municipality.name


def tell_asked(place: Participation, entry: Entry) -> None:
    """Who answers for a partner hears that it is asked to take part."""
    for person in writing_for(place.partner):
        _tell(person, ASKED, place, place.project, entry, {})


def tell_answer(place: Participation, entry: Entry) -> None:
    """Who has asked hears the answer."""
    joins = place.state == State.JOINED
    _tell(place.asked_by, ANSWERED, place, place.project, entry, {"joins": joins})


def tell_supported(supporter: Supporter, entry: Entry, *, by: User) -> None:
    """The members and the office hear that a partner supports the project."""
    project = supporter.project
    for person in people_inside(project, but=by):
        _tell(person, SUPPORTED, supporter, project, entry, {})


def _tell(
    to: User,
    kind: str,
    about: Project | Participation | Supporter,
    project: Project,
    entry: Entry,
    data: dict[str, Any],
) -> None:
    tell(to, kind, about, key=f"{kind}:{entry.pk}", url=project.get_absolute_url(), data=data)


def projects_of(reader: User) -> QuerySet[Project]:
    """The projects that the reader may still see."""
    return Project.objects.visible_to(reader).select_related("municipality")


def places_of(reader: User) -> QuerySet[Participation]:
    """Places in projects that the reader may still see."""
    rows = Participation.objects.filter(project__in=projects_of(reader).values("pk"))
    return rows.select_related("project__municipality", "partner")


def supporters_of(reader: User) -> QuerySet[Supporter]:
    """Supporters of projects in which the reader may still read who they are."""
    rows = Project.objects.of_member(reader) | Project.objects.on_desk_of(reader)
    found = Supporter.objects.filter(project__in=rows.values("pk"))
    return found.select_related("project__municipality", "partner")


def word_supported(notice: Notice) -> dict[str, Any] | None:
    """A partner supports the project, unless it has withdrawn since."""
    supporter: Supporter = notice.about
    if supporter.withdrawn_at is not None:
        return None
    facts = _facts(supporter.project)
    return facts | {"partner": supporter.partner.name, "line": supporter.line}


def word_started(notice: Notice) -> dict[str, Any]:
    """It has begun."""
    return _facts(notice.about) | {"by": notice.data["by"]}


def word_over(notice: Notice) -> dict[str, Any] | None:
    """It is completed or has ended, unless it goes on again."""
    project: Project = notice.about
    if project.state not in (Project.State.COMPLETED, Project.State.ENDED):
        return None
    return _facts(project) | {"by": notice.data["by"]}


def word_asked(notice: Notice) -> dict[str, Any] | None:
    """A partner is asked to take part, as long as its answer is awaited."""
    place: Participation = notice.about
    if place.state != State.ASKED:
        return None
    return _facts(place.project) | {"partner": place.partner.name, "message": place.message}


def word_answered(notice: Notice) -> dict[str, Any] | None:
    """A partner has said yes or no, and not the contrary since."""
    place: Participation = notice.about
    joins: bool = notice.data["joins"]
    if place.state != (State.JOINED if joins else State.DECLINED):
        return None
    return _facts(place.project) | {"partner": place.partner.name, "joins": joins}


def _facts(project: Project) -> dict[str, Any]:
    return {
        "title": project.title,
        "municipality": project.municipality.name,
        "is_completed": project.state == Project.State.COMPLETED,
        "reason": project.end_reason,
    }
