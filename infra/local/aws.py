"""Child process: moto's server, an AWS in memory, with a folder beneath it that keeps what was written."""

from __future__ import annotations

import argparse
import logging
import sqlite3
import sys
from pathlib import Path

from werkzeug.serving import make_server

from infra.local.keeping import Kept, Writes, keep_under_moto
from infra.local.lifeline import follow_parent
from infra.local.quick_moto import Handler, ThreeServices, quicken


def main() -> int:
    """Serve until the parent goes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--data", type=Path, help="folder that keeps accounts and documents (default: keep nothing)")
    arguments = parser.parse_args()
    follow_parent()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    kept = None
    if arguments.data:
        try:
            kept = Kept(arguments.data)
        except (sqlite3.Error, OSError) as error:
            print(
                f"The folder {arguments.data} cannot be used: {error}. If another Lector runs on it, end that one, "
                "or choose another folder: make run DATA=…",
                file=sys.stderr,
            )
            return 1
        keep_under_moto(kept)
    quicken()
    application = Writes(ThreeServices(), kept)
    make_server("127.0.0.1", arguments.port, application, threaded=True, request_handler=Handler).serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
