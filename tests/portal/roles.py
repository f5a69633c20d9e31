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
from events.models import Event, Registration
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
from tests.factories import (
    affiliate,
    ask_to_belong,
    make_assessment,
    make_call,
    make_challenge,
    make_co_author,
    make_criteria,
    make_draft_file,
    make_event,
    make_federation,
    make_import,
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
    make_target,
    make_unclaimed,
    make_user,
    make_year_report,
    offer_alliance,
    take_part,
)
from tomoni.accounts.models import Draft, User
from tomoni.municipalities.models import StaffRole, Vision
from tomoni.notices import links
from tomoni.portal import saving
from tomoni.portal.models import SavedSearch
from tomoni.receipts import new_receipt

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
    event = make_event(city)
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
    rows = {
        "city": city,
        "partner": partner,
        "waiting": waiting,
        "year": year,
        "vision": vision,
        "listing": listing,
        "seed": make_listing(elsewhere, Listing.Side.SEED),
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
        "joinable": _with_owner(make_partner(municipality=city)),
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
        "post": make_post(project, partner, by=users["editor"], has_picture=True),
        "public_project": _completed(make_project(partner, visibility="public")),
        "ended_project": make_project(partner, state=Project.State.ENDED),
        "message_file": make_message_file(message),
        "ground": make_refusal_ground(city),
        "event": event,
        "planned": make_event(city, state=Event.State.DRAFT),
        "past": make_event(
            city,
            starts_at=timezone.now() - timedelta(days=9),
            ends_at=timezone.now() - timedelta(days=8),
            registration_closes_at=timezone.now() - timedelta(days=10),
        ),
        "registration": registration,
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
    return World(users, rows)


def _clash(shared: ProposalDraft, person: Any) -> None:
    """The person has typed into an answer that a colleague has changed meanwhile."""
    data = {**shared.draft.data, "summary": ["別の要約です。"], "base": [""]}
    Draft.objects.create(user=person, kind=ASIDE, target=str(shared.pk), data=data)


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
