"""Accounts: what makes a valid name, email and password, and what an account is. Pure decisions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass

MAX_NAME = 100
MAX_EMAIL = 254
"""Characters; the limit of RFC 5321's path."""
MAX_PASSWORD = 128
MAX_DEVICE = 200
"""Characters kept of what a browser says of itself."""

_EMAIL = re.compile(r"[^@\s\x00-\x1f\x7f]{1,64}@[^@\s\x00-\x1f\x7f.]+(\.[^@\s\x00-\x1f\x7f.]+)+")


@dataclass(frozen=True, slots=True)
class User:
    """A person with an account.

    Attributes:
        id: random, never changes.
        email: folded (see `fold_email`).
        password_hash: encoded Argon2id.
        created_at: seconds since 1970.
        verified: whether a mailed link showed that the email is this person's.
    """

    id: str
    name: str
    email: str
    password_hash: str
    created_at: float
    verified: bool = False

    def as_json(self) -> dict[str, object]:
        """Return what the person may see of the account."""
        return {"id": self.id, "name": self.name, "email": self.email}


@dataclass(frozen=True, slots=True)
class Session:
    """One log-in of a user on one device.

    Attributes:
        id: the token's jti.
        created_at, expires_at: whole seconds since 1970.
    """

    id: str
    user_id: str
    created_at: int
    expires_at: int
    device: str = ""
    """What the browser said of itself."""

    def as_json(self, *, current: str) -> dict[str, object]:
        """Return what its owner may see; `current` is the id of the session that asks."""
        return {
            "id": self.id,
            "device": self.device,
            "created_at": self.created_at,
            "expires_at": self.expires_at,
            "current": self.id == current,
        }


SCOPES = ("read", "all")
"""What an API key is good for: to see documents, or to do all with them. Neither opens the account itself."""


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key for programs of a user.

    Attributes:
        secret_hash: SHA-256 of its secret.
        created_at, last_used_at: whole seconds since 1970; 0 = never used.
    """

    id: str
    user_id: str
    name: str
    scope: str
    secret_hash: str
    created_at: int
    last_used_at: int = 0

    def as_json(self) -> dict[str, object]:
        """Return what its owner may see."""
        used = self.last_used_at or None
        return {
            "id": self.id,
            "name": self.name,
            "scope": self.scope,
            "created_at": self.created_at,
            "last_used_at": used,
        }


def fold_email(email: str) -> str:
    """Return the email as it is compared: NFKC, without space around it, case folded."""
    return unicodedata.normalize("NFKC", email).strip().casefold()


def name_problem(name: str) -> str:
    """Return what is wrong with a name, "" for nothing."""
    if not name.strip():
        return "Enter a name."
    if len(name) > MAX_NAME:
        return f"Use at most {MAX_NAME} characters."
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in name):
        return "Leave out control characters."
    return ""


def email_problem(email: str) -> str:
    """Return what is wrong with a folded email, "" for nothing."""
    if not email:
        return "Enter your email address."
    if len(email) > MAX_EMAIL or not _EMAIL.fullmatch(email):
        return "Enter an email address like ana@example.org."
    return ""


def password_problem(password: str, least: int, refused: Collection[str] = ()) -> str:
    """Return what is wrong with a new password of at least `least` characters, "" for nothing; `refused` are common."""
    if len(password) < least:
        return f"Use at least {least} characters."
    if len(password) > MAX_PASSWORD:
        return f"Use at most {MAX_PASSWORD} characters."
    if password.casefold() in refused:
        return "This is one of the most common passwords. Choose another, several words say."
    return ""


def new_password_problems(
    password: str, confirmation: str, least: int, refused: Collection[str] = ()
) -> dict[str, str]:
    """Return field → problem for a password typed twice; both must be equal."""
    problem = password_problem(password, least, refused)
    if problem:
        return {"password": problem}
    if password != confirmation:
        return {"password_confirmation": "The two passwords differ. Type the same one twice."}
    return {}
