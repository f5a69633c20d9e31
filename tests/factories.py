"""Rows for tests, as plain functions: what is not said is sensible, what matters is named."""

from datetime import timedelta
from itertools import count
from typing import Any

from allauth.account.models import EmailAddress
from django.core.files.base import ContentFile
from django.utils import timezone

from challenges.models import (
    Assessment,
    Challenge,
    CoAuthor,
    Criterion,
    Message,
    MessageFile,
    Offer,
    Proposal,
    ProposalDraft,
    ProposalVersion,
    Reviewer,
)
from challenges.proposing import sharing
from events.models import Duty, Event, Table
from partners.fiscal import first_day, fiscal_year
from partners.models import (
    Affiliation,
    AffiliationRequest,
    Agreement,
    AgreementFile,
    Alliance,
    ChecklistItem,
    CooperationItem,
    Import,
    ImportRow,
    Listing,
    ListingFile,
    Membership,
    Milestone,
    News,
    OnBehalf,
    Participation,
    Partner,
    Post,
    Project,
    Target,
    TargetReport,
    YearReport,
)
from tomoni.accounts.models import Draft, DraftFile, User
from tomoni.municipalities.models import Municipality, RefusalGround, StaffRole
from tomoni.notices.models import Notice
from tomoni.receipts import new_receipt
from tomoni.taxonomy.models import Field, Goal, PartnerType

_numbers = count(1)
_PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c"
    "49444154789c63e08ef50300012d00b7905e28cf0000000049454e44ae426082"
)
PASSWORD = "correct horse battery"


def make_user(name: str = "", **fields: Any) -> User:
    """A person with the password PASSWORD and a confirmed address."""
    number = next(_numbers)
    fields.setdefault("email", f"person{number}@example.jp")
    user = User.objects.create_user(password=PASSWORD, name=name or f"人物{number}", **fields)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def make_operator(**fields: Any) -> User:
    """Who hosts the installation."""
    return make_user(is_staff=True, is_superuser=True, **fields)


def make_municipality(name: str = "", **fields: Any) -> Municipality:
    """A city in Shizuoka."""
    number = next(_numbers)
    fields.setdefault("slug", f"city-{number}")
    fields.setdefault("prefecture", "静岡県")
    return Municipality.objects.create(
        name_ja=name or f"試験市{number}", name_en=f"Test City {number}", **fields
    )


def make_staff(
    municipality: Municipality, role: StaffRole.Role = StaffRole.Role.EDITOR, **fields: Any
) -> User:
    """A person of the municipality's office."""
    user = make_user(**fields)
    StaffRole.objects.create(municipality=municipality, user=user, role=role)
    return user


def make_partner(name: str = "", *, goals: tuple[int, ...] = (11,), **fields: Any) -> Partner:
    """A registered partner; `state=` makes another."""
    number, now = next(_numbers), timezone.now()
    fields.setdefault("municipality", None)
    municipality = fields.pop("municipality") or make_municipality()
    defaults = {
        "slug": f"partner-{number}",
        "name": name or f"試験商店{number}",
        "kana": "シケンショウテン",
        "type": PartnerType.objects.get(slug="company"),
        "description": "地域のために働いています。",
        "state": Partner.State.APPROVED,
        "submitted_at": now,
        "approved_at": now,
        "expires_on": timezone.localdate() + timedelta(days=730),
        "receipt": new_receipt("R"),
    }
    partner = Partner.objects.create(municipality=municipality, **{**defaults, **fields})
    partner.primary_goals.set(Goal.objects.filter(number__in=goals))
    return partner


def make_member(
    partner: Partner, role: Membership.Role = Membership.Role.OWNER, **fields: Any
) -> User:
    """A person who acts for the partner."""
    user = make_user(**fields)
    Membership.objects.create(partner=partner, user=user, role=role)
    return user


