"""The people and rows of the state table: everybody around a city, and each subject in each state.

One partner leads (and calls), one proposes with it, one is asked to, one has left, one stands
outside, and one still waits for its registration. A second city makes offers and reads nothing.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone

from challenges.models import Challenge, CoAuthor, Interview, Offer, Proposal, Question
from partners.models import Agreement, Membership, Participation, Partner, Project
from partners.projects.calling import open_call
from tests.factories import (
    make_agreement,
    make_agreement_file,
    make_assessment,
    make_call,
    make_challenge,
    make_co_author,
    make_criteria,
    make_item,
    make_listing,
    make_member,
    make_message,
    make_message_file,
    make_milestone,
    make_municipality,
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
    make_user,
    take_part,
)
from tomoni.accounts.models import User
from tomoni.municipalities.models import StaffRole

Office, Role = StaffRole.Role, Membership.Role
# The words of the table: groups of roles, each written once.
GROUPS = {
    "lead": "lead_viewer lead_editor lead_owner",
    "leaders": "lead_editor lead_owner",
    "co": "co_viewer co_editor",
    "authors": "lead_viewer lead_editor lead_owner co_viewer co_editor",
    "writers": "lead_editor lead_owner co_editor",
    "registered": (
        "lead_viewer lead_editor lead_owner co_viewer co_editor asked_owner left_owner other_owner"
    ),
    "proposers": "lead_editor lead_owner co_editor asked_owner left_owner other_owner",
    "office": "city_viewer city_editor city_manager",
    "editors": "city_editor city_manager",
    "checkers": "city_manager operator",
    "far_office": "far_viewer far_editor far_manager",
    "far_editors": "far_editor far_manager",
    "parties": (
        "lead_viewer lead_editor lead_owner co_viewer co_editor city_viewer city_editor"
        " city_manager far_viewer far_editor far_manager"
    ),
    "tellers": ("lead_editor lead_owner co_editor city_editor city_manager far_editor far_manager"),
    "staff": "city_viewer city_editor city_manager far_viewer far_editor far_manager",
    "offering": "city_editor city_manager far_editor far_manager",
}
ROLES = (
    "visitor",  # not logged in
    "newcomer",  # signed in, no partner
    "waiting_owner",  # its partner is not approved yet
    "other_owner",  # of another registered partner
    "lead_viewer",
    "lead_editor",
    "lead_owner",
    "co_viewer",  # of the partner that takes part
    "co_editor",
    "asked_owner",  # of a partner that is asked to take part
    "left_owner",  # of a partner that took part and has left
    "city_viewer",
    "city_editor",
    "city_manager",
    "far_viewer",  # staff of another city
    "far_editor",
    "far_manager",
    "operator",
)


@dataclass
class Row:
    """A subject in one of its states: what the table asks about."""

    label: str  # what the column of states says
    subject: Any  # whose `state` must stay, or become another
    readers: frozenset[str]  # who may read it at all
    rows: dict[str, Any] = field(default_factory=dict)  # what hangs on it, by name


@dataclass
class Scene:
    """A city, another one, and everybody in ROLES."""

    city: Any
    far: Any
    partners: dict[str, Partner]
    users: dict[str, User | None]
    ground: Any


def group(words: str, readers: frozenset[str] = frozenset()) -> frozenset[str]:
    """The roles of words that are joined by "+"; `readers` are those of the row."""
    if words == "-":
        return frozenset()
    own = {**GROUPS, "everybody": " ".join(ROLES), "signed_in": " ".join(ROLES[1:])}
    found: set[str] = set()
    for word in words.split("+"):
        name, _only, readable = word.partition("&")  # "staff&readers": both
        roles = readers if name == "readers" else set(own.get(name, name).split())
        if name == "inside":  # who is asked to take part reads the project, not yet what goes on
            roles = readers if "newcomer" in readers else readers - {"asked_owner"}
        found |= roles & readers if readable else roles
    assert found <= set(ROLES), words
    return frozenset(found)


def make_scene() -> Scene:
    """Everybody, and nothing to look at yet."""
    city = make_municipality(accepts_free_proposals=True)
    far = make_municipality()
    partners = {
        name: make_partner(f"{name}商店", municipality=city)
        for name in ("lead", "co", "asked", "left", "other")
    }
    partners["waiting"] = make_partner(
        municipality=city, state=Partner.State.SUBMITTED, approved_at=None, expires_on=None
    )
    users: dict[str, User | None] = {"visitor": None, "newcomer": make_user()}
    for role in ROLES:
        side, _, rank = role.partition("_")
        if side in partners:
            users[role] = make_member(partners[side], Role[rank.upper()])
        elif side in ("city", "far"):
            users[role] = make_staff(city if side == "city" else far, Office[rank.upper()])
    users["operator"] = make_operator()
    return Scene(city, far, partners, users, make_refusal_ground(city))


# ----- proposals ---------------------------------------------------------------------------------


def proposal_rows(scene: Scene, state: Proposal.State) -> Iterable[Row]:
    """In one state, as widely as their partner allows: to a challenge, and to the city alone."""
    challenge = make_challenge(scene.city, created_by=scene.users["city_editor"])
    make_criteria(challenge)
    make_reviewer(challenge, scene.users["city_viewer"])
    for confidentiality in Proposal.Confidentiality:
        yield _proposal(scene, challenge, False, state=state, confidentiality=confidentiality)
    city = Proposal.Confidentiality.CITY
    yield _proposal(scene, challenge, True, state=state, confidentiality=city)


def _proposal(scene: Scene, challenge: Challenge, is_free: bool, **fields: Any) -> Row:
    state, lead = fields["state"], scene.partners["lead"]
    if state in (Proposal.State.ACCEPTED, Proposal.State.DECLINED):
        fields |= {"decided_at": timezone.now(), "decision_text": "理由です。"}
    if state == Proposal.State.DECLINED:
        fields["refusal_ground"] = scene.ground
    by = scene.users["lead_editor"]
    kind = "free" if is_free else "theme"
    label = f"{state}-{fields['confidentiality']}-{kind}"
    proposal = make_proposal(
        challenge, lead, submitted_by=by, title=f"印-proposal-{label}-終", **fields
    )
    if is_free:
        Proposal.objects.filter(pk=proposal.pk).update(challenge=None)
        proposal.challenge = None
    sent = make_proposal_draft(challenge, lead)
    for name, answer in (("co", CoAuthor.State.CONFIRMED), ("left", CoAuthor.State.LEFT)):
        make_co_author(sent, scene.partners[name], state=answer, proposal=proposal)
    sent.is_open, sent.proposal = False, proposal
    sent.save()
    anew = make_proposal_draft(None if is_free else challenge, lead, proposal=proposal)
    if is_free:
        type(anew).objects.filter(pk=anew.pk).update(challenge=None, municipality=scene.city)
        anew.draft.target = f"free:{scene.city.pk}"
        anew.draft.save(update_fields=["target"])
    asked = make_co_author(anew, scene.partners["asked"])
    message = make_message(proposal, by=by)
    said = {"name": "計画.pdf", "content_type": "application/pdf", "size": 5}
    rows = {
        "attachment": proposal.attachments.create(
            file=ContentFile(b"%PDF-", name="plan.pdf"), **said
        ),
        "message_file": make_message_file(message),
        "version": make_proposal_version(proposal),
        "anew": anew,
        "asked": asked,
        "interview": Interview.objects.create(
            proposal=proposal,
            starts_at=timezone.now() + timedelta(days=5),
            place="市役所",
            invited_by=scene.users["city_editor"],
        ),
    }
    if not is_free:
        reviewer = make_reviewer(challenge)
        rows["conflict"] = make_assessment(proposal, reviewer, conflict="家族が勤めています。")
    return Row(label, proposal, _readers_of_proposal(proposal), rows)


def _readers_of_proposal(proposal: Proposal) -> frozenset[str]:
    """Its authors and the city; an accepted one as widely as its partner allows."""
    if proposal.state != Proposal.State.ACCEPTED:
        return group("authors+office")
    widest = {"public": "everybody", "partners": "registered+office", "city": "authors+office"}
    return group(widest[proposal.confidentiality])


# ----- drafts that several partners share --------------------------------------------------------


def joint_rows(scene: Scene) -> Iterable[Row]:
    """A further partner (`co`) by what it has answered; and once the proposal was sent in."""
    for state in CoAuthor.State:
        shared = make_proposal_draft(make_challenge(scene.city), scene.partners["lead"])
        co_author = make_co_author(shared, scene.partners["co"], state=state)
        is_named = state in CoAuthor.NAMED
        readers = group("lead+co" if is_named else "lead")
        yield Row(state, co_author, readers, {"shared": shared})
    for label, state in (("sent", Proposal.State.SUBMITTED), ("decided", Proposal.State.ACCEPTED)):
        challenge = make_challenge(scene.city)
        decided_at = timezone.now() if label == "decided" else None
        fields = {"state": state, "decided_at": decided_at}
        proposal = make_proposal(challenge, scene.partners["lead"], **fields)
        shared = make_proposal_draft(challenge, scene.partners["lead"])
        confirmed = {"state": CoAuthor.State.CONFIRMED, "proposal": proposal}
        co_author = make_co_author(shared, scene.partners["co"], **confirmed)
        shared.is_open, shared.proposal = False, proposal
        shared.save()
        yield Row(label, co_author, group("lead+co"), {"shared": shared})


# ----- challenges and calls ----------------------------------------------------------------------

CALLED_OFF = "called_off"
"""Cancelled before it was ever shown."""


def challenge_states() -> list[str]:
    """All of them, and cancelled in two ways."""
    return [*Challenge.State, CALLED_OFF]


def _in_state(kind: str, label: str) -> dict[str, Any]:
    state = Challenge.State.CANCELLED if label == CALLED_OFF else Challenge.State(label)
    fields: dict[str, Any] = {"state": state, "title": f"印-{kind}-{label}-終"}
    if label == CALLED_OFF:
        fields["opened_at"] = None
    if state in (Challenge.State.DRAFT, Challenge.State.IN_REVIEW):
        fields["opens_at"] = None
    if label in ("decided", "under_way", "completed"):
        fields["result"] = "決まりました。"
    if label not in (Challenge.State.DRAFT, CALLED_OFF):
        fields["review_asked_at"] = timezone.now()
    return fields


def challenge_row(scene: Scene, label: str) -> Row:
    """A city's challenge with a question, and a partner that nobody has invited yet."""
    by = scene.users["city_editor"]
    challenge = make_challenge(scene.city, created_by=by, **_in_state("challenge", label))
    challenge.contacts.create(organisation="企画課", email="kikaku@example.jp")
    for title in ("改修", "見守り"):
        challenge.sub_themes.create(title=title)
    asked_by = scene.users["newcomer"]
    question = Question.objects.create(challenge=challenge, asked_by=asked_by, text="市外からも？")
    is_shown = challenge.state in Challenge.PUBLIC_STATES and label != CALLED_OFF
    readers = group("everybody" if is_shown else "office")
    seed = make_listing(scene.partners["other"], "seed", title="大工がいます")
    return Row(label, challenge, readers, {"question": question, "seed": seed})


