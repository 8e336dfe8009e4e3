"""`python -m infra.local`: start the local cloud, print its address, and end with Ctrl-C or SIGTERM."""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path
from types import FrameType

from chalicelib.settings import BadSettings
from infra.local.supervisor import Addresses, CannotStart, LocalCloud, check_free

MEMORY = "memory"
"""In place of a folder: nothing is kept."""


class Stop(BaseException):
    """Someone asked the local cloud to end."""


def main() -> int:
    """Run until asked to end; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m infra.local", description="Lector's local cloud.")
    parser.add_argument("--port", type=port_number, default=8000, help="port of the site and the API (default: 8000)")
    parser.add_argument("--aws-port", type=port_number, help="port of the local AWS services (default: the next one)")
    parser.add_argument(
        "--data", default=".lector", help="folder that keeps accounts and documents, or memory (default: .lector)"
    )
    arguments = parser.parse_args()
    addresses = Addresses(arguments.port, arguments.aws_port or arguments.port + 1)
    if addresses.port == addresses.aws_port:
        parser.error("--port and --aws-port must be two ports")
    if not arguments.data:
        parser.error("--data wants a folder, or memory")
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, _stop)
    try:
        check_free(addresses.port)
        check_free(addresses.aws_port)
        with LocalCloud(addresses, None if arguments.data == MEMORY else Path(arguments.data)) as cloud:
            print(f"Lector runs at {addresses.site} (Ctrl-C ends it)", flush=True)
            ended = cloud.watch()
            print(f"The process {ended!r} ended by itself; its message stands above. Start again.", file=sys.stderr)
            return 1
    except (CannotStart, BadSettings) as error:
        print(error, file=sys.stderr)
        return 1
    except Stop:
        print("Lector has ended.", flush=True)
        return 0


def port_number(text: str) -> int:
    """Return a port that leaves the next one free. Raise ArgumentTypeError."""
    if not text.isdecimal() or not 0 < int(text) < 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; choose one from 1 to 65534")
    return int(text)


def _stop(number: int, frame: FrameType | None) -> None:
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, signal.SIG_IGN)
    raise Stop


if __name__ == "__main__":
    sys.exit(main())
