"""A forgotten password, set anew by a link in a mail."""

from __future__ import annotations

from chalicelib.domain import account
from chalicelib.errors import MailUnavailable, refuse
from chalicelib.ports import PasswordHasher, Post, SessionStore, UserStore
from chalicelib.services.guarding import Guard
from chalicelib.services.mailed_links import RESET, MailedLinks


class Resetting:
    """Use cases of a forgotten password."""

    def __init__(
        self,
        users: UserStore,
        sessions: SessionStore,
        links: MailedLinks,
        passwords: PasswordHasher,
        guard: Guard,
        post: Post | None,
        *,
        least: int,
        refused: frozenset[str],
    ) -> None:
        """Args: the ports, a post of None sends nothing; characters of a password at least; common passwords."""
        self._users = users
        self._sessions = sessions
        self._links = links
        self._passwords = passwords
        self._guard = guard
        self._post = post
        self._least = least
        self._refused = refused

    def ask(self, email: str) -> None:
        """Have a link sent where this email has an account. Raise MailUnavailable or TooManyTries.

        Whether it has one is not looked up here, so that neither the answer nor its time can tell.
        """
        if self._post is None:
            raise MailUnavailable
        folded = account.fold_email(email)[: account.MAX_EMAIL + 1]
        self._guard.check_mails(folded)
        self._post.send(RESET, folded)

    def reset(self, token: str, password: str, confirmation: str) -> None:
        """Set a new password and end all sessions. Raise InvalidInput, also for a link that does not work.

        Who has the link reads the mail of that address, so it counts as verified.
        """
        refuse(account.new_password_problems(password, confirmation, self._least, self._refused))
        user_id = self._links.take(RESET, token)
        user = self._users.update(user_id, password_hash=self._passwords.hash(password), verified=True)
        self._sessions.delete_all(user_id)
        self._guard.succeeded(user.email)
