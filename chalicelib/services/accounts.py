"""Accounts: register, log in and out, sessions, change, delete."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Literal

from chalicelib.domain import account
from chalicelib.domain.account import Session, User
from chalicelib.domain.object_keys import is_id
from chalicelib.errors import Forbidden, InvalidInput, NotFound, NotSignedIn, WrongCredentials, refuse
from chalicelib.ports import Clock, PasswordHasher, SessionStore, Tokens, UserStore
from chalicelib.services.api_keys import PREFIX, ApiKeys
from chalicelib.services.guarding import Guard

Need = Literal["read", "all", "session"]
"""What a request needs: a key that may read, a key that may do all with documents, or a person who logged in."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A user with what the request came with: a session, or an API key (then session_id is "")."""

    user: User
    session_id: str


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """A new session: its token, and the token by which this browser is known from now on."""

    token: str
    device_token: str
    session: Session
    user: User


class Accounts:
    """Use cases of accounts and sessions."""

    def __init__(
        self,
        users: UserStore,
        sessions: SessionStore,
        passwords: PasswordHasher,
        tokens: Tokens,
        keys: ApiKeys,
        guard: Guard,
        clock: Clock,
        *,
        session_seconds: int,
        min_password_length: int,
        refused_passwords: frozenset[str],
    ) -> None:
        """Args: the stores and trust ports; a session's length, s; characters of a password at least; common ones."""
        self._users = users
        self._sessions = sessions
        self._passwords = passwords
        self._tokens = tokens
        self._keys = keys
        self._guard = guard
        self._clock = clock
        self._session_seconds = session_seconds
        self._min_password_length = min_password_length
        self._refused_passwords = refused_passwords

    def register(self, name: str, email: str, password: str, confirmation: str) -> User:
        """Make an account. Raise InvalidInput with every field that is wrong, or EmailTaken."""
        email = account.fold_email(email)
        problems = {"name": account.name_problem(name), "email": account.email_problem(email)}
        problems |= self._password_problems(password, confirmation)
        refuse(problems)
        user = User(secrets.token_hex(16), name.strip(), email, self._passwords.hash(password), self._clock.now())
        self._users.add(user)
        return user

    def log_in(self, email: str, password: str, *, device_token: str = "", device: str = "") -> LoggedIn:
        """Make a session. Raise WrongCredentials, alike for an unknown email, or TooManyTries, alike too.

        Wrong tries slow down everyone, but for a browser where this user logged in before: it shows its device token,
        and has a count of its own. So nobody can lock the owner out.
        """
        if len(password) > account.MAX_PASSWORD:
            raise WrongCredentials
        folded = account.fold_email(email)
        user = None if account.email_problem(folded) else self._users.by_email(folded)
        known = self._tokens.device(device_token) if device_token else None
        mine = known is not None and user is not None and known.user_id == user.id
        name = f"{folded}#{known.session_id}" if known and mine else folded
        self._guard.attempt(name)
        fits = self._passwords.verify(user.password_hash if user else None, password)
        if user is None or not fits:
            raise WrongCredentials
        self._guard.succeeded(name)
        now = int(self._clock.now())
        session = Session(
            secrets.token_hex(16), user.id, now, now + self._session_seconds, device[: account.MAX_DEVICE]
        )
        self._sessions.add(session)
        shown = device_token if mine else self._tokens.issue_device(user.id)
        return LoggedIn(self._tokens.issue(session), shown, session, user)

    def signed_in(self, token: str, need: Need = "session") -> SignedIn:
        """Return who the token or API key speaks for.

        Raise NotSignedIn where it, its session or its user is gone or wrong; Forbidden where it is a key that is not
        good for what the request needs.
        """
        if token.startswith(PREFIX):
            return self._by_key(token, need)
        claims = self._tokens.verify(token)
        found = self._sessions.with_user(claims.user_id, claims.session_id)
        if found is None or found[0].expires_at <= self._clock.now():
            raise NotSignedIn
        session, user = found
        return SignedIn(user, session.id)

    def _by_key(self, presented: str, need: Need) -> SignedIn:
        key = self._keys.find(presented)
        user = self._users.by_id(key.user_id) if key else None
        if key is None or user is None:
            raise NotSignedIn
        if need == "session" or (need == "all" and key.scope != "all"):
            raise Forbidden
        return SignedIn(user, "")

    def sessions(self, who: SignedIn) -> list[dict[str, object]]:
        """Return the sessions that are open, the newest first."""
        now = self._clock.now()
        found = self._sessions.all(who.user.id)
        return [session.as_json(current=who.session_id) for session in found if session.expires_at > now]

    def end_session(self, who: SignedIn, session_id: str) -> None:
        """End one of one's sessions. Raise NotFound."""
        if not is_id(session_id) or self._sessions.get(who.user.id, session_id) is None:
            raise NotFound
        self._sessions.delete(who.user.id, session_id)

    def log_out(self, who: SignedIn) -> None:
        """End the session; its token is worth nothing from now on."""
        self._sessions.delete(who.user.id, who.session_id)

    def change(
        self,
        who: SignedIn,
        *,
        name: str | None = None,
        current_password: str = "",
        password: str | None = None,
        password_confirmation: str = "",
    ) -> User:
        """Change the name, the password or both; a new password ends all other sessions.

        Raise InvalidInput, also where `current_password` is wrong; nothing is changed then.
        """
        problems = {} if name is None else {"name": account.name_problem(name)}
        if password is not None:
            problems |= self._password_problems(password, password_confirmation)
        refuse(problems)
        if password is not None:
            self._check_password(who, current_password, "current_password")
        user = self._users.update(
            who.user.id,
            name=None if name is None else name.strip(),
            password_hash=None if password is None else self._passwords.hash(password),
        )
        if password is not None:
            self._sessions.delete_all(user.id, but=who.session_id)
        return user

    def check_deletion(self, who: SignedIn, password: str) -> None:
        """Make sure that it is really the owner who wants the account gone. Raise InvalidInput."""
        self._check_password(who, password, "password")

    def delete(self, who: SignedIn) -> None:
        """Remove the account with sessions and keys; its documents are removed before (see services.documents)."""
        self._sessions.delete_everything(who.user.id)
        self._users.delete(who.user)

    def _check_password(self, who: SignedIn, password: str, field: str) -> None:
        # Counted for the session alone: who stole one may not guess on, and cannot keep the owner from logging in.
        name = f"confirm#{who.session_id}"
        self._guard.attempt(name)
        if len(password) > account.MAX_PASSWORD or not self._passwords.verify(who.user.password_hash, password):
            raise InvalidInput("The password is wrong.", fields={field: "This is not your password. Type it again."})
        self._guard.succeeded(name)

    def _password_problems(self, password: str, confirmation: str) -> dict[str, str]:
        return account.new_password_problems(password, confirmation, self._min_password_length, self._refused_passwords)
