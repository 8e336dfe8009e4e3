"""Scores the recogniser on words cut out of real scans: FUNSD's boxes, keras_ocr's own cutting.

python -m training.keras_ocr_recognizer.evaluate ../shared/data/ocr/forms_funsd
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from chalicelib.engines.ocr_keras import import_keras_ocr, own_recognizer


def main(folder: Path) -> None:
    """Print the share of legible words read as they stand, and without regard to case and edge punctuation."""
    keras_ocr, _ = import_keras_ocr()
    recognizer = own_recognizer(keras_ocr)
    right = folded = total = 0
    for line in (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines():
        page = json.loads(line)
        words = [word for word in page["words"] if word.get("legible", True) and word["text"].strip()]
        with Image.open(folder / page["image"]) as picture:
            image = np.asarray(picture.convert("RGB"))
        enlarged = cv2.resize(image, None, fx=2, fy=2)  # as Pipeline does before it cuts
        boxes = np.array([word["quad"] for word in words], np.float32) * 2
        (found,) = recognizer.recognize_from_boxes([enlarged], [boxes], verbose=0)
        for text, word in zip(found, words, strict=True):
            right += text == word["text"]
            folded += fold(text) == fold(word["text"])
            total += 1
    print(f"{total} words: {right / total:.4f} as they stand, {folded / total:.4f} folded")


def fold(text: str) -> str:
    """Lower case, without punctuation at the edges."""
    return text.lower().strip(".,:;!?()[]\"'-_*#/")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
