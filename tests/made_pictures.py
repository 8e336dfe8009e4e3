"""Pictures of text drawn by code, with the text that is on them: `python -m tests.made_pictures FOLDER` writes them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

Made = tuple[Image.Image, str]

PAGE = [
    "The lighthouse keeper",
    "Every evening at six the keeper climbed the stairs,",
    "lit the lamp and wrote one line in the book.",
    "On 12 March 1921 he wrote: fog all night,",
    "three ships passed, none was lost.",
]
RECEIPT = [
    ("CORNER BAKERY", ""),
    ("Rye bread", "4.20"),
    ("Butter 250 g", "2.95"),
    ("Apple cake", "3.50"),
    ("TOTAL", "10.65"),
]
NOTE = ["Dear Ana,", "the key is under the blue flower pot.", "Please water the plants on Friday.", "Thank you! Ben"]


def page() -> Made:
    """A printed page: a heading and four lines."""
    image = Image.new("RGB", (1240, 700), "white")
    draw = ImageDraw.Draw(image)
    draw.text((100, 80), PAGE[0], font=ImageFont.load_default(56), fill="black")
    for number, line in enumerate(PAGE[1:]):
        draw.text((100, 220 + 70 * number), line, font=ImageFont.load_default(36), fill="black")
    return image, "\n".join(PAGE)


def receipt() -> Made:
    """A narrow receipt with its prices in a column of their own."""
    image = Image.new("RGB", (520, 620), (248, 246, 240))
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(30)
    for number, (item, price) in enumerate(RECEIPT):
        y = 60 + 90 * number
        draw.text((40, y), item, font=font, fill=(40, 40, 40))
        draw.text((480 - draw.textlength(price, font), y), price, font=font, fill=(40, 40, 40))
    return image, "\n".join(f"{item} {price}".strip() for item, price in RECEIPT)


def dark_photo() -> Made:
    """A note photographed in bad light with the phone turned: dim, uneven, noisy, soft, on its side."""
    image = Image.new("L", (1400, 900), 255)
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(NOTE):
        draw.text((120, 120 + 160 * number), line, font=ImageFont.load_default(58), fill=30)
    light = np.linspace(0.18, 0.42, 1400)[None, :] * np.linspace(1.0, 0.8, 900)[:, None]
    noise = np.random.default_rng(7).normal(0, 5, (900, 1400))
    soft = np.asarray(image.filter(ImageFilter.GaussianBlur(1.2)), float)
    dim = np.clip(soft * light + 12 + noise, 0, 255).astype(np.uint8)
    turned = Image.fromarray(dim).rotate(90, expand=True)
    return turned.convert("RGB"), "\n".join(NOTE)


PICTURES: dict[str, Callable[[], Made]] = {"page.png": page, "receipt.png": receipt, "dark-photo.jpg": dark_photo}


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, make in PICTURES.items():
        make()[0].save(folder / name)
        print(folder / name)
