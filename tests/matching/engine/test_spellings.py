"""One spelling for one word, and phrases that are one word."""

import re

import pytest

from matching.engine.patterns import one_of
from matching.engine.phrases import NAMES, WHOLE
from matching.engine.spellings import SPELLINGS, respelt
from matching.engine.text import MAX_CHARACTERS, lines, tokens


def forms(text: str) -> list[str]:
    return [token.form for line in lines(text) for token in tokens(line)]


@pytest.mark.parametrize("expression", sorted(WHOLE))
def test_phrase_is_one_word(expression: str) -> None:
    assert len(forms(expression)) == 1


@pytest.mark.parametrize(("name", "form"), sorted(NAMES.items()))
def test_names_of_one_thing_have_one_form(name: str, form: str) -> None:
    assert forms(name) == ([form.casefold().removesuffix("ー")] if form else [])


@pytest.mark.parametrize("spelling", sorted(SPELLINGS))
def test_respelling_again_changes_nothing(spelling: str) -> None:
    assert respelt(respelt(spelling)) == respelt(spelling)


@pytest.mark.parametrize(
    "spellings",
    [
        "見守り活動 見守活動 見まもり活動",
        "語り合い 語りあい",
        "空き地 空地 あき地",
        "引きこもり ひきこもり 引き籠り 引籠り",
        "ヴァイオリン バイオリン",
        "車椅子 車いす 車イス くるまいす",
        "六次産業 6次産業",
        "一人暮らし ひとり暮らし 独り暮らし",
        "テレワーク リモートワーク 在宅勤務",
        "サツマイモ さつまいも さつま芋",
        "犬 イヌ",
        "高橋 髙橋",
        "CO2 CO₂ 二酸化炭素",
        "子ども食堂 こども食堂",
        "ダイバーシティ ダイバーシティー",
    ],
)
def test_spellings_of_one_word_meet(spellings: str) -> None:
    assert len({tuple(forms(spelling)) for spelling in spellings.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"), [("認知症", "認知度"), ("道の駅", "駅"), ("自動車", "自動")]
)
def test_what_means_something_else_does_not_meet(one: str, other: str) -> None:
    assert set(forms(one)).isdisjoint(forms(other))


@pytest.mark.parametrize(
    "verb", ["関わる", "取り組みます", "生み出したい", "心がけて", "整えられた"]
)
def test_verbs_about_anything_say_nothing(verb: str) -> None:
    assert forms(verb) == []


def test_capitals_tell_names_from_stop_words() -> None:
    assert forms("IT and it") == ["it"]


def test_one_of_finds_the_longest_and_nothing_else() -> None:
    pattern = one_of(["ab", "abc", "b.", "x"])
    assert pattern.findall("abcd ab b. bx") == ["abc", "ab", "b.", "x"]
    assert re.fullmatch(pattern, "") is None


def test_respelling_takes_time_that_grows_with_the_text_only() -> None:
    assert len(respelt("支えあ" * (MAX_CHARACTERS // 3))) == MAX_CHARACTERS // 3 * 3
