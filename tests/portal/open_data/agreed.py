"""Agreements, and one row of each data set, for the tests of the open data and the API."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from events.models import Event, Report
from partners.models import Agreement, Partner, Project, Supporter
from tests.factories import (
    make_challenge,
    make_event,
    make_listing,
    make_partner,
    make_project,
    make_user,
)
from tomoni.municipalities.models import Municipality, Vision


def make_agreed(municipality: Municipality, *partners: Partner, **fields: Any) -> Agreement:
    """One in force, signed a month ago by the municipality and these partners, with one item."""
    signed_on = timezone.localdate() - timedelta(days=30)
    defaults = {"state": Agreement.State.IN_FORCE, "signed_on": signed_on, "title": "連携協定"}
    agreement = Agreement.objects.create(
        **{**defaults, "municipality": municipality, "purposes": "ともに解決します。", **fields}
    )
    agreement.parties.create(municipality=municipality, is_lead=True)
    for order, partner in enumerate(partners, 1):
        agreement.parties.create(partner=partner, order=order)
    agreement.items.create(title="共同研究", body="年に二回集まります。", goal_id=9)
    return agreement


def make_one_of_each(partner: Partner) -> None:
    """A public row of each data set of the partner and its city, with what hangs on it."""
    city, today = partner.municipality, timezone.localdate()
    vision = Vision.objects.create(municipality=city, name_ja="にぎわい")
    listing = make_listing(partner, body="一行目\n二行目")
    listing.visions.set([vision])
    challenge = make_challenge(city, remarks="見学できます。")
    challenge.sub_themes.create(title="改修; 運営")
    challenge.contacts.create(organisation="企画政策課", person="例田 花子")
    _make_report(make_event(city))
    _make_result(partner)
    agreement = make_agreed(city, partner, renews_for_months=12, place="市役所")
    [item] = agreement.items.all()
    item.activities.create(on=today, text="集まりました。", by=make_user())
    agreement.items.create(title="学び直し;実習", order=1, done_on=today)


def _make_report(event: Event) -> None:
    report = Report.objects.create(
        event=event,
        title="交流会を開きました",
        text="お茶を飲みました。",
        state=Report.State.PUBLISHED,
        published_at=timezone.now(),
        written_by=make_user(),
    )
    report.tags.create(name="お茶", slug="ocha")


def _make_result(partner: Partner) -> None:
    project = make_project(
        partner,
        visibility="public",
        state=Project.State.COMPLETED,
        people_reached=120,
        people_counted="参加者の延べ人数",
    )
    project.figures.create(label="茶がら", value=Decimal("2.5"), unit="トン")
    project.goal_outcomes.create(goal_id=11, text="居場所ができました。")
    project.goal_outcomes.create(goal_id=12, text="捨てなくなりました。", value=3, unit="か所")
    supporter = make_partner(municipality=partner.municipality)
    Supporter.objects.create(
        project=project, partner=supporter, by=make_user(), supported_at=timezone.now()
    )
