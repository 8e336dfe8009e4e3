"""Starts the local cloud's processes, watches them, and ends them all together."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from chalicelib.settings import Settings
from infra.local.bootstrap import bootstrap

START_SECONDS = 60
STOP_SECONDS = 5
MAX_DEATHS, DEATHS_SECONDS = 5, 60
"""How many readers may die within so many seconds before the local cloud ends, too."""


class CannotStart(Exception):
    """The local cloud cannot start; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the local cloud listens: loopback alone.

    Attributes:
        port: of the site and the API.
        aws_port: of S3, SQS and DynamoDB.
    """

    port: int
    aws_port: int

    @property
    def site(self) -> str:
        """Address of the site."""
        return f"http://localhost:{self.port}"

    @property
    def aws(self) -> str:
        """Address of the AWS services."""
        return f"http://127.0.0.1:{self.aws_port}"


class LocalCloud:
    """The processes of the local cloud. A context manager: inside it runs, after it nothing is left."""

    def __init__(self, addresses: Addresses, data: Path | None) -> None:
        """Args: where to listen; the folder of what outlives a run, None to keep nothing."""
        self.addresses = addresses
        self._data = data
        self._secret = token_secret(data) if data else secrets.token_urlsafe(48)
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._reader_deaths: list[float] = []

    @property
    def environment(self) -> dict[str, str]:
        """The settings of everything that runs in this local cloud."""
        return {
            **os.environ,
            "AWS_ACCESS_KEY_ID": "local",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_DEFAULT_REGION": "us-east-1",
            "LECTOR_AWS_ENDPOINT": self.addresses.aws,
            "LECTOR_MEDIA_ORIGIN": self.addresses.aws,
            "LECTOR_TOKEN_SECRETS": self._secret,
            "LECTOR_SITE_ORIGIN": self.addresses.site,
            "LECTOR_MAIL_FOLDER": str(self._data / "mail") if self._data else "",
            # On loopback all people have one address, and the disk is one's own.
            "LECTOR_ADDRESS_LIMIT": "1000000",
            "LECTOR_PAGES_A_DAY": os.environ.get("LECTOR_PAGES_A_DAY", "100000"),
            "LECTOR_STORED_BYTES": os.environ.get("LECTOR_STORED_BYTES", str(100 << 30)),
        }

    def __enter__(self) -> LocalCloud:
        """Start everything and return once it answers. Raise CannotStart, with nothing left running."""
        try:
            self._start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        """End everything."""
        self.stop()

    def _start(self) -> None:
        environment = self.environment
        kept = ["--data", str(self._data)] if self._data else []
        self._spawn("aws", environment, "--port", str(self.addresses.aws_port), *kept)
        self._wait_for("aws", f"{self.addresses.aws}/")
        os.environ |= {name: value for name, value in environment.items() if name.startswith("AWS_")}
        bootstrap(Settings.from_environment(environment))
        self._spawn("server", environment, "--port", str(self.addresses.port))
        self._spawn("reader", environment)
        self._wait_for("server", f"http://127.0.0.1:{self.addresses.port}/api/health")

    def _spawn(self, name: str, environment: dict[str, str], *arguments: str) -> None:
        command = [sys.executable, "-m", f"infra.local.{name}", *arguments]
        self._children[name] = subprocess.Popen(command, stdin=subprocess.PIPE, env=environment)  # noqa: S603  # our own

    def _wait_for(self, name: str, address: str) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self._children[name].poll() is not None:
                raise CannotStart(f"The process {name!r} ended while it started. Its message stands above.")
            try:
                urllib.request.urlopen(address, timeout=5).close()  # noqa: S310  # our own address
                return
            except (urllib.error.URLError, OSError):
                time.sleep(0.05)
        raise CannotStart(f"The process {name!r} did not answer within {START_SECONDS} s. Try again.")

    def watch(self) -> str:
        """Return the name of the first process that ends by itself; a reader that dies now and then is replaced."""
        while True:
            for name, child in self._children.items():
                if child.poll() is not None and not (name == "reader" and self._replace_reader()):
                    return name
            time.sleep(0.2)

    def _replace_reader(self) -> bool:
        """Start another reader, unless too many died lately. A file may kill one: memory ran out, say."""
        now = time.monotonic()
        self._reader_deaths = [death for death in self._reader_deaths if death > now - DEATHS_SECONDS] + [now]
        if len(self._reader_deaths) > MAX_DEATHS:
            return False
        print("The reader ended by itself. Another one goes on.", file=sys.stderr)
        self._close(self._children["reader"])
        self._spawn("reader", self.environment)
        return True

    def stop(self) -> None:
        """End all processes, the last started first; those that do not listen are killed."""
        for child in reversed(self._children.values()):
            child.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for child in self._children.values():
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
            self._close(child)
        self._children.clear()

    def _close(self, child: subprocess.Popen[bytes]) -> None:
        if child.stdin:
            child.stdin.close()


def token_secret(data: Path) -> str:
    """Return the secret that signs local sessions: made once, readable by its owner alone. Raise CannotStart."""
    path = data / "token-secret"
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(48))
        return path.read_text(encoding="ascii")
    except OSError as error:
        raise CannotStart(
            f"{data} cannot keep data: {error.strerror}. Choose another folder: make run DATA=…"
        ) from None


def check_free(port: int) -> None:
    """Raise CannotStart where something listens on this port already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except PermissionError:
            raise CannotStart(f"Port {port} is not for everyone. Choose one from 1024: make run PORT=8000") from None
        except OSError:
            raise CannotStart(
                f"Port {port} is in use. Stop what uses it, or choose another: make run PORT={port + 10}"
            ) from None


def free_ports(count: int) -> Sequence[int]:
    """Return ports that are free now."""
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports
