"""A spoken word through the API: raw, base64 or a data URL, in any format; what is wrong gets a code."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from chalicelib.container import Container
from chalicelib.domain.keyword import LABELS
from tests.conftest import Person
from tests.made_sounds import tone, wav_header, written

ROOT = Path(__file__).parents[2]
YES = (ROOT / "static_site/sample/yes.mp3").read_bytes()
THREE_WORDS = (ROOT / "static_site/sample/three-words.mp3").read_bytes()
WEBM = (ROOT / "tests/data/yes.webm").read_bytes()
MP4 = (ROOT / "tests/data/yes.mp4").read_bytes()


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (YES, "audio/mpeg"),
        (YES, "application/octet-stream"),
        (WEBM, "audio/webm"),
        (MP4, "audio/mp4"),
        (MP4, "audio/wav"),  # the content decides
        ({"audio": base64.b64encode(YES).decode()}, "application/json"),
        ({"audio": f"data:audio/webm;codecs=opus;base64,{base64.b64encode(WEBM).decode()}"}, "application/json"),
    ],
    ids=["mp3", "any bytes", "webm", "mp4", "wrong type", "base64", "data url"],
)
def test_a_spoken_yes(ana: Person, body: Any, content_type: str) -> None:
    answer = ana.call("POST", "/recognitions/keyword", body, Content_Type=content_type)
    assert answer.status == 200
    assert list(answer.body) == ["keyword", "confidence", "scores", "heard"]
    assert answer.body["keyword"] == "yes"
    assert set(answer.body["scores"]) == set(LABELS)
    assert answer.body["confidence"] == answer.body["scores"]["yes"] > 0.5
    (heard,) = answer.body["heard"]
    assert heard["keyword"] == "yes"
    assert 0 <= heard["start_ms"] < heard["end_ms"] <= 2500


def test_every_word_of_a_longer_recording(ana: Person) -> None:
    answer = ana.call("POST", "/recognitions/keyword", THREE_WORDS, Content_Type="audio/mpeg")
    heard = answer.body["heard"]
    assert [one["keyword"] for one in heard] == ["right", "zero", "no"]
    times = [(one["start_ms"], one["end_ms"]) for one in heard]
    assert times == sorted(times)
    assert answer.body["keyword"] == max(heard, key=lambda one: float(one["confidence"]))["keyword"]


@pytest.mark.parametrize(
    "samples",
    [np.zeros(16_000, np.float32), np.full(16_000, 0.5, np.float32), np.zeros(80_000, np.float32)],
    ids=["silence", "an offset alone", "five seconds of silence"],
)
def test_where_nobody_speaks(ana: Person, samples: Any) -> None:
    answer = ana.call("POST", "/recognitions/keyword", written(samples), Content_Type="audio/wav")
    assert answer.status == 200
    assert answer.body["keyword"] == "silence"
    assert answer.body["heard"] == []


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 422, "empty_file"),
        (b"no sound at all", 415, "unsupported_format"),
        (wav_header(rate=0, data_bytes=32_000) + bytes(32_000), 422, "unreadable_sound"),
        (written(tone())[:9000], 422, "unreadable_sound"),
        (wav_header(data_bytes=36_000 * 32_000) + bytes(32_000), 413, "sound_too_long"),
        (written(tone(0.02)), 422, "sound_too_short"),
        (bytes(5 << 20), 413, "file_too_large"),
    ],
    ids=["empty", "text", "0 Hz", "cut off", "ten hours", "short", "large"],
)
def test_what_is_wrong(ana: Person, body: bytes, status: int, code: str) -> None:
    answer = ana.call("POST", "/recognitions/keyword", body, Content_Type="audio/wav")
    assert (answer.status, answer.error) == (status, code)
    assert "document" not in answer.body["error"]["message"]


def test_strangers_are_turned_away(visitor: Person) -> None:
    assert visitor.call("POST", "/recognitions/keyword", YES, Content_Type="audio/mpeg").status == 401


def test_it_is_charged_like_a_page(ana: Person) -> None:
    before = ana.call("GET", "/users/me").body["usage"]["pages_today"]
    ana.call("POST", "/recognitions/keyword", YES, Content_Type="audio/mpeg")
    assert ana.call("GET", "/users/me").body["usage"]["pages_today"] == before + 1


def test_the_readers_function_answers_alike(container: Container) -> None:
    import app

    event = {"kind": "keyword", "data": base64.b64encode(YES).decode(), "options": {}}
    assert app.recognise(event, None)["answer"]["keyword"] == "yes"
    assert app.recognise(event | {"data": ""}, None)["error"]["code"] == "empty_file"
