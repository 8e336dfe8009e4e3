"""Passwords and tokens: what fits, what never does."""

from __future__ import annotations

import base64
import json
from typing import Any

import jwt
import pytest

from chalicelib.adapters.passwords import Argon2Passwords
from chalicelib.adapters.tokens import JwtTokens
from chalicelib.domain.account import Session
from chalicelib.errors import NotSignedIn
from tests.conftest import NOW, StoppedClock

SECRET = "s" * 32
SESSION = Session("the-session", "the-user", int(NOW), int(NOW) + 600)


def test_a_password_fits_its_own_hash_alone() -> None:
    passwords = Argon2Passwords()
    encoded = passwords.hash("contraseña 密码")
    assert encoded.startswith("$argon2id$v=19$m=7168,t=5,p=1$")
    assert encoded != passwords.hash("contraseña 密码")
    assert passwords.verify(encoded, "contraseña 密码")
    assert not passwords.verify(encoded, "contraseña 密")
    assert not passwords.verify("no hash at all", "x")


def test_nobody_has_a_password() -> None:
    passwords = Argon2Passwords()
    for guess in ("", "nobody has this password", "x"):
        assert not passwords.verify(None, guess)


@pytest.fixture
def tokens(clock: StoppedClock) -> JwtTokens:
    return JwtTokens([SECRET], clock)


def claims(**changes: Any) -> dict[str, Any]:
    whole = {
        "iss": "lector",
        "aud": "lector-api",
        "sub": "the-user",
        "jti": "the-session",
        "iat": int(NOW),
        "exp": int(NOW) + 600,
    }
    return {name: value for name, value in (whole | changes).items() if value is not None}


def test_a_token_names_user_and_session(tokens: JwtTokens) -> None:
    said = tokens.verify(tokens.issue(SESSION))
    assert (said.user_id, said.session_id) == ("the-user", "the-session")


def test_a_token_ends(tokens: JwtTokens, clock: StoppedClock) -> None:
    token = tokens.issue(SESSION)
    clock.pass_by(599)
    tokens.verify(token)
    clock.pass_by(1)
    with pytest.raises(NotSignedIn):
        tokens.verify(token)


def test_a_secret_can_be_replaced_without_logging_anyone_out(clock: StoppedClock) -> None:
    old = JwtTokens([SECRET], clock).issue(SESSION)
    JwtTokens(["n" * 32, SECRET], clock).verify(old)
    with pytest.raises(NotSignedIn):
        JwtTokens(["n" * 32], clock).verify(old)


@pytest.mark.parametrize("missing", ["iss", "aud", "sub", "jti", "iat", "exp"])
def test_every_claim_must_be_there(tokens: JwtTokens, missing: str) -> None:
    with pytest.raises(NotSignedIn):
        tokens.verify(jwt.encode(claims(**{missing: None}), SECRET, "HS256"))


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "someone"},
        {"aud": "another-api"},
        {"exp": int(NOW) - 1},
        {"exp": "soon"},
        {"exp": 1e400},
        {"iat": int(NOW) + 3600},
        {"iat": True, "exp": None},
        {"sub": 7},
        {"jti": ["the-session"]},
    ],
)
def test_every_claim_must_be_right(tokens: JwtTokens, changes: dict[str, Any]) -> None:
    with pytest.raises(NotSignedIn):
        tokens.verify(jwt.encode(claims(**changes), SECRET, "HS256"))


def unsigned(header: dict[str, Any], body: dict[str, Any]) -> str:
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in (header, body)]
    return ".".join([*parts, ""])


@pytest.mark.parametrize(
    "token",
    [
        unsigned({"alg": "none", "typ": "JWT"}, claims()),
        unsigned({"alg": "None"}, claims()),
        jwt.encode(claims(), "another secret, also long enough", "HS256"),
        jwt.encode(claims(), SECRET * 2, "HS512"),
        jwt.encode(claims(), "x" * 32, "HS256", headers={"kid": "../../dev/null", "jku": "https://evil.example"}),
        "",
        "....",
        "a.b.c",
        "é.é.é",
        "x" * 100_000,
    ],
    ids=[
        "none",
        "None",
        "foreign key",
        "other algorithm",
        "kid and jku",
        "empty",
        "dots",
        "letters",
        "accents",
        "huge",
    ],
)
def test_tricks_are_refused(tokens: JwtTokens, token: str) -> None:
    with pytest.raises(NotSignedIn):
        tokens.verify(token)


def test_an_altered_token_is_refused(tokens: JwtTokens) -> None:
    header, body, signature = tokens.issue(SESSION).split(".")
    forged = base64.urlsafe_b64encode(json.dumps(claims(sub="someone else")).encode()).decode().rstrip("=")
    for token in (f"{header}.{forged}.{signature}", f"{header}.{body}.{signature[:-4]}AAAA", f"{header}.{body}."):
        with pytest.raises(NotSignedIn):
            tokens.verify(token)


def test_no_secret_no_service(clock: StoppedClock) -> None:
    with pytest.raises(ValueError, match="LECTOR_TOKEN_SECRETS"):
        JwtTokens([], clock)
