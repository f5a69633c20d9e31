"""What partners write to each other before both have agreed names nobody's contacts.

They are found in any width: 090-1234-5678, ０９０…, 〇九〇…, name＠example.jp, name（at）…
"""

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tomoni import text as plain

_AT = r"(?:@|[(\[<{]\s*(?:at|アット(?:マーク)?)\s*[)\]>}]|アットマーク)"
_DOMAINS = (
    "jp|com|net|org|info|biz|io|co|dev|app|site|shop|online|page|link|tokyo|osaka|kyoto|nagoya"
    "|cc|tv|eu|uk|de|fr|cn|kr|tw"
)
_SHORT_HOSTS = r"t\.me|line\.me|lin\.ee|youtu\.be|bit\.ly|fb\.me|forms\.gle|x\.gd"
_PRODUCTS = r"(?:asp|vb|ado)\.net(?![a-z0-9.-]*[a-z0-9/])"  # names of software, and no address
_ADDRESS = re.compile(rf"{_AT}\s*[a-z_]")  # an e-mail address, or the name of an account
_WEB = re.compile(
    r"https?:|www\."
    rf"|(?<![a-z0-9])(?!{_PRODUCTS})[a-z0-9][a-z0-9-]*\.(?:{_DOMAINS})(?![a-z0-9])"
    rf"|(?<![a-z0-9.])(?:{_SHORT_HOSTS})(?![a-z0-9])"
)
_BETWEEN = r"[\s().・-]{0,3}"
_PHONE = re.compile(
    rf"(?<![\d.,])(?:0(?:{_BETWEEN}\d){{9,10}}|\+{_BETWEEN}\d(?:{_BETWEEN}\d){{8,13}})(?!\d)"
)
_LOCAL_PHONE = re.compile(
    r"(?:tel|fax|電話|携帯|ファックス|ファクス|内線)[^\d\n]{0,6}(?!20\d\d)\d(?:[\s()-]{0,2}\d){5,}"
)
_ACCOUNT = re.compile(r"(?:line|ライン|skype|スカイプ|カカオ|wechat)\s*の?\s*id\b")
_KANJI_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")


def names_contacts(text: str) -> bool:
    """Whether somebody could be written to or rung up by what stands in the text."""
    flat = unicodedata.normalize("NFKC", plain.clean(text)).casefold()
    if _ADDRESS.search(flat) or _WEB.search(flat) or _ACCOUNT.search(flat):
        return True
    numbers = flat.translate(_KANJI_DIGITS).translate(plain.DASHES)
    return bool(_PHONE.search(numbers) or _LOCAL_PHONE.search(numbers))


def without_contacts(text: str) -> None:
    """A validator of form fields: raises where the text names contacts."""
    if names_contacts(text):
        raise ValidationError(
            _(
                "Please take e-mail addresses, telephone numbers and web addresses out. The"
                " contacts are told by themselves as soon as everybody has agreed to talk."
            ),
            code="contacts",
        )
