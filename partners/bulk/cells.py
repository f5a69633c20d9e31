"""What a cell says, as the profile keeps it: the rules of the form that members fill in."""

import re
import unicodedata
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from partners.bulk.formulas import unguarded
from partners.bulk.goals import goals_in
from partners.bulk.problems import DoubtError
from partners.bulk.sheets import NumberText
from partners.bulk.vocabulary import Vocabulary, word_key
from partners.forms.fields import MAIN_GOALS
from tomoni import text
from tomoni.forms import (
    LONG,
    SHORT,
    CorporateNumberField,
    KanaField,
    LineField,
    PhoneField,
    PostalCodeField,
    TextField,
    UrlField,
)

Clean = Callable[[str, str], Any]
"""(cell, header) → the value; raises ValidationError, or a DoubtError with the value."""

_FIELDS: dict[str, forms.Field] = {
    "name": LineField(required=False),
    "kana": KanaField(required=False),
    "corporate_number": CorporateNumberField(required=False),
    "postal_code": PostalCodeField(required=False),
    "address": LineField(required=False),
    "phone": PhoneField(required=False),
    "website": UrlField(required=False, max_length=None),
    "description": TextField(required=False, max_length=10**6),
    "declaration": TextField(required=False, max_length=10**6),
    "need_title": LineField(required=False),
    "need_body": TextField(required=False, max_length=10**6),
    "seed_title": LineField(required=False),
    "seed_body": TextField(required=False, max_length=10**6),
    "contact_person": LineField(required=False),
}
# As the forms have them; characters.
_LONGEST = {"name": 120, "kana": 160, "address": 200, "phone": 30, "website": 200}
_LONGEST |= {"description": LONG, "declaration": SHORT, "need_body": LONG, "seed_body": LONG}
_LONGEST |= {"need_title": 80, "seed_title": 80, "contact_person": 80}
_NOTHING = frozenset(["-", "ー", "―", "－", "なし", "無し", "無", "n/a", "該当なし", "未定"])
_ERRORS = frozenset(["#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!"])
_EMAIL = forms.EmailField(max_length=254)
_NO_FIELD = _("“%(words)s” is no administrative field here; it is left out.")
_NO_VISION = _("“%(words)s” is no vision of this municipality; it is left out.")
_NO_RESOURCE = _("“%(words)s” is no kind of resource here; it is left out.")
_WORDS = re.compile(r"[,，、;；\n]")
# How many digits are left where Excel took the zero at the front away.
_LOST_ZERO = {"postal_code": (6,), "phone": (9, 10)}


def cleaners(vocabulary: Vocabulary) -> dict[str, Clean]:
    """How a cell of each kind of column is read."""
    known: dict[str, Clean] = {key: _by_field(key) for key in _FIELDS}
    known["corporate_number"] = _corporate_number
    known["type"] = lambda cell, _header: _type(cell, vocabulary)
    known["sector"] = lambda cell, _header: _sector(cell, vocabulary)
    known["visions"] = lambda cell, _header: _words_in(cell, vocabulary.visions, _NO_VISION)
    known["contact_email"] = lambda cell, _header: _email(cell)
    for key in ("fields", "need_fields", "seed_fields"):
        known[key] = lambda cell, _header: _words_in(cell, vocabulary.fields, _NO_FIELD)
    for key in ("need_resources", "seed_resources"):
        known[key] = lambda cell, _header: _words_in(cell, vocabulary.resources, _NO_RESOURCE)
    for key in ("goals", "primary_goals", "related_goals", "need_goals", "seed_goals"):
        known[key] = lambda cell, header: goals_in(cell, header, vocabulary.goals)
    return known


def content_of(cell: str) -> str:
    """The cell without a guarding quote; "" where it only says that there is nothing."""
    plain = cell.strip()
    if plain in _ERRORS:
        raise ValidationError(
            _("The cell shows an error of Excel (%(error)s). Please write the value itself."),
            params={"error": plain},
        )
    if text.key(plain) in _NOTHING or plain in _NOTHING:
        return ""
    return cell if isinstance(cell, NumberText) else unguarded(cell)