def make_import(municipality: Municipality | None = None, **fields: Any) -> Import:
    """A list that was checked, with one row of each verdict."""
    head = [["名称", "種別"], ["掛川製茶㈱", "企業"], ["", "企業"]]
    defaults = {
        "name": "名簿.csv",
        "encoding": "UTF-8",
        "head": [[number, cells] for number, cells in enumerate(head, 1)],
        "columns": {"0": "name", "1": "type"},
        "state": Import.State.CHECKED,
        "file": ContentFile("\n".join(map(",".join, head)).encode(), name="list.csv"),
    }
    municipality = municipality or make_municipality()
    source = Import.objects.create(municipality=municipality, **{**defaults, **fields})
    missing = {"cell": "A3", "text": "The name is missing. Please write it here.", "params": {}}
    ImportRow.objects.bulk_create(
        ImportRow(
            source=source,
            number=number,
            name="掛川製茶㈱",
            verdict=verdict,
            problems=[{**missing, "is_error": True}] if verdict == "wrong" else [],
            changes=["phone", "state", "need"] if verdict == "changed" else [],
        )
        for number, verdict in enumerate(ImportRow.Verdict.values, 2)
    )
    return source


def make_line(
    municipality: Municipality,
    text: str = "市税を滞納していません。",
    kind: ChecklistItem.Kind = ChecklistItem.Kind.PLEDGE,
    **fields: Any,
) -> ChecklistItem:
    """A line of a checklist that is in force."""
    fields.setdefault("in_force_from", timezone.now() - timedelta(days=400))
    return ChecklistItem.objects.create(
        municipality=municipality, kind=kind, text_ja=text, **fields
    )


def make_federation(name: str = "", **fields: Any) -> Partner:
    """An economic body, which may act for its members."""
    fields.setdefault("type", PartnerType.objects.get(slug="economic-organisation"))
    return make_partner(name or "試験商工会連合会", **fields)


def affiliate(
    federation: Partner, partner: Partner, *, edits: bool = False, writes: bool = False
) -> Affiliation:
    """The partner's place in the federation, and what it lets the federation do."""
    return Affiliation.objects.create(
        federation=federation, partner=partner, edits_profile=edits, writes_listings=writes
    )


def ask_to_belong(
    federation: Partner, partner: Partner, *, by: User, **fields: Any
) -> AffiliationRequest:
    """The federation asks the partner; `is_from_federation=False` turns it round."""
    defaults = {"is_from_federation": True, "expires_at": timezone.now() + timedelta(days=30)}
    return AffiliationRequest.objects.create(
        federation=federation, partner=partner, asked_by=by, **{**defaults, **fields}
    )


def offer_alliance(need: Listing, other: Listing, *, by: User, **fields: Any) -> Alliance:
    """The partner of the first need offers that of the second to ask together."""
    fields.setdefault("expires_at", timezone.now() + timedelta(days=30))
    return Alliance.objects.create(need=need, other=other, asked_by=by, **fields)


def make_unclaimed(federation: Partner | None = None, name: str = "", **fields: Any) -> Partner:
    """A partner that its federation, or else the staff, have registered on its behalf."""
    by = fields.pop("by", None) or make_user()
    partner = make_partner(name, **fields)
    agreed = OnBehalf.Agreed.PAPER
    OnBehalf.objects.create(partner=partner, by=by, federation=federation, agreed=agreed)
    if federation:
        affiliate(federation, partner, edits=True, writes=True)
    return partner


def make_listing(
    partner: Partner | None = None,
    side: Listing.Side = Listing.Side.NEED,
    *,
    goals: tuple[int, ...] = (11,),
    field_slugs: tuple[str, ...] = (),
    accepts: tuple[str, ...] = (),
    **fields: Any,
) -> Listing:
    """A published need; `side=` makes a seed."""
    defaults = {
        "title": "空き家を活用したい",
        "body": "商店街の空き家を改修して、人が集まる場所にしたいです。",
        "state": Listing.State.PUBLISHED,
        "published_at": timezone.now(),
        "review_by": timezone.localdate() + timedelta(days=180),
    }
    partner = partner or make_partner()
    listing = Listing.objects.create(partner=partner, side=side, **{**defaults, **fields})
    listing.primary_goals.set(Goal.objects.filter(number__in=goals))
    listing.fields.set(Field.objects.filter(slug__in=field_slugs))
    listing.accepts.set(PartnerType.objects.filter(slug__in=accepts))
    return listing


