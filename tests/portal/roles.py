"""The people and rows of the role table: a city, its partner, and everybody around them."""

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from challenges.calendars.deadlines import calendar_token
from challenges.inviting.mails import stop_token as invitation_token
from challenges.models import Challenge, Interview, Proposal, ProposalDraft, Question
from challenges.proposing.sharing import ASIDE
from events.attending.links import cancel_token
from events.consulting import steps as consulting
from events.models import (
    AgainWish,
    Event,
    FollowUp,
    NoteEntry,
    Pitch,
    Place,
    Registration,
    SeatingPlan,
)
from events.reporting import steps as reporting
from events.reporting import tags
from matching.introducing import steps as introducing
from matching.introducing.links import follow_up_token, reply_token
from matching.models import Introduction
from partners.models import (
    Invitation,
    Listing,
    Membership,
    News,
    Participation,
    Partner,
    Project,
    open_year,
)
from partners.publishing.reviewing import link_token
from tests.bad_inputs import image_file
from tests.events.past import make_follow_up, make_past, make_seat
from tests.events.pitching.pitches import chosen, make_pitch
from tests.factories import (
    affiliate,
    ask_to_belong,
    make_agreement,
    make_agreement_file,
    make_assessment,
    make_call,
    make_challenge,
    make_co_author,
    make_criteria,
    make_draft_file,
    make_event,
    make_federation,
    make_import,
    make_item,
    make_line,
    make_listing,
    make_listing_file,
    make_member,
    make_message,
    make_message_file,
    make_milestone,
    make_municipality,
    make_news,
    make_notice,
    make_offer,
    make_operator,
    make_partner,
    make_post,
    make_project,
    make_proposal,
    make_proposal_draft,
    make_proposal_version,
    make_refusal_ground,
    make_reviewer,
    make_staff,
    make_table,
    make_target,
    make_unclaimed,
    make_user,
    make_year_report,
    offer_alliance,
    take_part,
)
from tests.matching.pairs import Side, make_introduction, make_side
from tomoni.accounts.models import Draft, User
from tomoni.municipalities.models import IntroductionRoute, Municipality, StaffRole, Vision
from tomoni.notices import links
from tomoni.portal import saving
from tomoni.portal.models import SavedSearch
from tomoni.receipts import new_receipt
from tomoni.uploads import checked_image

INVITATION_TOKEN = "token-of-the-open-invitation"
ROLES = (
    "anonymous",
    "newcomer",  # signed in, no partner
    "applicant",  # owner of a partner that waits for approval
    "viewer",
    "editor",
    "owner",
    "stranger",  # owner of a federation of another city; it registered `unclaimed` on its behalf
    "city_viewer",
    "city_editor",
    "city_manager",
    "other_city",  # manager of another city
    "operator",
)


@dataclass
class World:
    """A city with a partner of its own, and everything a stranger must not reach."""

    users: dict[str, User | None] = field(default_factory=dict)
    rows: dict[str, Any] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        return self.rows[name]


