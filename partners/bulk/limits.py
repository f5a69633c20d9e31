"""How large a list may be; every refusal names its limit."""

from tomoni.uploads import MAX_BYTES, MAX_UNPACKED

MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_SHEETS = 50  # of a workbook; more are not offered
# Sheets of text shrink ten- to twentyfold; what shrinks more was made to grow.
MAX_RATIO = 100
RATIO_COUNTS_FROM = 5 * 1024 * 1024  # bytes unpacked; small sheets of equal cells shrink a lot

__all__ = [
    "MAX_BYTES",
    "MAX_COLUMNS",
    "MAX_RATIO",
    "MAX_ROWS",
    "MAX_SHEETS",
    "MAX_UNPACKED",
    "RATIO_COUNTS_FROM",
]
