"""Goals and fields suggested for a text, and the words that led to them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine.lexicon import Idea, LexiconError, ideas, occurrences, read
from matching.engine.tagging import (
    GOALS,
    SHOWN_WORDS,
    TagSuggestion,
    rank_fields,
    rank_goals,
    suggest_fields,
    suggest_goals,
)
from matching.engine.text import MAX_CHARACTERS
from tomoni.taxonomy.reference import FIELDS
from tomoni.taxonomy.reference import GOALS as NAMED_GOALS

NAMES_OF_GOALS = [(str(row[0]), name) for row in NAMED_GOALS for name in row[1:3]]
NAMES_OF_FIELDS = [(row[0], name) for row in FIELDS for name in row[1:]]


def keys(tags: tuple[TagSuggestion, ...]) -> list[str]:
    return [tag.key for tag in tags]


def words_for(key: str, text: str) -> tuple[str, ...]:
    return next(tag.words for tag in (*rank_goals(text), *rank_fields(text)) if tag.key == key)


def score_of(goal: str, text: str) -> float:
    return next((tag.score for tag in rank_goals(text) if tag.key == goal), 0.0)


# --- What is suggested ---------------------------------------------------------------------------


@pytest.mark.parametrize(("goal", "name"), NAMES_OF_GOALS)
def test_name_of_a_goal_suggests_it_first(goal: str, name: str) -> None:
    assert keys(suggest_goals(name))[0] == goal


@pytest.mark.parametrize(("field", "name"), NAMES_OF_FIELDS)
def test_name_of_a_field_suggests_it(field: str, name: str) -> None:
    assert field in keys(suggest_fields(name))


@pytest.mark.parametrize(
    ("goal", "text"),
    [
        ("1", "ひとり親家庭の家計を支える給付金の相談会"),
        ("1", "Grandmothers raising orphans live far below the poverty line."),
        ("2", "棚田で無農薬の米づくりを続ける農家を応援したい"),
        ("2", "Seed fairs let smallholders swap drought tolerant maize."),
        ("3", "妊婦健診に来られない人を助産師が訪ねる"),
        ("3", "A night nurse answers calls from new mothers."),
        ("4", "不登校の中学生が通えるフリースクールをひらく"),
        ("4", "Retired engineers tutor pupils in mathematics after lessons."),
        ("5", "男性の育休を当たり前にする社内研修"),
        ("5", "Few girls take part and no woman sits on the board."),
        ("6", "古い井戸の水質を測り、飲み水を守る"),
        ("6", "Two villages share one latrine and a broken hand pump."),
        ("7", "体育館の屋根に太陽光パネルと蓄電池を置く"),
        ("7", "The heat pump replaced an oil boiler."),
        ("8", "若手社員の長時間労働をなくし、有給休暇を取りやすくする"),
        ("8", "Seasonal workers went unpaid and had no trade union."),
        ("9", "町工場どうしで新技術の試作と特許を進める"),
        ("9", "Broadband has reached the industrial park."),
        ("10", "手話と字幕で、聴覚障害のある人も楽しめる落語会"),
        ("10", "Asylum seekers meet prejudice when they look for a flat."),
        ("11", "空き家を直して移住者の住まいにする"),
        ("11", "The tram and the bike lanes changed the old city centre."),
        ("12", "規格外の野菜をアップサイクルし、包装をなくす"),
        ("12", "Glass jars are refilled and nothing ends in landfill."),
        ("13", "ゼロカーボンをめざす企業の排出量を見える化"),
        ("13", "Insurers brace for sea level rise and heavier storms."),
        ("14", "漁協と磯焼けの海に昆布を増やす"),
        ("14", "Trawlers must leave the coral reef alone."),
        ("15", "里山の竹林を間伐し、ホタルの生息地を取り戻す"),
        ("15", "Beavers returned to the wetland and so did rare birds."),
        ("16", "議会の会議録を公開し、市民参加を進める"),
        ("16", "The judge freed a journalist held without trial."),
        ("17", "企業と大学とNPOの連携協定"),
        ("17", "Donors pledged more official development assistance."),
    ],
)
def test_goal_of_a_worked_example(goal: str, text: str) -> None:
    assert goal in keys(suggest_goals(text))


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("housing", "空き家バンクに登録された古民家を改修したい"),
        ("tourism", "温泉街に泊まる観光客を朝市へ案内する"),
        ("disaster-prevention", "避難所の備蓄を町内会で見直す"),
        ("agriculture", "深蒸し茶の若い担い手を育てる"),
        ("digitalisation", "窓口の手続をアプリとAIで楽にする"),
        ("childcare", "待機児童を減らす小さな保育所"),
        ("elderly", "Older people learn to video call their families."),
        ("transport", "運転手不足の路線バスをデマンド交通に替える"),
        ("circular-economy", "Food residue from canteens becomes compost and packaging is reused."),
        ("diversity", "やさしい日本語で外国人住民に知らせる"),
        ("commerce", "シャッター街の空き店舗でチャレンジショップを開く"),
        ("energy", "A citizens' cooperative builds wind turbines."),
    ],
)
def test_field_of_a_worked_example(field: str, text: str) -> None:
    assert field in keys(suggest_fields(text))


def test_strong_words_lead_and_leaning_ones_follow() -> None:
    tags = suggest_goals("太陽光発電と風力発電で町の電気をまかなう")
    assert tags[0].key == "7"
    assert tags[0].words == ("太陽光発電", "風力発電", "電気")
    assert tags[0].score > tags[-1].score >= 1


def test_tool_is_not_what_a_text_is_about() -> None:
    assert keys(suggest_goals("農家が害虫の写真を送るとAIが答えるアプリ"))[0] == "2"


def test_ranking_goes_on_below_the_threshold() -> None:
    text = "子ども食堂"
    assert set(keys(suggest_goals(text))) < set(keys(rank_goals(text)))
    assert all(tag.score < 1 for tag in rank_goals(text)[len(suggest_goals(text)) :])


def test_goals_and_fields_are_kept_apart() -> None:
    text = "空き家の改修"
    assert set(keys(rank_goals(text))) <= set(GOALS)
    assert set(keys(rank_fields(text))) <= {slug for slug, _, _ in FIELDS}


def test_passing_mention_in_a_long_text_is_no_suggestion() -> None:
    assert "2" in keys(suggest_goals("Farmers meet today."))
    assert "2" not in keys(
        suggest_goals("Farmers meet today. " + "He said so and they left. " * 40)
    )


# --- Words mean what they mean -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("goal", "text"),
    [
        ("6", "水曜日に香水の水準を話す"),
        ("14", "東海と北海道の海老名さん"),
        ("15", "岡山と熊本と鳥取の竹内さん"),
        ("6", "石川県と神奈川県と掛川市"),
        ("10", "差別化を図る。システム障害の障害対応"),
        ("11", "ドライブの予定とイスラムの祈り"),
        ("8", "プレスリリースをランダムに送る"),
        ("3", "みんなでがんばる、美しくうつる"),
        ("1", "poor quality, poor performance"),
        ("13", "the business climate and the working environment"),
        ("7", "nuclear weapons and the balance of power"),
        ("3", "drinking water and soft drinks"),
        ("9", "natural products"),
        ("16", "an integrated account of several parts"),
    ],
)
def test_word_inside_another_word_is_silent(goal: str, text: str) -> None:
    assert goal not in keys(suggest_goals(text))


def test_longest_expression_takes_the_place() -> None:
    assert words_for("5", "the gender pay gap") == ("gender pay gap",)
    assert words_for("12", "食品ロス") == ("食品ロス",)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("子ども食堂", "子供食堂"),
        ("子ども食堂", "こども食堂"),
        ("障害者の就労", "障がい者の就労"),
        ("ごみ拾い", "ゴミ拾い"),
        ("ペットボトル", "ﾍﾟｯﾄﾎﾞﾄﾙ"),
        ("CO2削減", "ＣＯ２削減"),
        ("labour unions", "labor unions"),
        ("organisation of recycling", "organization of recycling"),
        ("women’s rights", "women's rights"),
        ("Climate change", "CLIMATE CHANGE"),
        ("climate change", "climate-change"),
        ("city", "cities"),
        ("emission", "emissions"),
        ("vaccinate", "vaccinated"),
    ],
)
def test_spelling_makes_no_difference(one: str, other: str) -> None:
    assert keys(rank_goals(one)) == keys(rank_goals(other)) != []


def test_capitals_tell_a_disease_from_help() -> None:
    assert score_of("3", "AIDS") > 1
    assert score_of("3", "he aids us") == 0


def test_phrase_goes_over_a_line_but_not_over_a_cell_or_a_sentence() -> None:
    assert words_for("13", "climate\nchange") == ("climate change",)
    for parted in ("climate\tchange", "climate. Change", "climate, change"):
        assert "climate change" not in words_for("13", parted)


def test_words_are_as_the_reader_wrote_them() -> None:
    assert words_for("12", "ＰＥＴ　Ｂｏｔｔｌｅと、Food Waste") == (
        "ＰＥＴ Ｂｏｔｔｌｅ",
        "Food Waste",
    )
    assert words_for("12", "使用済みﾍﾟｯﾄﾎﾞﾄﾙ") == ("使用済み", "ﾍﾟｯﾄﾎﾞﾄﾙ")


def test_japanese_and_english_in_one_sentence_add_up() -> None:
    text = "当社はfood lossを減らし、plastic包装をなくす"
    assert set(words_for("12", text)) == {"food loss", "plastic", "包装"}


def test_capitals_inside_a_japanese_word_count_once() -> None:
    assert words_for("13", "CO2削減") == ("CO2削減",)


# --- Odd texts -----------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["", " \n\t", "🌊🐟🎉", "、。!?", "1234", "\x00\ud800", "あのね"])
def test_text_without_words_suggests_nothing(text: str) -> None:
    assert rank_goals(text) == rank_fields(text) == ()


def test_word_repeated_weighs_at_most_three_times() -> None:
    once, often = "poverty " + "nothing " * 9_999, "poverty " * 10_000
    assert score_of("1", once) < score_of("1", often) < 3 * score_of("1", once)
    assert suggest_goals("貧困" * 10_000) == ()


def test_table_from_a_spreadsheet_is_read_cell_by_cell() -> None:
    table = "事業名\t分野\t予算\n井戸の水質調査\t水道\t300\n下水道の点検\t水道\t250\n"
    assert keys(suggest_goals(table))[0] == "6"
    assert "水質調査" in words_for("6", table)


def test_only_the_first_characters_are_read() -> None:
    assert rank_goals(" " * MAX_CHARACTERS + "貧困") == ()


def test_few_of_many_words_are_shown() -> None:
    text = " ".join(english for idea in ideas() for english in idea.english[:1] if idea.tags)
    assert {len(tag.words) for tag in rank_goals(text)} == {SHOWN_WORDS}


@given(st.text(max_size=200) | st.text("水道海とがん aidsAIDS’'-\t\n.ﾍﾟか゛", max_size=60))
def test_any_text_is_read_the_same_way_twice(text: str) -> None:
    goals = rank_goals(text)
    shown = " ".join(text.split())
    assert goals == rank_goals(text)
    assert [tag.score for tag in goals] == sorted((tag.score for tag in goals), reverse=True)
    assert all(word in shown for tag in goals for word in tag.words)


@given(st.lists(st.sampled_from([e for i in ideas()[::40] for e in i.expressions]), max_size=12))
def test_composed_and_decomposed_text_say_the_same(expressions: list[str]) -> None:
    text = "、".join(expressions)
    decomposed = unicodedata.normalize("NFD", text)
    assert [t.key for t in rank_goals(text)] == [t.key for t in rank_goals(decomposed)]


# --- The lexicon itself --------------------------------------------------------------------------


def test_lexicon_speaks_of_known_goals_and_fields_only() -> None:
    known = {*GOALS, *(slug for slug, _, _ in FIELDS)}
    assert {key for idea in ideas() for key, _ in idea.tags} == known


def test_every_expression_is_found_and_belongs_to_one_idea() -> None:
    lost = {
        expression: number
        for number, idea in enumerate(ideas())
        for expression in idea.expressions
        if [each.idea for each in occurrences(expression.replace("!", ""))[0]] != [number]
    }
    assert lost == {}


def test_idea_has_its_languages_side_by_side() -> None:
    vacant = next(idea for idea in ideas() if "空き家" in idea.japanese)
    assert "vacant house" in vacant.english
    assert sum(1 for idea in ideas() if idea.japanese and idea.english) > 1_000


def test_lines_are_read_into_ideas() -> None:
    lines = [
        "# why",
        "[11+++ housing+]",
        "空き家|空家 = vacant house",
        "",
        "= derelict",
        "[]",
        "水曜 =",
    ]
    assert list(read(lines)) == [
        Idea(("空き家", "空家"), ("vacant house",), (("11", 3), ("housing", 1))),
        Idea((), ("derelict",), (("11", 3), ("housing", 1))),
        Idea(("水曜",), (), ()),
    ]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["空き家 = vacant house"], "line 1"),
        (["[11+++]", "空き家"], "line 2"),
        (["[11+++]", "a = b = c"], "line 2"),
        (["[11++++]"], "line 1"),
        (["[11]"], "line 1"),
        (["[Housing+]"], "line 1"),
    ],
)
def test_line_that_cannot_be_read_is_named(lines: list[str], message: str) -> None:
    with pytest.raises(LexiconError, match=message):
        list(read(lines))