def make_world() -> World:
    """One row of everything, seen by everybody in ROLES."""
    free = {"accepts_free_proposals": True, "free_wish_ja": "居場所づくりのご提案をどうぞ。"}
    city, other = make_municipality(**free), make_municipality()
    soon = timezone.localdate() + timedelta(days=30)
    partner = make_partner(municipality=city)
    elsewhere = make_federation(municipality=other, expires_on=soon)
    waiting = make_partner(municipality=city, state=Partner.State.SUBMITTED, approved_at=None)
    challenge = make_challenge(city, created_by=make_staff(city))
    event = make_event(city, pitches_until=timezone.now() + timedelta(days=9))
    users = {
        "anonymous": None,
        "newcomer": make_user(),
        "applicant": make_member(waiting),
        "viewer": make_member(partner, Membership.Role.VIEWER),
        "editor": make_member(partner, Membership.Role.EDITOR),
        "owner": make_member(partner),
        "stranger": make_member(elsewhere),
        "city_viewer": make_staff(city, StaffRole.Role.VIEWER),
        "city_editor": make_staff(city, StaffRole.Role.EDITOR),
        "city_manager": make_staff(city, StaffRole.Role.MANAGER),
        "other_city": make_staff(other, StaffRole.Role.MANAGER),
        "operator": make_operator(),
    }
    proposal = make_proposal(challenge, partner, submitted_by=users["editor"])
    shared = make_proposal_draft(make_challenge(city), partner, by=users["owner"])
    _clash(shared, users["editor"])
    make_criteria(challenge)
    make_reviewer(challenge, users["city_viewer"])  # who only reads else
    project = make_project(partner, title="空き家を直すプロジェクト")
    take_part(project, elsewhere, Participation.State.ASKED)
    message = make_message(proposal, by=users["editor"])
    registration = Registration.objects.create(
        event=event,
        user=users["editor"],
        partner=partner,
        receipt=new_receipt("M"),
        state=Registration.State.REGISTERED,
    )
    Event.objects.filter(pk=event.pk).update(taken=1)
    listing = make_listing(partner)
    joinable = _with_owner(make_partner(municipality=city))
    year = open_year(timezone.localdate())
    vision = Vision.objects.create(municipality=city, name_ja="お茶のまち", name_en="A town of tea")
    target = make_target(partner, vision=vision)
    make_year_report(target, year - 1)
    make_target(partner, ended_on=timezone.localdate())
    for_partners = make_listing(partner, visibility=Listing.Visibility.PARTNERS)
    Interview.objects.create(
        proposal=proposal,
        starts_at=timezone.now() + timedelta(days=5),
        place="市役所",
        invited_by=users["city_editor"],
    )
    joinable = _with_owner(make_partner(municipality=city))
    seed = make_listing(elsewhere, Listing.Side.SEED)
    rows = {
        "city": city,
        "partner": partner,
        "waiting": waiting,
        "year": year,
        "vision": vision,
        "listing": listing,
        "seed": seed,
        "federation": elsewhere,
        "ended": make_partner(municipality=city, state=Partner.State.LAPSED),
        "line": make_line(city, in_force_from=timezone.now() + timedelta(days=9)),
        "listing_draft": make_listing(partner, state=Listing.State.DRAFT),
        "fulfilled": make_listing(partner, state=Listing.State.FULFILLED),
        "suspended": make_unclaimed(
            elsewhere,
            municipality=city,
            state=Partner.State.SUSPENDED,
            suspend_reason="電話がつながりません。",
        ),
        "withdrawn": make_partner(municipality=city, state=Partner.State.WITHDRAWN),
        "unclaimed": make_unclaimed(elsewhere, municipality=city),
        "affiliation": affiliate(elsewhere, partner),
        "joinable": joinable,
        "joinable_seed": make_listing(joinable, Listing.Side.SEED),
        "introduction": _introduced(partner, elsewhere, users["editor"]),
        "agreed": _agreed(partner, municipality=city, by=users["editor"]),
        "to_pass_on": introducing.ask(
            seed,
            make_listing(joinable),
            by=users["stranger"],
            message="空き家の活用について、お話をうかがえませんか。",
            route=IntroductionRoute.OFFICE,
        ),
        "asked": ask_to_belong(elsewhere, partner, by=users["stranger"]),
        "like_need": make_listing(elsewhere, title="空き家に困っています"),
        "alliance": offer_alliance(
            make_listing(partner), make_listing(elsewhere), by=users["editor"]
        ),
        "member": Membership.objects.get(user=users["viewer"]),
        "invitation": Invitation.objects.create(
            partner=partner,
            email="hanako@example.jp",
            role=Membership.Role.VIEWER,
            invited_by=users["owner"],
            token_hash=hashlib.sha256(INVITATION_TOKEN.encode()).hexdigest(),
            expires_at=timezone.now() + timedelta(days=7),
        ),
        "token": INVITATION_TOKEN,
        "hidden": make_listing(partner, state=Listing.State.PAUSED),
        "for_partners": for_partners,
        "listing_file": make_listing_file(for_partners),
        "listing_picture": make_listing_file(for_partners, "写真.png", alt="茶畑"),
        "draft_picture": make_draft_file(users["editor"]),
        "still_valid": link_token(listing, users["editor"]),
        "news": make_news(partner),
        "news_for_partners": make_news(partner, visibility=News.Visibility.PARTNERS),
        "hidden_news": make_news(
            partner, hidden_at=timezone.now(), hidden_reason="お名前を消してください。"
        ),
        "saved_search": SavedSearch.objects.create(
            user=users["editor"], name="掛川の空き家", place="needs", query="goal=11"
        ),
        "stop_token": saving.stop_token(users["editor"]),
        "notice": make_notice(users["editor"], message),
        "no_notices": links.stop_token(users["editor"], "all"),
        "pace_token": links.preferences_token(users["editor"]),
        "uninvited": invitation_token(users["editor"].pk),
        "calendar_token": calendar_token(users["editor"]),
        "reply_token": _link_to_answer(partner, users["editor"]),
        "follow_up_token": _link_to_tell(partner, users["editor"]),
        "lapsed": make_listing(partner, state=Listing.State.EXPIRED),
        "challenge": challenge,
        "draft": make_challenge(
            city, state=Challenge.State.DRAFT, opened_at=None, created_by=users["city_editor"]
        ),
        "question": Question.objects.create(
            challenge=challenge, asked_by=users["newcomer"], text="市外からも提案できますか。"
        ),
        "in_review": make_challenge(city, state=Challenge.State.IN_REVIEW),
        "selecting": make_challenge(city, state=Challenge.State.SELECTING),
        "under_way": make_challenge(
            city, state=Challenge.State.UNDER_WAY, result="三件を選びました。"
        ),
        "call": make_call(partner, created_by=users["editor"]),
        "draft_call": make_call(
            partner, created_by=users["editor"], state=Challenge.State.DRAFT, opens_at=None
        ),
        "handed_in": make_call(
            partner, created_by=users["owner"], state=Challenge.State.IN_REVIEW, opens_at=None
        ),
        "offer": make_offer(
            make_call(partner, created_by=users["owner"], state=Challenge.State.SELECTING), other
        ),
        "proposal": proposal,
        "earlier": make_proposal_version(proposal),
        "shared": shared,
        "shared_draft": shared.draft,
        "co_author": make_co_author(shared, elsewhere),
        "conflict": make_assessment(
            proposal, make_reviewer(challenge), conflict="家族が勤めています。"
        ),
        "message": message,
        "project": project,
        "milestone": make_milestone(project),
        **_post(project, partner, users["editor"]),
        "public_project": _completed(make_project(partner, visibility="public")),
        "ended_project": make_project(partner, state=Project.State.ENDED),
        "message_file": make_message_file(message),
        **_agreements(partner, city),
        "ground": make_refusal_ground(city),
        "event": event,
        "event_table": make_table(event),
        "cancel_token": cancel_token(registration),
        "planned": make_event(city, state=Event.State.DRAFT),
        "past": make_event(
            city,
            starts_at=timezone.now() - timedelta(days=9),
            ends_at=timezone.now() - timedelta(days=8),
            registration_closes_at=timezone.now() - timedelta(days=10),
        ),
        "registration": registration,
        "pitch": _with_slides(chosen(event, elsewhere, user=users["stranger"])),
        "waiting_pitch": make_pitch(event),
        **_evening(city, partner, users["editor"]),
        "checked_list": make_import(city),
        "attachment": proposal.attachments.create(
            file=ContentFile(b"%PDF-", name="plan.pdf"),
            name="plan.pdf",
            content_type="application/pdf",
            size=5,
        ),
        "decided": make_proposal(
            challenge,
            partner,
            submitted_by=users["editor"],
            state=Proposal.State.ACCEPTED,
            decided_at=timezone.now(),
        ),
    }
    return World(users, {**rows, **_after_a_meeting(city, partner, elsewhere, users)})