def _by_field(key: str) -> Clean:
    field = _FIELDS[key]

    def clean(cell: str, header: str) -> Any:
        cell = with_lost_zero(key, cell)
        if key in ("postal_code", "phone"):
            cell = _first_line(cell)
        value = field.clean(cell)
        check_length(value, _LONGEST.get(key, len(value)))
        return value

    return clean


def check_length(value: str, longest: int) -> None:
    """Raise where the value has more characters than there is room for."""
    if len(value) > longest:
        raise ValidationError(
            _("This has %(number)s characters, but at most %(longest)s fit. Please shorten it."),
            params={"number": len(value), "longest": longest},
        )


def with_lost_zero(key: str, cell: str) -> str:
    """The cell with the zero that Excel has taken away, where the column can have lost one."""
    is_short = isinstance(cell, NumberText) and len(cell) in _LOST_ZERO.get(key, ())
    return f"0{cell}" if is_short else cell


def _first_line(cell: str) -> str:
    return cell.strip().partition("\n")[0].replace("〒", "")


def _corporate_number(cell: str, header: str) -> Any:
    if re.search(r"[eE]\+", cell):
        raise ValidationError(
            _(
                "Excel has shortened this number. Format the column as text and "
                "write the 13 digits again."
            )
        )
    return _FIELDS["corporate_number"].clean(cell)


def _type(cell: str, vocabulary: Vocabulary) -> int:
    pk = vocabulary.types.get(word_key(cell))
    if pk in vocabulary.allowed:
        return pk
    raise ValidationError(
        _("“%(word)s” is no type of partner here. Write one of: %(choices)s."),
        params={"word": cell[:40], "choices": "、".join(vocabulary.allowed.values())},
    )


def _sector(cell: str, vocabulary: Vocabulary) -> int | None:
    if pk := vocabulary.sectors.get(word_key(cell)):
        return pk
    raise DoubtError(
        _("“%(word)s” is no line of business of the classification; it is left out."),
        value=None,
        params={"word": cell[:40]},
    )


def _words_in(cell: str, known: dict[str, int], unknown_said: Any) -> list[int]:
    """The ids of the words; those that the vocabulary does not have are told and left out."""
    if pk := known.get(word_key(cell)):
        return [pk]
    words = [word for word in _WORDS.split(cell) if word.strip()]
    found = [known.get(word_key(word)) for word in words]
    unknown = [word.strip() for word, pk in zip(words, found, strict=True) if not pk]
    ids = sorted({pk for pk in found if pk})
    if unknown:
        params = {"words": "、".join(unknown)[:80]}
        raise DoubtError(unknown_said, value=ids, params=params)
    return ids


def _email(cell: str) -> str | None:
    """One address; what is none is told and left out, as it is no part of the profile."""
    plain = unicodedata.normalize("NFKC", cell).strip().removeprefix("mailto:")
    try:
        address: str = _EMAIL.clean(plain)
    except ValidationError:
        raise DoubtError(
            _("“%(word)s” is no e-mail address; it is left out."),
            value=None,
            params={"word": plain[:60]},
        ) from None
    return address.lower()


def goals_of_listing(goals: list[int]) -> dict[str, list[int]]:
    """A plain list: main goals if there are few enough, else all are further ones."""
    return sorted_goals({"goals": goals}) if goals else {}


def sorted_goals(said: dict[str, list[int]]) -> dict[str, list[int]]:
    """Main and further goals from what the columns say.

    A plain list of goals is main ones if there are no more than a profile may have. Otherwise
    nobody has said which matter most, and all are further ones.
    """
    main, further = said.get("primary_goals"), said.get("related_goals")
    plain = said.get("goals")
    if main and len(main) > MAIN_GOALS:
        raise ValidationError(
            _("A partner has at most %(most)s main goals; here are %(number)s."),
            params={"most": MAIN_GOALS, "number": len(main)},
        )
    if plain and main is None and len(plain) <= MAIN_GOALS:
        main = plain
    elif plain:
        further = sorted({*plain, *(further or [])})
    sorted_ = {}
    if main:
        sorted_["primary_goals"] = main
    if further:
        sorted_["related_goals"] = [goal for goal in further if goal not in (main or [])]
    return sorted_
