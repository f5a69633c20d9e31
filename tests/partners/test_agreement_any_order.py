"""Steps on an agreement in any order by anybody: nothing unlawful, nothing lost, nothing leaked."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from partners.agreements import living, steps, terms
from partners.agreements.counting import ordinal_of
from partners.models import Agreement, AgreementParty, CooperationItem, ItemActivity
from tests.factories import make_agreement, make_member, make_municipality, make_partner, make_staff
from tomoni.journal.models import Entry
from tomoni.models import LostUpdateError, StateError

pytestmark = pytest.mark.django_db
State = Agreement.State
LEADS_TO = {
    State.DRAFT: {State.DRAFT, State.IN_FORCE},
    State.IN_FORCE: {State.IN_FORCE, State.ENDED},
    State.ENDED: {State.ENDED},
}
ON_TOP = ("title", "purposes", "intermediary", "ends_on", "renews_for_months", "notice_days")


class Life(RuleBasedStateMachine):
    """One draft of two partners, the office that prepares it, and a stranger."""

    def __init__(self) -> None:
        super().__init__()
        self.lead, self.other = make_partner(), make_partner()
        self.agreement = make_agreement(
            self.lead, self.other, municipality=make_municipality(), state=State.DRAFT
        )
        self.pk = self.agreement.pk
        self.clerk = make_staff(self.agreement.municipality)
        self.member, self.stranger = make_member(self.other), make_member(make_partner())
        self.state: State | None = State.DRAFT
        self.told = 0
        self.ended: tuple[Any, ...] | None = None

    def do(self, step: Any, *args: Any, **kwargs: Any) -> bool:
        """Take a step on what another tab has open; what is refused leaves no trace."""
        entries = Entry.objects.filter(subject_id=str(self.pk)).count()
        try:
            step(*args, **kwargs)
        except (StateError, LostUpdateError, Agreement.DoesNotExist):
            assert Entry.objects.filter(subject_id=str(self.pk)).count() == entries
            return False
        row = Agreement.objects.filter(pk=self.pk).first()
        if row is None:
            assert self.state in (State.DRAFT, None)
            self.state = None
        elif self.state is not None:
            assert State(row.state) in LEADS_TO[self.state]
            self.state = State(row.state)
        return True

    def row(self) -> Agreement:
        return Agreement.objects.filter(pk=self.pk).first() or Agreement(
            pk=self.pk, municipality=self.agreement.municipality
        )

    @rule(count=st.integers(0, 2))
    def write_items(self, count: int) -> None:
        row = self.row()
        known = list(CooperationItem.objects.filter(agreement=self.pk).values_list("pk", flat=True))
        ids = [*known, None, None][:count]
        columns = {"title": "相談", "body": "", "goal_id": None, "field_id": None, "owner_id": None}
        rows = [{**columns, "id": pk} for pk in ids]
        self.do(steps.rewrite_items, row, rows, by=self.clerk, seen=row.version)

    @rule(days=st.integers(-2, 900))
    def sign(self, days: int) -> None:
        row, day = self.row(), timezone.localdate() - timedelta(days=days)
        said = {"signed_on": day, "signing": "online", "place": "", "seen": row.version}
        done = self.do(steps.sign_agreement, row, by=self.clerk, **said)
        assert not (done and days < 0), "signed on a day to come"

    @rule(days=st.integers(-1, 300), is_public=st.booleans())
    def tell(self, days: int, is_public: bool) -> None:
        item = CooperationItem.objects.filter(agreement=self.pk).first()
        if item:
            on = timezone.localdate() - timedelta(days=days)
            answers = {"on": on, "text": "会いました。", "is_public": is_public}
            party = item.agreement.parties.last()
            self.told += self.do(living.tell_item, item, answers, by=self.member, party=party)

    @rule(is_done=st.booleans())
    def mark(self, is_done: bool) -> None:
        item = CooperationItem.objects.filter(agreement=self.pk).first()
        if item:
            self.do(living.mark_item, item, by=self.clerk, is_done=is_done)

    @rule(days=st.integers(-30, 30), months=st.sampled_from([None, 1, 12]))
    def the_term_is_looked_at(self, days: int, months: int | None) -> None:
        ends = timezone.localdate() + timedelta(days=days)
        Agreement.objects.filter(pk=self.pk, signed_on__lte=ends, state=State.IN_FORCE).update(
            ends_on=ends, renews_for_months=months
        )
        self.do(terms.look_at, self.pk)

    @rule()
    def end(self) -> None:
        row, today = self.row(), timezone.localdate()
        self.do(steps.end_agreement, row, by=self.clerk, ended_on=today, reason="都合です。")

    @rule(is_public=st.booleans(), has_third=st.booleans(), is_second_tab=st.booleans())
    def write(self, is_public: bool, has_third: bool, is_second_tab: bool) -> None:
        row = self.row()
        first = AgreementParty.objects.filter(agreement=self.pk).exclude(partner=None)
        parties: list[dict[str, Any]] = [{"id": p.pk, "partner": p.partner} for p in first]
        third = {"id": None, "partner": None, "name": "丙の会"}
        rows = [*parties, *([third] if has_third else [])]
        blank = {"municipality": None, "name": "", "type": None, "part": "", "signatories": []}
        said = {
            **{name: getattr(row, name) for name in (*ON_TOP, "press_text")},
            "visibility": "public" if is_public else "parties",
            "parties": [{**blank, **each} for each in rows],
            "related": [],
            "links": [],
        }
        seen = row.version - is_second_tab
        done = self.do(steps.rewrite_agreement, row, said, by=self.clerk, seen=seen)
        assert not (done and is_second_tab)
        if done:
            assert Agreement.objects.get(pk=self.pk).visibility == said["visibility"]

    @rule()
    def discard(self) -> None:
        self.do(steps.discard_agreement, self.row(), by=self.clerk)

    @invariant()
    def nothing_that_was_told_is_lost(self) -> None:
        assert ItemActivity.objects.filter(item__agreement=self.pk).count() == self.told

    @invariant()
    def outsiders_see_what_is_signed_and_public_and_nothing_else(self) -> None:
        mine, row = Agreement.objects.filter(pk=self.pk), self.row()
        is_open = self.state not in (None, State.DRAFT) and row.visibility == "public"
        for reader in (AnonymousUser(), self.stranger):
            assert mine.visible_to(reader).exists() == is_open
        assert mine.visible_to(self.member).exists() == (self.state is not None)

    @invariant()
    def what_is_in_force_has_parties_items_and_a_number(self) -> None:
        if self.state not in (None, State.DRAFT):
            row = self.row()
            assert row.parties.count() in (2, 3)
            assert row.items.exists()
            found = ordinal_of(row)
            assert found is not None
            assert found.number == 1

    @invariant()
    def what_has_ended_stays_as_it_ended(self) -> None:
        mine = Agreement.objects.filter(pk=self.pk, state=State.ENDED)
        ended = mine.values_list("signed_on", "ended_on", "end_reason", "title", "version").first()
        assert self.ended in (None, ended)
        self.ended = ended


def test_steps_in_any_order() -> None:
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=20,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