def call_row(scene: Scene, label: str) -> Row:
    """The same, asked by the leading partner."""
    by = scene.users["lead_editor"]
    fields = {"review_asked_by": by, **_in_state("call", label)}
    call = make_call(scene.partners["lead"], created_by=by, **fields)
    call.contacts.create(organisation="環境開発部", email="kankyo@example.jp")
    is_shown = call.state in Challenge.PUBLIC_STATES and label != CALLED_OFF
    return Row(label, call, group("everybody" if is_shown else "lead"), {})


def offer_rows(scene: Scene) -> Iterable[Row]:
    """What the other city has offered, by its state and that of the call."""
    waiting = {"open": "open", "closed": "closed", "selecting": "selecting", "off": "cancelled"}
    labels = {**waiting, **dict.fromkeys(("accepted", "declined", "withdrawn"), "selecting")}
    for label, state in labels.items():
        call = make_call(scene.partners["lead"], state=Challenge.State(state))
        fields: dict[str, Any] = {}
        if label not in waiting:
            fields |= {"state": Offer.State(label)}
        if label in ("accepted", "declined"):
            fields |= {"decided_at": timezone.now(), "decision_text": "条件が合いました。"}
        by = scene.users["far_editor"]
        offer = make_offer(
            call, scene.far, submitted_by=by, title=f"印-proposal-{label}-終", **fields
        )
        yield Row(label, offer, group("lead+far_office"), {})


