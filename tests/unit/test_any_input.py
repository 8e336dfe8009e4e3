"""Whatever a stranger sends to a parser, it answers, or refuses with a code. Nothing else ever comes out of one."""

from __future__ import annotations

import base64
import json
import math
from types import SimpleNamespace
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from chalicelib.adapters.dynamodb_documents import _decode_cursor, _encode_cursor
from chalicelib.domain import corrections
from chalicelib.domain.account import email_problem, fold_email, name_problem, new_password_problems
from chalicelib.domain.alignment import TimedSpan, times_of
from chalicelib.domain.captions import vtt
from chalicelib.domain.guarding import is_one_of, network_of, visitor_address
from chalicelib.domain.history import clean_title, excerpt, fold, title_from
from chalicelib.domain.language import LANGUAGES, language_of
from chalicelib.domain.marks import marks_json, marks_of
from chalicelib.domain.object_keys import is_id
from chalicelib.domain.passages import Printed
from chalicelib.domain.text_layer import Glyph, runs_of, trustworthy
from chalicelib.errors import LectorError
from chalicelib.http import MAX_JSON_DEPTH, bearer_token, cookie, json_object, media, plain_text, text_fields

quick = settings(max_examples=80, deadline=None)
ANY_TEXT = st.text(st.characters(), max_size=60)  # lone surrogates are among them
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


def request(body: bytes, content_type: str = "application/json") -> Any:
    return SimpleNamespace(raw_body=body, headers={"content-type": content_type})


def code_of(act: Any) -> str:
    """Do it and return the code of what was wrong, "" for nothing. Any other exception goes through."""
    try:
        act()
    except LectorError as error:
        assert 400 <= error.status < 500
        return error.code
    return ""


# ── Bodies ────────────────────────────────────────────────────────────────────────────────────────


@quick
@given(st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode()))
@example(b"\xef\xbb\xbf{}")
@example(b'{"a": 1e999999}')
@example(b'{"a": "\\ud800"}')
def test_any_body_is_an_object_or_refused(body: bytes) -> None:
    def parse() -> None:
        assert isinstance(json_object(request(body)), dict)

    assert code_of(parse) in {"", "invalid_input"}


@quick
@given(st.integers(1, 20_000), st.sampled_from(['{"a":', "["]))
@example(MAX_JSON_DEPTH, '{"a":')
@example(MAX_JSON_DEPTH + 1, '{"a":')
@example(900, '{"a":')
@example(990, '{"a":')
def test_json_of_any_depth_is_taken_or_refused(depth: int, opens: str) -> None:
    closes = {'{"a":': "}", "[": "]"}[opens]
    body = ('{"x": ' + opens * (depth - 1) + "1" + closes * (depth - 1) + "}").encode()
    expected = {""} if depth <= MAX_JSON_DEPTH else {"invalid_input", "file_too_large"}
    assert code_of(lambda: json_object(request(body))) in expected


@quick
@given(st.dictionaries(st.sampled_from(["name", "email", "other"]), JSON | ANY_TEXT))
def test_any_fields_are_text_or_named_as_wrong(body: dict[str, Any]) -> None:
    try:
        fields = text_fields(body, "name", optional=("email",))
    except LectorError as error:
        assert set(error.fields) <= {"name", "email"}
        return
    assert fields.keys() == {"name", "email"}
    assert all("\0" not in value and value.encode() is not None for value in fields.values())


@quick
@given(ANY_TEXT | st.text("data:image/png;base64,=AQ+ \n", max_size=60))
@example("data:image/png;base64,")
@example("data:;base64,AAAA")
@example("data:image/png;a=b;a=b;a=b;base64,AAAA")
@example("=" * 50)
def test_any_data_url_is_bytes_or_refused(text: str) -> None:
    body = json.dumps({"image": text}).encode()
    assert code_of(lambda: media(request(body), "image", 1000)) in {"", "invalid_input"}


@quick
@given(st.binary(max_size=300), st.sampled_from(["", "data:image/png;base64,", "data:image/png;name=a;base64,"]))
def test_what_is_encoded_comes_back_whole(data: bytes, head: str) -> None:
    body = json.dumps({"image": head + base64.b64encode(data).decode(), "language": "en"}).encode()
    assert media(request(body), "image", 1000) == (data, {"language": "en"})
    if not data.lstrip().startswith(b"{"):  # which is JSON without its header, and refused with a word on that
        assert media(request(data, "image/png"), "image", 1000) == (data, {})


@quick
@given(ANY_TEXT)
def test_any_header_is_read(value: str) -> None:
    headers = SimpleNamespace(headers={"authorization": value, "cookie": value})
    assert code_of(lambda: bearer_token(headers)) in {"", "not_signed_in"}
    assert isinstance(cookie(headers, "lector_device"), str)
    assert plain_text(value).isprintable()
    assert not is_one_of(value, ("x" * 70,))
    assert network_of(value) == "" or network_of(value).count(".") == 3 or ":" in network_of(value)
    assert isinstance(visitor_address("192.0.2.1", value, 1), str)


