"""Hard print as found on letters, receipts and book pages, and what a person would say for it."""

from __future__ import annotations

import pytest

from chalicelib.domain.passages import passages_of_text
from chalicelib.domain.utterances import utterances_of


def said(text: str, language: str) -> list[str]:
    """The utterances of a text."""
    passages = passages_of_text(text)
    return [utterance.text for passage in passages for utterance in utterances_of(passage, language)]


ENGLISH = [
    ("Call us: (415) 555-0132", "Call us: four one five, five five five, zero one three two."),
    (
        "IBAN GB29 NWBK 6016 1331 9268 19",
        "iban G B, two nine, N W B K, six zero one six, one three three one, nine two six eight, one nine.",
    ),
    ("Open Mon–Fri 9am–5:30pm", "Open Monday to Friday nine AM to five thirty PM."),
    ("Mon. - Sat. 10:00 - 18:00", "Monday to Saturday ten o'clock to eighteen hundred hours."),
    ("Read chs. 3-5, pp. 45–67", "Read chapters three to five, pages forty five to sixty seven."),
    ("½ cup sugar, 2½ tsp salt", "a half cup sugar, two and a half teaspoons salt."),
    ("1 1/2 lb. ground beef", "one and a half pounds ground beef."),
    (
        "Bake at 350°F for 25–30 min.",
        "Bake at three hundred fifty degrees Fahrenheit for twenty five to thirty minutes.",
    ),
    ("XII. The Return", "twelve. | The Return."),
    ("Louis XVI and Elizabeth II", "Louis the sixteenth and Elizabeth the second."),
    (
        "Founded in 1905, sold for 1905 dollars",
        "Founded in nineteen oh five, sold for one thousand nine hundred five dollars.",
    ),
    ("It cost $1905 in 1905.", "It cost one thousand nine hundred five dollars in nineteen oh five."),
    (
        "Visit www.example.com/help or write to j.smith@mail.example.org",
        "Visit example dot com slash help or write to j dot smith at mail dot example dot org.",
    ),
    ("Dr. Smith lives at 16 Baker St.", "Doctor Smith lives at sixteen Baker Street."),
    ("St. John's Rd., Apt. 4B", "Saint John's Road, Apartment four B."),
    ("See § 12(3) and §§ 4–6", "See section twelve, three, and sections four to six."),
    ("H2O, CO2 and C6H12O6", "H two O, CO two and C six H twelve O six."),
    ("CHAPTER ONE: THE OLD HOUSE", "chapter one: the old house."),
    ("ALL ITEMS 20% OFF", "all items twenty percent off."),
    ("SUBTOTAL €1,234.50", "subtotal one thousand two hundred thirty four euros and fifty cents."),
    ("J. K. Rowling and J.R.R. Tolkien", "J. K. Rowling and JRR Tolkien."),
    ("Mr. & Mrs. T. S. Eliot", "Mister and Missus T. S. Eliot."),
    ("3 x AA batteries @ $1.99 ea.", "three AA batteries at one dollar and ninety nine cents each."),
    ("Qty 2 | 4.99 | 9.98", "Quantity two, four point nine nine, nine point nine eight."),
    ("VISA ****1234", "visa one two three four."),
    ("Ref: AB-1234/56", "reference: AB one two three four, five six."),
    ("ISBN 978-3-16-148410-0", "ISBN nine seven eight, three, one six, one four eight, four one zero, zero."),
    ("6'2\" tall", "six foot two tall."),
    ('A 40" TV, 2.5" wide', "A forty inch TV, two point five inch wide."),
    ('He said "I am 40" and left', "He said I am forty and left."),
    ("C# and C++ code", "C sharp and C plus plus code."),
    ("£3m profit, $2.5bn debt", "three million pounds profit, two point five billion dollars debt."),
    ("1,5 kg at 3.20 €/kg", "one point five kilograms at three euros and twenty cents per kilogram."),
    ("Temp. -5°C", "temperature minus five degrees Celsius."),
    (
        "P.O. Box 123, Springfield, IL 62704",
        "PO Box one hundred twenty three, Springfield, IL six two seven zero four.",
    ),
    ("c. 1850, 500 BC", "circa eighteen fifty, five hundred BC."),
    ("approx. 30 mg/day", "approximately thirty milligrams per day."),
    ("Jan. 5 – Feb. 10", "January fifth to February tenth."),
    ("AMT DUE $0.00", "amount due zero dollars."),
    ("9/11 and 24/7", "nine eleven and twenty four seven."),
    ("7 a.m.-3 p.m.", "seven AM to three PM."),
    ("$5–10 each, 20-30% less", "five to ten dollars each, twenty to thirty percent less."),
    ("Train at 8h30", "Train at eight thirty."),
    ("On 3 May 2024 at 14:05", "On the third of May twenty twenty four at fourteen oh five."),
    ("12,345,678 people", "twelve million three hundred forty five thousand six hundred seventy eight people."),
]
NOT_WHAT_IT_LOOKS_LIKE = [
    ("3×1000 mm", "three by one thousand millimeters."),
    ("IN 10000 YEARS", "in ten thousand years."),
    ("2 h 30 min", "two hours thirty minutes."),
    ("See page 4 — May I help?", "See page four, May I help?"),
    ("COVID-19, MP3 and F-16", "covid nineteen, MP three and F sixteen."),
    ("a XX century", "a XX century."),
]
SPANISH = [
    ("Móvil: +34 612 34 56 78", "Móvil: más tres cuatro, seis uno dos, tres cuatro, cinco seis, siete ocho."),
    (
        "IBAN ES91 2100 0418 4502",
        "iban E S, nueve uno, dos uno cero cero, cero cuatro uno ocho, cuatro cinco cero dos.",
    ),
    ("Abierto de 9:00 a 14:00 h", "Abierto de nueve a catorce horas."),
    ("lun.–vie. 9:00–18:00", "lunes a viernes nueve a dieciocho."),
    ("L-V de 9:00 a 14:00", "lunes a viernes de nueve a catorce."),
    ("Cita a las 8h30", "Cita a las ocho treinta."),
    ("½ taza de azúcar y 2½ cucharadas", "media taza de azúcar y dos y media cucharadas."),
    ("3/4 partes de 1/2 litro", "tres cuartas partes de medio litro."),
    ("XII. El regreso", "doce. | El regreso."),
    ("Luis XVI e Isabel II", "Luis dieciséis e Isabel segunda."),
    ("3.º piso, 2.ª puerta", "tercer piso, segunda puerta."),
    (
        "1.234,56 € y $ 1,250.00",
        "mil doscientos treinta y cuatro euros con cincuenta y seis céntimos y mil doscientos cincuenta dólares.",
    ),
    ("2,5 kg a 3,20 €/kg", "dos coma cinco kilos a tres euros con veinte céntimos por kilo."),
    ("12.345.678 habitantes", "doce millones trescientos cuarenta y cinco mil seiscientos setenta y ocho habitantes."),
    ("Sra. Dña. Ana Pérez", "señora doña Ana Pérez."),
    ("C/ Mayor, 5, 3.º B", "calle Mayor, cinco, tercero B."),
    ("Avda. de la Constitución, s/n", "avenida de la Constitución, sin número."),
    ("info@ejemplo.es", "info arroba ejemplo punto es."),
    ("art. 12.3 y § 4", "artículo doce punto tres y sección cuatro."),
    ("H2O y CO2", "H dos O y CO dos."),
    ("TOTAL A PAGAR 23,45 EUR", "total a pagar veintitrés euros con cuarenta y cinco céntimos."),
    ("en 1905 costaba 1905 pesetas", "en mil novecientos cinco costaba mil novecientas cinco pesetas."),
    ("EE. UU., s. XX a. C.", "Estados Unidos, siglo veinte antes de Cristo."),
    ("C.P. 28013 Madrid", "código postal veintiocho mil trece Madrid."),
    ("NIF 12345678Z", "NIF uno dos tres cuatro cinco seis siete ocho Z."),
    ("Ctra. N-340, km. 23,5", "carretera N trescientos cuarenta, kilómetro veintitrés coma cinco."),
    ("Tarjeta ****4321", "Tarjeta cuatro tres dos uno."),
    ("2 x Café con leche 3,00 €", "dos Café con leche tres euros."),
    ("págs. 45-67, vol. II", "páginas cuarenta y cinco a sesenta y siete, volumen dos."),
    ("Ref.: AB-123456", "referencia: AB uno dos tres, cuatro cinco seis."),
]


@pytest.mark.parametrize(("text", "words"), ENGLISH, ids=[text for text, _ in ENGLISH])
def test_english_print_is_said_as_a_person_would(text: str, words: str) -> None:
    assert " | ".join(said(text, "en")) == words


@pytest.mark.parametrize(("text", "words"), SPANISH, ids=[text for text, _ in SPANISH])
def test_spanish_print_is_said_as_a_person_would(text: str, words: str) -> None:
    assert " | ".join(said(text, "es")) == words


@pytest.mark.parametrize(("text", "words"), NOT_WHAT_IT_LOOKS_LIKE)
def test_what_only_looks_like_a_code_or_a_range_is_no_such_thing(text: str, words: str) -> None:
    assert " | ".join(said(text, "en")) == words