# ----- projects ----------------------------------------------------------------------------------


def project_rows(scene: Scene, state: Project.State) -> Iterable[Row]:
    """Shown to everybody, and to those who take part alone; with a post and a milestone."""
    for visibility in Project.Visibility:
        is_public = visibility == Project.Visibility.PUBLIC
        by, lead = scene.users["lead_editor"], scene.partners["lead"]
        is_sought = is_public and state == Project.State.UNDER_WAY
        label = f"{state}-{visibility}" + ("-sought" if is_sought else "")
        said = {"title": f"印-project-{label}-終", "started_by": by, "visibility": visibility}
        project = make_project(lead, state=state, **said)
        for name, place in (("co", "joined"), ("asked", "asked"), ("left", "left")):
            take_part(project, scene.partners[name], Participation.State(place))
        assert by
        if is_sought:
            until = timezone.localdate() + timedelta(days=9)
            open_call(project, by=by, sought="お名前を。", until=until)
        post = make_post(project, lead, by=by, has_picture=True, is_public=is_public)
        rows = {
            "post": post,
            "picture": post.pictures.get(),
            "milestone": make_milestone(project, is_public=is_public),
        }
        readers = group("everybody" if is_public else "authors+asked_owner+office")
        yield Row(label, project, readers, rows)


