"""Accounts: what makes a valid name, email and password, and what an account is. Pure decisions."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MAX_NAME = 100
MAX_EMAIL = 254
"""Characters; the limit of RFC 5321's path."""
MAX_PASSWORD = 128

_EMAIL = re.compile(r"[^@\s\x00-\x1f\x7f]{1,64}@[^@\s\x00-\x1f\x7f.]+(\.[^@\s\x00-\x1f\x7f.]+)+")


@dataclass(frozen=True, slots=True)
class User:
    """A person with an account.

    Attributes:
        id: random, never changes.
        email: folded (see `fold_email`).
        password_hash: encoded Argon2id.
        created_at: seconds since 1970.
    """

    id: str
    name: str
    email: str
    password_hash: str
    created_at: float

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


def fold_email(email: str) -> str:
    """Return the email as it is compared: NFKC, without space around it, case folded."""
    return unicodedata.normalize("NFKC", email).strip().casefold()


def name_problem(name: str) -> str:
    """Return what is wrong with a name, "" for nothing."""
    if not name.strip():
        return "Enter your name."
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


def password_problem(password: str, least: int) -> str:
    """Return what is wrong with a new password of at least `least` characters, "" for nothing."""
    if len(password) < least:
        return f"Use at least {least} characters."
    if len(password) > MAX_PASSWORD:
        return f"Use at most {MAX_PASSWORD} characters."
    return ""


def new_password_problems(password: str, confirmation: str, least: int) -> dict[str, str]:
    """Return field → problem for a password typed twice; both must be equal."""
    problem = password_problem(password, least)
    if problem:
        return {"password": problem}
    if password != confirmation:
        return {"password_confirmation": "The two passwords differ. Type the same one twice."}
    return {}
