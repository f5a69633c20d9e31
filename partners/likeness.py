"""When two names and addresses are the same, and when they are so alike that a person must look."""

import re
import unicodedata
from difflib import SequenceMatcher

from tomoni import text

# Forms of one character that people use for each other in names.
_VARIANTS = str.maketrans(
    "髙﨑德濵濱邉邊齋齊嶋嶌桒𠮷澤櫻廣國惠眞圓靜", "高崎徳浜浜辺辺斎斉島島桑吉沢桜広国恵真円静"
)
_LEGAL_FORMS = re.compile(
    "特定非営利活動法人|一般社団法人|公益社団法人|一般財団法人|公益財団法人|社会福祉法人|"
    "医療法人社団|医療法人|学校法人|農事組合法人|事業協同組合|株式会社|有限会社|合同会社|"
    r"合資会社|合名会社|npo法人|\((?:株|有|同|資|名|特非|一社|公社|一財|公財|社福|医|学)\)"
)
_ALIKE = 0.75  # share of equal characters of two names at one address


def name_key(name: str) -> str:
    """Equal for a name in any width and with any spaces."""
    return text.key(name).replace(" ", "")


def address_key(address: str) -> str:
    """Equal for an address in any width, with any dashes and spaces."""
    return text.key(address.translate(text.DASHES)).translate(text.DASHES).replace(" ", "")


def core_of_name(name: str) -> str:
    """What is left of a name without its legal form, marks and variants of characters."""
    plain = _LEGAL_FORMS.sub("", name_key(name)).translate(_VARIANTS)
    return re.sub(r"[\W_ー]+", "", plain)


def spoken_name(name: str) -> str:
    """The name as it is read aloud: without its legal form, in the common form of its characters.

    Capitals stay, so that Latin words are found in a dictionary.
    """
    plain = unicodedata.normalize("NFKC", text.one_line(name)).translate(_VARIANTS)
    return re.sub(_LEGAL_FORMS.pattern, "", plain, flags=re.IGNORECASE).strip()


def core_of_address(address: str) -> str:
    """Town and house number, however they are written: "長谷1-1-1" for 長谷一丁目1番地の1."""
    plain = address_key(address).translate(_VARIANTS)
    plain = re.sub("^(北海道|東京都|京都府|大阪府|.{2,3}県)", "", plain)
    plain = re.sub(r"([一二三四五六七八九])丁目", lambda found: _digit(found[1]) + "-", plain)
    plain = re.sub("丁目|番地の|番地|番(?=[0-9])", "-", plain)
    plain = re.sub(r"(?<=[0-9])[番号の]", "", plain)
    found = re.match(r".*?[0-9]+(?:-+[0-9]+)*", plain)
    return re.sub("-+", "-", found[0] if found else plain).strip("-")


def are_names_alike(one: str, other: str) -> bool:
    """Whether two cores may be one name typed differently."""
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _ALIKE


def _digit(kanji: str) -> str:
    return str("一二三四五六七八九".index(kanji) + 1)
