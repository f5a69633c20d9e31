"""The steps of a registration: what each changes, tells and refuses."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail as outgoing
from django.utils import timezone
from time_machine import travel

from partners.life import ending, registration
from partners.models import Membership, Partner
from partners.signals import partner_changed
from tests.factories import make_member, make_municipality, make_partner, make_staff, make_user
from tomoni.accounts.models import User
from tomoni.journal import ledger, mail
from tomoni.journal.models import Entry, Job
from tomoni.journal.record import history_of
from tomoni.models import LostUpdateError, StateError
from tomoni.municipalities.models import StaffRole
from tomoni.taxonomy.models import Goal, PartnerType

pytestmark = pytest.mark.django_db
State = Partner.State


def new_partner(**fields: Any) -> Partner:
    """A row that nobody has saved yet."""
    defaults: dict[str, Any] = {
        "municipality": make_municipality(),
        "name": "掛川製茶",
        "kana": "カケガワセイチャ",
        "type": PartnerType.objects.get(slug="company"),
        "description": "お茶を育てています。",
    }
    return Partner(**{**defaults, **fields})


def waiting_partner(**fields: Any) -> tuple[Partner, User]:
    """A registration the city has to answer, and its owner."""
    partner = make_partner(state=State.SUBMITTED, approved_at=None, expires_on=None, **fields)
    return partner, make_member(partner)


def mails() -> list[dict[str, Any]]:
    """What the ledger is to send."""
    return list(Job.objects.filter(kind=mail.KIND).order_by("pk").values_list("payload", flat=True))


def delivered() -> list[Any]:
    """Everything in the ledger's mail box, sent."""
    for job in Job.objects.filter(kind=mail.KIND).open():
        assert ledger.run(job.pk) == ledger.Outcome.DONE
    return outgoing.outbox


@pytest.fixture
def heard() -> Any:
    """The partners of which `partner_changed` told."""
    seen: list[Partner] = []

    def listen(sender: Any, partner: Partner, **kwargs: Any) -> None:
        seen.append(partner)

    partner_changed.connect(listen)
    yield seen
    partner_changed.disconnect(listen)


def test_submission_makes_the_partner_and_its_owner() -> None:
    user = make_user()
    partner = registration.submit_partner(
        new_partner(), by=user, chosen={"primary_goals": Goal.objects.filter(number=12)}
    )
    partner.refresh_from_db()
    assert (partner.state, partner.receipt[:2]) == (State.SUBMITTED, "R-")
    assert partner.submitted_at is not None
    assert [goal.number for goal in partner.primary_goals.all()] == [12]
    (membership,) = partner.memberships.all()
    assert (membership.user, membership.role) == (user, Membership.Role.OWNER)
    assert [entry.verb for entry in history_of(partner)] == ["partner.submitted"]


def test_submission_is_found_by_search() -> None:
    partner = registration.submit_partner(new_partner(), by=make_user())
    assert list(Partner.objects.found_by("製茶")) == [partner]


def test_submission_is_copied_to_the_sender() -> None:
    user = make_user(name="山田 & 娘", language="ja")
    partner = registration.submit_partner(new_partner(), by=user)
    (message,) = delivered()
    assert message.to == [user.email]
    assert partner.receipt in message.subject
    assert "山田 & 娘" in message.body
    assert f"/my/partner/?partner={partner.slug}" in message.body


def test_mails_speak_english_to_who_reads_english() -> None:
    city = make_municipality("掛川市")
    city.name_en = "Kakegawa"
    city.save()
    registration.submit_partner(new_partner(municipality=city), by=make_user(language="en"))
    (message,) = delivered()
    assert message.subject.startswith("Your registration has arrived")
    assert "Kakegawa checks it" in message.body
    assert "掛川市" not in message.body


def test_saved_draft_can_be_submitted_once() -> None:
    partner = new_partner(state=State.DRAFT, slug="draft", receipt="R-DRAF-TTTT")
    partner.save()
    registration.submit_partner(partner, by=make_user())
    with pytest.raises(StateError):
        registration.submit_partner(partner, by=make_user())
    assert partner.slug == "draft"


@travel("2026-08-31 10:00+09:00", tick=False)
def test_approval_registers_for_the_municipalitys_months(heard: list[Partner]) -> None:
    city = make_municipality(renewal_months=6)
    partner, owner = waiting_partner(municipality=city)
    registration.approve_partner(partner, by=make_staff(city, StaffRole.Role.MANAGER))
    partner.refresh_from_db()
    assert (partner.state, partner.expires_on) == (State.APPROVED, date(2027, 2, 28))
    assert partner.approved_at == timezone.now()
    assert heard == [partner]
    (message,) = delivered()
    assert message.to == [owner.email]
    assert "2027年2月28日" in message.body
    assert partner.get_absolute_url() in message.body


def test_owners_are_told_and_nobody_else() -> None:
    partner, owner = waiting_partner()
    second = make_member(partner)
    make_member(partner, Membership.Role.EDITOR)
    make_member(partner, Membership.Role.VIEWER)
    registration.approve_partner(partner, by=make_user())
    assert [payload["to"] for payload in mails()] == [owner.pk, second.pk]


def test_return_tells_the_reason_and_where_to_go_on() -> None:
    partner, owner = waiting_partner()
    registration.return_partner(partner, by=make_user(), reason="活動内容を\n詳しく <b>")
    partner.refresh_from_db()
    assert (partner.state, partner.return_reason) == (State.RETURNED, "活動内容を\n詳しく <b>")
    (message,) = delivered()
    assert message.to == [owner.email]
    assert "活動内容を\n詳しく <b>" in message.body
    assert f"/my/partner/?partner={partner.slug}" in message.body
    assert history_of(partner)[0].data == {"reason": "活動内容を\n詳しく <b>"}


