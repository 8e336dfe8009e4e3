"""Email addresses, verified by a link in a mail where the settings ask for it. Until then an account takes no files."""

from __future__ import annotations

from chalicelib.domain.account import User
from chalicelib.errors import EmailUnverified, MailUnavailable
from chalicelib.ports import Json, Post, UserStore
from chalicelib.services.guarding import Guard
from chalicelib.services.mailed_links import VERIFICATION, MailedLinks


class Verifying:
    """Use cases of an address that is not verified yet."""

    def __init__(self, users: UserStore, links: MailedLinks, guard: Guard, post: Post | None, *, asked: bool) -> None:
        """Args: the ports, a post of None sends nothing; whether addresses have to be verified."""
        self._users = users
        self._links = links
        self._guard = guard
        self._post = post
        self._asked = asked

    def begin(self, user: User) -> None:
        """Have a new account's first link sent, where addresses have to be verified."""
        if self._must(user) and self._post is not None:
            self._post.send(VERIFICATION, user.email)

    def ask(self, user: User) -> None:
        """Have another link sent, where one is of use. Raise MailUnavailable or TooManyTries."""
        if self._post is None:
            raise MailUnavailable
        if self._must(user):
            self._guard.check_mails(user.email)
            self._post.send(VERIFICATION, user.email)

    def finish(self, token: str) -> None:
        """Verify the address that the link was sent to. Raise InvalidInput."""
        self._users.update(self._links.take(VERIFICATION, token), verified=True)

    def check(self, user: User) -> None:
        """Raise EmailUnverified where this person may not send files yet."""
        if self._must(user):
            raise EmailUnverified

    def shown(self, user: User) -> Json:
        """Return what the person may see of the account."""
        return {**user.as_json(), "must_verify_email": self._must(user)}

    def _must(self, user: User) -> bool:
        return self._asked and not user.verified