def make_target(partner: Partner | None = None, *, goal: int = 12, **fields: Any) -> Target:
    """A target that stood in the declaration for the last two fiscal years."""
    since = first_day(fiscal_year(timezone.localdate()) - 2)
    defaults = {
        "aim": "茶殻をごみにしない",
        "by_when": "2030年まで",
        "measure": "ごみの重さ",
        "goal": Goal.objects.get(number=goal) if goal else None,
        "since": since,
    }
    return Target.objects.create(partner=partner or make_partner(), **{**defaults, **fields})


def make_year_report(target: Target, year: int, **fields: Any) -> YearReport:
    """What the partner of the target says of the year."""
    by = fields.pop("written_by", None) or make_user()
    report = YearReport.objects.create(partner=target.partner, year=year, written_by=by)
    said = {"state": TargetReport.State.UNDER_WAY, "text": "堆肥にしました。", "figure": "1.5トン"}
    report.lines.create(target=target, **{**said, **fields})
    return report


def make_listing_file(listing: Listing, name: str = "計画.pdf", **fields: Any) -> ListingFile:
    """A document of the listing; a picture where the name says so."""
    return listing.files.create(**{**_file_columns(name), **fields})


def make_draft_file(user: User, name: str = "写真.png", **fields: Any) -> DraftFile:
    """A file that the person has sent with a need that is not published yet."""
    draft, _ = Draft.objects.get_or_create(user=user, kind="listing:need", target="x")
    return draft.files.create(**{"field": "attachments", **_file_columns(name), **fields})


def _file_columns(name: str) -> dict[str, Any]:
    is_picture = name.endswith(".png")
    content = _PIXEL if is_picture else b"%PDF-1.7 %%EOF"
    return {
        "file": ContentFile(content, name=f"{next(_numbers):032x}{name[-4:]}"),
        "name": name,
        "content_type": "image/png" if is_picture else "application/pdf",
        "size": len(content),
    }


def make_news(
    partner: Partner | None = None, *, goals: tuple[int, ...] = (), **fields: Any
) -> News:
    """A piece of news that everybody sees for a month."""
    defaults = {
        "kind": News.Kind.EVENT,
        "title": "茶工場の見学会",
        "body": "五月三日に工場を開放します。どなたでもどうぞ。",
        "ends_on": timezone.localdate() + timedelta(days=30),
    }
    news = News.objects.create(partner=partner or make_partner(), **{**defaults, **fields})
    news.goals.set(Goal.objects.filter(number__in=goals))
    return news


def make_challenge(
    municipality: Municipality | None = None, *, goals: tuple[int, ...] = (11,), **fields: Any
) -> Challenge:
    """An open challenge with a month to answer."""
    number, now = next(_numbers), timezone.now()
    municipality = municipality or make_municipality()
    defaults = {
        "slug": f"challenge-{number}",
        "title": f"空き家を地域の宝に{number}",
        "wish": "空き家を改修し、若い世代が集まる場所にしたい。",
        "background": "空き家が年々増えています。",
        "project_name": "空き家活用プロジェクト",
        "project_content": "改修の担い手と使い手をつなぎます。",
        "expected_outcomes": "三軒の空き家が使われるようになること。",
        "offered": "場所と広報で支えます。",
        "state": Challenge.State.OPEN,
        "opened_at": now,
        "closes_at": now + timedelta(days=30),
        **_fields_of_state(fields.get("state")),
    }
    if "created_by" not in fields:
        fields["created_by"] = make_staff(municipality)
    if fields.get("state") == Challenge.State.IN_REVIEW:
        defaults |= {"review_asked_by": fields["created_by"], "review_asked_at": now}
    challenge = Challenge.objects.create(municipality=municipality, **{**defaults, **fields})
    challenge.primary_goals.set(Goal.objects.filter(number__in=goals))
    return challenge


def _fields_of_state(state: Challenge.State | str | None) -> dict[str, Any]:
    """What a challenge of the state cannot be without."""
    now = timezone.now()
    if state in Challenge.UNOPENED_STATES:
        return {"opened_at": None, "opens_at": now + timedelta(days=1)}
    if state == Challenge.State.CANCELLED:
        return {"cancel_reason": "予算が認められませんでした。"}
    return {"closed_at": now} if state and state != Challenge.State.OPEN else {}


