"""No cell of an export can start a formula, in Excel of any language."""

# Also the minus sign of mathematics, which is written as a full-width one in cp932.
_STARTS = frozenset("=+-−@\t\r\0＝＋－＠")
_SKIPPED = " \n\u3000\xa0\u200b\ufeff"  # what a program may skip before it looks
_QUOTE = "'"


def guarded(value: str) -> str:
    """The text with a quote in front where a spreadsheet might take it for a formula."""
    return _QUOTE + value if _starts_one(value) else value


def unguarded(value: str) -> str:
    """The text as it was before `guarded`."""
    rest = value[1:]
    return rest if value.startswith(_QUOTE) and _starts_one(rest) else value


def _starts_one(value: str) -> bool:
    # A quote that is already there must survive the way back, so it is guarded like the rest.
    return value.lstrip(_SKIPPED + _QUOTE)[:1] in _STARTS if value.strip(_SKIPPED) else False
