"""Projects and agreements."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from partners.models import (
    Agreement,
    AgreementFile,
    CooperationItem,
    Milestone,
    Participation,
    Partner,
    Post,
    Project,
)
from tests.making.files import file_columns
from tests.making.partners import make_member, make_partner
from tests.making.people import make_municipality
from tomoni.accounts.models import User
from tomoni.municipalities.models import Municipality


def make_project(partner: Partner | None = None, **fields: Any) -> Project:
    """A project of the partner and its city that only those who take part see."""
    now, partner = timezone.now(), partner or make_partner()
    defaults = {
        "title": "古民家をみんなの場所に",
        "summary": "一軒目を春までに直し、子どもが集まる場所にします。",
        "municipality": partner.municipality,
        "started_at": now,
        **_fields_of_project(fields.get("state")),
    }
    if "started_by" not in fields:
        fields["started_by"] = make_member(partner)
    project = Project.objects.create(**{**defaults, **fields})
    take_part(project, partner)
    return project


def _fields_of_project(state: str | None) -> dict[str, Any]:
    """What a project of the state cannot be without."""
    now = timezone.now()
    if state == Project.State.ENDED:
        return {"ended_at": now, "end_reason": "家主の都合で続けられなくなりました。"}
    return {"ended_at": now, "outcome": "できました。"} if state == Project.State.COMPLETED else {}


def take_part(
    project: Project,
    partner: Partner,
    state: Participation.State = Participation.State.JOINED,
) -> Participation:
    """The partner takes part in the project, or is asked to."""
    by, now = project.started_by, timezone.now()
    return Participation.objects.create(
        project=project, partner=partner, state=state, asked_by=by, changed_at=now
    )


def make_post(
    project: Project, partner: Partner | None, *, by: User, has_picture: bool = False, **fields: Any
) -> Post:
    """A post for those who take part; without a partner it is the municipality's."""
    defaults = {
        "title": "屋根ができました",
        "text": "瓦を葺きました。",
        "posted_at": timezone.now(),
    }
    post = Post.objects.create(
        project=project, partner=partner, author=by, **{**defaults, **fields}
    )
    if has_picture:
        post.pictures.create(image=file_columns("x.png")["file"], alt="新しい屋根", order=0)
    return post


def make_milestone(project: Project, **fields: Any) -> Milestone:
    """Something to be reached within a month."""
    defaults = {"title": "一軒目を開く", "due_on": timezone.localdate() + timedelta(days=30)}
    return Milestone.objects.create(project=project, **{**defaults, **fields})


def make_agreement(
    *partners: Partner | str, municipality: Municipality | None = None, **fields: Any
) -> Agreement:
    """A public agreement of a month ago: the first party leads; a text is a body's name."""
    city = municipality or next(
        (each.municipality for each in partners if isinstance(each, Partner)), None
    )
    is_draft = fields.get("state") == Agreement.State.DRAFT
    day = None if is_draft else timezone.localdate() - timedelta(days=30)
    defaults = {
        "title": "地域の仕事を元気にする協定",
        "purposes": "小さな会社の困りごとに、いっしょに応えます。",
        "municipality": city or make_municipality(),
        "state": Agreement.State.IN_FORCE,
        "signed_on": day,
        "entered_at": None if is_draft else timezone.now(),
    }
    agreement = Agreement.objects.create(**{**defaults, **fields})
    for order, who in enumerate(partners):
        who_is = {"partner": who} if isinstance(who, Partner) else {"name": who}
        agreement.parties.create(order=order, is_lead=order == 0, **who_is)
    return agreement


def make_item(agreement: Agreement, title: str = "技術の相談", **fields: Any) -> CooperationItem:
    """Something that the parties do together; nothing has been told of it."""
    return agreement.items.create(title=title, **fields)


def make_agreement_file(agreement: Agreement, **fields: Any) -> AgreementFile:
    """The text of an agreement, as a PDF."""
    columns = file_columns("協定書.pdf")
    kept = {name: columns[name] for name in ("file", "name", "content_type")}
    return agreement.files.create(**{**kept, **fields})