def make_proposal(
    challenge: Challenge | None = None, partner: Partner | None = None, **fields: Any
) -> Proposal:
    """A proposal that the city has received."""
    challenge = challenge or make_challenge()
    partner = partner or make_partner()
    defaults = {
        "title": "古民家の改修をお手伝いします",
        "summary": "改修の経験を生かします。",
        "plan": "春までに一軒目を仕上げます。",
        "brings": "大工三名と道具。",
        "submitted_at": timezone.now(),
        "reply_due_on": timezone.localdate() + timedelta(days=30),
        "receipt": new_receipt("P"),
    }
    if "submitted_by" not in fields:
        fields["submitted_by"] = make_member(partner)
    return Proposal.objects.create(
        challenge=challenge,
        municipality=challenge.municipality,
        partner=partner,
        **{**defaults, **fields},
    )


def make_proposal_draft(
    challenge: Challenge | None = None,
    partner: Partner | None = None,
    data: dict[str, list[str]] | None = None,
    **fields: Any,
) -> ProposalDraft:
    """A proposal that the partner is writing; enough is there to be sent."""
    challenge, partner = challenge or make_challenge(), partner or make_partner()
    texts = {"title": ["古民家を直します"], "summary": ["直します。"], "plan": ["春からです。"]}
    typed = {**texts, "brings": ["大工三名。"], "confidentiality": ["city"]}
    shared = sharing.open_draft(challenge, partner, proposal=fields.pop("proposal", None))
    sharing.write(
        shared,
        typed if data is None else data,
        by=fields.pop("by", None),
        form_url=f"/challenges/{challenge.slug}/propose/?partner={partner.slug}",
    )
    return shared


def make_co_author(
    shared: ProposalDraft, partner: Partner | None = None, **fields: Any
) -> CoAuthor:
    """A partner that was asked to propose together; `state=` makes it one that has answered."""
    defaults: dict[str, Any] = {"brings": "木材を出します。"}
    if fields.get("state", CoAuthor.State.ASKED) != CoAuthor.State.ASKED:
        defaults["answered_at"] = timezone.now()
    if "asked_by" not in fields:
        fields["asked_by"] = make_user()
    partner = partner or make_partner()
    return shared.co_authors.create(partner=partner, **{**defaults, **fields})


def make_proposal_version(proposal: Proposal, **fields: Any) -> ProposalVersion:
    """What was sent before it was sent anew."""
    texts = {name: getattr(proposal, name) for name in Proposal.TEXTS}
    defaults = {
        "number": proposal.versions.count() + 1,
        "submitted_by": proposal.submitted_by,
        "submitted_at": timezone.now() - timedelta(days=1),
        **texts,
        "plan": "夏までに一軒目を仕上げます。",
    }
    return ProposalVersion.objects.create(proposal=proposal, **{**defaults, **fields})


def make_message(
    proposal: Proposal, side: Message.Side = Message.Side.PARTNER, *, by: User, **fields: Any
) -> Message:
    """A message on the proposal, of which nobody is told."""
    fields.setdefault("text", "見積もりを送ります。ご確認ください。")
    return Message.objects.create(proposal=proposal, side=side, author=by, **fields)


def make_message_file(message: Message, name: str = "見積.pdf") -> MessageFile:
    """A document that came with the message."""
    return message.files.create(**_file_columns(name))


def make_notice(to: User, message: Message, **fields: Any) -> Notice:
    """The person has been told of the message, and has not looked yet."""
    defaults = {
        "kind": "challenges.message_arrived",
        "key": f"message:{message.pk}",
        "subject_type": message._meta.label_lower,
        "subject_id": str(message.pk),
        "url": f"/proposals/{message.proposal.receipt}/messages/",
        "data": {"sender": "掛川市"},
    }
    return Notice.objects.create(recipient=to, **{**defaults, **fields})


def make_call(caller: Partner | None = None, **fields: Any) -> Challenge:
    """An open reverse call of a registered partner."""
    caller = caller or make_partner()
    defaults = {
        "title": "公園で使える小さな水力発電を試したい",
        "wish": "水路の力で街灯をともし、子どもの教材にしたい。",
        "background": "",
        "money": "上限三百万円まで当社が負担します。",
        "project_name": "",
        "project_content": "",
        "expected_outcomes": "",
        "offered": "技術者二名と機材。",
        "call_type": Challenge.CallType.REVERSE,
        "created_by": fields.pop("created_by", None) or make_member(caller),
    }
    return make_challenge(caller.municipality, caller=caller, **{**defaults, **fields})


