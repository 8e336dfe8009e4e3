"""How long wrong tries keep others waiting, and which addresses count as one. Pure decisions."""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Collection
from dataclasses import dataclass

FREE_TRIES = 2
"""Wrong tries that cost nothing: everyone mistypes."""
LONGEST_WAIT = 900
"""Seconds between two tries at most."""
FORGOTTEN_AFTER = 86_400
"""Seconds without a wrong try after which all are forgotten."""


@dataclass(frozen=True, slots=True)
class Tries:
    """Wrong tries in a row.

    Attributes:
        failures: how many.
        until: seconds since 1970 before which none is taken.
    """

    failures: int = 0
    until: float = 0.0


def after_another(tries: Tries, now: float) -> Tries:
    """Return the tries after one more that is wrong: from the third on it costs 1 s, then twice as long each time."""
    failures = tries.failures + 1
    surplus = failures - FREE_TRIES
    # 2**10 seconds exceed the longest wait; beyond that the power would only grow large.
    wait = min(LONGEST_WAIT, 2 ** min(surplus - 1, 10)) if surplus > 0 else 0
    return Tries(failures, now + wait)


def network_of(address: str) -> str:
    """Return the network that an address is counted with: itself for IPv4, the /64 for IPv6; "" for what is none."""
    try:
        parsed = ipaddress.ip_address(address.strip())
    except ValueError:
        return ""
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((int(parsed), 64), strict=False))
    return str(parsed)


def visitor_address(source: str, forwarded: str, proxies: int) -> str:
    """Return the address of who sent a request.

    Args:
        source: the address that the connection came from.
        forwarded: the header X-Forwarded-For, to which each proxy adds whom it heard from.
        proxies: how many proxies of our own stand before the one that wrote `source`. What stands further left in the
            header is anyone's claim.
    """
    heard = [part for part in forwarded.split(",") if part.strip()]
    return heard[-1 - proxies].strip() if 0 < proxies < len(heard) else source


def is_one_of(presented: str, secrets: Collection[str]) -> bool:
    """Tell whether what was presented is one of the secrets, in a time that does not depend on which or how nearly."""
    shown = presented.encode(errors="replace")
    return any([hmac.compare_digest(shown, secret.encode()) for secret in secrets])
