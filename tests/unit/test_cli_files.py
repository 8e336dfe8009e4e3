"""The `lector` command with names, folders and files that go wrong."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from chalicelib.cli import main
from chalicelib.cli_files import names_of_results
from chalicelib.engines import registry
from chalicelib.ports import OcrEngine

HELLO = Path(__file__).parents[1] / "data" / "hello.png"
COMMAND = Path(sys.executable).with_name("lector")


def answers(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def codes(text: str) -> list[str | None]:
    return [answer.get("error", {}).get("code") for answer in answers(text)]  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("files", "names"),
    [
        (["a.png", "b.png"], ["a", "b"]),
        (["a.png", "a.jpg"], ["a.png", "a.jpg"]),
        (["one/a.png", "two/a.png", "three/A.PNG"], ["a.png", "a.png-2", "A"]),
        (["a.png", "a.jpg", "a.png.gif"], ["a.png", "a.jpg", "a.png-2"]),
        (["a.png", "a.png"], ["a", "a"]),
    ],
)
def test_no_file_takes_the_results_of_another(files: list[str], names: list[str]) -> None:
    found = names_of_results([Path(file) for file in files])
    assert [found[Path(file)] for file in files] == names


def test_pictures_of_the_same_name_in_two_folders(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.png").write_bytes(HELLO.read_bytes())
    out = tmp_path / "out"
    files = [str(tmp_path / folder / "a.png") for folder in ("one", "two")]
    assert main(["read", *files, "--out", str(out), "--engine", "null"]) == 0
    assert {json.loads(file.read_text())["file"] for file in out.glob("*.json")} == set(files)


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    taken = tmp_path / "taken"
    taken.touch()
    assert main(["read", str(HELLO), str(HELLO), "--out", str(taken), "--json", "--engine", "null"]) == 1
    assert codes(capsys.readouterr().out) == ["invalid_input", "invalid_input"]


@pytest.mark.parametrize(
    "place", [["--out", "absent/a.wav"], ["--out", "text/a.wav"], ["--out", "a.wav", "--marks", "absent/m.json"]]
)
def test_speech_that_cannot_be_written_is_said_before_it_is_made(
    place: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("text").write_text("Good morning.")
    assert main(["speak", "text", *place]) == 1
    assert f"{place[-1]} cannot be written" in capsys.readouterr().err
    assert [file.name for file in tmp_path.iterdir()] == ["text"]


@pytest.mark.parametrize("place", ["folder", "/dev/null", "."])
def test_speech_never_takes_the_place_of_a_folder_or_a_device(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("folder").mkdir()
    Path("text").write_text("Good morning.")
    assert main(["speak", "text", "--out", place]) == 1
    assert "Choose another place" in capsys.readouterr().err
    assert {file.name for file in tmp_path.iterdir()} == {"folder", "text"}


@pytest.mark.parametrize("named", [["text", "--out", "./text"], ["text", "--out", "a.wav", "--marks", "a.wav"]])
def test_speech_never_overwrites_its_text(named: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("text").write_text("Good morning.")
    assert main(["speak", *named]) == 2
    assert Path("text").read_text() == "Good morning."


def test_a_closed_standard_input_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert main(["speak", "-", "--out", str(tmp_path / "a.wav")]) == 1
    assert "not_found" in capsys.readouterr().err


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="this system has no /dev/zero")
def test_a_device_without_an_end_is_too_large(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LECTOR_MAX_FILE_BYTES", "1000000")
    monkeypatch.setenv("LECTOR_MAX_SOUND_BYTES", "1000000")
    for command in ("read", "digit", "keyword"):
        assert main([command, "/dev/zero", "--json"]) == 1
        assert codes(capsys.readouterr().out) == ["file_too_large"]


def test_an_engine_that_breaks_does_not_stop_the_other_files(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Breaking:
        name = "null"
        calls = 0

        def read(self, image: object) -> tuple[()]:
            self.calls += 1
            if self.calls == 1:
                raise ZeroDivisionError("inside a library")
            return ()

    broken: OcrEngine = Breaking()
    monkeypatch.setattr(registry, "ocr", lambda name: broken)
    assert main(["read", str(HELLO), str(HELLO), "--json"]) == 1
    assert codes(capsys.readouterr().out) == ["internal", None]


@pytest.mark.skipif(sys.platform != "linux", reason="names of any bytes are Linux's own")
@pytest.mark.parametrize("encoding", ["utf-8:strict", "latin-1:strict", "ascii:strict"])
@pytest.mark.parametrize("name", ["ñandú 日本.png".encode(), b"broken\xff.png", b"two\nlines.png"])
def test_any_name_in_any_terminal(encoding: str, name: bytes, tmp_path: Path) -> None:
    file = tmp_path / os.fsdecode(name)
    file.write_bytes(HELLO.read_bytes())
    environment = os.environ | {"PYTHONIOENCODING": encoding}
    for kind in ([], ["--json", "--out", str(tmp_path / "out")]):
        command = [COMMAND, "read", file, HELLO, "--engine", "null", *kind]
        done = subprocess.run(command, env=environment, capture_output=True, check=True)
    first, second = (json.loads(line) for line in done.stdout.decode(encoding.partition(":")[0]).splitlines())
    assert (first["file"], second["file"]) == (str(file), str(HELLO))
    (written,) = (tmp_path / "out").glob(f"*{file.stem[-3:]}.json")
    assert json.loads(written.read_text(encoding="utf-8"))["file"] == str(file)
