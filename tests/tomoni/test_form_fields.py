"""The fields take what people type, or say in words what to change."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from partners.templatetags import people
from tests.bad_inputs import TEXTS
from tomoni import forms


@pytest.mark.parametrize(
    ("field", "typed", "stored"),
    [
        (forms.PostalCodeField(), "〒４３６－００４７", "4360047"),
        (forms.PostalCodeField(), "436 0047", "4360047"),
        (forms.CorporateNumberField(), "7000-0120-50002", "7000012050002"),
        (forms.CorporateNumberField(), "７０００ ０１２０ ５０００２", "7000012050002"),
        (forms.PhoneField(), "０５３７（２１）１１１１", "0537-21-1111"),
        (forms.PhoneField(), "0312345678", "03-1234-5678"),
        (forms.PhoneField(), "+81 537 21 1111", "0537-21-1111"),
        (forms.PhoneField(), "09012345678", "090-1234-5678"),
        *[
            (forms.PhoneField(), f"0537{dash}21{dash}1111", "0537-21-1111")
            for dash in "-‐–—―−－ーｰ"
        ],
        (forms.PhoneField(), "０５３７（２１）１１１１", "0537-21-1111"),
        (forms.PhoneField(), "TEL：0537 21 1111（代表）", "0537-21-1111"),
        (forms.PhoneField(), "0537-21-1111 内線123", "0537-21-1111 内線123"),
        (forms.PhoneField(), "0537-21-1111（内線 123）", "0537-21-1111 内線123"),
        (forms.PhoneField(), "0537-21-1111 ext. 7", "0537-21-1111 内線7"),
        (forms.PhoneField(), "0537-21-1111 内線123", "0537-21-1111 内線123"),
        (forms.PhoneField(), "0120444444", "0120-444-444"),
        (forms.CorporateNumberField(), "T7000012050002", "7000012050002"),
        (forms.CorporateNumberField(), "ｔ７０００−０１２０—５０００２", "7000012050002"),
        (forms.KanaField(), "サ−ビス", "サービス"),
        (forms.KanaField(), "ヤマダ-タロウ", "ヤマダ-タロウ"),
        (forms.KanaField(), "ｶｹｶﾞﾜｼｮｳﾃﾝ", "カケガワショウテン"),
        (forms.KanaField(), "かけがわ　しょうてん", "カケガワ ショウテン"),
        (forms.UrlField(), "ｗｗｗ．example．jp", "https://www.example.jp"),
        (forms.UrlField(), "http://例え.jp/", "http://例え.jp/"),
        (forms.LineField(), "㈱髙田\u3000商店", "㈱髙田\u3000商店"),
    ],
)
def test_typed_is_stored(field: forms.LineField, typed: str, stored: str) -> None:
    assert field.clean(typed) == stored


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        (forms.PostalCodeField(), "436-004"),
        (forms.PostalCodeField(), "四三六"),
        (forms.CorporateNumberField(), "1234567890123"),
        (forms.CorporateNumberField(), "123"),
        (forms.CorporateNumberField(), "T12345"),
        (forms.CorporateNumberField(), "70000120500022"),
        (forms.PhoneField(), "0999999999999"),
        (forms.PhoneField(), "0537-21-1111 内線"),
        (forms.PhoneField(), "12"),
        (forms.PhoneField(), "でんわ"),
        (forms.KanaField(), "漢字"),
        (forms.UrlField(), "javascript:alert(1)"),
        (forms.UrlField(), "ftp://example.jp"),
    ],
)
def test_refused_in_japanese(field: forms.LineField, typed: str) -> None:
    with translation.override("ja"), pytest.raises(ValidationError) as refused:
        field.clean(typed)
    assert any("\u3040" <= character <= "\u30ff" for character in refused.value.messages[0])


@pytest.mark.parametrize("typed", TEXTS.values(), ids=TEXTS.keys())
@pytest.mark.parametrize(
    "field",
    [
        forms.LineField(required=False, max_length=100),
        forms.TextField(required=False),
        forms.KanaField(required=False),
        forms.CorporateNumberField(required=False),
        forms.PostalCodeField(required=False),
        forms.PhoneField(required=False),
        forms.UrlField(required=False),
    ],
    ids=lambda field: type(field).__name__,
)
def test_bad_input_is_taken_or_refused_in_words(field: forms.LineField, typed: str) -> None:
    try:
        field.clean(typed).encode("utf-8")
    except ValidationError as refused:
        assert refused.messages


@pytest.mark.parametrize("number", ["7000012050002", "5050005005266", "8000020130001"])
def test_check_digit_of_known_numbers(number: str) -> None:
    assert forms.corporate_check_digit(number[1:]) == int(number[0])


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("700001205000", "12桁"),
        ("70000120500", "11桁"),
        ("70000120500022", "14桁"),
        ("7000-abc", "数字13桁"),
        ("7000012050003", "先頭の1桁"),
        ("7000012050020", "先頭の1桁"),  # two digits swapped
    ],
)
def test_message_says_what_is_wrong_with_a_corporate_number(typed: str, words: str) -> None:
    with translation.override("ja"), pytest.raises(ValidationError, match=words):
        forms.CorporateNumberField().clean(typed)


@pytest.mark.parametrize(
    ("stored", "dialled"),
    [("0537-21-1111", "0537-21-1111"), ("0537-21-1111 内線123", "0537-21-1111;ext=123"), ("", "")],
)
def test_stored_number_is_dialled(stored: str, dialled: str) -> None:
    assert people.dialled(stored) == dialled
