"""Form fields of this domain: they take text as people type it and store it in one way."""

import re
import unicodedata
from typing import Any

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from tomoni import text

# Django says this of an empty field; our catalogue says it in a friendlier way.
gettext_noop("This field is required.")

SHORT, LONG = 2_000, 8_000  # characters of a text that explains, and of one that describes


class Renderer(TemplatesSetting):
    """Our own templates for a form and a field; Django's for the widgets."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"


class LineField(forms.CharField):
    """One line, kept as typed but for control characters and space at its ends."""

    def to_python(self, value: Any) -> str:
        """The line without what no reader can see."""
        return text.one_line(str(value)) if value not in self.empty_values else ""


class TextField(forms.CharField):
    """Several lines of plain text."""

    def __init__(self, *, rows: int = 6, max_length: int = SHORT, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(max_length=max_length, **kwargs)

    def to_python(self, value: Any) -> str:
        """The text without what no reader can see."""
        return text.clean(str(value)).strip() if value not in self.empty_values else ""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No maxlength: a browser would cut a pasted text without a word; we say it instead."""
        return {**super().widget_attrs(widget), "maxlength": False, "data-limit": self.max_length}


class KanaField(LineField):
    """A reading, typed in hiragana or katakana of any width, stored in full-width katakana."""

    def to_python(self, value: Any) -> str:
        """The reading in katakana."""
        return text.katakana(str(value)) if value not in self.empty_values else ""

    def validate(self, value: str) -> None:
        """Only kana, Latin letters, digits and what stands between words."""
        super().validate(value)
        if value and not re.fullmatch(r"[ァ-ヺー・\s　A-Za-z0-9&.,'-]+", value):
            raise ValidationError(_("Write the reading in katakana, e.g. カケガワショウテン."))


class CorporateNumberField(LineField):
    """The 13-digit number of a corporation (法人番号) with its check digit in front.

    The number of a qualified invoice issuer is taken too: it is the same with a T before it.
    """

    def to_python(self, value: Any) -> str:
        """The digits alone."""
        if value in self.empty_values:
            return ""
        return re.sub("^T(?=[0-9]{13}$)", "", text.digits(str(value)).upper())

    def validate(self, value: str) -> None:
        """Thirteen digits of which the first fits the others."""
        super().validate(value)
        if not value:
            return
        if not re.fullmatch("[0-9]+", value):
            raise ValidationError(
                _("A corporate number has 13 digits and nothing else. Please take the rest out.")
            )
        if len(value) == 12:
            raise ValidationError(
                _(
                    "These are 12 digits, as in the commercial register. The corporate number has "
                    "one more in front; you find it on the National Tax Agency's page."
                )
            )
        if len(value) != 13:
            raise ValidationError(
                _("A corporate number has 13 digits; these are %(number)s."),
                params={"number": len(value)},
            )
        if corporate_check_digit(value[1:]) != int(value[0]):
            raise ValidationError(
                _(
                    "This corporate number does not add up: its first digit does not fit the other "
                    "twelve, so one digit is wrong or two are swapped. "
                    "Please compare it with your papers."
                )
            )


def corporate_check_digit(twelve: str) -> int:
    """The check digit of the twelve digits behind it.

    Source: 法人番号の指定等に関する省令 (財務省令第70号, 2014), article 2: 9 − Σ(P·Q) mod 9,
    with P the n-th digit from the right and Q 1 for odd n and 2 for even n.
    """
    total = sum(int(digit) * (1 if n % 2 else 2) for n, digit in enumerate(reversed(twelve), 1))
    return 9 - total % 9


class PostalCodeField(LineField):
    """A postal code in any width, with or without hyphen or 〒; seven digits are stored."""

    def to_python(self, value: Any) -> str:
        """The digits alone."""
        return text.digits(str(value)).lstrip("〒") if value not in self.empty_values else ""

    def validate(self, value: str) -> None:
        """Seven digits."""
        super().validate(value)
        if value and not re.fullmatch(r"[0-9]{7}", value):
            raise ValidationError(_("A postal code has seven digits, e.g. 436-0047."))


# What people write before a number, and behind it where somebody picks up for all.
_BEFORE_PHONE = re.compile(r"^(?:TEL|電話番号|電話|☎|📞)[.:]?", re.IGNORECASE)
_FOR_ALL = re.compile(r"(?:代表|代)$")
_EXTENSION = re.compile(r"(?:内線|EXT\.?|X|#)[:.]?([0-9]{1,7})$", re.IGNORECASE)
EXTENSION = "内線"
_PHONE_WORDS = _("Please check the telephone number, e.g. 0537-00-0000.")


class PhoneField(LineField):
    """A telephone number, stored as its area writes it: 0537-21-1111, 0537-21-1111 内線123."""

    def clean(self, value: Any) -> str:
        """The number with hyphens at the right places."""
        typed: str = super().clean(value)
        if not typed:
            return ""
        plain = _FOR_ALL.sub("", _BEFORE_PHONE.sub("", text.digits(typed)))
        found = _EXTENSION.search(plain)
        number = _parsed_phone(plain[: found.start()] if found else plain)
        if number is None:
            raise ValidationError(_PHONE_WORDS)
        in_japan = number.country_code == 81
        formats = phonenumbers.PhoneNumberFormat
        shown: str = phonenumbers.format_number(
            number, formats.NATIONAL if in_japan else formats.INTERNATIONAL
        )
        if in_japan and not shown.startswith("0"):  # too long for any area
            raise ValidationError(_PHONE_WORDS)
        return f"{shown} {EXTENSION}{found[1]}" if found else shown


def _parsed_phone(plain: str) -> phonenumbers.PhoneNumber | None:
    """The number, if it is one that could be dialled from Japan; without letters."""
    try:
        number = phonenumbers.parse(plain, "JP") if re.fullmatch(r"\+?[0-9]+", plain) else None
    except phonenumbers.NumberParseException:
        return None
    return number if number and phonenumbers.is_possible_number(number) else None


class UrlField(forms.URLField):
    """A web address; "www.example.jp" is taken for https."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"assume_scheme": "https", "max_length": 200, **kwargs})

    def to_python(self, value: Any) -> str:
        """The address, from full-width letters too."""
        typed = text.one_line(str(value)) if value not in self.empty_values else ""
        return str(super().to_python(unicodedata.normalize("NFKC", typed)) or "")

    def validate(self, value: str) -> None:
        """Only the web: no other scheme is ever linked."""
        super().validate(value)
        if value and not value.startswith(("http://", "https://")):
            raise ValidationError(_("Only addresses that start with http:// or https://."))


class AtMost:
    """No more than so many may be ticked."""

    def __init__(self, most: int) -> None:
        self.most = most

    def __call__(self, value: Any) -> None:
        """Raise where more are ticked, saying how many there may be."""
        if len(value) > self.most:
            raise ValidationError(
                _("Please tick at most %(most)d; %(ticked)d are ticked now."),
                params={"most": self.most, "ticked": len(value)},
            )