def test_second_return_is_told_again() -> None:
    partner, owner = waiting_partner()
    for reason in ("一つ目", "二つ目"):
        registration.return_partner(partner, by=make_user(), reason=reason)
        registration.resubmit_partner(partner, by=owner, seen_version=partner.version)
    templates = [payload["template"] for payload in mails()]
    assert templates == ["partner_returned", "partner_submitted"] * 2


def test_resubmission_waits_anew_and_clears_the_reason() -> None:
    partner, owner = waiting_partner(submitted_at=timezone.now() - timedelta(days=9))
    registration.return_partner(partner, by=make_user(), reason="詳しく")
    partner.description = "もっと詳しく書きました。"
    registration.resubmit_partner(partner, by=owner, seen_version=1)
    partner.refresh_from_db()
    assert (partner.state, partner.return_reason, partner.version) == (State.SUBMITTED, "", 2)
    assert timezone.now() - partner.submitted_at < timedelta(minutes=1)
    assert history_of(partner)[0].data == {"changed": ["description"]}


@pytest.mark.parametrize("state", [State.APPROVED, State.SUBMITTED])
def test_edit_keeps_the_state(state: str, heard: list[Partner]) -> None:
    partner = make_partner(state=state)
    Partner.objects.filter(pk=partner.pk).update(receipt="R-KEEP-KEEP")
    partner.name, partner.receipt, partner.slug = "新しい名前", "R-EVIL-EVIL", "evil"
    partner.state = State.SUSPENDED  # what a form could never do
    registration.update_partner(
        partner, by=make_user(), seen_version=1, chosen={"fields": [], "primary_goals": []}
    )
    stored = Partner.objects.get(pk=partner.pk)
    assert (stored.name, stored.state, stored.receipt) == ("新しい名前", state, "R-KEEP-KEEP")
    assert heard == [partner]
    assert list(Partner.objects.found_by("新しい")) == [stored]


def test_journal_names_what_was_changed_but_not_what_stood_there() -> None:
    partner = make_partner(phone="0537-21-1111", goals=(11,))
    partner.phone, partner.website = "0537-21-2222", "https://example.jp/"
    goals = Goal.objects.filter(number__in=[11, 13])
    registration.update_partner(
        partner, by=make_user(), seen_version=1, chosen={"primary_goals": goals, "fields": []}
    )
    entry = Entry.objects.get(verb="partner.updated")
    assert entry.data == {"changed": ["phone", "website", "primary_goals"]}
    assert "0537" not in str(entry.data)


def test_second_of_two_editors_is_told() -> None:
    partner = make_partner()
    registration.update_partner(partner, by=make_user(), seen_version=1)
    stale = Partner.objects.get(pk=partner.pk)
    stale.name = "古い"
    with pytest.raises(LostUpdateError):
        registration.update_partner(stale, by=make_user(), seen_version=1)
    partner.refresh_from_db()
    assert partner.name != "古い"
    assert Entry.objects.filter(verb="partner.updated").count() == 1


STEPS: dict[str, tuple[Any, set[str]]] = {
    "approve": (
        lambda partner, by: registration.approve_partner(partner, by=by),
        {State.SUBMITTED, State.LAPSED},
    ),
    "return": (
        lambda partner, by: registration.return_partner(partner, by=by, reason="直してください"),
        {State.SUBMITTED},
    ),
    "resubmit": (
        lambda partner, by: registration.resubmit_partner(partner, by=by, seen_version=1),
        {State.RETURNED, State.DRAFT},
    ),
    "update": (
        lambda partner, by: registration.update_partner(partner, by=by, seen_version=1),
        {State.DRAFT, State.SUBMITTED, State.APPROVED, State.SUSPENDED, State.LAPSED},
    ),
    "suspend": (
        lambda partner, by: ending.suspend_partner(partner, by=by, reason="連絡がつかない"),
        {State.APPROVED},
    ),
    "lift": (
        lambda partner, by: ending.lift_suspension(partner, by=by),
        {State.SUSPENDED},
    ),
    "withdraw": (
        lambda partner, by: ending.withdraw_partner(partner, by=by),
        {
            *(State.SUBMITTED, State.APPROVED, State.RETURNED),
            *(State.SUSPENDED, State.LAPSED),
        },
    ),
    "submit": (
        lambda partner, by: registration.submit_partner(partner, by=by),
        {State.DRAFT},
    ),
}


@pytest.mark.parametrize("state", State.values)
@pytest.mark.parametrize("name", sorted(STEPS))
def test_step_is_possible_only_from_its_states(name: str, state: str) -> None:
    step, allowed = STEPS[name]
    partner = make_partner(state=state, return_reason="理由")
    by = make_user()
    if state in allowed:
        step(partner, by)
        return
    with pytest.raises(StateError):
        step(partner, by)
    partner.refresh_from_db()
    assert partner.state == state
    assert not Entry.objects.exists()
    assert not mails()


def test_state_in_memory_is_not_believed() -> None:
    partner, _owner = waiting_partner()
    other = Partner.objects.get(pk=partner.pk)
    registration.approve_partner(other, by=make_user())
    with pytest.raises(StateError):
        registration.return_partner(partner, by=make_user(), reason="遅い")
