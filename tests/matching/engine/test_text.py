"""What counts as a word, and which spellings are the same word."""

import threading

import pytest

from matching.engine.text import MAX_CHARACTERS, MAX_LINE, Token, lines, normalise, tokens


def forms(text: str) -> list[str]:
    return [token.form for line in lines(text) for token in tokens(line)]


def surfaces(text: str) -> list[str]:
    return [token.surface for line in lines(text) for token in tokens(line)]


@pytest.mark.parametrize(
    "spellings",
    [
        "空き家 空家 あき家",
        "子供 子ども こども",
        "サーバー サーバ",
        "コンピューター コンピュータ ｺﾝﾋﾟｭｰﾀ",
        "引っ越し 引越し 引っ越す",
        "支え合い 支えあい",
        "届け出 届出",
        "ごみ ゴミ",
        "取り組み 取組 取組み とりくみ",
        "まちづくり 街づくり 町づくり",
        "障害 障がい 障碍",
        "見守り 見まもり みまもり",
        "人材 人財",
        "食品ロス フードロス",
        "脱炭素 カーボンニュートラル ゼロカーボン",
        "イノシシ いのしし 猪",
        "WiFi Ｗｉ－Ｆｉ",
        "ＡＩ AI ai",
        "stations Station",
    ],
)
def test_spellings_of_one_word_meet(spellings: str) -> None:
    assert len({tuple(forms(spelling)) for spelling in spellings.split()}) == 1


@pytest.mark.parametrize(
    "text",
    ["このようなことを行う", "当社では", "2030年までに50%", "、。!?…", "😀🎉", "", "the of and"],
)
def test_words_that_say_nothing_are_left_out(text: str) -> None:
    assert forms(text) == []


def test_words_are_shown_as_written_and_verbs_in_dictionary_form() -> None:
    assert surfaces("空家を貸した") == ["空家", "貸す"]


def test_words_the_dictionary_takes_apart_are_whole() -> None:
    assert forms("脱炭素と見守りの居場所") == ["脱炭素", "見守り", "居場所"]


def test_affixes_keep_their_role() -> None:
    roles = {token.surface: token.role for token in tokens("再利用する高齢者")}
    assert roles == {"再": "prefix", "利用": "word", "高齢": "word", "者": "suffix"}


def test_normalise_folds_width_and_drops_what_cannot_be_stored() -> None:
    assert normalise("ＳＤＧｓ\tﾃﾞｰﾀ\x00\ud800。") == "SDGs\nデータ 。"


def test_tabs_from_a_spreadsheet_part_cells() -> None:
    assert list(lines("空き家\t大工")) == ["空き家", "大工"]


@pytest.mark.parametrize(
    "text", ["あ" * 30_000, "ﷺ" * 20_000, "空き家 " * 10_000, "\n" * 30_000, "茶" + "。" * 19_000]
)
def test_long_text_is_bounded(text: str) -> None:
    cut = list(lines(text))
    assert len(normalise(text)) <= MAX_CHARACTERS
    assert all(len(line.encode()) < 49_149 and len(line) <= MAX_LINE + 3 for line in cut)


def test_threads_cut_side_by_side() -> None:
    results: list[list[str]] = []
    threads = [
        threading.Thread(target=lambda: results.append(forms("空き家の改修 " * 50)))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [["空き家", "改修"] * 50] * 4


def test_token_knows_its_place() -> None:
    assert tokens("古い空き家")[1] == Token("空き家", "空き家", "word", 2, 5)
