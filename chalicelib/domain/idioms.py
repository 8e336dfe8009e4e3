"""How each language is said. English and Spanish are spelled out here; for the rest the voice reads numbers itself."""

from __future__ import annotations

from collections.abc import Mapping

from chalicelib.domain import spoken_form_en, spoken_form_es
from chalicelib.domain.spoken_form import Idiom, Rule, rule

_NUMBERS_AS_PRINTED: tuple[Rule, ...] = (
    rule(r"(?<![\w.,])[-−]?\d+(?:[.,:/]\d+)*(?:\s?[%€$£°]|(?:\s?(?:km|kg|cm|mm|m|g|l|h)\b))?", lambda match: match[0]),
)
_ASSISTED = {
    "de": (
        "und so weiter",
        "Text in {}er Schrift, wird nicht vorgelesen.",
        {"&": "und", "+": "plus", "=": "gleich", "%": "Prozent", "€": "Euro", "$": "Dollar", "@": "ät"},
        {
            "Chinese": "chinesisch",
            "Japanese": "japanisch",
            "Korean": "koreanisch",
            "Arabic": "arabisch",
            "Hebrew": "hebräisch",
            "Cyrillic": "kyrillisch",
            "Greek": "griechisch",
        },
    ),
    "fr": (
        "et cetera",
        "texte en {}, non lu.",
        {"&": "et", "+": "plus", "=": "égale", "%": "pour cent", "€": "euros", "$": "dollars", "@": "arobase"},
        {
            "Chinese": "chinois",
            "Japanese": "japonais",
            "Korean": "coréen",
            "Arabic": "arabe",
            "Hebrew": "hébreu",
            "Cyrillic": "cyrillique",
            "Greek": "grec",
        },
    ),
    "it": (
        "eccetera",
        "testo in {}, non letto.",
        {"&": "e", "+": "più", "=": "uguale", "%": "per cento", "€": "euro", "$": "dollari", "@": "chiocciola"},
        {
            "Chinese": "cinese",
            "Japanese": "giapponese",
            "Korean": "coreano",
            "Arabic": "arabo",
            "Hebrew": "ebraico",
            "Cyrillic": "cirillico",
            "Greek": "greco",
        },
    ),
}

IDIOMS: Mapping[str, Idiom] = {
    "en": spoken_form_en.IDIOM,
    "es": spoken_form_es.IDIOM,
    **{
        language: Idiom(_NUMBERS_AS_PRINTED, symbols, and_so_on=more, unread=unread, scripts=scripts)
        for language, (more, unread, symbols, scripts) in _ASSISTED.items()
    },
}
