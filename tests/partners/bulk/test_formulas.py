"""No cell starts a formula, and what guards it is taken away again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from partners.bulk.formulas import guarded, unguarded

STARTS = "=+-\u2212@\t\r\0＝＋－＠"


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("before", ["", " ", "\u3000", "\n", "'"])
def test_formula_is_guarded(start: str, before: str) -> None:
    typed = f"{before}{start}1+1"
    assert guarded(typed) == f"'{typed}"
    assert unguarded(guarded(typed)) == typed


@pytest.mark.parametrize("typed", ["", "掛川", "1+1", "a=b", "'90年代", " ", "'"])
def test_what_starts_no_formula_stays(typed: str) -> None:
    assert guarded(typed) == unguarded(typed) == typed


@given(st.text(alphabet=STARTS + " '\u3000\na茶"))
def test_guarding_can_be_undone(typed: str) -> None:
    assert unguarded(guarded(typed)) == typed
    assert guarded(typed).strip(" \u3000\n")[:1] not in {*STARTS, ""} or not typed.strip(
        " \u3000\n"
    )
