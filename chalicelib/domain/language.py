"""Which of five languages a text is in: frequent words, tell-tale letters and endings, no dictionary.

A word that only one of the languages uses often says much, one that two share says less (a naive Bayes count with
hand-made weights). It is meant for a block of print, where a sentence settles it; a text with no evidence is in the
default language.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

LANGUAGES = ("en", "es", "de", "fr", "it")
_LETTERS = re.compile(
    r"(?<![^\W_])(?<!['’])(?:[^\W\d_]{2,}+|[^\W\d_](?![.]))(?!\d)(?:['’](?=[^\W\d_]))?|(?<=['’])[^\W\d_]{2,}+(?!\d)"
)
"""A word; an elided one with its apostrophe ("l'"); not the single letter after one ("it's"), nor of an abbreviation
("e.g."), nor a code's ("CE72")."""
_MOST_WORDS = 400
"""Enough to be sure; a longer text costs no more."""

_FREQUENT = {
    "en": """
        a i am the of and to in is that it was for on are with as his they be at one have this from had by hot but
        some what there we can out other were all your when up use word how said an each she which do their
        time if will way about many then them would write like so these her long make thing see him two has
        look more day could go come did my no most number who over know than call first people may been now
        find any new work part take get place made live where after back little only round man year came show
        every good me give our under name very through just think say great help much before line right too
        old same tell does set three want well also you not between should because against while without must
        here hello thanks please dear mrs mr shall upon such into its those both until since during never
        always again price total tax open closed street road monday tuesday wednesday thursday friday saturday
        sunday january february march june july august october december morning evening night today chapter
        page exit entrance smoking report annual frozen milk bread minutes hours ran begins born lives near per date due
        plus via cash receipt invoice customer card amount quantity subtotal paid thank""",
    "es": """
        de la que el en y a los se del las un por con no una su para es al lo como más o pero sus le ha me si
        sin sobre este ya entre cuando todo esta ser son dos también fue había era muy años hasta desde está
        mi porque qué sólo han yo hay vez puede todos así nos ni parte tiene él uno donde bien tiempo mismo
        ese ahora cada e vida otro después te otros aunque esa eso hace otra gobierno tan durante siempre día
        tanto ella tres sí dijo sido gran país según menos mundo año antes estado quiero mientras lugar solo
        nosotros poco hacer hoy mañana noche tarde casa calle precio buenos buenas días gracias hola señor
        señora usted ustedes lunes martes miércoles jueves viernes sábado domingo enero febrero marzo abril
        mayo junio julio agosto septiembre octubre noviembre diciembre aquí allí nunca nada algo alguien quien
        cuál cómo cuándo fueron estaba estaban hemos he agua niño niña perro ciudad capítulo página salida
        entrada prohibido fumar informe anual total leche pan pescado pollo minutos horas nació vive cerca
        torre has compre pagar importe número gato libro
        efectivo cambio cuesta iva personas fecha factura tarjeta cliente cantidad descuento artículo pago teléfono
        compra unidades libros horario abierto cerrado""",
    "de": """
        der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus
        er hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder
        aber vor zur bis mehr durch man sein wurde sei prozent hatte kann gegen vom können schon wenn habe
        seine mark ihre dann unter wir soll ich eines jahr zwei jahren diese dieser wieder keine uhr seiner
        worden will zwischen immer was sagte gibt alle diesem seit muss wurden beim doch jetzt drei neue damit
        ihr ihm ihn uns hier heute morgen abend danke bitte guten tag herr frau straße kein mein dein sehr gut
        montag dienstag mittwoch donnerstag freitag samstag sonntag januar februar märz juni juli oktober
        dezember jeder viel ohne weil welche ganz etwas nichts haus stadt kinder zeit ausgang eingang rauchen
        verboten gesamtbetrag summe kapitel seite milch brot stunden minuten lebt""",
    "fr": """
        de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont avec ses
        ou comme été aux cette son mais on ont leur deux fait elle même sa était entre tout ans bien aussi
        peut ces sans depuis y autres je dont encore nous vous après ils où avant toujours très leurs faire si
        contre autre moins trois jamais ici avait être sous temps jour quand chez notre votre mon ma mes tous
        toute aujourd hui bonjour merci monsieur madame rue lundi mardi mercredi jeudi vendredi samedi
        dimanche janvier février mars avril juin juillet août septembre octobre novembre décembre c' d' l' j'
        n' s' qu' m' quel quelle beaucoup peu rien nuit soir maison ville enfants eau prix alors donc puis vers
        étaient ai as avons avez suis es homme femme sortie entrée défense fumer rapport annuel total
        chapitre lait pain heures minutes chien vit né""",
    "it": """
        di e il la che in a per è un non del una da sono i con le si al come dei anche della ha gli nel alla
        più lo ma se o ho questo io essere quando ci ai su stato era dalla mi suo loro molto tutti fatto hanno
        tra delle chi sua cosa solo perché due anni lui dal ed prima poi ancora questa nella fare tempo così
        senza dopo ogni dove stata tutto fra uno mio quello bene sempre degli sui dello negli ne te noi voi
        lei oggi domani sera notte casa grazie buongiorno ciao signore signora via prezzo lunedì martedì
        mercoledì giovedì venerdì sabato domenica gennaio febbraio marzo aprile maggio giugno luglio agosto
        settembre ottobre novembre dicembre qui molti quale acqua città bambini uomo donna stati siamo siete
        nostro vostro l' dell' nell' sull' all' dall' c' un' volta volte già mai altro altra niente giorno
        giorni bello bella nuovo nuova vita re uscita ingresso vietato fumare rapporto annuale totale capitolo
        pagina latte pane minuti cane amo gatto vive""",
}
_LETTERS_OF = {
    "es": "ñ¿¡áíóú",
    "de": "ßäöü",
    "fr": "çœêëîïûâ",
    "it": "ìò",
}
_ENDINGS = {
    "en": "er ers ate ing ed tion ness ght ould ths ly ck ships wn ee oo",
    "es": "er ar ir ción ciones dad ando iendo ado ada ados adas ero era mente ía ían aron eron ito ita illo illa ll",
    "de": "ung ungen lich keit heit schaft isch en er sch ein tz cht ieren",
    "fr": "er eau eaux tion tions ment ère ais ait aient oir eux euse ille é ée és ées que",
    "it": "zione zioni ità mente are ere ire ato ata ati ate ello ella etti gli cchio ssimo ano ono tto tta tti zza",
}