# ----- agreements --------------------------------------------------------------------------------


def agreement_row(scene: Scene, state: Agreement.State) -> Row:
    """Of two partners and the other city; what is over is in the register, the rest is not."""
    is_public = state == Agreement.State.ENDED
    agreement = make_agreement(
        scene.partners["lead"],
        scene.partners["co"],
        municipality=scene.city,
        title=f"印-agreement-{state}-終",
        state=state,
        visibility=Agreement.Visibility.PUBLIC if is_public else Agreement.Visibility.PARTIES,
        **({"ended_on": timezone.localdate()} if is_public else {}),
    )
    agreement.parties.create(municipality=scene.far, order=2)
    rows = {"item": make_item(agreement), "file": make_agreement_file(agreement)}
    return Row(state, agreement, group("everybody" if is_public else "parties"), rows)


KINDS: dict[str, Callable[[Scene, str], Iterable[Row]]] = {
    "proposal": lambda scene, state: proposal_rows(scene, Proposal.State(state)),
    "joint": lambda scene, state: joint_rows(scene),
    "challenge": lambda scene, state: [challenge_row(scene, state)],
    "call": lambda scene, state: [call_row(scene, state)],
    "offer": lambda scene, state: offer_rows(scene),
    "project": lambda scene, state: project_rows(scene, Project.State(state)),
    "agreement": lambda scene, state: [agreement_row(scene, Agreement.State(state))],
}
STATES: dict[str, list[str]] = {
    "proposal": [state for state in Proposal.State if state != Proposal.State.DRAFT],
    "joint": ["every"],
    "challenge": challenge_states(),
    "call": challenge_states(),
    "offer": ["every"],
    "project": list(Project.State),
    "agreement": list(Agreement.State),
}