def _after_a_meeting(city: Any, partner: Partner, other: Partner, users: Any) -> dict[str, Any]:
    """A meeting that is over, in which the editor and the stranger took part, and what came of it;
    one to come with a consultation desk, and two reports.
    """
    held, reported, begun = (make_past(municipality=city) for _ in range(3))
    seat = make_seat(held, partner, user=users["editor"])
    make_seat(held, other, user=users["stranger"])
    companion = make_seat(held, make_partner(), name="例田 三郎")
    AgainWish.objects.create(wisher=seat, wished=companion, office_may_ask=True)
    consulted = make_event(city, takes_topics=True)
    topic = consulting.put(
        consulted, by=users["newcomer"], text="空き店舗を使いたいのですが。", is_public=True
    )
    report = reporting.begin(reported, by=users["city_editor"])
    tags.choose(report, ["お茶"])
    reporting.publish(report, by=users["city_editor"])
    reporting.begin(begun, by=users["city_editor"])
    picture = checked_image(image_file())
    return {
        "held": held,
        "companion": companion,
        "follow_up": make_follow_up(seat, counterpart=other),
        "consulted": consulted,
        "topic": topic,
        "reported": reported,
        "report_begun": begun,
        "report_tag": report.tags.get(),
        "report_photo": reporting.add_photo(
            report, picture, by=users["city_editor"], alt="卓を囲む六人"
        ),
    }


