"""Rarity: what few have tells more than what everyone has."""

from typing import Any

import numpy as np

from matching.engine import Document, analyse
from matching.engine.hashes import term_hash
from matching.engine.statistics import Statistics, labels_of
from tests.matching.engine.worlds import make_need


def statistics_of(*documents: Document) -> Statistics:
    return Statistics.of(analyse(document) for document in documents)


def weight(statistics: Statistics, term: str) -> float:
    return float(statistics.term_weights(np.array([term_hash(term)]))[0])


def is_rare(statistics: Statistics, term: str) -> bool:
    return bool(statistics.are_rare(np.array([term_hash(term)]))[0])


def frequency(statistics: Statistics, term: str) -> int:
    return int(statistics.frequencies(np.array([term_hash(term)]))[0])


def needs(count: int, body: str, **labels: Any) -> list[Document]:
    return [make_need(f"{body}-{n}", body=body, **labels) for n in range(count)]


def test_documents_are_counted_by_term_and_label() -> None:
    statistics = statistics_of(
        make_need("a", body="空き家、空き家、大工", goals={11}, fields={"housing"}),
        make_need("b", body="空き家", goals={11, 4}),
    )
    assert statistics.size == 2
    assert statistics.terms[term_hash("空き家")] == 2
    assert statistics.terms[term_hash("大工")] == 1
    assert statistics.labels == {("goal", "11"): 2, ("goal", "4"): 1, ("field", "housing"): 1}


def test_word_that_nobody_has_counts_as_one_that_one_document_has() -> None:
    known = statistics_of(make_need(body="大工"))
    unknown = Statistics(1, {}, {}, known.offered)
    assert frequency(known, "大工") == frequency(known, "茶園") == frequency(unknown, "大工") == 1
    assert weight(known, "大工") == weight(unknown, "大工")


def test_labels_come_in_one_order_before_and_after_analysis() -> None:
    need = make_need(goals={11, 4}, fields={"b", "a"}, resources={"people"})
    labels = [("goal", "4"), ("goal", "11"), ("field", "a"), ("field", "b"), ("resource", "people")]
    assert list(labels_of(need)) == list(labels_of(analyse(need))) == labels


def test_rare_terms_weigh_more() -> None:
    statistics = statistics_of(*needs(5, "空き家"), *needs(1, "大工"))
    carpenters, houses = (weight(statistics, term) for term in ("大工", "空き家"))
    assert carpenters > houses > 0
    assert weight(statistics, "茶") == carpenters


def test_terms_of_more_than_a_fifth_are_dropped() -> None:
    statistics = statistics_of(*needs(11, "空き家"), *needs(9, "大工"), *needs(30, "茶園"))
    assert weight(statistics, "空き家") == 0
    assert weight(statistics, "大工") > 0


def test_five_listings_about_one_thing_keep_its_word() -> None:
    assert weight(statistics_of(*needs(5, "空き家")), "空き家") > 1


def test_words_of_every_platform_weigh_little_from_the_first_listing_on() -> None:
    statistics = statistics_of(*needs(1, "地域の空き家"))
    assert weight(statistics, "地域") < weight(statistics, "空き家") / 2


def test_goals_everyone_ticks_lose_their_weight() -> None:
    few = statistics_of(*needs(4, "茶", goals={17}))
    many = statistics_of(*needs(400, "茶", goals={17}))
    assert few.label_weight(("goal", "17")) > 0.5
    assert 0 < many.label_weight(("goal", "17")) < 0.03 < many.label_weight(("goal", "14"))


def test_nothing_is_rare_among_a_handful() -> None:
    assert not is_rare(statistics_of(*needs(5, "大工", goals={14})), "大工")


def test_what_two_of_a_hundred_have_is_rare() -> None:
    statistics = statistics_of(*needs(98, "空き家", goals={11}), *needs(2, "大工", goals={14}))
    assert is_rare(statistics, "大工")
    assert not is_rare(statistics, "空き家")
    assert statistics.label_is_rare(("goal", "14"))
    assert not statistics.label_is_rare(("goal", "11"))


def test_a_form_with_more_fields_than_usual_is_believed() -> None:
    fields = {str(number) for number in range(30)}
    assert statistics_of(make_need(fields=fields)).offered["field"] == 30
