"""The local cloud as processes: it starts, answers, reads, and ends without leaving anything behind."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
import requests

from infra.local.client import ApiError, Client
from infra.local.keeping import Kept
from infra.local.server import Server
from infra.local.supervisor import Addresses, CannotStart, LocalCloud, check_free, free_ports, token_secret

ROOT = Path(__file__).parents[2]
HELLO = ROOT / "tests" / "data" / "hello.png"
BASH = shutil.which("bash") or ""


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCloud]:
    with LocalCloud(Addresses(*free_ports(2)), tmp_path_factory.mktemp("lector")) as cloud:
        yield cloud


@pytest.fixture(scope="module")
def person(running: LocalCloud) -> Client:
    client = Client(running.addresses.site)
    client.register("Ana", "ana@example.org", "correct horse")
    client.log_in("ana@example.org", "correct horse")
    return client


def test_a_browser_that_goes_in_the_middle_is_nothing_to_tell_of(capsys: pytest.CaptureFixture[str]) -> None:
    with Server(("127.0.0.1", 0), BaseHTTPRequestHandler) as server:
        for problem, told in ((ConnectionResetError(), False), (BrokenPipeError(), False), (ValueError("odd"), True)):
            try:
                raise problem
            except Exception:
                server.handle_error(None, ("127.0.0.1", 1))
            assert bool(capsys.readouterr().err) == told


def test_the_main_job_end_to_end(person: Client) -> None:
    document = person.wait(person.send(HELLO))
    assert document["state"] == "done"
    assert person.result(document["links"]["text"]) == b"Hello reader"
    assert person.result(document["links"]["speech"])[:4] == b"RIFF"
    assert person.result(document["links"]["pages"][0])[8:12] == b"WEBP"


@pytest.mark.skipif(not (BASH and shutil.which("curl")), reason="bash or curl is missing")
def test_the_readmes_way_through_the_api_works_as_it_is_printed(running: LocalCloud) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (printed,) = (block for block in re.findall(r"```sh\n(.*?)```", readme, re.DOTALL) if "api=http" in block)
    script = printed.replace("http://localhost:8000", running.addresses.site).replace("ana@", "readme@")
    ran = subprocess.run([BASH, "-ec", script], capture_output=True, text=True, cwd=ROOT, check=False)
    assert ran.returncode == 0, ran.stderr
    assert '"text":"Hello reader"' in ran.stdout
    assert '"error"' not in ran.stdout
    client = Client(running.addresses.site)
    client.log_in("readme@example.org", "blue kettle")
    (sent,) = client.call("GET", "/documents")["documents"]
    assert client.wait(sent["id"])["state"] == "done"


def test_what_is_no_picture_fails_and_the_next_is_read(person: Client, tmp_path: Path) -> None:
    bad = tmp_path / "notes.png"
    bad.write_text("not a picture")
    failed = person.wait(person.send(bad))
    assert failed["error"]["code"] == "unsupported_format"
    assert person.wait(person.send(HELLO))["state"] == "done"


def test_the_site_is_served_with_its_policy(running: LocalCloud) -> None:
    page = requests.get(f"{running.addresses.site}/", timeout=10)
    assert page.status_code == 200
    assert page.headers["Content-Type"].startswith("text/html")
    policy = page.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert running.addresses.aws in policy
    again = requests.get(f"{running.addresses.site}/", headers={"If-None-Match": page.headers["ETag"]}, timeout=10)
    assert (again.status_code, again.content) == (304, b"")


@pytest.mark.parametrize("path", ["/../app.py", "/%2e%2e/app.py", "/..%2fapp.py", "//etc/passwd", "/a%00b", "/nothing"])
def test_nothing_outside_the_site_is_served(running: LocalCloud, path: str) -> None:
    with socket.create_connection(("127.0.0.1", running.addresses.port), timeout=10) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        answer = connection.makefile("rb").read()
    assert b" 404 " in answer.split(b"\r\n")[0]


@pytest.mark.parametrize(
    ("header", "status"),
    [("Content-Length: 99999999", b"413"), ("Content-Length: -1", b"411"), ("Transfer-Encoding: chunked", b"411")],
)
def test_a_body_of_excessive_or_unknown_length_is_not_read(running: LocalCloud, header: str, status: bytes) -> None:
    with socket.create_connection(("127.0.0.1", running.addresses.port), timeout=10) as connection:
        connection.sendall(f"POST /api/users HTTP/1.1\r\nHost: x\r\n{header}\r\n\r\n".encode())
        answer = connection.makefile("rb").read()
    assert status in answer.split(b"\r\n")[0]
    assert b'{"error"' in answer


@pytest.mark.parametrize("line", ["TRACE /api/users", "POST /nothing", "GET /", "BREW /api/users"])
def test_a_body_that_nobody_reads_does_not_pass_for_a_request(running: LocalCloud, line: str) -> None:
    smuggled = b"GET /api/health HTTP/1.1\r\nHost: x\r\n\r\n"
    with socket.create_connection(("127.0.0.1", running.addresses.port), timeout=10) as connection:
        head = f"{line} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(smuggled)}\r\n\r\n"
        connection.sendall(head.encode() + smuggled)
        answer = connection.makefile("rb").read()
    assert answer.count(b"HTTP/1.1 ") == 1
    assert b'"service"' not in answer


def test_an_unknown_address_gets_the_common_error(running: LocalCloud) -> None:
    with pytest.raises(ApiError) as refused:
        Client(running.addresses.site).call("GET", "/nothing")
    assert (refused.value.status, refused.value.code) == (404, "not_found")


def children_of(process: int) -> list[int]:
    listed = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii")
    return [int(child) for child in listed.split()]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc to see processes")
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda how: how.name)
def test_nothing_is_left_however_it_ends(tmp_path: Path, how: signal.Signals) -> None:
    port, aws_port = free_ports(2)
    command = [
        sys.executable,
        "-m",
        "infra.local",
        "--port",
        str(port),
        "--aws-port",
        str(aws_port),
        "--data",
        tmp_path,
    ]
    cloud = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert cloud.stdout
    with cloud.stdout:
        assert f"http://localhost:{port}" in cloud.stdout.readline()
        children = children_of(cloud.pid)
        assert len(children) == 3
        cloud.send_signal(how)
        assert cloud.wait(20) == (0 if how != signal.SIGKILL else -signal.SIGKILL)
    deadline = time.monotonic() + 20
    while any(Path(f"/proc/{child}").exists() for child in children) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not [child for child in children if Path(f"/proc/{child}").exists()]
    check_free(port)
    check_free(aws_port)


def test_a_busy_port_is_said_in_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CannotStart, match=str(port)):
            check_free(port)
        command = [sys.executable, "-m", "infra.local", "--port", str(port), "--data", str(tmp_path)]
        ended = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=60, check=False)
    assert ended.returncode == 1
    assert len(ended.stderr.splitlines()) == 1
    assert "make run PORT=" in ended.stderr


def test_the_secret_is_made_once_and_is_ones_own(tmp_path: Path) -> None:
    secret = token_secret(tmp_path / "new")
    assert len(secret) >= 43
    assert token_secret(tmp_path / "new") == secret
    assert os.stat(tmp_path / "new" / "token-secret").st_mode & 0o077 == 0  # noqa: PTH116


def start(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Start the local cloud where it cannot start."""
    command = [sys.executable, "-m", "infra.local", *arguments]
    environment = os.environ | settings
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=60,
        check=False,
        env=environment,
        stdin=subprocess.PIPE,
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--port", "99999"], "'99999' is no port"),
        (["--port", "-5"], "'-5' is no port"),
        (["--port", "8000", "--aws-port", "8000"], "two ports"),
        (["--data", ""], "--data wants a folder"),
    ],
)
def test_arguments_that_cannot_be_used_are_said(arguments: list[str], said: str) -> None:
    ended = start(*arguments)
    assert ended.returncode == 2
    assert said in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_folder_and_settings_that_cannot_be_used_are_said_in_one_line(tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.touch()
    port = str(free_ports(1)[0])
    for ended, said in [
        (start("--port", port, "--data", str(taken)), "Choose another folder"),
        (start("--port", port, "--data", "memory", LECTOR_MAX_PAGES="lots"), "LECTOR_MAX_PAGES"),
    ]:
        assert ended.returncode == 1
        assert len(ended.stderr.splitlines()) == 1
        assert said in ended.stderr


def test_two_on_one_folder_is_said_in_one_line(tmp_path: Path) -> None:
    first = Kept(tmp_path)
    command = [sys.executable, "-m", "infra.local.aws", "--port", "1", "--data", str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT) as second:
        assert second.stderr is not None
        said = second.stderr.read()
    assert (second.returncode, first.items("lector-users")) == (1, [])
    assert len(said.splitlines()) == 1
    assert "If another Lector runs on it, end that one, or choose another folder: make run DATA=" in said