def _with_slides(pitch: Pitch) -> Pitch:
    """The same with a PDF."""
    pitch.slides_name = "発表.pdf"
    pitch.slides.save("slides.pdf", ContentFile(b"%PDF-1.4 %%EOF"))
    return pitch


def _link_to_answer(partner: Partner, editor: Any) -> str:
    """The link by which the editor answers for the partner that is asked for a talk."""
    asked = Side(partner, make_listing(partner), editor)
    introduction = make_introduction(Introduction.State.FORWARDED, make_side(side="seed"), asked)
    return reply_token(introduction.parties.get(partner=partner), editor)


def _link_to_tell(partner: Partner, editor: Any) -> str:
    """The link by which the editor tells what came of a talk."""
    own = Side(partner, make_listing(partner), editor)
    introduction = make_introduction(Introduction.State.ACCEPTED, own, make_side(side="seed"))
    return follow_up_token(introduction.parties.get(partner=partner), editor)


def _introduced(partner: Partner, other: Partner, by: Any) -> Introduction:
    """The partner has asked another for a talk."""
    own, theirs = make_listing(partner), make_listing(other, Listing.Side.SEED)
    return introducing.ask(own, theirs, by=by, message="一度お話をうかがえませんか。")


def _agreed(partner: Partner, *, municipality: Any, by: Any) -> Introduction:
    """The partner and one more have agreed to talk."""
    other = make_partner(municipality=municipality)
    person = make_member(other)
    introduction = _introduced(partner, other, by)
    introducing.agree(introduction, other, by=person)
    return introduction


def _clash(shared: ProposalDraft, person: Any) -> None:
    """The person has typed into an answer that a colleague has changed meanwhile."""
    data = {**shared.draft.data, "summary": ["別の要約です。"], "base": [""]}
    Draft.objects.create(user=person, kind=ASIDE, target=str(shared.pk), data=data)


def _post(project: Project, partner: Partner, by: User) -> dict[str, Any]:
    post = make_post(project, partner, by=by, has_picture=True)
    return {"post": post, "post_picture": post.pictures.get()}


def _agreements(partner: Partner, city: Municipality) -> dict[str, Any]:
    """One that everybody sees, one for its parties and the office, and one in preparation."""
    made = {
        "public_agreement": make_agreement(partner, "見本の会", municipality=city),
        "agreement": make_agreement(
            partner, "見本の会", municipality=city, visibility="parties", title="内々の協定"
        ),
        "agreement_draft": make_agreement(
            partner, "見本の会", municipality=city, state="draft", title="準備中の協定"
        ),
    }
    for agreement in made.values():
        make_item(agreement)
    file = make_agreement_file(made["agreement"], is_public=False)
    return {**made, "item": made["agreement"].items.get(), "agreement_paper": file}


def _completed(project: Project) -> Project:
    """With a post and a milestone for everybody, and figures."""
    by = project.started_by
    make_post(project, None, by=by, is_public=True, title="一軒目が開きました")
    make_milestone(project, is_public=True, done_on=timezone.localdate())
    project.figures.create(label="使われている家", value=3, unit="軒")
    state, outcome = Project.State.COMPLETED, "三軒が開きました。"
    now = timezone.now()
    Project.objects.filter(pk=project.pk).update(state=state, outcome=outcome, ended_at=now)
    return project


def _with_owner(partner: Partner) -> Partner:
    make_member(partner)
    return partner


def _evening(city: Any, partner: Partner, person: Any) -> dict[str, Any]:
    """A meeting under way whose tables are shown, where the person has written of a sprout."""
    now = timezone.now()
    event = make_event(
        city,
        starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(hours=2),
        registration_closes_at=now - timedelta(hours=2),
    )
    table = make_table(event, "空き家", facilitator="例田 花子")
    seat = Registration.objects.create(
        event=event,
        user=person,
        partner=partner,
        receipt=new_receipt("M"),
        state=Registration.State.REGISTERED,
    )
    plan = SeatingPlan.objects.create(
        event=event, state="published", published_at=now, computed_at=now
    )
    Place.objects.create(plan=plan, round=1, registration=seat, table=table)
    note = NoteEntry.objects.create(
        table=table, part="sprout", text="縁側を一緒に直す", author=seat, writer=person
    )
    day = timezone.localdate() + timedelta(days=14)
    FollowUp.objects.create(event=event, entry=note, title=note.text, owner=person, due_on=day)
    return {"evening": event, "note": note, "own_seat": seat}
