"""Checklists of the three cities, who has ticked them, and registrations at their end."""

from datetime import datetime, timedelta

from django.utils import timezone

from partners.models import Change, ChecklistItem, Partner, Tick
from partners.record.changes import said
from tomoni.journal.models import Entry
from tomoni.municipalities.models import Municipality
from tomoni.portal.demo.world import World, ago

_PLEDGE, _CHECK = ChecklistItem.Kind.PLEDGE, ChecklistItem.Kind.CHECK
PLEDGES = [
    (
        "暴力団などの反社会的勢力ではなく、関わりもありません。",
        "We are not an anti-social force and have no ties to one.",
    ),
    ("市税を滞納していません。", "We owe no municipal taxes."),
    (
        "法令と公の秩序を守って活動します。",
        "We keep to the law and to public order in what we do.",
    ),
    (
        "登録した内容が公開ページに載ることに同意します。",
        "We agree that what we register is shown on our public page.",
    ),
]
REWORDED = 2  # the line that had another text until a hundred days ago
EARLIER = ("法令を守って活動します。", "We keep to the law in what we do.")
CHECKS = [
    ("公式サイトまたは活動の資料を見た", "Looked at the website or other material"),
    ("名称・所在地・連絡先に誤りがない", "Name, address and contact are right"),
    ("市の事業の趣旨に合っている", "Fits what the city wants to achieve"),
]
ENDS_SOON = ("midorizaka-seicha", 45)  # days from today
LAPSED = ("reida-ichiro", 12)  # days ago
SUSPENDED = (
    "akiya-mirai",
    "掲載の電話番号がつながらないとの連絡が続いています。つながる番号に直してください。",
    "番号を書き直しました。平日の9時から17時までつながります。",
)
WITHDRAWN = ("komorebi-clinic", "移転のため、いったん登録を終えます。")
REMARKS = {
    "description": "掛川市内での活動がわかるように、場所と回数を書き足してください。",
    "phone": "日中につながる番号をお書きください。",
}
BEFORE = {"phone": "0537-00-0000", "declaration": "2030年までに茶園の農薬を減らします。"}


def add_life(world: World) -> None:
    """Nobody is written to, nothing lapses by itself."""
    for city in world.cities.values():
        _add_checklists(city)
    for partner in world.partners.values():
        _tick(world, partner)
    today = timezone.localdate()
    slug, days = ENDS_SOON
    Partner.objects.filter(slug=slug).update(expires_on=today + timedelta(days=days))
    slug, days = LAPSED
    lapsed = world.partners[slug]
    lapsed.state, lapsed.expires_on = Partner.State.LAPSED, today - timedelta(days=days)
    lapsed.save(update_fields=["state", "expires_on"])
    world.note(ago(days - 1), None, "partner.lapsed", lapsed, lapsed.municipality)
    _suspend(world)
    _withdraw(world)
    Partner.objects.filter(state=Partner.State.RETURNED).update(
        return_remarks={name: {"text": text, "changed": False} for name, text in REMARKS.items()}
    )
    _add_change(world, world.partners[ENDS_SOON[0]])


def _suspend(world: World) -> None:
    """One that has mended what was asked, and waits to be looked at again."""
    slug, reason, words = SUSPENDED
    partner, city = world.partners[slug], world.partners[slug].municipality
    partner.state, partner.suspend_reason = Partner.State.SUSPENDED, reason
    partner.lift_words, partner.lift_asked_at = words, ago(2)
    partner.save(update_fields=["state", "suspend_reason", "lift_words", "lift_asked_at"])
    by = world.staff[city.slug]
    world.note(ago(9), by, "partner.suspended", partner, city, reason=reason)
    owner = world.owners[slug]
    world.note(ago(2), owner, "partner.lift_asked", partner, city, reason=words)


def _withdraw(world: World) -> None:
    """One whose owner has left; the office can take that back."""
    slug, reason = WITHDRAWN
    partner = world.partners[slug]
    partner.state = Partner.State.WITHDRAWN
    partner.save(update_fields=["state"])
    owner, city = world.owners[slug], partner.municipality
    world.note(ago(20), owner, "partner.withdrawn", partner, city, reason=reason)


def _add_checklists(city: Municipality) -> None:
    begun, reworded = ago(800), ago(100)
    for place, (ja, en) in enumerate(PLEDGES):
        if place != REWORDED:
            _add(city, _PLEDGE, place, ja, en, begun)
            continue
        earlier = _add(city, _PLEDGE, place, *EARLIER, begun, reworded)
        ChecklistItem.objects.create(
            municipality=city,
            kind=_PLEDGE,
            code=earlier.code,
            version=2,
            text_ja=ja,
            text_en=en,
            order=earlier.order,
            in_force_from=reworded,
        )
    for place, (ja, en) in enumerate(CHECKS):
        _add(city, _CHECK, place, ja, en, begun)


def _add(
    city: Municipality,
    kind: ChecklistItem.Kind,
    place: int,
    ja: str,
    en: str,
    since: datetime,
    until: datetime | None = None,
) -> ChecklistItem:
    return ChecklistItem.objects.create(
        municipality=city,
        kind=kind,
        text_ja=ja,
        text_en=en,
        order=(place + 1) * 10,
        in_force_from=since,
        in_force_until=until,
    )


def _tick(world: World, partner: Partner) -> None:
    """What was asked when it was sent in, and what staff looked at when they approved it."""
    city = partner.municipality
    lines = ChecklistItem.objects.filter(municipality=city)
    acting = str(world.on_behalf.get(partner.pk, {}).get("on_behalf", {}).get("as", ""))
    owner = world.owners[partner.slug]
    sent_in, approved = partner.submitted_at, partner.approved_at
    assert sent_in  # noqa: S101 – everybody here was sent in
    ticks = [
        Tick(partner=partner, item=item, by=owner, acting_as=acting, at=sent_in)
        for item in lines.pledges().in_force(sent_in)
    ]
    if approved:
        ticks += [
            Tick(partner=partner, item=item, by=world.staff[city.slug], at=approved)
            for item in lines.checks().in_force(approved)
        ]
    Tick.objects.bulk_create(ticks)


def _add_change(world: World, partner: Partner) -> None:
    """An edit of some weeks ago, so that the history has something to show side by side."""
    values = {name: [old, said(getattr(partner, name))] for name, old in BEFORE.items()}
    entry = Entry.objects.create(
        actor=world.owners[partner.slug],
        verb="partner.updated",
        subject_type="partners.partner",
        subject_id=str(partner.pk),
        subject_title=str(partner),
        municipality=partner.municipality,
        data={"changed": list(values)},
        at=ago(40),
    )
    Change.objects.create(
        partner=partner, entry=entry, version=partner.version, values=values, at=entry.at
    )
