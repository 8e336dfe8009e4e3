"""Slows down those who guess: wrong tries of one account, and many requests from one network address."""

from __future__ import annotations

import math

from chalicelib.domain import guarding as rules
from chalicelib.errors import TooManyTries
from chalicelib.ports import Clock, TryStore

WINDOW_SECONDS = 600
"""What limits for an address are counted over."""


class Guard:
    """Counts before it lets through, so that parallel guesses gain nothing."""

    def __init__(
        self, tries: TryStore, clock: Clock, *, address_limit: int, speech_limit: int, mail_limit: int = 5
    ) -> None:
        """Args: the store of counts; of ten minutes: requests of an address, speeches of a person, mails to one."""
        self._tries = tries
        self._clock = clock
        self._address_limit = address_limit
        self._speech_limit = speech_limit
        self._mail_limit = mail_limit

    def attempt(self, name: str) -> None:
        """Count a try under this name as wrong until `succeeded` says otherwise. Raise TooManyTries in the wait."""
        now = self._clock.now()
        if self._tries.write(name, rules.Tries(), rules.after_another(rules.Tries(), now)):
            return  # there were none, as nearly always
        tries = self._tries.get(name)
        if tries.until + rules.FORGOTTEN_AFTER < now:
            before, tries = tries, rules.Tries()
        else:
            before = tries
        if tries.until > now:
            raise TooManyTries(wait=math.ceil(tries.until - now))
        if not self._tries.write(name, before, rules.after_another(tries, now)):
            raise TooManyTries(wait=1)

    def succeeded(self, name: str) -> None:
        """Forget the wrong tries under this name."""
        self._tries.clear(name)

    def check_address(self, action: str, address: str) -> None:
        """Count a request of this kind from this address. Raise TooManyTries where there were too many."""
        network = rules.network_of(address)
        if network:
            self._count(f"{action}#{network}", self._address_limit)

    def check_speeches(self, user_id: str) -> None:
        """Count a speech that this person has made anew. Raise TooManyTries where there were too many."""
        self._count(f"speech#{user_id}", self._speech_limit)

    def check_mails(self, email: str) -> None:
        """Count a mail to this folded address, whether or not it has an account. Raise TooManyTries at too many."""
        self._count(f"mail#{email}", self._mail_limit)

    def _count(self, name: str, limit: int) -> None:
        now = self._clock.now()
        window = int(now // WINDOW_SECONDS)
        ends = (window + 1) * WINDOW_SECONDS
        if self._tries.count(f"{name}#{window}", ends) > limit:
            raise TooManyTries(wait=math.ceil(ends - now))
