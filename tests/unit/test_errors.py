"""The error tree: codes that do not clash, messages that help, documentation that is true."""

from __future__ import annotations

import re

import pytest

from chalicelib import errors
from chalicelib.errors import LectorError


def tree(base: type[LectorError] = LectorError) -> list[type[LectorError]]:
    found = [base]
    for error in base.__subclasses__():
        if error.__module__ == errors.__name__:
            found += tree(error)
    return found


@pytest.mark.parametrize("error", tree(), ids=lambda error: error.__name__)
def test_an_error_says_what_to_do_next(error: type[LectorError]) -> None:
    assert error().message.endswith(".")
    assert 400 <= error.status < 600
    assert re.fullmatch(r"[a-z_]+", error.code)


def test_no_two_errors_share_a_code() -> None:
    codes = [error.code for error in tree()]
    assert len(codes) == len(set(codes))


def test_the_drawn_tree_is_the_tree() -> None:
    drawn = re.findall(r"^[ │├└─]*(\w+) +(\d{3}) (\w+)", errors.__doc__ or "", re.MULTILINE)
    assert {(name, int(status), code) for name, status, code in drawn} == {
        (error.__name__, error.status, error.code) for error in tree()
    }


def test_an_error_in_json_has_fields_only_where_there_are_some() -> None:
    assert set(errors.NotFound().as_json()) == {"code", "message"}
    assert errors.InvalidInput(fields={"name": "Too long."}).as_json()["fields"] == {"name": "Too long."}
