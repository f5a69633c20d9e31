"""The first words of a report: all that may be told, and nothing else."""

import pytest
from django.utils import timezone

from events.following import questionnaire
from events.models import NoteEntry, Objection, Pitch, ProgrammeItem, TableNotes
from events.reporting.drafting import draft_of, title_of
from tests.events.past import make_past, make_seat
from tests.factories import make_partner, make_table, make_user
from tomoni.receipts import new_receipt

pytestmark = pytest.mark.django_db


def _entry(table: object, text: str, **fields: object) -> NoteEntry:
    given = {"part": "common", "writer": make_user(), "agreed_version": 1, **fields}
    return NoteEntry.objects.create(table=table, text=text, **given)


def test_facts_programme_and_pitches() -> None:
    event = make_past(title="第四回の会", venue="市民会館", organisers="金沢市")
    ProgrammeItem.objects.create(event=event, position=1, minutes=10, title="開会")
    partner = make_partner("茶の店")
    make_seat(event, partner)
    Pitch.objects.create(
        event=event,
        partner=partner,
        user=make_user(),
        receipt=new_receipt("P"),
        state="chosen",
        position=1,
        title="茶殻を土に",
        ask="畑を\n探しています",
    )
    text = draft_of(event)
    for words in ("市民会館", "金沢市", "開会", "**茶殻を土に** 茶の店：畑を 探しています"):
        assert words in text
    assert "1人、1団体" in text
    assert title_of(event) == "第四回の会の報告"


def test_a_pitch_that_was_not_chosen_is_not_named() -> None:
    event = make_past()
    Pitch.objects.create(
        event=event,
        partner=make_partner(),
        user=make_user(),
        receipt=new_receipt("P"),
        title="選ばれなかった話",
        ask="x",
    )
    assert "選ばれなかった話" not in draft_of(event)


def test_of_notes_only_what_the_table_has_agreed_to_publish() -> None:
    event = make_past()
    agreed, open_table = make_table(event, "空き家"), make_table(event, "茶")
    TableNotes.objects.create(table=agreed, agreed_at=timezone.now(), agreed_by=make_user())
    TableNotes.objects.create(table=open_table)
    _entry(agreed, "若い人が住みたがっている")
    _entry(agreed, "内輪の話", is_shareable=False)
    _entry(agreed, "消した話", deleted_at=timezone.now())
    _entry(agreed, "同意のあとで変えた話", version=2)
    _entry(open_table, "まだ同意していない話")
    objected = _entry(agreed, "異議のある話")
    Objection.objects.create(entry=objected, user=make_user())
    text = draft_of(event)
    assert "- 若い人が住みたがっている" in text
    for words in (
        "内輪の話",
        "消した話",
        "同意のあとで変えた話",
        "まだ同意していない話",
        "異議のある話",
    ):
        assert words not in text


def test_what_people_wrote_makes_no_headings() -> None:
    event = make_past()
    table = make_table(event, "空き家")
    TableNotes.objects.create(table=table, agreed_at=timezone.now(), agreed_by=make_user())
    _entry(table, "一行目\n# 大見出し\n- 箇条")
    assert "- 一行目 # 大見出し - 箇条" in draft_of(event)


@pytest.mark.parametrize(("count", "is_told"), [(2, False), (3, True)])
def test_figures_of_the_questionnaire_only_where_they_are_shown(count: int, is_told: bool) -> None:
    event = make_past()
    said = {"satisfaction": 5, "new_contacts": 2, "continuing": "yes"}
    for _ in range(count):
        questionnaire.answer(make_seat(event, make_partner()), said)
    assert (f"{count}人中{count}人" in draft_of(event)) is is_told


def test_no_participant_is_named() -> None:
    event = make_past()
    make_seat(event, make_partner("見本商店"), name="見本 花子")
    assert "見本" not in draft_of(event)
