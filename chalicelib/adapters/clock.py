"""The system's clock."""

import time


class SystemClock:
    """Time as the operating system tells it."""

    def now(self) -> float:
        """Return seconds since 1970."""
        return time.time()
