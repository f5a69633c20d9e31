"""What stands in the role table of partners: others in each state, who belongs to one, needs and
seeds, news, declarations, projects and agreements.
"""

import hashlib
from datetime import timedelta
from typing import Any

from django.utils import timezone

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
    make_agreement,
    make_agreement_file,
    make_draft_file,
    make_import,
    make_item,
    make_line,
    make_listing,
    make_listing_file,
    make_member,
    make_milestone,
    make_news,
    make_partner,
    make_post,
    make_project,
    make_target,
    make_unclaimed,
    make_year_report,
    offer_alliance,
    take_part,
)
from tomoni.accounts.models import User
from tomoni.municipalities.models import Municipality, Vision

INVITATION_TOKEN = "token-of-the-open-invitation"


def partner_rows(
    city: Municipality, partner: Partner, elsewhere: Partner, users: Any
) -> dict[str, Any]:
    """Around the partner, and a federation of another city."""
    return {
        **_others(city, elsewhere),
        **_belonging(partner, elsewhere, users),
        **_listings(partner, elsewhere, users["editor"]),
        **_news(partner),
        **_declared(city, partner),
        **_projects(partner, elsewhere, users["editor"]),
        **_agreements(partner, city),
    }


def _others(city: Municipality, federation: Partner) -> dict[str, Any]:
    """Partners of the city in other states, and what the office has prepared for them."""
    joinable = _with_owner(make_partner(municipality=city))
    return {
        "ended": make_partner(municipality=city, state=Partner.State.LAPSED),
        "line": make_line(city, in_force_from=timezone.now() + timedelta(days=9)),
        "suspended": make_unclaimed(
            federation,
            municipality=city,
            state=Partner.State.SUSPENDED,
            suspend_reason="電話がつながりません。",
        ),
        "withdrawn": make_partner(municipality=city, state=Partner.State.WITHDRAWN),
        "unclaimed": make_unclaimed(federation, municipality=city),
        "joinable": joinable,
        "joinable_seed": make_listing(joinable, Listing.Side.SEED),
        "checked_list": make_import(city),
    }


def _with_owner(partner: Partner) -> Partner:
    make_member(partner)
    return partner


def _belonging(partner: Partner, federation: Partner, users: Any) -> dict[str, Any]:
    """Who belongs to the partner or may soon, and what it belongs to."""
    return {
        "affiliation": affiliate(federation, partner),
        "asked": ask_to_belong(federation, partner, by=users["stranger"]),
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
    }


def _listings(partner: Partner, other: Partner, editor: User) -> dict[str, Any]:
    """Needs of the partner in each state, with files; a seed and a need of the other."""
    listing = make_listing(partner)
    for_partners = make_listing(partner, visibility=Listing.Visibility.PARTNERS)
    return {
        "listing": listing,
        "still_valid": link_token(listing, editor),
        "seed": make_listing(other, Listing.Side.SEED),
        "listing_draft": make_listing(partner, state=Listing.State.DRAFT),
        "fulfilled": make_listing(partner, state=Listing.State.FULFILLED),
        "hidden": make_listing(partner, state=Listing.State.PAUSED),
        "lapsed": make_listing(partner, state=Listing.State.EXPIRED),
        "like_need": make_listing(other, title="空き家に困っています"),
        "alliance": offer_alliance(make_listing(partner), make_listing(other), by=editor),
        "for_partners": for_partners,
        "listing_file": make_listing_file(for_partners),
        "listing_picture": make_listing_file(for_partners, "写真.png", alt="茶畑"),
        "draft_picture": make_draft_file(editor),
    }


def _news(partner: Partner) -> dict[str, Any]:
    """For everybody, for partners, and hidden by the city."""
    return {
        "news": make_news(partner),
        "news_for_partners": make_news(partner, visibility=News.Visibility.PARTNERS),
        "hidden_news": make_news(
            partner, hidden_at=timezone.now(), hidden_reason="お名前を消してください。"
        ),
    }


def _declared(city: Municipality, partner: Partner) -> dict[str, Any]:
    """A target for a vision of the city, with a report of last year, and one that has ended."""
    year = open_year(timezone.localdate())
    vision = Vision.objects.create(municipality=city, name_ja="お茶のまち", name_en="A town of tea")
    target = make_target(partner, vision=vision)
    make_year_report(target, year - 1)
    make_target(partner, ended_on=timezone.localdate())
    return {"year": year, "vision": vision}


def _projects(partner: Partner, other: Partner, editor: User) -> dict[str, Any]:
    """One under way, which the other is asked to join; a completed and an ended one."""
    project = make_project(partner, title="空き家を直すプロジェクト")
    take_part(project, other, Participation.State.ASKED)
    post = make_post(project, partner, by=editor, has_picture=True)
    return {
        "project": project,
        "milestone": make_milestone(project),
        "post": post,
        "post_picture": post.pictures.get(),
        "public_project": _completed(make_project(partner, visibility="public")),
        "ended_project": make_project(partner, state=Project.State.ENDED),
    }


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
