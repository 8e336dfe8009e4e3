"""Which script a page is in, and whether its letters bear accents."""

import pytest

from chalicelib.domain import script


@pytest.mark.parametrize(
    ("texts", "latin"),
    [
        (["Hello", "world"], True),
        (["El niño", "¿qué?"], True),
        (["2024-01-05", "12.50"], True),
        ([], True),
        (["你好世界"], False),
        (["Привет, мир"], False),
        (["Invoice 发票 for Smith & Sons"], True),
    ],
    ids=str,
)
def test_the_script_of_a_page(texts: list[str], latin: bool) -> None:
    assert script.is_latin(texts) is latin


def test_what_spanish_french_german_and_money_need_can_be_read() -> None:
    assert set("ñáéíóúü¿¡ÑÁÉÍÓÚàâçèêëîïôûùœÆæäöüßÄÖÜ€£$¥%@#&«»“”‘’–—…°") <= set(script.LATIN)


def test_no_space_and_no_invisible_character_is_a_letter() -> None:
    assert all(len(character) == 1 and character.isprintable() and character.strip() for character in script.LATIN)


def test_full_width_forms_are_twins_of_plain_ones() -> None:
    assert "：" in script.twins(":")
    assert "Ａ" in script.twins("A")
    assert script.twins("ñ") == ""


@pytest.mark.parametrize(("letter", "bare"), [("é", "e"), ("Ñ", "N"), ("ç", "c"), ("ß", "ß"), ("7", "7"), ("≠", "≠")])
def test_a_letter_without_its_accent(letter: str, bare: str) -> None:
    assert script.plain(letter) == bare


def test_a_page_of_clear_accents_keeps_them() -> None:
    assert script.has_accents([("n", 0.99), ("ñ", 0.99), ("é", 0.98), ("ó", 0.7)])


def test_specks_over_plain_letters_are_no_accents() -> None:
    assert not script.has_accents([("ğ", 0.98), ("É", 0.9), ("Ó", 0.65), ("í", 0.51), ("a", 1.0)])
    assert not script.has_accents([("a", 1.0)])


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("l00%", "100%"),
        ("2O17", "2017"),
        ("DP-l335,", "DP-1335,"),
        ("(l98l)", "(1981)"),
        ("$l.50", "$1.50"),
        ("1.5l", "1.5l"),
        ("2l", "2l"),
        ("3l6", "316"),
        ("Li2O.", "Li2O."),
        ("I-95", "I-95"),
        ("hello", "hello"),
        ("10|13|87", "10|13|87"),
        ("col2", "col2"),
        ("l", "l"),
        ("100ml", "100ml"),
        ("7lb", "7lb"),
        ("B22l", "B221"),
    ],
)
def test_letters_in_numbers_are_digits(read: str, printed: str) -> None:
    assert script.with_digits(read) == printed
