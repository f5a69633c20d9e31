"""The life of an agreement: its steps, its number of its kind, its lights and its term."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone, translation

from partners.agreements import living, reminding, steps, terms
from partners.agreements.counting import ordinal_of
from partners.agreements.history import history
from partners.agreements.steps import note
from partners.jobs import agreement_day, agreement_look, item_look
from partners.models import Agreement, CooperationItem, Membership, Partner
from partners.models.agreement_parts import Light
from tests.factories import (
    make_agreement,
    make_item,
    make_member,
    make_municipality,
    make_partner,
    make_project,
    make_staff,
)
from tomoni.journal.models import Entry
from tomoni.models import LostUpdateError, StateError
from tomoni.municipalities.models import StaffRole
from tomoni.notices.models import Notice
from tomoni.taxonomy.models import PartnerType

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 28)
State = Agreement.State


def economic(name: str = "") -> Partner:
    body = make_partner(*([name] if name else []))
    body.type = PartnerType.objects.get(slug="economic-organisation")
    body.save()
    return body


def light_of(item: CooperationItem) -> Light | None:
    row = CooperationItem.objects.with_last_activity().select_related("agreement").get(pk=item.pk)
    return row.light


def signed(lead: Partner | str, other: Partner | str, day: date, **fields: Any) -> Agreement:
    return make_agreement(lead, other, municipality=make_municipality(), signed_on=day, **fields)


# --- Which number of its kind -----------------------------------------------------------------


def test_the_fourth_with_an_economic_body_is_counted_from_the_register() -> None:
    university, city = make_partner("きび大学"), make_municipality()
    for year in (2018, 2020, 2023):
        signed(university, economic(), date(year, 4, 1))
    signed(university, make_partner(), date(2021, 4, 1))  # a company
    signed(make_partner(), economic(), date(2019, 4, 1))  # of another lead
    make_agreement(university, economic(), municipality=city, state=State.DRAFT)
    fourth = signed(university, economic(), date(2025, 4, 1))
    ordinal = ordinal_of(fourth)
    assert ordinal is not None
    assert (ordinal.number, ordinal.lead, ordinal.type) == (4, "きび大学", "経済団体")
    assert len(ordinal.earlier) == 3


def test_private_and_ended_ones_count_and_one_day_is_sorted_by_number() -> None:
    lead, day = make_partner(), date(2020, 4, 1)
    first = signed(lead, economic(), day, visibility="parties")
    second = signed(lead, economic(), day, state=State.ENDED, ended_on=day)
    third = signed(lead, economic(), day)
    numbers = [ordinal_of(row) for row in (first, second, third)]
    assert [n and n.number for n in numbers] == [1, 2, 3]


def test_bodies_known_by_name_count_by_the_type_that_was_chosen() -> None:
    kind = PartnerType.objects.get(slug="economic-organisation")
    lead = make_partner()
    first, second = (signed(lead, name, date(2020, 4, 1)) for name in ("甲の会", "乙の会"))
    assert ordinal_of(second) is None
    for row in (first, second):
        row.parties.exclude(is_lead=True).update(type=kind)
    found = ordinal_of(second)
    assert found is not None
    assert found.number == 2


def test_a_lead_that_has_registered_since_counts_with_what_it_led_before() -> None:
    city = make_municipality()
    before = make_agreement("きび 大学", economic(), municipality=city, signed_on=date(2020, 4, 1))
    elsewhere = signed("きび 大学", economic(), date(2021, 4, 1))
    lead = make_partner("きび　大学")
    after = make_agreement(lead, economic(), municipality=city, signed_on=date(2022, 4, 1))
    numbers = [n and n.number for n in map(ordinal_of, (before, elsewhere, after))]
    assert numbers == [1, 1, 2]


def test_the_number_and_the_lead_are_said_in_the_language_of_the_reader() -> None:
    city = make_municipality()
    for _ in range(2):
        agreement = make_agreement("仮", economic(), municipality=city)
        agreement.parties.filter(is_lead=True).update(name="", municipality=city)
    found = ordinal_of(agreement)
    assert found is not None
    assert (found.lead, found.place) == (city.name_ja, "2")
    with translation.override("en"):
        assert (found.lead, found.place) == (city.name_en, "2nd")


# --- Lights -----------------------------------------------------------------------------------


def test_an_item_turns_yellow_after_a_year_and_red_after_two(time_machine: Any) -> None:
    item = make_item(signed(make_partner(), make_partner(), TODAY))
    seen = {}
    for days in (0, 364, 365, 729, 730, 2000):
        time_machine.move_to(f"{TODAY + timedelta(days=days)} 12:00 +0900", tick=False)
        seen[days] = light_of(item)
    green, yellow, red = Light.GREEN, Light.YELLOW, Light.RED
    assert seen == {0: green, 364: green, 365: yellow, 729: yellow, 730: red, 2000: red}


def test_what_is_told_turns_it_green_again_and_finished_ones_have_no_light(
    time_machine: Any,
) -> None:
    time_machine.move_to(f"{TODAY} 12:00 +0900", tick=False)
    agreement = signed(make_partner(), make_partner(), TODAY - timedelta(days=800))
    item, by = make_item(agreement), make_staff(agreement.municipality)
    answers = {"on": TODAY - timedelta(days=400), "text": "会いました。", "is_public": True}
    living.tell_item(item, answers, by=by, party=None)
    assert light_of(item) == Light.YELLOW
    living.tell_item(item, {**answers, "on": TODAY}, by=by, party=None)
    assert light_of(item) == Light.GREEN
    living.mark_item(item, by=by, is_done=True)
    assert light_of(item) is None
    with pytest.raises(StateError):
        living.tell_item(item, {**answers, "on": TODAY}, by=by, party=None)
    living.mark_item(item, by=by, is_done=False)
    assert light_of(item) == Light.GREEN


@pytest.mark.parametrize("days", [1, -900])
def test_a_day_to_come_or_before_the_signing_is_refused(days: int) -> None:
    agreement = make_agreement(make_partner(), make_partner())
    item, by = make_item(agreement), make_staff(agreement.municipality)
    on = timezone.localdate() + timedelta(days=days)
    with pytest.raises(StateError):
        living.tell_item(item, {"on": on, "text": "x", "is_public": True}, by=by, party=None)
    assert not item.activities.exists()


def test_who_tells_of_an_item_that_was_just_taken_out_is_told_so() -> None:
    item = make_item(make_agreement("甲", "乙"))
    by = make_staff(item.agreement.municipality)
    CooperationItem.objects.filter(pk=item.pk).delete()
    said = {"on": timezone.localdate(), "text": "会いました。", "is_public": True}
    with pytest.raises(StateError, match="ほかの方が取り除きました"):
        living.tell_item(item, said, by=by, party=None)
    with pytest.raises(StateError, match="ほかの方が取り除きました"):
        living.mark_item(item, by=by, is_done=True)


# --- Signing, ending, discarding ----------------------------------------------------------------


def draft(*parties: Partner | str) -> Agreement:
    return make_agreement(*parties, municipality=make_municipality(), state=State.DRAFT)


def sign(agreement: Agreement, **said: Any) -> None:
    steps.sign_agreement(
        agreement,
        by=make_staff(agreement.municipality),
        signed_on=said.get("on", timezone.localdate()),
        signing="online",
        place="",
        seen=said.get("seen", agreement.version),
    )


def test_signing_puts_it_in_force_and_tells_parties_and_office() -> None:
    partner = make_partner()
    editor, viewer = make_member(partner), make_member(partner, Membership.Role.VIEWER)
    agreement = draft(partner, make_partner())
    make_item(agreement)
    clerk = make_staff(agreement.municipality)
    sign(agreement)
    assert (agreement.state, agreement.signing) == (State.IN_FORCE, "online")
    told = set(Notice.objects.values_list("recipient", flat=True))
    assert {editor.pk, clerk.pk} <= told
    assert viewer.pk not in told
    assert Entry.objects.filter(verb="agreement.signed").count() == 1


def test_it_is_not_signed_with_one_party_without_items_or_in_the_future() -> None:
    alone, empty, early = draft(make_partner()), draft("甲", "乙"), draft("甲", "乙")
    make_item(alone)
    make_item(early)
    late = timezone.localdate() + timedelta(days=1)
    for agreement, said in ((alone, {}), (empty, {}), (early, {"on": late})):
        with pytest.raises(StateError):
            sign(agreement, **said)
        agreement.refresh_from_db()
        assert agreement.state == State.DRAFT
    with pytest.raises(LostUpdateError):
        sign(early, seen=7)


def test_who_saves_a_draft_that_was_just_discarded_is_told_so() -> None:
    agreement = draft("商工の会")
    mine = Agreement.objects.get(pk=agreement.pk)
    by = make_staff(agreement.municipality)
    steps.discard_agreement(agreement, by=by)
    with pytest.raises(StateError, match="この下書きは、ほかの方が捨てました。"):
        steps.discard_agreement(mine, by=by)


def test_it_ends_with_a_reason_and_a_draft_is_discarded_with_its_files() -> None:
    agreement = make_agreement(make_partner(), make_partner())
    by = make_staff(agreement.municipality)
    steps.end_agreement(agreement, by=by, ended_on=timezone.localdate(), reason="役目を終えた")
    assert (agreement.state, agreement.end_reason) == (State.ENDED, "役目を終えた")
    with pytest.raises(StateError):
        steps.discard_agreement(agreement, by=by)
    gone = draft("甲", "乙")
    steps.discard_agreement(gone, by=by)
    assert not Agreement.objects.filter(title=gone.title, state=State.DRAFT).exists()
    assert Entry.objects.filter(verb="agreement.discarded").exists()


def test_an_item_of_which_something_was_told_stays() -> None:
    agreement = make_agreement(make_partner(), make_partner())
    told, untold = make_item(agreement, "相談"), make_item(agreement, "見学")
    by = make_staff(agreement.municipality)
    told.activities.create(on=timezone.localdate(), text="会いました。", by=by)
    row = {"id": untold.pk, "title": "見学", "body": "", "goal_id": None, "field_id": None}
    with pytest.raises(StateError):
        steps.rewrite_items(agreement, [{**row, "owner_id": None}], by=by, seen=1)
    kept = {**row, "id": told.pk, "title": "技術の相談", "owner_id": None}
    agreement.refresh_from_db()
    steps.rewrite_items(agreement, [kept], by=by, seen=agreement.version)
    assert [item.title for item in agreement.items.all()] == ["技術の相談"]
    assert agreement.items.get().activities.count() == 1


# --- The term ---------------------------------------------------------------------------------


def look() -> None:
    """What beat and the relay do in a day, twice: nothing happens twice."""
    for _ in range(2):
        day = timezone.localdate().isoformat()
        agreement_day(day, {})
        for pk in terms.due_agreements(timezone.localdate()):
            agreement_look(f"agreement:{pk}", {})()
        for pk in reminding.due_items(timezone.localdate()):
            item_look(f"item:{pk}", {})()


def test_the_end_of_a_term_is_told_once_and_it_goes_on_by_itself(time_machine: Any) -> None:
    time_machine.move_to(f"{TODAY} 12:00 +0900", tick=False)
    partner = make_partner()
    editor = make_member(partner)
    agreement = signed(partner, make_partner(), TODAY - timedelta(days=200))
    clerk = make_staff(agreement.municipality)
    ends = TODAY + timedelta(days=91)
    Agreement.objects.update(ends_on=ends, renews_for_months=12, notice_days=90)
    look()
    assert not Notice.objects.exists()
    time_machine.move_to(f"{TODAY + timedelta(days=1)} 12:00 +0900", tick=False)
    look()
    assert set(Notice.objects.values_list("recipient", flat=True)) == {editor.pk, clerk.pk}
    assert Notice.objects.count() == 2
    time_machine.move_to(f"{ends + timedelta(days=1)} 12:00 +0900", tick=False)
    look()
    agreement.refresh_from_db()
    assert (agreement.state, agreement.ends_on) == (State.IN_FORCE, date(2028, 2, 27))
    entry = Entry.objects.get(verb="agreement.renewed")
    assert entry.data == {"was": "2027-02-27", "until": "2028-02-27"}
    assert Notice.objects.count() == 2


def test_a_term_that_is_over_and_not_renewed_ends_with_its_last_day() -> None:
    last = timezone.localdate() - timedelta(days=1)
    agreement = make_agreement(make_partner(), make_partner(), ends_on=last)
    look()
    agreement.refresh_from_db()
    assert (agreement.state, agreement.ended_on, agreement.end_reason) == (State.ENDED, last, "")
    assert Entry.objects.filter(verb="agreement.lapsed").count() == 1


# --- Reminding --------------------------------------------------------------------------------


def test_who_looks_after_an_item_is_asked_once_a_year(time_machine: Any) -> None:
    partner = make_partner()
    editor = make_member(partner)
    agreement = signed(partner, make_partner(), TODAY)
    clerk = make_staff(agreement.municipality)
    make_item(agreement, "相談", owner=agreement.parties.get(partner=partner))
    make_item(agreement, "見学")  # nobody looks after it: the office is asked
    asked = {}
    for days in (334, 335, 336, 400, 699, 700, 701):
        time_machine.move_to(f"{TODAY + timedelta(days=days)} 12:00 +0900", tick=False)
        look()
        asked[days] = Notice.objects.count()
    assert asked == {334: 0, 335: 2, 336: 2, 400: 2, 699: 2, 700: 4, 701: 4}
    assert set(Notice.objects.values_list("recipient", flat=True)) == {editor.pk, clerk.pk}
    assert Notice.objects.get(recipient=editor, key__contains="2027").url.endswith("/tell/")


def test_after_an_answer_it_is_asked_again_eleven_months_later(time_machine: Any) -> None:
    item = make_item(signed(make_partner(), make_partner(), TODAY))
    make_staff(item.agreement.municipality)
    asked = {}
    for days in (335, 336, 670, 671, 672, 1035, 1036):
        time_machine.move_to(f"{TODAY + timedelta(days=days)} 12:00 +0900", tick=False)
        if days == 336:
            by = make_staff(item.agreement.municipality, StaffRole.Role.VIEWER)
            item.activities.create(on=timezone.localdate(), text="会いました。", by=by)
        look()
        asked[days] = Notice.objects.count()
    assert asked == {335: 1, 336: 1, 670: 1, 671: 2, 672: 2, 1035: 2, 1036: 3}


def test_partners_read_which_office_it_was_and_the_office_reads_who() -> None:
    agreement, town = make_agreement(make_partner(), "仮"), make_municipality()
    agreement.parties.filter(name="仮").update(name="", municipality=town)
    item, day = make_item(agreement), timezone.localdate()
    theirs, ours = make_staff(town), make_staff(agreement.municipality)
    for by in (theirs, ours):
        answers = {"on": day, "text": "会いました。", "is_public": True}
        living.tell_item(item, answers, by=by, party=None)
    note(ours, "agreement.renewed", agreement, was=day, until=day)
    parties = list(agreement.parties.all())
    read = history(agreement, parties, for_office=False)
    assert [line.by for line in read] == [agreement.municipality.name] * 2 + [town.name]
    assert read[0].until == day
    known = history(agreement, parties, for_office=True)
    assert [line.by for line in known] == [ours.name, ours.name, theirs.name]


def test_an_agreement_keeps_what_it_came_out_of() -> None:
    project = make_project()
    answers = {
        "title": "協定",
        "purposes": "目的",
        "visibility": "public",
        "intermediary": None,
        "ends_on": None,
        "renews_for_months": None,
        "notice_days": 90,
        "press_text": "",
        "related": [],
        "parties": [],
        "links": [],
    }
    by = make_staff(project.municipality)
    agreement = steps.draft_agreement(project.municipality, answers, by=by, origin=project)
    assert agreement.came_from == project