def make_offer(
    call: Challenge | None = None, municipality: Municipality | None = None, **fields: Any
) -> Offer:
    """What a municipality has answered to a reverse call."""
    municipality = municipality or make_municipality()
    defaults = {
        "title": "用水路のある公園で試せます",
        "summary": "三か所の公園を使えます。",
        "brings": "場所と、学校との調整。",
        "contact": "環境政策課 例田",
        "submitted_at": timezone.now(),
        "receipt": new_receipt("O"),
    }
    if "submitted_by" not in fields:
        fields["submitted_by"] = make_staff(municipality)
    return Offer.objects.create(
        challenge=call or make_call(), municipality=municipality, **{**defaults, **fields}
    )


def make_refusal_ground(
    municipality: Municipality, name: str = "市の計画と合わない"
) -> RefusalGround:
    """A reason for which the rules let a proposal be declined."""
    return RefusalGround.objects.create(municipality=municipality, name_ja=name)


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
        post.pictures.create(image=_file_columns("x.png")["file"], alt="新しい屋根", order=0)
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
    columns = _file_columns("協定書.pdf")
    kept = {name: columns[name] for name in ("file", "name", "content_type")}
    return agreement.files.create(**{**kept, **fields})


def make_event(municipality: Municipality | None = None, **fields: Any) -> Event:
    """An announced meeting in two weeks with ten seats."""
    number, now = next(_numbers), timezone.now()
    defaults = {
        "slug": f"meeting-{number}",
        "title": f"交流会{number}",
        "summary": "パートナーが集まり、テーマごとに話します。",
        "venue": "市民会館",
        "starts_at": now + timedelta(days=14),
        "ends_at": now + timedelta(days=14, hours=2),
        "registration_closes_at": now + timedelta(days=12),
        "capacity": 10,
        "state": Event.State.ANNOUNCED,
    }
    return Event.objects.create(
        municipality=municipality or make_municipality(), **{**defaults, **fields}
    )


def make_table(
    event: Event, theme: str = "空き家", *, adviser: str = "", facilitator: str = "", **fields: Any
) -> Table:
    """A theme table of the meeting, with who leads it where they are named."""
    fields.setdefault("number", event.tables.count() + 1)
    table = Table.objects.create(event=event, theme=theme, **fields)
    for kind, name in ((Duty.Kind.ADVISER, adviser), (Duty.Kind.FACILITATOR, facilitator)):
        if name:
            make_duty(event, kind, table=table, name=name)
    return table


def make_duty(event: Event, kind: Duty.Kind, **fields: Any) -> Duty:
    """Somebody who has something to do at the meeting."""
    fields.setdefault("name", fields["user"].name if "user" in fields else "例田 一郎")
    return Duty.objects.create(event=event, kind=kind, **fields)


def make_criteria(challenge: Challenge, *weights: int) -> list[Criterion]:
    """Criteria of the challenge with these weights; two of 60 and 40 where none are said."""
    return [
        challenge.criteria.create(name=f"基準{order}", weight=weight, order=order)
        for order, weight in enumerate(weights or (60, 40), 1)
    ]


def make_reviewer(challenge: Challenge, person: User | None = None, **fields: Any) -> User:
    """A person of the office who scores the proposals to the challenge."""
    person = person or make_staff(challenge.municipality, **fields)
    Reviewer.objects.create(challenge=challenge, user=person, named_by=challenge.created_by)
    return person


def make_assessment(
    proposal: Proposal, person: User, *points: int, remark: str = "", **fields: Any
) -> Assessment:
    """What a reviewer gave for the criteria in their order; `conflict=` instead of points."""
    assessment = Assessment.objects.create(proposal=proposal, user=person, **fields)
    assert proposal.challenge
    criteria = proposal.challenge.criteria.all().current()
    for criterion, given in zip(criteria, points, strict=False):
        assessment.scores.create(criterion=criterion, points=given, remark=remark)
    return assessment
