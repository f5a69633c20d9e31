"""Random rooms are small: a few shakes show all there is to see."""

from collections.abc import Iterator

import pytest

from matching.engine.seating import swaps


@pytest.fixture(autouse=True, scope="package")
def few_shakes() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(swaps, "SHAKES", 3)
        patch.setattr(swaps, "SWEEPS", 2)
        yield
