"""Small worlds: who is suggested to whom, and why."""

from dataclasses import replace

import pytest

from matching.engine import Corpus, Document, analyse
from tests.matching.engine.worlds import found, kakegawa, kinds, make_need, make_seed, words


@pytest.fixture(scope="module")
def world() -> Corpus:
    return Corpus(kakegawa())


@pytest.fixture(scope="module")
def documents() -> dict[str, Document]:
    return {document.key: document for document in kakegawa()}


def test_every_need_finds_its_seeds_and_nobody_else(
    world: Corpus, documents: dict[str, Document]
) -> None:
    needs = [document for document in documents.values() if document.side == "need"]
    assert found(world, *needs) == {
        ("challenge", "carpenters"),
        ("challenge", "tea"),
        ("homes", "carpenters"),
        ("hall", "solar"),
    }


def test_seeds_find_the_same_pairs_with_the_same_scores(
    world: Corpus, documents: dict[str, Document]
) -> None:
    forth = {
        (m.subject, m.candidate): m.score
        for d in documents.values()
        if d.side == "need"
        for m in world.suggest(d)
    }
    back = {
        (m.candidate, m.subject): m.score
        for d in documents.values()
        if d.side == "seed"
        for m in world.suggest(d)
    }
    assert back == pytest.approx(forth, abs=1e-12)


def test_need_says_why(world: Corpus, documents: dict[str, Document]) -> None:
    (match,) = world.suggest(documents["homes"])
    assert set(words(match)) == {"空き家", "改修", "大工"}
    assert ("goal", "11") in {(addend.kind, addend.key) for addend in match.addends}
    assert match.level == 5


def test_challenge_is_matched_by_its_themes(world: Corpus, documents: dict[str, Document]) -> None:
    reasons = {m.candidate: m.addends for m in world.suggest(documents["challenge"])}
    assert {(a.key, a.part) for a in reasons["carpenters"]} == {("空き家", 0)}
    assert {(a.key, a.part) for a in reasons["tea"]} == {("お茶", 1)}


def test_theme_of_a_candidate_is_named_too(world: Corpus, documents: dict[str, Document]) -> None:
    parts = {m.candidate: m.addends[0].part for m in world.suggest(documents["tea"])}
    assert parts == {"challenge": 1}


def test_both_ticking_all_goals_is_no_reason() -> None:
    every = range(1, 18)
    need, seed = make_need(body="空き家", goals=every), make_seed(body="茶園", goals=every)
    assert found(Corpus([need, seed]), need) == set()


def test_a_rare_goal_alone_is_a_reason() -> None:
    need, seed = make_need(body="空き家", goals={14}), make_seed(body="茶園", goals={14})
    (match,) = Corpus([need, seed]).suggest(need)
    assert kinds(match) == {"goal"}
    assert match.level <= 2


def test_rare_goal_beats_common_goal() -> None:
    crowd = [make_need(f"n{n}", goals={8}) for n in range(40)]
    need = make_need(body="港", goals={8, 14})
    seeds = [make_seed("common", body="茶", goals={8}), make_seed("rare", body="米", goals={14})]
    match = Corpus([*crowd, need, *seeds]).suggest(need)
    assert [m.candidate for m in match][:1] == ["rare"]


def test_bonuses_alone_suggest_nobody() -> None:
    need = make_need(body="空き家", sector="city", prefecture="静岡県")
    seed = make_seed(body="合唱", sector="npo", prefecture="静岡県")
    corpus = Corpus([need, seed])
    assert corpus.suggest(need) == ()
    assert kinds(corpus.explain(need, seed)) == {"bonus"}


def test_bonuses_order_equals() -> None:
    need = make_need(body="空き家の改修", sector="city", prefecture="静岡県")
    near = make_seed("near", body="空き家の大工", sector="npo", prefecture="静岡県")
    far = replace(near, key="far", prefecture="石川県")
    assert [m.candidate for m in Corpus([need, near, far]).suggest(need)] == ["near", "far"]


def test_resources_sought_meet_resources_offered() -> None:
    need = make_need(body="空き家の片付け", resources={"people"})
    seeds = [
        make_seed("hands", body="空き家の片付け", resources={"people"}),
        make_seed("funds", body="空き家の片付け", resources={"money"}),
    ]
    best, other = Corpus([need, *seeds]).suggest(need)
    assert (best.candidate, other.candidate) == ("hands", "funds")
    assert best.score > other.score