def _word_weights() -> Mapping[str, tuple[tuple[str, float], ...]]:
    shared = Counter(word for words in _FREQUENT.values() for word in set(words.split()))
    weights: dict[str, list[tuple[str, float]]] = {}
    for language, words in _FREQUENT.items():
        for word in set(words.split()):
            weights.setdefault(word, []).append((language, 3.0 if shared[word] == 1 else 1.5 / shared[word]))
    return {word: tuple(pairs) for word, pairs in weights.items()}


_WORDS = _word_weights()
_SHORTENED = re.compile(r"\b[A-Z][a-z]{1,3}\.(?=\s?[\d$£€#])")
"""What is shortened before a number ("Est. $2000", "No. 5") is no word of another language."""
_ENDING_PATTERNS = {code: re.compile(rf".+(?:{'|'.join(ends.split())})") for code, ends in _ENDINGS.items()}


def scores(text: str) -> dict[str, float]:
    """Return the evidence for each language, a count without unit; 0 for none."""
    found = dict.fromkeys(LANGUAGES, 0.0)
    words = _LETTERS.findall(_SHORTENED.sub("", text[: 20 * _MOST_WORDS]))[:_MOST_WORDS]
    # A capital alone is an initial or a code, as on forms and receipts ("J F Banks", "QTY(S)"), and says nothing.
    # A small letter may be one, too, so that it counts once, and for half.
    singles = {word for word in words if len(word) == 1 and not word.isupper()}
    for word in [*(word for word in words if len(word) > 1), *sorted(singles)]:
        elided = word.casefold().replace("’", "'")
        bare = elided.rstrip("'")
        for language, weight in _WORDS.get(elided) or _WORDS.get(bare, ()):
            found[language] += weight if len(word) > 1 else weight / 2
        for language, pattern in _ENDING_PATTERNS.items():
            if len(bare) > 3 and pattern.fullmatch(bare):
                found[language] += 0.6
    folded = text[: 20 * _MOST_WORDS].casefold()
    for language, letters in _LETTERS_OF.items():
        found[language] += 2.0 * min(3, sum(folded.count(letter) for letter in letters))
    return found


def language_of(text: str, default: str = "en", margin: float = 1.0) -> str:
    """Return the ISO 639-1 code of the text's language, one of LANGUAGES.

    Args:
        text: any length; the first 400 words count.
        default: what a text without clear evidence is taken for.
        margin: how much more evidence than the default language has another one needs.
    """
    found = scores(text)
    best = max(found, key=lambda code: (found[code], code == default))
    return best if found[best] - found.get(default, 0.0) > margin else default
