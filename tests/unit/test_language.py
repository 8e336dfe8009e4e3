"""Which language a text is found to be in."""

import pytest

from chalicelib.domain.language import language_of

TEXTS = {
    "en": [
        "Good morning",
        "The dog",
        "Once upon a time there was a king.",
        "Thank you for shopping with us",
        "She opened the letter slowly, afraid of what it might say.",
        "TERMS AND CONDITIONS APPLY TO THIS OFFER",
        "TOTAL 10.65 CASH 20.00 CHANGE 9.35",
    ],
    "es": [
        "Hola",
        "Buenos días",
        "El perro",
        "Érase una vez un rey.",
        "Gracias por su compra",
        "La lluvia cayó toda la noche sobre los tejados del pueblo.",
        "PROHIBIDO EL PASO A LOS NIÑOS",
        "TOTAL 10,65 EFECTIVO 20,00 CAMBIO 9,35 IVA 21%",
        "Cuesta 5,99 €",
        "La temperatura bajó a -5 °C.",
        "Línea 3, andén único",
    ],
    "de": ["Guten Tag", "Es war einmal ein König.", "Vielen Dank für Ihren Einkauf", "Bitte hier warten"],
    "fr": ["Bonjour", "Il était une fois un roi.", "Merci de votre visite", "La maison est grande et belle"],
    "it": ["Buongiorno", "Grazie per il vostro acquisto", "La casa è molto grande", "C'era una volta un re."],
}
CASES = [(text, language) for language, texts in TEXTS.items() for text in texts]


@pytest.mark.parametrize(("text", "language"), CASES, ids=[text for text, _ in CASES])
@pytest.mark.parametrize("default", ["en", "es"])
def test_short_texts_are_in_their_language_whatever_the_default(text: str, language: str, default: str) -> None:
    assert language_of(text, default) == language


@pytest.mark.parametrize("text", ["", "12.50", "|||", "世界", "Xq", "\x00"])
def test_a_text_without_evidence_is_in_the_default_language(text: str) -> None:
    assert language_of(text) == "en"
    assert language_of(text, "es") == "es"


@pytest.mark.parametrize(
    "text",
    [
        "J. F. Banks",
        "Item(s) : 1 Qty(s) : 1",
        "P. O. BOX 7566 WASHINGTON D. C. 20044",
        "E (01/13/2015) O (08/14/2014) E",
        "It's Bob's",
        "I am",
        "S. R. Benson Group Manager",
        "VIA: TO: FROM: Per DATE:",
        "CE72 - 10 9001620 1 X MOTH BALLS",
        "etc. vs. e.g. i.e. a.m.",
        "Est. $2000",
        "No. 12, Est. 1995",
        "Cempra Pharma (o, $27.49) Akebia (o, $7.37) Versartis (e, $9.10) Seattle (o, $56.24)",
    ],
)
def test_single_letters_and_codes_of_forms_and_receipts_are_no_words(text: str) -> None:
    assert language_of(text) == "en"


@pytest.mark.parametrize(("text", "language"), [("L'été d'Ana", "fr"), ("l’homme", "fr"), ("dell'acqua", "it")])
def test_elided_articles_count(text: str, language: str) -> None:
    assert language_of(text) == language


def test_a_long_text_costs_no_more_than_its_beginning() -> None:
    assert language_of("la casa verde " * 100_000) == "es"
    assert language_of("a" * 1_000_000) == "en"
