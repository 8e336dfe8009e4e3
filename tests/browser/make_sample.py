"""Make the sample of the landing page: draw a letter, photograph it (so to speak), and let a local cloud read it.

    python -m tests.browser.make_sample http://localhost:8000

writes static_site/sample/: page.jpg (also what `make demo` reads), page.webp, document.json, marks.json, speech.wav.
"""

from __future__ import annotations

import json
import secrets
import sys
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from infra.local.client import Client

FOLDER = Path("static_site/sample")
FONTS = Path("/usr/share/fonts/truetype/liberation")
SIZE = (1100, 960)
SHOWN_WIDTH = 660
LETTER = (
    "Hill House",
    "May 3",
    "Dear Margaret, thank you for your letter. The garden is in bloom at last, and the roses "
    "you gave us have taken to the south wall.",
    "Come in June if you can. The morning train arrives before noon, and there is a bed by the window for you.",
    "With love, Edmund",
)


def draw(heading: str, date: str, *paragraphs: str) -> Image.Image:
    """Return a letter on its paper, upright and evenly lit."""
    paper = Image.new("RGB", SIZE, (244, 238, 224))
    pen = ImageDraw.Draw(paper)
    large, slanted, body = (
        ImageFont.truetype(FONTS / f"LiberationSerif-{style}.ttf", size)
        for style, size in (("Bold", 58), ("Italic", 42), ("Regular", 44))
    )
    ink = (38, 34, 44)
    pen.text((120, 110), heading, font=large, fill=ink)
    pen.text((SIZE[0] - 120, 122), date, font=slanted, fill=ink, anchor="ra")
    y = 250
    for paragraph in paragraphs:
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}".strip()
            if pen.textlength(longer, font=body) > SIZE[0] - 240:
                pen.text((120, y), line, font=body, fill=ink)
                y += 66
                line = word
            else:
                line = longer
        pen.text((120, y), line, font=body, fill=ink)
        y += 66 + 44
    return paper


def photograph(paper: Image.Image) -> Image.Image:
    """Return the paper as a phone sees it: a little turned, soft, in light from one side, with some noise."""
    turned = paper.rotate(1.3, resample=Image.Resampling.BICUBIC, fillcolor=(222, 212, 192))
    pixels = np.asarray(turned.filter(ImageFilter.GaussianBlur(0.7)), dtype=np.float32)
    height, width = pixels.shape[:2]
    across, down = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    light = 1.03 - 0.16 * across * down - 0.06 * down
    noise = np.random.default_rng(7).normal(0, 2.0, (height, width, 1))
    return Image.fromarray(np.clip(pixels * light[..., None] + noise, 0, 255).astype(np.uint8))


def main(address: str) -> None:
    """Write the sample, as the Lector at `address` reads and speaks it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    photo = photograph(draw(*LETTER))
    photo.save(FOLDER / "page.jpg", quality=85)
    height = round(photo.height * SHOWN_WIDTH / photo.width)
    photo.resize((SHOWN_WIDTH, height), Image.Resampling.LANCZOS).save(FOLDER / "page.webp", quality=55, method=6)

    client = Client(address)
    email, password = f"sample-{secrets.token_hex(4)}@example.org", secrets.token_urlsafe(12)
    client.register("Sample", email, password)
    client.log_in(email, password)
    links = client.wait(client.send(FOLDER / "page.jpg"))["links"]
    reading = json.loads(client.result(links["document"]))
    compact = {"ensure_ascii": False, "separators": (",", ":")}
    (FOLDER / "document.json").write_text(json.dumps(reading, **compact), encoding="utf-8")  # type: ignore[arg-type]
    marks = json.loads(client.result(links["marks"]))
    (FOLDER / "marks.json").write_text(json.dumps(marks, **compact), encoding="utf-8")  # type: ignore[arg-type]
    (FOLDER / "speech.wav").write_bytes(client.result(links["speech"]))
    print(reading["text"])


if __name__ == "__main__":
    main(*sys.argv[1:])