def test_own_organisation_is_never_suggested() -> None:
    need = make_need(body="空き家", owner="npo")
    own, strange = make_seed("own", body="空き家", owner="npo"), make_seed("other", body="空き家")
    assert found(Corpus([need, own, strange]), need) == {("need", "other")}


def test_alike_finds_needs_to_meet_together(world: Corpus, documents: dict[str, Document]) -> None:
    alike = {(m.subject, m.candidate) for m in world.alike(documents["homes"])}
    assert alike == {("homes", "challenge")}


def test_unsaved_text_is_matched(world: Corpus) -> None:
    draft = make_need("draft", "古い空き家を直したい")
    assert found(world, draft) == {("draft", "carpenters")}


def test_edited_text_is_matched_as_edited(world: Corpus, documents: dict[str, Document]) -> None:
    edited = replace(documents["homes"], title="お茶を売りたい", body="", goals=frozenset())
    assert found(world, edited) == {("homes", "tea")}


def test_suggest_agrees_with_explain(world: Corpus, documents: dict[str, Document]) -> None:
    for match in world.suggest(documents["challenge"]):
        assert world.explain(documents["challenge"], documents[match.candidate]) == match


def test_limit_takes_the_first(world: Corpus, documents: dict[str, Document]) -> None:
    every = world.suggest(documents["challenge"])
    assert world.suggest(documents["challenge"], limit=1) == every[:1]
    assert world.suggest(documents["challenge"], limit=0) == ()


def test_ties_are_broken_by_key() -> None:
    seeds = [make_seed(key, body="空き家の改修") for key in ("c", "a", "d", "b")]
    corpus = Corpus(seeds)
    need = make_need(body="空き家")
    assert [m.candidate for m in corpus.suggest(need)] == ["a", "b", "c", "d"]
    assert [m.candidate for m in corpus.suggest(need, limit=2)] == ["a", "b"]


def test_stored_analyses_give_the_same_matches(world: Corpus) -> None:
    again = Corpus.from_analysed(analyse(document) for document in kakegawa())
    assert again.suggest(again["challenge"]) == world.suggest(world["challenge"])
    assert len(again) == 7


@pytest.mark.parametrize("key", ["missing", ""])
def test_unknown_key_is_an_error(world: Corpus, key: str) -> None:
    with pytest.raises(KeyError):
        world[key]


def test_one_key_twice_is_an_error() -> None:
    with pytest.raises(ValueError, match="'need'"):
        Corpus([make_need(), make_need()])


def test_empty_corpus_suggests_nobody() -> None:
    assert Corpus([]).suggest(make_need(body="空き家")) == ()
    assert Corpus([]).alike(make_need(body="空き家")) == ()


def test_one_document_does_not_find_itself() -> None:
    need = make_need(body="空き家")
    corpus = Corpus([need])
    assert corpus.suggest(need) == corpus.alike(need) == ()


def test_two_identical_documents_are_very_close() -> None:
    text = {"title": "空き家の改修", "body": "大工を探す。", "goals": {11}}
    match = Corpus([]).explain(make_need(**text), make_seed(**text))
    assert match.level == 5
    assert 1.0 <= match.score <= 1.1


@pytest.mark.parametrize(
    "text", ["", "、。!?", "😀🎉", "\t\t\n", "2030 50%", "\ud800", "a", "ー" * 5_000, "あ" * 20_000]
)
def test_text_without_words_finds_nobody(world: Corpus, text: str) -> None:
    assert found(world, make_need("empty", text, text)) == set()


@pytest.mark.parametrize("text", ["空き家 " * 10_000, "空き家\t改修\t大工", "空き家🏠改修"])
def test_odd_text_with_words_is_matched(world: Corpus, text: str) -> None:
    assert ("odd", "carpenters") in found(world, make_need("odd", "", text))


def test_shouting_one_word_gains_little(world: Corpus) -> None:
    once = world.suggest(make_need("once", "", "空き家と茶園"))
    often = world.suggest(make_need("often", "", "空き家と茶園。" + "空き家。" * 5_000))
    scores = [{m.candidate: m.score for m in matches}["carpenters"] for matches in (once, often)]
    assert scores[0] < scores[1] < 2 * scores[0]
