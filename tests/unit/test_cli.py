"""The `lector` command as people type it."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import wave
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from chalicelib.cli import main
from chalicelib.engines import registry

HELLO = Path(__file__).parents[1] / "data" / "hello.png"


def lines(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_read_prints_the_text(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(HELLO)]) == 0
    assert capsys.readouterr().out == "Hello reader\n"


def test_read_prints_one_object_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(HELLO), "--json", "--engine", "ppocr-fast"]) == 0
    (answer,) = lines(capsys.readouterr().out)
    assert list(answer) == ["file", "engine", "language", "seconds", "text", "pages"]
    assert (answer["file"], answer["engine"], answer["text"]) == (str(HELLO), "ppocr-fast", "Hello reader")
    (page,) = answer["pages"]  # type: ignore[misc]
    assert [word["text"] for word in page["words"]] == ["Hello", "reader"]
    assert set(page["words"][0]) == {"text", "confidence", "quad", "line", "block"}


def test_a_file_that_fails_does_not_stop_the_others(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty.png").touch()
    (tmp_path / "text.png").write_text("no picture")
    files = [str(tmp_path / name) for name in ("empty.png", "text.png", "absent.png", ".")]
    assert main(["read", *files, str(HELLO), "--json", "--engine", "null"]) == 1
    answers = lines(capsys.readouterr().out)
    assert [answer.get("error", {}).get("code") for answer in answers] == [  # type: ignore[attr-defined]
        "empty_file",
        "unsupported_format",
        "not_found",
        "not_found",
        None,
    ]


def test_read_writes_text_json_and_speech(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    twin = tmp_path / "hello.jpg"
    twin.write_bytes(HELLO.read_bytes())
    out = tmp_path / "out" / "deep"
    assert main(["read", str(HELLO), str(twin), "--out", str(out), "--speech"]) == 0
    names = {f"hello.{kind}.{end}" for kind in ("png", "jpg") for end in ("txt", "json", "wav")}
    assert {file.name for file in out.iterdir()} == names
    assert json.loads((out / "hello.png.json").read_text())["text"] == "Hello reader"
    with wave.open(str(out / "hello.png.wav")) as sound:
        assert sound.getnframes() > sound.getframerate() / 2


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_how_far_files_and_pages_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    page = Image.open(HELLO)
    scan = tmp_path / "scan.tif"
    page.save(scan, save_all=True, append_images=[page, page])
    monkeypatch.setattr(sys, "stderr", terminal := Terminal())
    assert main(["read", str(scan), str(HELLO), "--engine", "null", "--json"]) == 0
    shown = [line.removesuffix("\x1b[K") for line in terminal.getvalue().split("\r") if line]
    assert [line.partition("] ")[2] for line in shown] == [
        "0/2 files",
        *("1/3 pages", "2/3 pages", "3/3 pages", ""),
        *("1/2 files", ""),
    ]
    assert len(lines(capsys.readouterr().out)) == 2


def test_speech_needs_a_place(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(HELLO), "--speech"]) == 2
    assert "--out" in capsys.readouterr().err


def test_an_unknown_engine_is_said_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(HELLO), "--engine", "magic"]) == 1
    assert "ppocr" in capsys.readouterr().err


@pytest.mark.parametrize("language", ["klingon", "e", "en us", "en-", "12"])
def test_what_is_no_code_of_a_language_is_said(capsys: pytest.CaptureFixture[str], language: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["read", str(HELLO), "--language", language])
    assert ended.value.code == 2
    assert f"{language!r} is no code of a language. Give one like en" in capsys.readouterr().err


def test_speak_writes_sound_and_marks(tmp_path: Path) -> None:
    text, out, marks = tmp_path / "a.txt", tmp_path / "a.wav", tmp_path / "a.json"
    text.write_text("\ufeffGood morning. It costs $5.", encoding="utf-8")
    assert main(["speak", str(text), "--out", str(out), "--marks", str(marks)]) == 0
    heard = json.loads(marks.read_text())
    assert [mark["text"] for mark in heard] == ["Good", "morning.", "It", "costs", "$5."]
    with wave.open(str(out)) as sound:
        assert sound.getnframes() / sound.getframerate() * 1000 >= heard[-1]["end_ms"]


def test_speak_takes_standard_input(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("Buenos días.".encode())))
    assert main(["speak", "-", "--out", str(tmp_path / "a.wav"), "--language", "es"]) == 0


def test_a_picture_without_text_is_an_answer_and_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    blank, out = tmp_path / "blank.png", tmp_path / "out"
    Image.new("RGB", (300, 200), "white").save(blank)
    assert main(["read", str(blank), str(HELLO), "--out", str(out), "--speech"]) == 0
    assert "No text was found on it, so there is no speech." in capsys.readouterr().err
    assert {file.name for file in out.iterdir()} == {"blank.txt", "blank.json", "hello.txt", "hello.json", "hello.wav"}


def test_a_voice_that_had_nothing_to_say_is_told_of(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text, out = tmp_path / "a.txt", str(tmp_path / "a.wav")
    text.write_text("Good morning to all of you.")
    assert main(["speak", str(text), "--out", out, "--voice", "nanotts/es-ES"]) == 0
    told = capsys.readouterr().err
    assert "the voice es-ES, so heart spoke" in told
    assert "--language" in told
    assert main(["speak", str(text), "--out", out, "--voice", "es-ES", "--language", "es"]) == 0
    assert main(["speak", str(text), "--out", out, "--voice", "en-GB"]) == 0
    assert capsys.readouterr().err == ""


def test_speech_is_not_written_under_the_name_of_another_format(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text, out = tmp_path / "a.txt", tmp_path / "a.MP3"
    text.write_text("Good morning.")
    assert main(["speak", str(text), "--out", str(out)]) == 2
    assert str(tmp_path / "a.wav") in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize(
    ("text", "arguments", "said"),
    [
        (b"", [], "nothing_to_speak"),
        (b" \n\t ", [], "nothing_to_speak"),
        (b"Hello", ["--speed", "0"], "invalid_input"),
        (b"Hello", ["--voice", "nobody"], "es-ES, de-DE, fr-FR, it-IT, en-GB, en-US. (unknown_voice)"),
        (b"Hello", ["--language", "tlh"], "de, en, es, fr, it. (unsupported_language)"),
    ],
)
def test_what_cannot_be_spoken_leaves_no_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: bytes, arguments: list[str], said: str
) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(text)
    assert main(["speak", str(file), "--out", str(tmp_path / "a.wav"), *arguments]) == 1
    assert said in capsys.readouterr().err
    assert [item.name for item in tmp_path.iterdir()] == ["a.txt"]


def test_a_text_that_is_not_there_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["speak", str(tmp_path / "absent"), "--out", str(tmp_path / "a.wav")]) == 1
    assert "No such file" in capsys.readouterr().err


def test_engines_says_what_works_and_why_not(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["engines", "--json"]) == 0
    found = lines(capsys.readouterr().out)
    assert {"ppocr", "ppocr-fast", "hibari", "nanotts", "null"} <= {str(engine["name"]) for engine in found}
    for engine in found:
        assert engine["usable"] or engine["why_not"]


@pytest.mark.parametrize("spec", registry.SPECS, ids=lambda spec: f"{spec.kind} {spec.name}")
def test_an_engine_that_is_not_installed_says_what_installs_it(spec: registry.Spec) -> None:
    why_not = registry.availability(replace(spec, packages=("no_such_package",))).why_not
    assert why_not == f"not installed: no_such_package ({spec.install})"
    target = re.match(r"make ([a-z-]+)|pip install -r (.+)", spec.install)
    assert target
    root = Path(__file__).parents[2]
    assert (root / target[2]).exists() if target[2] else f"\n{target[1]}:" in (root / "Makefile").read_text()


def test_engines_lists_the_voices_that_error_messages_speak_of(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["engines"]) == 0
    assert "es-ES (es)" in capsys.readouterr().out
    assert main(["engines", "--json"]) == 0
    found = {str(engine["name"]): engine for engine in lines(capsys.readouterr().out)}
    assert {"name": "heart", "language": "en"}.items() <= found["hibari"]["voices"][0].items()  # type: ignore[index]
    assert "voices" not in found["ppocr"]


def test_bad_settings_are_said_before_anything_else(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LECTOR_MAX_PAGES", "lots")
    assert main(["engines"]) == 2
    assert "LECTOR_MAX_PAGES" in capsys.readouterr().err


def test_the_command_is_installed() -> None:
    command = Path(sys.executable).with_name("lector")
    shown = subprocess.run([command, "--help"], capture_output=True, text=True, check=True).stdout
    assert "read" in shown
