"""What stood there before is kept with the edits of declarations, news and drafts, too."""

import pytest

from partners.models import Listing, Partner
from partners.publishing import bulletin, declaring, listings
from partners.publishing.declaring import Line
from partners.record.history import news_history, whole_history
from tests.factories import (
    make_listing,
    make_member,
    make_news,
    make_partner,
    make_staff,
    make_target,
)
from tests.partners.answers import logged_in
from tomoni.municipalities.models import Municipality, StaffRole
from tomoni.taxonomy.models import Goal

pytestmark = pytest.mark.django_db


def shown(partner: Partner) -> list[tuple[str, str, str]]:
    """The fields of the latest line of the history."""
    return sorted((c.label, c.old, c.new) for c in whole_history(partner)[0].changes)


def test_declaration_old_beside_new() -> None:
    partner = make_partner(declaration="前の宣言")
    by = make_member(partner)
    target = make_target(partner, aim="ごみを減らす", by_when="", measure="", goal=12)
    declaring.declare(
        partner,
        by=by,
        seen_version=partner.version,
        text="新しい宣言",
        lines=[Line.of(target), Line("木を植える", Goal.objects.get(number=15))],
    )
    goals = {goal.number: goal.name_ja for goal in Goal.objects.all()}
    assert shown(partner) == [
        ("SDGs宣言", "前の宣言", "新しい宣言"),
        (
            "SDGs宣言の取り組み",
            f"ごみを減らす / {goals[12]}",
            f"ごみを減らす / {goals[12]}、木を植える / {goals[15]}",
        ),
    ]


def test_same_declaration_again_keeps_nothing() -> None:
    partner = make_partner(declaration="宣言")
    line = Line.of(make_target(partner))
    declaring.declare(
        partner, by=make_member(partner), seen_version=partner.version, text="宣言", lines=[line]
    )
    assert whole_history(partner)[0].changes == ()


def test_draft_that_is_published_with_edits() -> None:
    partner = make_partner()
    listing = make_listing(partner, state=Listing.State.DRAFT, title="下書きの題")
    listing.title = "公開の題"
    listings.publish_listing(listing, by=make_member(partner), chosen={})
    assert ("タイトル", "下書きの題", "公開の題") in shown(partner)


def test_news_old_beside_new(city: Municipality, settings: object) -> None:
    settings.STAFF_MFA_REQUIRED = False  # type: ignore[attr-defined]
    partner = make_partner(municipality=city)
    news = make_news(partner, title="秋まつり")
    news.title = "冬まつり"
    bulletin.update_news(news, by=make_member(partner), seen_version=news.version)
    [change] = news_history(news)[0].changes
    assert (change.old, change.new) == ("秋まつり", "冬まつり")
    staff = logged_in(make_staff(city, StaffRole.Role.MANAGER))
    html = staff.get(f"/desk/news/{news.pk}/hide/").content.decode()
    assert "<summary>" in html
    # Versions of news are counted apart from those of the profile.
    assert not partner.changes.filter(news=None).exists()
