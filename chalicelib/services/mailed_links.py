"""Links in mails, by which a person shows that an address is theirs: single use, of which only a hash is kept."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from chalicelib.domain import account
from chalicelib.domain.object_keys import is_id
from chalicelib.errors import InvalidInput
from chalicelib.ports import Clock, LinkStore, Mailer, UserStore
from chalicelib.services.api_keys import hashed


@dataclass(frozen=True, slots=True)
class Purpose:
    """What a link is for.

    Attributes:
        page: of the site, which the link opens.
        seconds: how long it works.
    """

    page: str
    seconds: int
    subject: str
    text: str


RESET, VERIFICATION = "reset", "verification"
PURPOSES = {
    RESET: Purpose(
        "reset",
        1_800,
        "Lector: a new password",
        """Someone asked for a new password for your Lector account.

To set one, open this link within 30 minutes. It works once:

{link}

If it was not you, do nothing. Your password stays as it is.
""",
    ),
    VERIFICATION: Purpose(
        "verify",
        86_400,
        "Lector: is this your address?",
        """Someone made a Lector account with this email address.

If it was you, open this link within a day. It works once:

{link}

If it was not you, do nothing. The account can read no documents without it.
""",
    ),
}
INVALID = "This link is wrong, used up or too old. Ask for another one."


class MailedLinks:
    """Sends such links and takes them back."""

    def __init__(self, users: UserStore, links: LinkStore, mailer: Mailer | None, clock: Clock, *, site: str) -> None:
        """Args: the ports, a mailer of None sends nothing; the site's address."""
        self._users = users
        self._links = links
        self._mailer = mailer
        self._clock = clock
        self._site = site

    def send(self, purpose: str, email: str) -> None:
        """Send a link where this email has an account; it replaces an earlier one of the same purpose."""
        folded = account.fold_email(email)
        user = None if account.email_problem(folded) else self._users.by_email(folded)
        if user is None or self._mailer is None:
            return
        what, secret = PURPOSES[purpose], secrets.token_hex(32)
        self._links.put(user.id, purpose, hashed(secret), int(self._clock.now()) + what.seconds)
        link = f"{self._site}/#/{what.page}/{user.id}_{secret}"
        self._mailer.send(user.email, what.subject, what.text.format(link=link))

    def take(self, purpose: str, token: str) -> str:
        """Use a link up and return whose it is. Raise InvalidInput for one that does not work."""
        user_id, _, secret = token.partition("_")
        if not is_id(user_id) or not self._links.take(user_id, purpose, hashed(secret), int(self._clock.now())):
            raise InvalidInput(INVALID, fields={"token": INVALID})
        return user_id
