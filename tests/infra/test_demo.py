"""`make demo` on pictures whose text is known: a page, a receipt, a photo in bad light with the phone turned."""

from __future__ import annotations

import mimetypes
import sys
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest

from infra.local import demo
from infra.local.supervisor import Addresses, LocalCloud, free_ports
from tests.made_pictures import PICTURES


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    with LocalCloud(Addresses(*free_ports(2)), tmp_path_factory.mktemp("lector")) as cloud:
        yield cloud.addresses.port


def run_demo(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    monkeypatch.setattr(sys, "argv", ["demo", *map(str, arguments)])
    return demo.main()


@pytest.mark.parametrize("name", PICTURES)
def test_the_text_is_right_and_there_is_sound(
    name: str, port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    picture, text = PICTURES[name]()
    file = tmp_path / name
    picture.save(file)
    assert run_demo(monkeypatch, "--file", file, "--port", port, "--out", tmp_path) == 0
    printed = capsys.readouterr().out
    assert " ".join(text.split()) in " ".join(printed.split())
    assert "s  reading" in printed
    with wave.open(str(file.with_suffix(".wav"))) as sound:
        assert sound.getnframes() / sound.getframerate() > len(text) / 30


def test_a_file_that_is_no_picture_is_said(
    port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "notes.png"
    file.write_text("no picture")
    assert run_demo(monkeypatch, "--file", file, "--port", port, "--out", tmp_path) == 1
    assert "unsupported_format" in capsys.readouterr().err
    assert run_demo(monkeypatch, "--file", tmp_path / "absent.png") == 1
    assert "make demo FILE=" in capsys.readouterr().err


def test_a_webp_is_taken_where_the_system_knows_no_more_types_than_python(
    port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(mimetypes, "_db", mimetypes.MimeTypes())
    file = tmp_path / "page.webp"
    PICTURES["page.png"]()[0].save(file)
    assert run_demo(monkeypatch, "--file", file, "--port", port, "--out", tmp_path / "new" / "folder") == 0
    assert (tmp_path / "new" / "folder" / "page.wav").exists()
    assert run_demo(monkeypatch, "--file", file, "--port", port, "--out", file) == 1
    assert "could not finish" in capsys.readouterr().err
