"""The way in which Lambda calls the reader's image: awslambdaric against a small Runtime API, cold and then warm."""

from __future__ import annotations

import base64
import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import boto3
import pytest

from chalicelib.settings import Settings
from infra.cloud import reader
from infra.cloud.extras import extras
from infra.cloud.stack import DeploymentFailed

ROOT = Path(__file__).parents[2]
HELLO = ROOT / "tests" / "data" / "hello.png"
DOCKERFILE = (ROOT / "infra" / "cloud" / "Dockerfile").read_text(encoding="utf-8")

MANIFEST = {
    "schemaVersion": 2,
    "mediaType": "application/vnd.docker.distribution.manifest.v2+json",
    "config": {
        "digest": "sha256:" + "1" * 64,
        "size": 1,
        "mediaType": "application/vnd.docker.container.image.v1+json",
    },
    "layers": [],
}

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="awslambdaric runs on Linux alone")


class RuntimeApi(ThreadingHTTPServer):
    """What a Lambda process asks for its next event, and tells its answers to."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.events: queue.Queue[Any] = queue.Queue()
        self.answers: queue.Queue[tuple[str, Any]] = queue.Queue()
        self.process: subprocess.Popen[bytes] | None = None

    def invoke(self, event: Any) -> tuple[str, Any]:
        """Hand an event to the process; return ("response" or "error", what it answered)."""
        self.events.put(event)
        for _ in range(180):
            with suppress(queue.Empty):
                return self.answers.get(timeout=1)
            assert self.process is None or self.process.poll() is None, "the process ended"
        raise TimeoutError


class _Handler(BaseHTTPRequestHandler):
    server: RuntimeApi
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = json.dumps(self.server.events.get()).encode()
        self.send_response(200)
        for name, value in {
            "Lambda-Runtime-Aws-Request-Id": "8476a536-e9f4-11e8-9739-2dfe598c3fcd",
            "Lambda-Runtime-Deadline-Ms": "4102444800000",
            "Lambda-Runtime-Invoked-Function-Arn": "arn:aws:lambda:us-east-1:1:function:f",
            "Lambda-Runtime-Trace-Id": "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700",
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(202)
        self.send_header("Content-Length", "0")
        self.end_headers()
        self.server.answers.put((self.path.rpartition("/")[2], json.loads(body)))

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def function(handler: str, **variables: str) -> Iterator[RuntimeApi]:
    """Run a handler as Lambda runs it in the image."""
    api = RuntimeApi()
    threading.Thread(target=api.serve_forever, daemon=True).start()
    environment = {
        "PATH": os.environ["PATH"],
        "AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{api.server_address[1]}",
        "AWS_LAMBDA_FUNCTION_NAME": "f",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "1769",
        "AWS_LAMBDA_FUNCTION_VERSION": "1",
        "AWS_LAMBDA_LOG_GROUP_NAME": "g",
        "AWS_LAMBDA_LOG_STREAM_NAME": "s",
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        **variables,
    }
    api.process = process = subprocess.Popen(
        [sys.executable, "-m", "awslambdaric", handler],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield api
    finally:
        process.kill()
        process.wait()
        api.shutdown()
        api.server_close()


def asked(kind: str, data: bytes) -> dict[str, Any]:
    return {"kind": kind, "data": base64.b64encode(data).decode(), "options": {}}


def test_recognise_answers_cold_and_warm_and_after_bad_input() -> None:
    with function("app.recognise") as lambda_function:
        for _ in ("cold", "warm"):
            kind, answer = lambda_function.invoke(asked("text", HELLO.read_bytes()))
            assert kind == "response"
            assert answer["answer"]["text"] == "Hello reader"
        kind, answer = lambda_function.invoke(asked("text", b"no picture"))
        assert (kind, answer["error"]["code"]) == ("response", "unsupported_format")
        kind, answer = lambda_function.invoke({"no": "such form"})
        assert kind == "error"
        kind, answer = lambda_function.invoke(asked("voices", b""))
        assert answer["answer"]["voices"]


def test_read_upload_passes_over_s3s_own_test_event_and_reports_what_it_cannot_reach() -> None:
    """Without a cloud to reach, the message fails alone, and comes again; the process lives on."""
    nowhere = {"LECTOR_AWS_ENDPOINT": "http://127.0.0.1:9", "AWS_MAX_ATTEMPTS": "1"}
    key = f"uploads/{'a' * 32}/{'b' * 32}/source"
    upload = {"Records": [{"s3": {"object": {"key": key}}}]}
    with function("app.read_upload", **nowhere) as lambda_function:
        for body, failed in ({"Event": "s3:TestEvent"}, []), (upload, [{"itemIdentifier": "m"}]):
            event = {"Records": [{"messageId": "m", "body": json.dumps(body)}]}
            assert lambda_function.invoke(event) == ("response", {"batchItemFailures": failed})


def test_the_image_runs_the_handlers_that_the_template_names() -> None:
    resources = extras()["Resources"]
    for name, handler in (("ReadUpload", "app.read_upload"), ("Recognise", "app.recognise")):
        assert resources[name]["Properties"]["ImageConfig"]["Command"] == [handler]
    assert 'CMD ["app.read_upload"]' in DOCKERFILE


def test_all_that_the_image_takes_is_pinned() -> None:
    images = {line.split()[1] for line in DOCKERFILE.splitlines() if line.startswith("FROM ")}
    assert images == {"${BASE}", "reader"}, "the base comes by digest from infra/cloud/base-image.txt"
    installs = [line for line in DOCKERFILE.replace("\\\n", " ").splitlines() if "pip install" in line]
    assert len(installs) == 2
    for line in installs:
        assert "--require-hashes" in line
        assert "--no-deps" in line


class FakeDocker:
    """A program named docker that writes down how it was called, and answers as Docker does."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "calls"
        program = folder / "docker"
        answer = "public.ecr.aws/lambda/python@sha256:" + "0" * 64
        program.write_text(f'#!/bin/sh\necho "$*" >>{self.log}\n[ "$1" = inspect ] && echo {answer}\ncat >/dev/null\n')
        program.chmod(0o755)

    def calls(self) -> list[str]:
        return self.log.read_text().splitlines()


def test_the_image_is_built_pushed_and_named_by_digest(
    cloud: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    docker = FakeDocker(tmp_path)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    base = tmp_path / "base-image.txt"
    base.write_text(reader.BASE.read_text())
    monkeypatch.setattr(reader, "BASE", base)
    ecr = boto3.client("ecr")
    address = reader.ensure_repository(ecr, "lector-test")
    ecr.put_image(repositoryName="lector-test", imageManifest=json.dumps(MANIFEST), imageTag="reader")

    image = reader.build_and_push(ecr, "lector-test")

    assert image.startswith(f"{address}@sha256:")
    assert [call.split()[0] for call in docker.calls()] == ["login", "pull", "inspect", "build", "push"]
    build = next(call for call in docker.calls() if call.startswith("build"))
    assert "BASE=public.ecr.aws/lambda/python@sha256:" in build
    assert "@sha256:" in base.read_text(), "the next build takes the same base"


def test_without_docker_it_is_said_what_to_do(cloud: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(DeploymentFailed, match="Install it"):
        reader.build_and_push(boto3.client("ecr"), "lector-test")


def test_what_the_image_copies_exists() -> None:
    for line in DOCKERFILE.splitlines():
        if line.startswith("COPY ") and "--from" not in line:
            for source in line.split()[1:-1]:
                assert (ROOT / source).exists(), source