# ── Cursors, names, corrections ───────────────────────────────────────────────────────────────────


@quick
@given(ANY_TEXT | JSON.map(lambda value: base64.urlsafe_b64encode(json.dumps(value).encode()).decode()))
@example(base64.urlsafe_b64encode(b"[" * 6000).decode())
@example("é")
def test_any_cursor_is_one_of_ours_or_refused(cursor: str) -> None:
    def decode() -> None:
        assert is_id(_decode_cursor(cursor))

    assert code_of(decode) in {"", "invalid_input"}


@quick
@given(st.text("0123456789abcdef", min_size=32, max_size=32))
def test_a_cursor_comes_back(document_id: str) -> None:
    assert _decode_cursor(_encode_cursor(document_id)) == document_id


@quick
@given(ANY_TEXT, ANY_TEXT)
def test_any_name_email_and_password_are_judged(one: str, other: str) -> None:
    assert isinstance(name_problem(one), str)
    assert fold_email(fold_email(one)) == fold_email(one) or email_problem(fold_email(one))
    assert set(new_password_problems(one, other, 6)) <= {"password", "password_confirmation"}


@quick
@given(ANY_TEXT)
@example("𝕊")
def test_any_title_and_text_can_be_shown_and_found(text: str) -> None:
    assert clean_title(clean_title(text)) == clean_title(text)
    assert title_from(text)
    assert isinstance(excerpt(text), str)
    assert fold(fold(text)) == fold(text)


@quick
@given(
    JSON
    | st.lists(
        st.fixed_dictionaries({"page": st.integers(-2, 2) | JSON, "word": st.integers(-2, 2), "text": ANY_TEXT | JSON}),
        max_size=3,
    )
)
def test_any_corrections_are_possible_or_named_as_wrong(words: Any) -> None:
    pages = [{"words": [{"text": "Helo"}, {"text": "you"}]}]
    problems = corrections.problems(words, pages)
    assert all(name == "words" or name.startswith("words.") for name in problems)
    assert problems or isinstance(words, list)


# ── What is read and said ─────────────────────────────────────────────────────────────────────────


@quick
@given(ANY_TEXT)
def test_any_text_has_a_language(text: str) -> None:
    assert language_of(text) in LANGUAGES


SIDE = st.floats(-1e6, 1e6)
GLYPHS = st.lists(
    st.builds(
        Glyph,
        st.sampled_from([" ", "\n", "\r", "a", "ﬁ", ".", "\ufffd", "\0", "\ud800", "Ã", "±", "字", "\u202e"])
        | st.text(max_size=1),
        st.tuples(SIDE, SIDE, SIDE, SIDE),
        st.tuples(SIDE, SIDE),
        st.booleans(),
        st.booleans(),
        st.booleans(),
    ),
    max_size=30,
)


@quick
@given(GLYPHS)
def test_any_text_layer_is_trusted_or_not_and_gives_words_with_boxes(glyphs: list[Glyph]) -> None:
    assert trustworthy(glyphs) in {True, False}
    for run in runs_of(glyphs):
        assert run
        for word in run:
            assert word.text.strip()
            assert all(math.isfinite(value) for corner in word.quad for value in corner)


@quick
@given(
    st.lists(st.tuples(st.text("aé-.\n", min_size=1, max_size=6), st.floats(0, 900), st.floats(0, 900)), max_size=12)
)
def test_marks_stay_in_order_within_the_sound_whatever_the_engine_says(words: list[tuple[str, float, float]]) -> None:
    ends = [sum(len(text) + 1 for text, _, _ in words[: n + 1]) for n in range(len(words))]
    spans = [(end - len(text) - 1, end - 1) for end, (text, _, _) in zip(ends, words, strict=True)]
    said = [TimedSpan(a, b, *sorted(times)) for (a, b), (_, *times) in zip(spans, words, strict=True)]
    printed = [
        (Printed(start, end, 0, n, text),)
        for n, ((start, end), (text, _, _)) in enumerate(zip(spans, words, strict=True))
    ]
    marks = marks_of(printed, times_of(spans, said), starts_at_ms=1000, trimmed_ms=100, length_ms=500)
    assert len(marks) == len(words)
    assert all(1000 <= mark.start_ms <= mark.end_ms <= 1500 for mark in marks)
    assert len(marks_json(marks)) == len(marks)
    captions = vtt(sorted(marks, key=lambda mark: mark.start_ms))
    assert captions.startswith("WEBVTT\n")
    assert captions.count(" --> ") <= len(marks)
