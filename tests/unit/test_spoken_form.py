"""What is said for what is printed, and which print each spoken word stands for."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.domain.idioms import IDIOMS
from chalicelib.domain.spoken_form import Idiom, clean, spoken_form


def said(text: str, language: str) -> str:
    return " ".join(word.text for word in spoken_form(clean(text), IDIOMS.get(language, Idiom())))


ENGLISH = [
    ("It costs $5.99.", "It costs five dollars and ninety nine cents."),
    ("$1", "one dollar"),
    ("$0.99 or 50¢", "ninety nine cents or fifty cents"),
    ("£1,234.50", "one thousand two hundred thirty four pounds and fifty pence"),
    ("-$20", "minus twenty dollars"),
    ("$2.4 billion", "two point four billion dollars"),
    ("$5M", "five million dollars"),
    ("20 €, USD 300", "twenty euros, three hundred dollars"),
    ("€5,99 or 12,50 €", "five euros and ninety nine cents or twelve euros and fifty cents"),
    (
        "$1,250 or $1,250.50",
        "one thousand two hundred fifty dollars or one thousand two hundred fifty dollars and fifty cents",
    ),
    ("July 4, 2024", "July fourth, twenty twenty four"),
    ("Feb. 3", "February third"),
    ("25 December 1999", "the twenty fifth of December nineteen ninety nine"),
    ("2024-07-25", "July twenty fifth, twenty twenty four"),
    ("12/31/99", "December thirty first, nineteen ninety nine"),
    ("31/12/2023", "December thirty first, twenty twenty three"),
    ("in 1905 and 2005", "in nineteen oh five and two thousand five"),
    ("the 1990s and the '80s", "the nineteen nineties and the eighties"),
    ("at 7:30 pm", "at seven thirty PM"),
    ("at 9:05 and 10:00", "at nine oh five and ten o'clock"),
    ("9 a.m., 7.15 pm", "nine AM, seven fifteen PM"),
    ("5 km in 23 min", "five kilometers in twenty three minutes"),
    ("1 km", "one kilometer"),
    ("-5°C", "minus five degrees Celsius"),
    ("12.5 km/h", "twelve point five kilometers per hour"),
    ("3.5%", "three point five percent"),
    ("1/2 lb and 2 1/2 lb", "one half pound and two and a half pounds"),
    ("1111111111111111 1/2", " ".join(["one"] * 16) + " and a half"),
    ("¾ cup", "three quarters cup"),
    ("5'10\"", "five foot ten"),
    ("21st, 3rd, 112th", "twenty first, third, one hundred twelfth"),
    ("pp. 14-16", "pages fourteen to sixteen"),
    ("$10–$15", "ten dollars to fifteen dollars"),
    ("3 x 5 m", "three by five meters"),
    ("16:9", "sixteen to nine"),
    ("555-123-4567", "five five five, one two three, four five six seven"),
    ("007", "zero zero seven"),
    ("3.11.2", "three point eleven point two"),
    ("1,000,000", "one million"),
    ("Dr. Smith, 16 Park Ave.", "Doctor Smith, sixteen Park Avenue"),
    ("St. Paul's, Baker St.", "Saint Paul's, Baker Street"),
    ("Henry VIII, World War II, Chapter IV", "Henry the eighth, World War two, Chapter four"),
    ("e.g. plums, etc.", "for example plums, et cetera"),
    ("No. 7 and #42", "number seven and number forty two"),
    ("AT&T, 2 + 2 = 4", "AT and T, two plus two equals four"),
    ("TEL :03-40210276", "TEL: zero three, four zero two, one zero two, seven six"),
    ("+6012-5060668", "plus six zero one two, five zero six, zero six six eight"),
    ("28.90 -28.90", "twenty eight point nine zero minus twenty eight point nine zero"),
    ("pages 5 - 6, 5 -6", "pages five to six, five to six"),
    ("-151-", "one hundred fifty one"),
    ("Closed: 001 14-02-2018", "Closed: zero zero one February fourteenth, twenty eighteen"),
    ("www.example.com/help", "example dot com slash help"),
    ("me@site.org", "me at site dot org"),
    ("the U.S. and the EU", "the US and the EU"),
    ("TOTAL DUE WAS PAID", "total due was paid"),
    ("NASA, FBI and UNESCO", "NASA, FBI and UNESCO"),
    ("COVID-19", "covid nineteen"),
    ("state-of-the-art", "state of the art"),
    ("x² + y³, 20 m²", "x squared plus y cubed, twenty square meters"),
    ("cafe\u0301 and \uff21\uff22", "café and AB"),
]
SPANISH = [
    ("45,20 €", "cuarenta y cinco euros con veinte céntimos"),
    ("1 €, 21 £", "un euro, veintiuna libras"),
    ("0,99 €", "noventa y nueve céntimos"),
    ("Tel. 03-40210276", "teléfono cero tres, cuatro cero dos, uno cero dos, siete seis"),
    ("—12—", "doce"),
    ("28,90 -28,90", "veintiocho coma noventa menos veintiocho coma noventa"),
    ("ref. 001 14-02-2018", "referencia cero cero uno catorce de febrero de dos mil dieciocho"),
    ("$1,234.50", "mil doscientos treinta y cuatro dólares con cincuenta centavos"),
    ("2,4 millones de euros", "dos coma cuatro millones de euros"),
    ("5 M€", "cinco millones de euros"),
    ("1.000.000 €", "un millón de euros"),
    ("25/12/2024", "veinticinco de diciembre de dos mil veinticuatro"),
    ("1 de mayo de 1998", "primero de mayo de mil novecientos noventa y ocho"),
    ("a las 10:30 h", "a las diez treinta horas"),
    ("las 7:05 p. m.", "las siete cero cinco de la tarde"),
    ("200 personas, 21 años, 1 casa", "doscientas personas, veintiún años, una casa"),
    ("21 días y 1 problema", "veintiún días y un problema"),
    ("100, 101, 1.000", "cien, ciento uno, mil"),
    ("3,5 %", "tres coma cinco por ciento"),
    ("0,05", "cero coma cero cinco"),
    ("21.500 habitantes", "veintiún mil quinientos habitantes"),
    ("120 km/h", "ciento veinte kilómetros por hora"),
    ("-5 °C", "menos cinco grados"),
    ("1/2 taza, 3/4 de litro", "media taza, tres cuartos de litro"),
    ("1111111111111111 1/2", " ".join(["uno"] * 16) + " y medio"),
    ("siglo XIX, Felipe II, Alfonso XIII", "siglo diecinueve, Felipe segundo, Alfonso trece"),
    ("3er piso, 1ª vez, 2.º", "tercer piso, primera vez, segundo"),
    ("El Sr. García, C/ Mayor, n.º 21", "El señor García, calle Mayor, número veintiuno"),
    ("EE. UU., págs. 12-15", "Estados Unidos, páginas doce a quince"),
    ("612 345 678", "seis uno dos, tres cuatro cinco, seis siete ocho"),
    ("info@correo.com", "info arroba correo punto com"),
    ("TOTAL A PAGAR", "total a pagar"),
]


@pytest.mark.parametrize(("text", "words"), ENGLISH, ids=[text for text, _ in ENGLISH])
def test_english_is_said_as_a_person_would(text: str, words: str) -> None:
    assert said(text, "en") == words


@pytest.mark.parametrize(("text", "words"), SPANISH, ids=[text for text, _ in SPANISH])
def test_spanish_is_said_as_a_person_would(text: str, words: str) -> None:
    assert said(text, "es") == words


@pytest.mark.parametrize(
    "text", ["", "-----", "***", "|", "• •", "=====", "_______", "…", "😀", "\x00\x07\ufeff", "“”"]
)
def test_what_nobody_says_is_not_said(text: str) -> None:
    assert said(text, "en") == ""


def test_a_ruled_line_that_was_read_as_chinese_is_not_announced() -> None:
    assert said("Total 二 12", "en") == "Total twelve"
    assert "Chinese" in said("二月", "en")


def test_what_colors_a_terminal_is_not_said() -> None:
    assert said("A \x1b[31mred\x1b[0m word", "en") == "A red word"


def test_print_that_is_no_speech_leaves_its_pause() -> None:
    assert said("| Chapter 1 ........ 5", "en") == "Chapter one, five"
    assert said("He said (quietly) “no” — and left...", "en") == "He said, quietly, no, and left…"


def test_each_spoken_word_knows_its_print() -> None:
    text = "She paid $5.99 on July 4, 2024."
    places = {word.text: text[word.start : word.end] for word in spoken_form(text, IDIOMS["en"])}
    assert places["dollars"] == places["ninety"] == "$5.99"
    assert (places["July"], places["fourth,"], places["twenty"]) == ("July", "4", "2024")


def test_another_script_is_said_to_be_unread_once_and_the_rest_is_spoken() -> None:
    assert said("Hello 世界 和平 friend", "en") == "Hello Chinese text, not spoken. friend"
    assert said("hola привет мир", "es") == "hola texto en alfabeto cirílico, no se lee."
    assert said("世界 مرحبا", "en") == "Chinese text, not spoken. Arabic text, not spoken."
    assert said("これは日本語です ok", "en").startswith("Japanese text")


def test_a_word_without_end_is_cut_short() -> None:
    assert said("a" * 100_000, "en") == "a" * 20 + ", and so on"
    assert said("7" * 100_000, "es").endswith("etcétera")


def test_other_languages_leave_numbers_to_the_voice() -> None:
    assert said("Der Preis: 1.234,56 € & mehr", "de") == "Der Preis: 1.234,56 € und mehr"


@given(st.text(max_size=80), st.sampled_from(["en", "es", "de"]))
@settings(max_examples=300, deadline=None)
def test_any_text_is_said_within_its_bounds(text: str, language: str) -> None:
    line = clean(text.replace("\n", " "))
    for word in spoken_form(line, IDIOMS[language]):
        assert 0 <= word.start < word.end <= len(line)
        assert word.text and not re.search(r"\s", word.text)


@given(st.from_regex(r"[-$€£]?\d{1,9}([.,/:-]\d{1,6}){0,3}[%°]?( ?(km|pm|€|st|am|kg|de))?", fullmatch=True))
@settings(max_examples=300, deadline=None)
def test_every_number_is_spelled_out(text: str) -> None:
    for language in ("en", "es"):
        assert not re.search(r"\d", said(text, language))
