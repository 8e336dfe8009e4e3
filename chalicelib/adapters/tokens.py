"""Session tokens: JWT, HS256 alone, every claim required."""

from __future__ import annotations

from collections.abc import Sequence
from secrets import token_hex

import jwt

from chalicelib.domain.account import Session
from chalicelib.errors import NotSignedIn
from chalicelib.ports import Claims, Clock

ALGORITHM = "HS256"
ISSUER = "lector"
AUDIENCE = "lector-api"
DEVICE_AUDIENCE = "lector-device"
DEVICE_SECONDS = 365 * 86_400
REQUIRED = ["exp", "iat", "iss", "aud", "sub", "jti"]


class JwtTokens:
    """Tokens through PyJWT.

    The first secret signs, all verify, so that a secret can be replaced without logging anyone out.
    """

    def __init__(self, secrets: Sequence[str], clock: Clock) -> None:
        """Args: secrets of at least 32 bytes, at least one; the clock that decides what has expired."""
        if not secrets:
            raise ValueError("LECTOR_TOKEN_SECRETS is empty: set it to a secret of at least 32 bytes")
        self._secrets = tuple(secrets)
        self._clock = clock

    def issue(self, session: Session) -> str:
        """Return a signed token for the session."""
        return self._sign(AUDIENCE, session.user_id, session.id, session.created_at, session.expires_at)

    def issue_device(self, user_id: str) -> str:
        """Return a token that names a user and a new device. Its audience keeps it from opening anything."""
        now = int(self._clock.now())
        return self._sign(DEVICE_AUDIENCE, user_id, token_hex(16), now, now + DEVICE_SECONDS)

    def verify(self, token: str) -> Claims:
        """Return what the token says. Raise NotSignedIn for any token that is not wholly right."""
        return self._verify(token, AUDIENCE)

    def device(self, token: str) -> Claims | None:
        """Return the user and the device that the token names, None for any that is not wholly right."""
        try:
            return self._verify(token, DEVICE_AUDIENCE)
        except NotSignedIn:
            return None

    def _sign(self, audience: str, user_id: str, token_id: str, created_at: int, expires_at: int) -> str:
        claims = {
            "iss": ISSUER,
            "aud": audience,
            "sub": user_id,
            "jti": token_id,
            "iat": created_at,
            "exp": expires_at,
        }
        return jwt.encode(claims, self._secrets[0], algorithm=ALGORITHM)

    def _verify(self, token: str, audience: str) -> Claims:
        for secret in self._secrets:
            try:
                claims = jwt.decode(
                    token,
                    secret,
                    algorithms=[ALGORITHM],
                    audience=audience,
                    issuer=ISSUER,
                    # The clock below decides, so that tests and the server agree on the time.
                    options={"require": REQUIRED, "verify_exp": False, "verify_iat": False},
                )
            except jwt.InvalidTokenError:
                continue
            now = self._clock.now()
            times = (claims["iat"], claims["exp"])
            if not all(isinstance(time, int) for time in times) or not times[0] - 60 <= now < times[1]:
                break
            if isinstance(claims["sub"], str) and isinstance(claims["jti"], str):
                return Claims(claims["sub"], claims["jti"])
        raise NotSignedIn
