"""A forgotten password, set anew by a link in a mail: single use, 30 minutes, of which only a hash is kept."""

from __future__ import annotations

import secrets

from chalicelib.domain import account
from chalicelib.domain.object_keys import is_id
from chalicelib.errors import InvalidInput, MailUnavailable
from chalicelib.ports import Clock, Mailer, PasswordHasher, ResetStore, SessionStore, UserStore
from chalicelib.services.api_keys import hashed
from chalicelib.services.guarding import Guard

RESET_SECONDS = 1_800
SUBJECT = "Lector: a new password"
TEXT = """Someone asked for a new password for your Lector account.

To set one, open this link within 30 minutes. It works once:

{link}

If it was not you, do nothing. Your password stays as it is.
"""
INVALID = "This link is wrong, used up or too old. Ask for another one."


class Resetting:
    """Use cases of a forgotten password."""

    def __init__(
        self,
        users: UserStore,
        sessions: SessionStore,
        resets: ResetStore,
        passwords: PasswordHasher,
        guard: Guard,
        mailer: Mailer | None,
        clock: Clock,
        *,
        site: str,
        least: int,
        refused: frozenset[str],
    ) -> None:
        """Args: the ports; the site's address; characters of a password at least; common passwords."""
        self._users = users
        self._sessions = sessions
        self._resets = resets
        self._passwords = passwords
        self._guard = guard
        self._mailer = mailer
        self._clock = clock
        self._site = site
        self._least = least
        self._refused = refused

    def ask(self, email: str) -> None:
        """Send a link where this email has an account; whether it has one is not told. Raise MailUnavailable."""
        if self._mailer is None:
            raise MailUnavailable
        folded = account.fold_email(email)
        user = None if account.email_problem(folded) else self._users.by_email(folded)
        if user is None:
            return
        secret = secrets.token_hex(32)
        self._resets.put(user.id, hashed(secret), int(self._clock.now()) + RESET_SECONDS)
        self._mailer.send(user.email, SUBJECT, TEXT.format(link=f"{self._site}/#/reset/{user.id}_{secret}"))

    def reset(self, token: str, password: str, confirmation: str) -> None:
        """Set a new password and end all sessions. Raise InvalidInput, also for a link that does not work."""
        problems = account.new_password_problems(password, confirmation, self._least, self._refused)
        if problems:
            raise InvalidInput(fields=problems)
        user_id, _, secret = token.partition("_")
        if not is_id(user_id) or not self._resets.take(user_id, hashed(secret), int(self._clock.now())):
            raise InvalidInput(INVALID, fields={"token": INVALID})
        user = self._users.update(user_id, password_hash=self._passwords.hash(password))
        self._sessions.delete_all(user_id)
        self._guard.succeeded(user.email)
