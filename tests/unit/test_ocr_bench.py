"""The OCR bench: readings are kept as they come, and the tables say what was read."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

from benchmarks import plot
from benchmarks.ocr import made, report, results, running
from benchmarks.ocr.contestants import CONTESTANTS, contestant
from benchmarks.ocr.sets import MEASURES, data_folder, samples, truth_of


@pytest.fixture(autouse=True)
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Readings go into a folder of the test's own."""
    monkeypatch.setattr(running, "KEPT", tmp_path / "kept")
    results.result.cache_clear()
    return tmp_path / "kept"


@pytest.fixture
def images(tmp_path: Path) -> list[Path]:
    files = [tmp_path / f"{number}.png" for number in range(3)]
    for file in files:
        Image.new("RGB", (64, 48), "white").save(file)
    return files


def keep(folder: Path, engine: str, name: str, *readings: dict[str, object]) -> None:
    """Put readings where a run would have."""
    file = folder / "ocr" / engine / f"{name}.jsonl"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(json.dumps(each) + "\n" for each in ({"load_cpu": 0.5, "load_wall": 0.7}, *readings)))


def reading(image: str, cpu: float, *words: str) -> dict[str, object]:
    quad = [[0, 0], [9, 0], [9, 9], [0, 9]]
    return {"image": image, "cpu": cpu, "wall": cpu, "peak_mb": 100, "words": [[word, 1.0, quad] for word in words]}


# ── Running ───────────────────────────────────────────────────────────────────────────────────────


def test_each_image_is_read_once_and_a_broken_one_is_an_error_of_its_own(images: list[Path]) -> None:
    images[1].write_bytes(b"no image")
    engine = contestant("lector:null")
    found = list(running.run(engine, "made", images))
    assert [each.image for each in found] == ["0.png", "1.png", "2.png"]
    assert [bool(each.error) for each in found] == [False, True, False]
    assert all(each.cpu >= 0 and each.peak_mb > 1 for each in found)
    assert list(running.run(engine, "made", images)) == []
    assert running.readings("lector:null", "made") == found
    assert len(running.load_times("lector:null", "made")) == 1


def test_a_run_that_was_cut_off_goes_on_where_it_was(kept: Path, images: list[Path]) -> None:
    keep(kept, "lector-null", "made", reading("0.png", 1), reading("1.png", 1))
    file = kept / "ocr" / "lector-null" / "made.jsonl"
    file.write_text(file.read_text()[:-20])
    assert [each.image for each in running.run(contestant("lector:null"), "made", images)] == ["1.png", "2.png"]


def test_a_fresh_run_forgets_what_was_read(kept: Path, images: list[Path]) -> None:
    keep(kept, "lector-null", "made", reading("0.png", 99))
    found = list(running.run(contestant("lector:null"), "made", images[:1], fresh=True))
    assert [each.cpu < 99 for each in found] == [True]


def test_an_environment_is_made_once_by_its_script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "ROOT", tmp_path)
    script = tmp_path / "infra" / "keras.sh"
    script.parent.mkdir()
    script.write_text("#!/bin/sh\nmkdir -p .lector/keras && echo made >> .lector/keras/log\n")
    script.chmod(0o755)
    for _ in range(2):
        python = running.python_for(contestant("keras-ocr"))
    assert python == tmp_path / ".lector" / "keras" / "bin" / "python"
    assert (tmp_path / ".lector" / "keras" / "log").read_text() == "made\n"


def test_an_environment_that_cannot_be_made_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "ROOT", tmp_path)
    for _ in range(2):
        with pytest.raises(OSError, match="keras"):
            running.python_for(contestant("keras-ocr"))


def test_a_sample_is_spread_over_the_set(images: list[Path]) -> None:
    assert running.spread(images, 0) == running.spread(images, 9) == images
    assert running.spread(images * 2, 2) == [images[0], images[0]]


# ── Tables ────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with the sets of the real one, each of one image that says "one two"."""
    for name in MEASURES:
        word = {"quad": [[0, 0], [9, 0], [9, 9], [0, 9]], "text": "one", "legible": True}
        told = {"image": "a.png", "words": [word], "text": "one two"}
        (tmp_path / name).mkdir()
        (tmp_path / name / "truth.jsonl").write_text(json.dumps(told) + "\n")
    return tmp_path


