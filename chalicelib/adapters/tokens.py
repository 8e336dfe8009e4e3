"""Session tokens: JWT, HS256 alone, every claim required."""

from __future__ import annotations

from collections.abc import Sequence

import jwt

from chalicelib.domain.account import Session
from chalicelib.errors import NotSignedIn
from chalicelib.ports import Claims, Clock

ALGORITHM = "HS256"
ISSUER = "lector"
AUDIENCE = "lector-api"
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
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": session.user_id,
            "jti": session.id,
            "iat": session.created_at,
            "exp": session.expires_at,
        }
        return jwt.encode(claims, self._secrets[0], algorithm=ALGORITHM)

    def verify(self, token: str) -> Claims:
        """Return what the token says. Raise NotSignedIn for any token that is not wholly right."""
        for secret in self._secrets:
            try:
                claims = jwt.decode(
                    token,
                    secret,
                    algorithms=[ALGORITHM],
                    audience=AUDIENCE,
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
