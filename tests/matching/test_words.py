"""A score in words, in both languages, with nothing left out."""

from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from matching.engine import OTHER_WORDS, Addend
from matching.engine.documents import AddendKind
from matching.engine.policy import BOUNDS
from matching.engine.reasons import NEAR
from matching.reading.words import Names, level_words, mutual_words, reasons
from tomoni.taxonomy.models import Field

pytestmark = pytest.mark.django_db


def addend(kind: AddendKind, key: str, value: float = 0.1, **more: Any) -> Addend:
    return Addend(kind, key, value, **{"rare": False, **more})


def lines(*addends: Addend, sub_themes: tuple[str, ...] = ()) -> list[str]:
    return [reason["words"] for reason in reasons(addends, Names.of(addends), sub_themes)]


CASES = [
    (
        [addend("goal", "11", 0.2), addend("goal", "13")],
        "共通の目標：11 住み続けられるまちづくりを、13 気候変動に具体的な対策を",
        "Goals in common: 11 Sustainable Cities and Communities, 13 Climate Action",
    ),
    (
        [addend("field", "housing")],
        "共通の行政分野：都市計画・住宅・空き家",
        "Fields in common: Urban planning, housing and vacant houses",
    ),
    (
        [addend("text", "空き家", 0.2), addend("text", "改修")],
        "どちらも話題にしている言葉：空き家、改修",
        "Both speak of: 空き家, 改修",
    ),
    (
        [addend("text", "空き家", 0.2), addend("text", OTHER_WORDS)],
        "どちらも話題にしている言葉：空き家 ほか",
        "Both speak of: 空き家 and others",
    ),
    (
        [addend("text", OTHER_WORDS)],
        "同じ言葉や近い言葉がいくつか使われています",
        "Both use several of the same or similar words",
    ),
    (
        [addend("text", f"介護{NEAR}シニア")],
        "近い言葉：「介護」と「シニア」",
        "Similar words: “介護” and “シニア”",
    ),
    (
        [addend("text", "空き家", 0.2), addend("text", f"homes{NEAR}住まい"), addend("text", "")],
        "どちらも話題にしている言葉：空き家 ほか。近い言葉：「homes」と「住まい」",
        "Both speak of: 空き家 and others. Similar words: “homes” and “住まい”",
    ),
    (
        [addend("resource", "people"), addend("resource", "place", 0.2)],
        "求めるもの・提供できるもの：場所・フィールド、人材",
        "Sought on one side, offered on the other: Place or test field, People",
    ),
    (
        [addend("bonus", "different_sector")],
        "業種が異なり、たがいに補い合えます",
        "Different lines of business, so each may have what the other lacks",
    ),
    (
        [addend("bonus", "same_prefecture")],
        "同じ都道府県にあり、会いやすい距離です",
        "In the same prefecture, so it is easy to meet",
    ),
    (
        [addend("bonus", "neighbouring_prefecture")],
        "隣の都道府県どうしです",
        "In neighbouring prefectures",
    ),
    (
        [addend("bonus", "freshness")],
        "最近の掲載です",
        "Published not long ago",
    ),
    (
        [addend("bonus", "freshness"), addend("bonus", "different_sector", 0.2)],
        "ほかに：業種が異なる、最近の掲載",
        "Besides: different lines of business, not long ago",
    ),
    (
        [addend("bonus", "neighbouring_prefecture", 0.2), addend("bonus", "freshness")],
        "ほかに：隣の都道府県、最近の掲載",
        "Besides: neighbouring prefectures, not long ago",
    ),
    (
        [addend("bonus", "same_prefecture", 0.2), addend("bonus", "freshness")],
        "ほかに：同じ都道府県、最近の掲載",
        "Besides: same prefecture, not long ago",
    ),
    (
        [addend("usual", "subject", -0.1), addend("usual", "candidate", -0.2)],
        "どちらにもほかの候補がいる分、少し差し引いています",
        "A little is taken off, as both could turn to others",
    ),
    (
        [addend("usual", "subject", -0.1)],
        "こちらにほかの候補がいる分、少し差し引いています",
        "A little is taken off, as this side could turn to others",
    ),
    (
        [addend("usual", "candidate", -0.1)],
        "相手にほかの候補がいる分、少し差し引いています",
        "A little is taken off, as the other side could turn to others",
    ),
]


@pytest.mark.parametrize(("addends", "japanese", "english"), CASES)
def test_reason_in_both_languages(addends: list[Any], japanese: str, english: str) -> None:
    assert lines(*addends) == [japanese]
    with translation.override("en"):
        assert lines(*addends) == [english]


def test_closeness_has_five_steps_in_both_languages() -> None:
    japanese = [level_words(level) for level in (5, 4, 3, 2, 1)]
    assert japanese == ["とても近い", "近い", "やや近い", "少し重なる", "話のきっかけ"]
    with translation.override("en"):
        english = [level_words(level) for level in (5, 4, 3, 2, 1)]
    assert english == ["Very close", "Close", "Fairly close", "Some overlap", "Worth a look"]
    assert not any("%" in words for words in japanese + english)


