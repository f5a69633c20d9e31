"""English words meet under their stems."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.engine.english import stem


@pytest.mark.parametrize(
    ("stemmed", "forms"),
    [
        ("recycl", "recycle recycles recycled recycling"),
        ("charg", "charge charges charged charging"),
        ("station", "station stations"),
        ("communiti", "community communities"),
        ("agre", "agree agreed agreeing"),
        ("plan", "plan plans planned planning"),
        ("hope", "hope hoped hoping"),
        ("educ", "educate education educational"),
        ("relat", "relate relational relation"),
        ("sustain", "sustain sustainable"),
        ("hopeless", "hopeless hopelessness"),
        ("bus", "bus"),
        ("gas", "gas"),
        ("busi", "busy business"),
        ("tie", "tie ties tied"),
        ("need", "need needs needed"),
        ("play", "play plays played playing"),
        ("generat", "generate generation generator"),
        ("control", "control controlled controlling"),
        ("care", "care cares"),
    ],
)
def test_stem_of_related_forms_is_one(stemmed: str, forms: str) -> None:
    assert {stem(form) for form in forms.split()} == {stemmed}


@pytest.mark.parametrize(
    ("one", "other"),
    [("care", "car"), ("policy", "police"), ("general", "generation"), ("new", "news")],
)
def test_stem_of_other_words_stays_apart(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@pytest.mark.parametrize("word", ["a", "it", "by"])
def test_stem_of_short_words_is_the_word(word: str) -> None:
    assert stem(word) == word


@given(st.text("abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=30))
def test_stem_never_grows_by_more_than_a_letter_nor_vanishes(word: str) -> None:
    assert 0 < len(stem(word)) <= len(word) + 1
