"""Small worlds: who is suggested to whom, and why."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from matching.engine import Corpus, Document, Policy, analyse
from matching.engine.pool import Neighbours
from matching.engine.ranking import taken, usual
from tests.matching.engine.worlds import (
    ENOUGH,
    found,
    kakegawa,
    kinds,
    make_challenge,
    make_need,
    make_seed,
    values,
    words,
)

TODAY = date(2026, 4, 1)


@pytest.fixture(scope="module")
def world() -> Corpus:
    return Corpus(kakegawa())


@pytest.fixture(scope="module")
def documents() -> dict[str, Document]:
    return {document.key: document for document in kakegawa()}


def test_every_need_finds_its_seeds_and_nobody_else(
    world: Corpus, documents: dict[str, Document]
) -> None:
    sought = [document for document in documents.values() if document.side != "seed"]
    assert found(world, *sought) == {
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
        if d.side != "seed"
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
    usual = {("subject", None), ("candidate", None)}
    assert {(a.key, a.part) for a in reasons["carpenters"]} == {("空き家", 0), *usual}
    assert ("茶", 1) in {(a.key, a.part) for a in reasons["tea"]}
    assert {a.part for a in reasons["tea"] if a.kind == "text"} == {1}


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
    assert kinds(match) == {"goal", "usual"}
    assert match.level <= 2


def test_rare_goal_beats_common_goal() -> None:
    crowd = [make_need(f"n{n}", goals={8}) for n in range(40)]
    need = make_need(body="港", goals={8, 14})
    seeds = [make_seed("common", body="茶", goals={8}), make_seed("rare", body="米", goals={14})]
    match = Corpus([*crowd, need, *seeds]).suggest(need)
    assert [m.candidate for m in match][:1] == ["rare"]


def test_bonuses_alone_suggest_nobody() -> None:
    need = make_need(body="空き家", sector="city", prefecture="静岡県")
    seed = make_seed(body="合唱", sector="npo", prefecture="静岡県", posted_on=TODAY)
    corpus = Corpus([need, seed], as_of=TODAY)
    most = Policy(different_sector=0.05, same_prefecture=0.05, freshness=0.05)
    assert corpus.suggest(need, policy=most) == ()
    assert kinds(corpus.explain(need, seed, policy=most)) == {"bonus"}


def test_bonuses_order_equals() -> None:
    need = make_need(body="空き家の改修", sector="city", prefecture="静岡県")
    near = make_seed("near", body="空き家の大工", sector="npo", prefecture="静岡県")
    beside = replace(near, key="beside", prefecture="愛知県")
    far = replace(near, key="a-far", prefecture="石川県")
    corpus = Corpus([need, near, beside, far])
    assert [m.candidate for m in corpus.suggest(need)] == ["near", "beside", "a-far"]


def test_fresh_ones_go_before_equals_as_of_a_day() -> None:
    need = make_need(body="空き家の改修")
    old = make_seed("a-old", body="空き家の大工", posted_on=TODAY - timedelta(days=360))
    new = replace(old, key="new", posted_on=TODAY)
    some_day, no_day = Corpus([need, old, new], as_of=TODAY), Corpus([need, old, new])
    assert [m.candidate for m in some_day.suggest(need)] == ["new", "a-old"]
    assert [m.candidate for m in no_day.suggest(need)] == ["a-old", "new"]
    assert values(some_day.suggest(need)[0])["bonus", "freshness"] == 0.01


def test_a_city_may_set_what_counts() -> None:
    need = make_need(body="空き家の改修", sector="city", prefecture="静岡県")
    near = make_seed("near", body="空き家の大工", sector="city", prefecture="静岡県")
    other = make_seed("other", body="空き家の大工", sector="npo", prefecture="石川県")
    corpus = Corpus([need, near, other])

    def order(policy: Policy) -> list[str]:
        return [m.candidate for m in corpus.suggest(need, policy=policy)]

    assert order(Policy(different_sector=0, same_prefecture=0.05)) == ["near", "other"]
    assert order(Policy(different_sector=0.05, same_prefecture=0)) == ["other", "near"]


def crowded() -> list[Document]:
    """A seed that seven needs are close to, and one that is close to the eighth alone."""
    crowd = [make_need(f"n{n}", body="空き家の改修と大工") for n in range(7)]
    need = make_need(body="空き家の改修と大工、茶園")
    popular = make_seed("popular", body="空き家の改修と大工、合唱")
    return [*crowd, need, popular, make_seed("lonely", body="茶園の大工、農家")]


def test_reciprocity_is_what_both_sides_usually_meet() -> None:
    """Nobody here ticks anything, which is the sixth part of what might be said."""
    need = make_need(body="空き家の改修と大工、茶園")
    corpus = Corpus(crowded())
    for candidate in ("popular", "lonely"):
        match = values(corpus.explain(need, corpus[candidate]))
        mine = sum(corpus.lists["seed", "need"].bases[:10]) / 10 * 1.2
        theirs = sum(corpus.lists["need", candidate].bases[:10]) / 10 * 1.2
        assert match["usual", "subject"] == pytest.approx(-0.3 * mine, abs=1e-9)
        assert match["usual", "candidate"] == pytest.approx(-0.3 * theirs, abs=1e-9)


def test_reciprocity_is_no_reward_for_ticking_everything() -> None:
    """They meet less than those who say what they are about, and are not lifted for it."""

    def ticks(n: int) -> dict[str, Any]:
        return {"goals": {n % 5 + 1}, "fields": {str(n % 5)}}

    plain = [make_seed(f"plain{n}", **ticks(n)) for n in range(50)]
    eager = [make_seed(f"eager{n}", **ticks(n) | {"goals": range(1, 18)}) for n in range(5)]
    needs = [make_need(f"need{n}", **ticks(n)) for n in range(50)]
    corpus = Corpus([*plain, *eager, *needs])

    def taken_by(key: str) -> float:
        return taken(corpus.profiles[key].facts, usual(corpus.lists["need", key].bases), Policy())

    def lead(policy: Policy) -> float:
        plainly, eagerly = (
            corpus.explain(needs[0], each, policy=policy).score for each in (plain[0], eager[0])
        )
        return plainly - eagerly

    assert taken_by("plain0") == pytest.approx(taken_by("eager0"), rel=0.1)
    assert lead(Policy(reciprocity=0.5)) > 0.9 * lead(Policy(reciprocity=0)) > 0


def test_reciprocity_brings_those_closer_who_have_few_others() -> None:
    need = make_need(body="空き家の改修と大工、茶園")
    corpus = Corpus(crowded())

    def lead(policy: Policy) -> float:
        scores = {m.candidate: m.score for m in corpus.suggest(need, policy=policy)}
        return scores["popular"] - scores["lonely"]

    assert lead(Policy(reciprocity=0)) > lead(Policy()) > lead(Policy(reciprocity=0.5))


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


def test_who_is_not_wanted_is_not_suggested() -> None:
    need = make_need(
        body="空き家",
        owner_type="npo",
        accepts={"company"},
        reach="prefecture",
        prefecture="静岡県",
    )
    seeds = [
        make_seed("fits", body="空き家", owner_type="company", prefecture="静岡県"),
        make_seed("other-type", body="空き家", owner_type="npo", prefecture="静岡県"),
        make_seed("too-far", body="空き家", owner_type="company", prefecture="愛知県"),
        make_seed(
            "does-not-want",
            body="空き家",
            owner_type="company",
            prefecture="静岡県",
            accepts={"school"},
        ),
    ]
    corpus = Corpus([need, *seeds])
    assert found(corpus, need, *seeds) == {("need", "fits"), ("fits", "need")}


def test_alike_finds_needs_to_meet_together(world: Corpus) -> None:
    need = make_need("draft", body="空き家に住みたい子育て世帯")
    assert {m.candidate for m in world.alike(need)} == {"homes"}


def test_alike_leaves_challenges_out(world: Corpus, documents: dict[str, Document]) -> None:
    """They are needs of a city, but on a side of their own."""
    assert world.alike(documents["homes"]) == world.alike(documents["challenge"]) == ()


def test_challenges_and_needs_are_not_each_others_counterparts() -> None:
    documents = [make(body="空き家") for make in (make_challenge, make_need, make_seed)]
    corpus = Corpus(documents)
    assert found(corpus, *documents) == {
        ("challenge", "seed"),
        ("need", "seed"),
        ("seed", "challenge"),
        ("seed", "need"),
    }


def test_needs_do_not_crowd_challenges_out_of_the_usual_of_a_seed() -> None:
    """What a seed usually meets is counted on the side of who asks."""
    needs = [make_need(f"n{n}", body="空き家の改修") for n in range(8)]
    seed, challenge = make_seed(body="空き家の大工"), make_challenge(body="空き家の改修")
    corpus = Corpus([*needs, seed, challenge])
    with_eight = values(corpus.explain(seed, needs[0]))["usual", "subject"]
    with_one = values(corpus.explain(seed, challenge))["usual", "subject"]
    assert with_eight == pytest.approx(8 * with_one)


def test_every_member_has_a_list_of_each_of_its_counterparts(world: Corpus) -> None:
    sought, seeds = ["challenge", "homes", "hall"], ["carpenters", "solar", "tea", "choir"]
    assert world.lists.keys() == {
        *(("seed", key) for key in sought),
        *((side, key) for side in ("need", "challenge") for key in seeds),
    }
    assert world.lists["need", "choir"] == Neighbours("choir", (), (), 0.0)


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
    text: dict[str, Any] = {"title": "空き家の改修", "body": ENOUGH, "goals": {11}}
    match = Corpus([]).explain(make_need(**text), make_seed(**text))
    assert match.level == 5
    assert 1.0 <= match.score <= 1.1
    pair = make_need(**text), make_seed(**text)
    among_themselves = Corpus(pair).explain(*pair)
    assert among_themselves.level == 5
    assert 0.94 <= among_themselves.score <= 0.94 * 1.1


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
