"""Child process: moto's server, an AWS in memory."""

from __future__ import annotations

import argparse
import logging
import threading

from moto.server import ThreadedMotoServer

from infra.local.lifeline import follow_parent


def main() -> None:
    """Serve until the parent goes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    port = parser.parse_args().port
    follow_parent()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    ThreadedMotoServer(ip_address="127.0.0.1", port=port, verbose=False).start()
    threading.Event().wait()


if __name__ == "__main__":
    main()
