"""Partners, who belongs to them, and what they declare."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from partners.fiscal import first_day, fiscal_year
from partners.models import (
    Affiliation,
    AffiliationRequest,
    Membership,
    OnBehalf,
    Partner,
    Target,
    TargetReport,
    YearReport,
)
from tests.making.people import make_municipality, make_user, numbers
from tomoni.accounts.models import User
from tomoni.receipts import new_receipt
from tomoni.taxonomy.models import Goal, PartnerType


def make_partner(name: str = "", *, goals: tuple[int, ...] = (11,), **fields: Any) -> Partner:
    """A registered partner; `state=` makes another."""
    number, now = next(numbers), timezone.now()
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


def make_unclaimed(federation: Partner | None = None, name: str = "", **fields: Any) -> Partner:
    """A partner that its federation, or else the staff, have registered on its behalf."""
    by = fields.pop("by", None) or make_user()
    partner = make_partner(name, **fields)
    agreed = OnBehalf.Agreed.PAPER
    OnBehalf.objects.create(partner=partner, by=by, federation=federation, agreed=agreed)
    if federation:
        affiliate(federation, partner, edits=True, writes=True)
    return partner


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
