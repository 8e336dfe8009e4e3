"""`lector keyword` as people type it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from chalicelib.cli import main
from tests.made_sounds import wav_header

ROOT = Path(__file__).parents[2]
YES = str(ROOT / "static_site/sample/yes.mp3")
THREE = str(ROOT / "static_site/sample/three-words.mp3")


def test_one_object_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["keyword", YES, THREE, "--json"]) == 0
    one, three = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert list(one) == ["file", "keyword", "confidence", "scores", "heard"]
    assert (one["file"], one["keyword"]) == (YES, "yes")
    assert list(three["heard"][0]) == ["keyword", "start_ms", "end_ms", "confidence"]


def test_words_and_times_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["keyword", THREE]) == 0
    first, *places = capsys.readouterr().out.splitlines()
    assert first.startswith(f"{THREE}: ")
    assert [place.split()[2] for place in places] == ["right", "zero", "no"]


def test_a_file_that_fails_does_not_stop_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LECTOR_MAX_SOUND_BYTES", "1000000")
    wrong = {
        "empty.wav": b"",
        "text.wav": b"no sound",
        "long.wav": wav_header(data_bytes=36_000 * 32_000),
        "large.wav": bytes(1_000_001),
    }
    for name, data in wrong.items():
        (tmp_path / name).write_bytes(data)
    files = [*(str(tmp_path / name) for name in wrong), str(tmp_path / "absent.wav"), YES]
    assert main(["keyword", *files, "--json"]) == 1
    answers = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [answer.get("error", {}).get("code") for answer in answers] == [
        "empty_file",
        "unsupported_format",
        "sound_too_long",
        "file_too_large",
        "not_found",
        None,
    ]


def test_a_name_that_lies(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lying = tmp_path / "yes.flac"
    lying.write_bytes(Path(YES).read_bytes())
    assert main(["keyword", str(lying)]) == 0
    assert ": yes (" in capsys.readouterr().out
