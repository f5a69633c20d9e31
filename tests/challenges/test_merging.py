"""Two forms of one draft become one text: each answer by itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from challenges.proposing.merging import Merge, fingerprint, fingerprints, merge

NAMES = ("summary", "plan", "goals")


def base(**answers: list[str]) -> str:
    return fingerprints(answers, NAMES)


@pytest.mark.parametrize(
    ("shown", "there", "here", "result", "kind"),
    [
        ("一", "一", "二", "二", ""),  # only I
        ("一", "二", "一", "二", "theirs"),  # only somebody else
        ("一", "二", "二", "二", ""),  # both, the same
        ("一", "二", "三", "二", "clash"),
        ("一\n二", "一\r\n二", "三", "三", ""),  # lines end as the browser likes
        (" 一 ", "一", "二", "二", ""),
        ("", "二", "", "二", "theirs"),
        ("一", "", "二", "", "clash"),
    ],
)
def test_one_answer(shown: str, there: str, here: str, result: str, kind: str) -> None:
    merged = merge({"summary": [there]}, {"summary": [here]}, base(summary=[shown]), NAMES)
    assert merged == Merge(
        {"summary": [result]},
        ("summary",) if kind == "clash" else (),
        ("summary",) if kind == "theirs" else (),
    )


def test_boxes_in_another_order_are_the_same() -> None:
    assert fingerprint(["3", "11"]) == fingerprint(["11", "3"])


def test_unticking_all_counts_as_an_answer() -> None:
    merged = merge({"goals": ["3"]}, {}, base(goals=["3"]), NAMES)
    assert merged == Merge({}, (), ())


@pytest.mark.parametrize("broken", ["", "x", "summary", "summary:", "summary:abc :", "\x00"])
def test_without_a_fingerprint_both_have_changed_it(broken: str) -> None:
    assert merge({"plan": ["一"]}, {"plan": ["二"]}, broken, NAMES).clashes == ("plan",)


ANSWERS = st.fixed_dictionaries(
    {}, optional={name: st.lists(st.sampled_from(["一", "二", "三"]), max_size=2) for name in NAMES}
)


@given(ANSWERS, ANSWERS, ANSWERS)
def test_nothing_is_lost_whatever_is_typed(
    shown: dict[str, list[str]], there: dict[str, list[str]], here: dict[str, list[str]]
) -> None:
    merged = merge(there, here, fingerprints(shown, NAMES), NAMES)
    for name in NAMES:
        was, theirs, mine = (sorted(each.get(name, [])) for each in (shown, there, here))
        result = sorted(merged.answers.get(name, []))
        if theirs == was:
            assert result == mine
        elif mine in (was, theirs):
            assert result == theirs
        else:
            assert name in merged.clashes
            assert result == theirs
