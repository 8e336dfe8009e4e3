"""Accounts: register, log in and out, change, delete."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from chalicelib.domain import account
from chalicelib.domain.account import Session, User
from chalicelib.errors import InvalidInput, NotSignedIn, WrongCredentials
from chalicelib.ports import Clock, PasswordHasher, SessionStore, Tokens, UserStore


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A user with the session that the request came in."""

    user: User
    session_id: str


class Accounts:
    """Use cases of accounts and sessions."""

    def __init__(
        self,
        users: UserStore,
        sessions: SessionStore,
        passwords: PasswordHasher,
        tokens: Tokens,
        clock: Clock,
        *,
        session_seconds: int,
        min_password_length: int,
    ) -> None:
        """Args: the stores and trust ports; how long a session lasts, seconds; characters of a password at least."""
        self._users = users
        self._sessions = sessions
        self._passwords = passwords
        self._tokens = tokens
        self._clock = clock
        self._session_seconds = session_seconds
        self._min_password_length = min_password_length

    def register(self, name: str, email: str, password: str, confirmation: str) -> User:
        """Make an account. Raise InvalidInput with every field that is wrong, or EmailTaken."""
        email = account.fold_email(email)
        problems = {"name": account.name_problem(name), "email": account.email_problem(email)}
        problems |= account.new_password_problems(password, confirmation, self._min_password_length)
        _refuse(problems)
        user = User(secrets.token_hex(16), name.strip(), email, self._passwords.hash(password), self._clock.now())
        self._users.add(user)
        return user

    def log_in(self, email: str, password: str) -> tuple[str, Session, User]:
        """Return a token, its session and the user. Raise WrongCredentials, alike for an unknown email."""
        if len(password) > account.MAX_PASSWORD:
            raise WrongCredentials
        folded = account.fold_email(email)
        user = None if account.email_problem(folded) else self._users.by_email(folded)
        fits = self._passwords.verify(user.password_hash if user else None, password)
        if user is None or not fits:
            raise WrongCredentials
        now = int(self._clock.now())
        session = Session(secrets.token_hex(16), user.id, now, now + self._session_seconds)
        self._sessions.add(session)
        return self._tokens.issue(session), session, user

    def signed_in(self, token: str) -> SignedIn:
        """Return who the token speaks for. Raise NotSignedIn where it, its session or its user is gone or wrong."""
        claims = self._tokens.verify(token)
        session = self._sessions.get(claims.user_id, claims.session_id)
        if session is None or session.expires_at <= self._clock.now():
            raise NotSignedIn
        user = self._users.by_id(claims.user_id)
        if user is None:
            raise NotSignedIn
        return SignedIn(user, session.id)

    def log_out(self, who: SignedIn) -> None:
        """End the session; its token is worth nothing from now on."""
        self._sessions.delete(who.user.id, who.session_id)

    def rename(self, who: SignedIn, name: str) -> User:
        """Change the name. Raise InvalidInput."""
        _refuse({"name": account.name_problem(name)})
        return self._users.update(who.user.id, name=name.strip())

    def change_password(self, who: SignedIn, current: str, password: str, confirmation: str) -> User:
        """Change the password and end all other sessions. Raise InvalidInput, also where `current` is wrong."""
        _refuse(account.new_password_problems(password, confirmation, self._min_password_length))
        self._check_password(who, current, "current_password")
        user = self._users.update(who.user.id, password_hash=self._passwords.hash(password))
        self._sessions.delete_all(user.id, but=who.session_id)
        return user

    def check_deletion(self, who: SignedIn, password: str) -> None:
        """Make sure that it is really the owner who wants the account gone. Raise InvalidInput."""
        self._check_password(who, password, "password")

    def delete(self, who: SignedIn) -> None:
        """Remove the account and all its sessions; its documents are removed before (see services.documents)."""
        self._sessions.delete_all(who.user.id)
        self._users.delete(who.user)

    def _check_password(self, who: SignedIn, password: str, field: str) -> None:
        if len(password) > account.MAX_PASSWORD or not self._passwords.verify(who.user.password_hash, password):
            raise InvalidInput("The password is wrong.", fields={field: "This is not your password. Type it again."})


def _refuse(problems: dict[str, str]) -> None:
    wrong = {field: problem for field, problem in problems.items() if problem}
    if wrong:
        raise InvalidInput(fields=wrong)
