"""An engine that finds nothing: for tests, and for those who want the picture kept but not read."""

from collections.abc import Sequence

from chalicelib.domain.page import Run
from chalicelib.ports import Image


class NullOcr:
    """Finds no words."""

    name = "null"

    def read(self, image: Image) -> Sequence[Run]:
        """Return no runs, whatever the image."""
        return ()