def test_tables_show_each_set_with_its_figures_and_targets(kept: Path, data: Path) -> None:
    for name in MEASURES:
        keep(kept, "ppocr", name, reading("a.png", 1.5, "one", "two"))
        keep(kept, "tesseract", name, reading("a.png", 0.5, "on", "two"))
    text = report.tables(data)
    assert "| pages_isri | CER | ≤ 0.006 | **0.0000** | 0.1429 |" in text
    assert "| scene_svt | folded recall | ≥ 0.78 | **1.000** | 0.000 |" in text
    assert "| forms_funsd | 1.50 | 0.50 |" in text
    assert results.load_seconds("ppocr") == (0.5, 0.7)


def test_a_set_that_nobody_read_is_not_in_the_tables(kept: Path, data: Path) -> None:
    keep(kept, "ppocr", "scene_svt", reading("a.png", 1.5, "one", "two"))
    text = report.tables(data)
    assert "| scene_svt | folded recall |" in text
    assert "pages_isri" not in text


def test_how_much_cheaper_counts_images_that_both_read(kept: Path) -> None:
    keep(kept, "ppocr", "scene_svt", reading("a.png", 1), reading("b.png", 1000))
    keep(kept, "rapidocr", "scene_svt", reading("a.png", 8))
    assert results.times_cheaper("ppocr", "rapidocr") == pytest.approx(8)
    assert results.times_cheaper("ppocr", "keras-ocr") is None


def test_the_section_replaces_the_one_before_and_nothing_else() -> None:
    document = f"# Title\n\n{report.BEGIN}\nold\n{report.END}\n\n## Speech\n"
    once = report.between(document, "new")
    assert once == report.between(once, "new")
    assert "old" not in once
    assert once.startswith("# Title\n")
    assert once.endswith("\n\n## Speech\n")
    with pytest.raises(ValueError, match="markers"):
        report.between("# Title", "new")


def test_an_engine_that_read_nothing_yet_is_not_in_the_tables(data: Path) -> None:
    assert results.names() == []
    assert results.overall(data, "ppocr") is None


# ── Plots, sets, pages ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("log", [False, True])
def test_a_plot_is_well_formed_and_holds_each_point(log: bool) -> None:
    series = [plot.Series("a < b", [(0.2, 0.5), (30, 0.9)]), plot.Series("c", [(1, 0.1)])]
    drawn = plot.svg("Cost & gain", plot.Axis("s", log=log), plot.Axis("share"), series)
    root = ElementTree.fromstring(drawn)  # noqa: S314 - our own text
    circles = [each for each in root.iter() if each.tag.endswith("circle")]
    assert len(circles) == 3 + 2, "points and legend"
    assert all(0 <= float(each.attrib["cx"]) <= plot.WIDTH for each in circles)
    assert all(0 <= float(each.attrib["cy"]) <= plot.HEIGHT for each in circles)


@pytest.mark.parametrize("points", [[(1, 1)], [(0, 0)], [(5, 0), (5, 0)]])
def test_a_plot_of_one_place_is_still_one(points: list[tuple[float, float]]) -> None:
    drawn = plot.svg("t", plot.Axis("x"), plot.Axis("y"), [plot.Series("a", points)])
    assert "nan" not in drawn


def test_made_pages_have_the_pixels_and_words_they_say(tmp_path: Path) -> None:
    page = made.page(100, 1)
    assert page.width * page.height == pytest.approx(1e6, rel=0.01)
    assert sum(len(line.split()) for line in made._lines(100)) == 100
    assert made.page(0, 1).getextrema() == ((255, 255),) * 3


def test_truth_that_a_set_does_not_tell_is_none() -> None:
    truth = truth_of({"image": "a", "lines": [{"quad": [[0, 0], [1, 0], [1, 1], [0, 1]], "text": "x"}]})
    assert truth.words is None
    assert truth.text is None
    assert truth.lines is not None
    assert truth.lines[0].legible


def test_contestants_have_names_of_their_own() -> None:
    names = [each.name for each in CONTESTANTS]
    assert len(set(names)) == len(names)
    with pytest.raises(KeyError):
        contestant("abbyy")


@pytest.mark.data
def test_the_sets_are_read_whole() -> None:
    folder = data_folder()
    if not folder.is_dir():
        pytest.skip("the folder with the images is not here (LECTOR_DATA)")
    for name in MEASURES:
        found = list(samples(folder / name))
        assert found
        assert all(sample.image.exists() for sample in found)
