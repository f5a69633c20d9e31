"""Nobody writes their contacts into an introduction before all have agreed; all else is welcome."""

import pytest
from django.core.exceptions import ValidationError

from matching.introducing.discretion import names_contacts, without_contacts


@pytest.mark.parametrize(
    "text",
    [
        "hanako@example.jp までどうぞ",
        "ｈａｎａｋｏ＠ｅｘａｍｐｌｅ．ｊｐまで",
        "hanako(at)example.jp",
        "hanako［アット］example.jp",
        "hanakoアットマークexample.jp",
        "インスタは @chanoki_shop です",
        "https://example.jp/form",
        "くわしくはwww.example.jpで",
        "くわしくはｅｘａｍｐｌｅ．ｃｏｍへ",
        "chanoki-shop.co.jp",
        "asp.net/chanoki",
        "asp.net.example.jp",
        "chanoki-asp.net",
        "lin.ee/abc123",
        "LINE ID は chanoki です",
        "ラインのID：chanoki",
        "090-1234-5678",
        "０９０ー１２３４ー５６７８",
        "09012345678",
        "090 1234 5678",
        "(0537)21-1111",
        "０５３７（２１）１１１１",
        "0537.21.1111",
        "〇九〇一二三四五六七八",
        "+81 90 1234 5678",
        "+８１-537-21-1111",
        "電話は21-1111です",
        "TEL：２１－１１１１",
        "0120・000・000",
        "連絡は0537‐21‐1111まで",
    ],
)
def test_contacts_are_found_however_they_are_typed(text: str) -> None:
    assert names_contacts(text)
    with pytest.raises(ValidationError):
        without_contacts(f"はじめまして。\n{text}\nよろしくお願いします。")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "空き家の活用について、一度お話をうかがえませんか。",
        "2026年5月10日(日)10:00〜12:00にうかがえます。",
        "2026/05/10 10:00-12:00、または05/11 09:00",
        "03月10日から04月30日まで",
        "年間1,000,000円、300個@100円ほどです。",
        "五月二十一日に、三〇〇〇人が来ました。",
        "〒436-0047 の近くです。",
        "目標は0.05から0.10へ。",
        "電話は2026-05-10以降にお願いします。",
        "お電話でも、オンラインでもかまいません。",
        "受付番号 R-2026-001234",
        "法人番号は1234567890123です。",
        "We could meet on 10 May at 10.30, e.g. at the town hall. Node.js is what we use.",
        "SDGsの4.7と11.3に取り組んでいます。",
        "ＡＳＰ．ＮＥＴの開発ができる人、VB.NETでもかまいません。We know ADO.NET.",
    ],
)
def test_what_is_no_contact_may_be_written(text: str) -> None:
    assert not names_contacts(text)
    without_contacts(text)
