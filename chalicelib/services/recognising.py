"""What the API asks of the engines at once: to recognise one small input, or what voices there are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

from chalicelib.errors import EmptyFile, InvalidInput, NotFound
from chalicelib.ports import Decoder, DigitReader, Json, KeywordSpotter, SoundDecoder
from chalicelib.services.reading import Reader
from chalicelib.services.speaking import Speaker

Recognise = Callable[[bytes, Json], Json]


class Recognising:
    """The kinds of recognition by name; a Recogniser for the API that runs in this process."""

    def __init__(self, kinds: dict[str, Recognise]) -> None:
        """Args: what recognises each kind: (bytes, options) → answer."""
        self._kinds = kinds

    def recognise(self, kind: str, data: bytes, options: Json) -> Json:
        """Return the answer of POST /recognitions/{kind}. Raise NotFound for an unknown kind, or what it raises."""
        if kind not in self._kinds:
            raise NotFound(f"Lector cannot recognise {kind!r}. It knows: {', '.join(self._kinds)}.")
        return self._kinds[kind](data, options)


def text_recogniser(reader: Reader, engine: str) -> Recognise:
    """Return what reads a picture's words with this engine; the option "language" is kept as it is."""

    def recognise(data: bytes, options: Json) -> Json:
        language = options.get("language", "")
        if not isinstance(language, str):
            raise InvalidInput(fields={"language": "Send a language code such as en."})
        return reader.read(data, engine=engine, language=language).as_json()

    return recognise


def digit_recogniser(decoder: Decoder, digits: Callable[[], DigitReader]) -> Recognise:
    """Return what reads one handwritten digit on a picture; of several pages, the first."""

    def recognise(data: bytes, options: Json) -> Json:
        if not data:
            raise EmptyFile
        scan = next(iter(decoder.decode(data)))
        return digits().read(scan.image).as_json()

    return recognise


def keyword_recogniser(decoder: SoundDecoder, spotter: Callable[[], KeywordSpotter]) -> Recognise:
    """Return what finds spoken keywords in a recording."""

    def recognise(data: bytes, options: Json) -> Json:
        return spotter().spot(decoder.decode(data)).as_json()

    return recognise


def voice_list(speaker: Speaker) -> Recognise:
    """Return what lists the voices; it takes no data."""

    def voices(data: bytes, options: Json) -> Json:
        return {"voices": [asdict(voice) for voice in speaker.voices()]}

    return voices
