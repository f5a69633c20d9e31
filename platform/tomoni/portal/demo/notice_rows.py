"""What the people of the demo world were told: on the day of the thing itself, opened or not."""

from datetime import datetime
from typing import Any

from django.db.models import Model
from django.urls import reverse

from challenges.inviting import mails as inviting
from challenges.models import ChallengeInvitation, Message, Sighting
from challenges.talking import telling as talking
from partners.models import Membership, Project
from partners.projects import telling as projects
from tomoni.accounts.models import User
from tomoni.journal.models import Entry
from tomoni.notices.models import Notice
from tomoni.portal.demo.world import World


def add_notices(world: World) -> None:
    """Of messages, invitations and projects, to whom the steps would have told; mailed to none."""
    rows = [*_of_messages(), *_of_invitations(), *_of_projects()]
    Notice.objects.bulk_create(rows)
    world.tell(f"{len(rows)} notices")


def _notice(
    to: User, kind: str, about: Model, at: datetime, *, read_at: datetime | None, **fields: Any
) -> Notice:
    return Notice(
        recipient=to,
        kind=kind,
        subject_type=about._meta.label_lower,
        subject_id=str(about.pk),
        created_at=at,
        read_at=read_at,
        mail=Notice.Mail.LEFT_OUT,
        mailed_at=at,
        **fields,
    )


def _of_messages() -> list[Notice]:
    opened = dict(Sighting.objects.values_list("message", "opened_at"))
    found = []
    for message in Message.objects.select_related("proposal__municipality").order_by("pk"):
        url = reverse("challenges:proposal_messages", args=[message.proposal.receipt])
        fields = {
            "key": f"message:{message.pk}",
            "url": url,
            "data": {"sender": talking.sender_of(message)},
        }
        found += [
            _notice(
                person,
                talking.ARRIVED,
                message,
                message.sent_at,
                read_at=opened.get(message.pk),
                **fields,
            )
            for person in talking.readers_of(message)
        ]
    return found


def _of_invitations() -> list[Notice]:
    rows = ChallengeInvitation.objects.select_related("challenge", "partner").order_by("pk")
    return [
        _notice(
            person,
            inviting.INVITED,
            row,
            row.created_at,
            read_at=row.opened_at,
            key=f"challenge.invited:{row.pk}",
            url=f"{row.challenge.get_absolute_url()}?partner={row.partner.slug}",
        )
        for row in rows
        for person in inviting.readers(row.partner)
    ]


def _of_projects() -> list[Notice]:
    began = Entry.objects.filter(verb="project.started", subject_type="partners.project")
    return [notice for entry in began for notice in _of_start(entry)]


def _of_start(entry: Entry) -> list[Notice]:
    project = Project.objects.get(pk=entry.subject_id)
    members = Membership.objects.filter(
        partner__in=project.participations.joined().values("partner"),
        role__in=Membership.Role.at_least(Membership.Role.EDITOR),
    )
    people = User.objects.filter(pk__in=members.values("user"))
    return [
        _notice(
            person,
            projects.STARTED,
            project,
            entry.at,
            read_at=entry.at,
            key=f"{projects.STARTED}:{entry.pk}",
            url=project.get_absolute_url(),
            data={"by": project.municipality.name},
        )
        for person in people.order_by("pk")
        if person.pk != entry.actor_id
    ]