def test_rare_reasons_come_first_then_the_heavier_then_bonuses_and_what_speaks_against_it() -> None:
    found = reasons(
        [
            addend("text", "改修", 0.30),
            addend("goal", "11", 0.05),
            addend("goal", "14", 0.02, rare=True),
            addend("field", "housing", 0.06),
            addend("bonus", "same_prefecture", 0.07),
            addend("usual", "subject", -0.4),
            addend("usual", "candidate", -0.5),
        ],
        Names.of([addend("field", "housing")]),
    )
    assert [(r["kind"], r["rare"]) for r in found] == [
        ("goal", True),
        ("text", False),
        ("field", False),
        ("goal", False),
        ("bonus", False),
        ("usual", False),
    ]
    assert [goal.number for goal in found[0]["goals"]] == [14]


def test_mutual_is_said_after_the_content_and_before_the_rest() -> None:
    addends = [
        addend("text", "空き家"),
        addend("goal", "11", rare=True),
        addend("bonus", "freshness"),
        addend("usual", "subject", -0.1),
    ]
    found = reasons(addends, Names.of(addends), is_mutual=True)
    assert [reason["kind"] for reason in found] == ["goal", "text", "mutual", "bonus", "usual"]
    assert found[2]["words"] == mutual_words()
    assert reasons(addends, Names.of(addends)) == [found[0], found[1], *found[3:]]


def test_two_needs_look_for_the_same_and_nobody_offers_it() -> None:
    sought = addend("resource", "people")
    (said,) = reasons([sought], Names.of([sought]), both_seek=True)
    with translation.override("en"):
        (said_in_english,) = reasons([sought], Names.of([sought]), both_seek=True)
    assert said["words"] != lines(sought)[0]
    assert said["words"].endswith("人材")
    assert said_in_english["words"] == "Both look for: People"


def test_sub_theme_is_named() -> None:
    through = addend("text", "空き家", part=1)
    assert lines(through, sub_themes=("茶", "空き家の活用")) == [
        "サブテーマ「空き家の活用」：どちらも話題にしている言葉：空き家"
    ]
    with translation.override("en"):
        assert lines(through, sub_themes=("茶", "空き家の活用")) == [
            "Sub-theme “空き家の活用”: Both speak of: 空き家"
        ]


def test_words_of_two_sub_themes_are_two_lines() -> None:
    found = lines(
        addend("text", "空き家", part=0), addend("text", "茶", part=1), sub_themes=("家", "畑")
    )
    assert len(found) == 2


def test_sub_theme_that_is_gone_is_left_out() -> None:
    assert lines(addend("text", "空き家", part=3)) == ["どちらも話題にしている言葉：空き家"]


def test_every_addend_is_in_a_line() -> None:
    everything = [
        addend("text", "空き家"),
        addend("text", OTHER_WORDS),
        addend("text", "灯台", rare=True),
        addend("goal", "3"),
        addend("field", "housing"),
        addend("resource", "people"),
        addend("bonus", "different_sector"),
        addend("bonus", "same_prefecture"),
        addend("bonus", "freshness"),
        addend("usual", "candidate", -0.1),
    ]
    said = lines(*everything)
    expected = ("空き家 ほか", "灯台", "3 すべて", "都市計画", "人材", "業種", "都道府県", "最近")
    for words in (*expected, "差し引いています"):
        assert len([line for line in said if words in line]) == 1
    assert len(said) == 7


def test_every_bonus_that_a_policy_may_set_has_words() -> None:
    for name in BOUNDS.keys() - {"reciprocity"}:
        assert name not in lines(addend("bonus", name))


def test_row_without_english_name_is_said_in_japanese() -> None:
    Field.objects.filter(slug="housing").update(name_en="")
    with translation.override("en"):
        assert lines(addend("field", "housing")) == ["Fields in common: 都市計画・住宅・空き家"]


def test_word_of_the_vocabulary_that_is_gone_is_said_by_its_slug() -> None:
    assert lines(addend("field", "no-longer")) == ["共通の行政分野：no-longer"]


def test_names_are_asked_for_once_and_only_if_needed() -> None:
    with CaptureQueriesContext(connection) as captured:
        Names.of([addend("field", "housing"), addend("resource", "people")])
    assert len(captured) == 1
    seldom = [addend("text", "空き家"), addend("goal", "3"), addend("usual", "subject")]
    with CaptureQueriesContext(connection) as captured:
        Names.of([addend("field", "tourism"), *seldom])
    assert len(captured) == 0
    cache.clear()
    with CaptureQueriesContext(connection) as captured:
        Names.of(seldom)
    assert len(captured) == 0
