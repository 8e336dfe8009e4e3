"""Child process: the site, and the API at /api through Chalice's local gateway, on one origin."""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote, urlsplit

from chalice.config import Config
from chalice.local import (
    ChaliceRequestHandler,
    CustomLocalChalice,
    LocalChalice,
    LocalDevServer,
    LocalGatewayException,
    ThreadedHTTPServer,
)

from app import app, container
from infra.local import site
from infra.local.lifeline import follow_parent

MAX_BODY = 10 << 20
"""Bytes; API Gateway's own limit."""
API = "/api"


class Handler(ChaliceRequestHandler):
    """Serves the site's files, and hands what lies below /api to the Chalice app."""

    path: str
    # Without these two, each answer of Chalice's local server waits 40 ms for the client's acknowledgement.
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 60

    def _generic_handle(self) -> None:
        path = urlsplit(self.path).path
        if path != API and not path.startswith(f"{API}/"):
            self._leave_body()
            self._serve_file(path)
            return
        self.path = self.path[len(API) :] or "/"
        if self._body_is_acceptable():
            self._call_api()

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = do_PATCH = do_OPTIONS = _generic_handle

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Refuse what is no HTTP, or a method that nobody knows, in the form of all errors; the connection ends."""
        self.close_connection = True
        if code == HTTPStatus.NOT_IMPLEMENTED:
            self._refuse_method()
        else:
            self._refuse(HTTPStatus(code), "invalid_input", "This is not a request that Lector understands.")

    def _refuse_method(self) -> None:
        headers = {"Content-Type": "application/json", "Allow": "GET, POST, PUT, PATCH, DELETE"}
        error = {"code": "method_not_allowed", "message": "This address does not take this method."}
        self._send_http_response(HTTPStatus.METHOD_NOT_ALLOWED, headers, json.dumps({"error": error}))

    def _call_api(self) -> None:
        headers, body = self._parse_payload()
        try:
            answer = self._handle_binary(self.local_gateway.handle_request(self.command, self.path, headers, body))
        except LocalGatewayException:
            self._refuse(HTTPStatus.NOT_FOUND, "not_found", "There is no such address. See GET /api/openapi.json.")
            return
        self._send_http_response(answer["statusCode"], dict(answer["headers"]), answer["body"])

    def _body_is_acceptable(self) -> bool:
        """Refuse bodies of unknown or excessive length before they are read; the connection ends with that."""
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not length.isdecimal():
            self._refuse(HTTPStatus.LENGTH_REQUIRED, "length_required", "Send the body's length, not chunks.")
        elif int(length) > MAX_BODY:
            self._refuse(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                "file_too_large",
                f"The request is larger than {MAX_BODY >> 20} MB. Upload files with the form of POST /api/documents.",
            )
        else:
            return True
        self.close_connection = True
        return False

    def _leave_body(self) -> None:
        """End the connection after this answer where a body comes that nobody reads: it would pass for a request."""
        if self.headers.get("Content-Length", "0") != "0" or "Transfer-Encoding" in self.headers:
            self.close_connection = True

    def _refuse(self, status: HTTPStatus, code: str, message: str) -> None:
        body = json.dumps({"error": {"code": code, "message": message}})
        self._send_http_response(status, {"Content-Type": "application/json"}, body)

    def _serve_file(self, path: str) -> None:
        file = site.find(unquote(path)) if self.command in {"GET", "HEAD"} and "\0" not in unquote(path) else None
        if file is None:
            self._send_http_response(HTTPStatus.NOT_FOUND, {"Content-Type": "text/plain; charset=utf-8"}, "Not found\n")
        elif self.headers.get("If-None-Match") == file.etag:
            self.send_response(HTTPStatus.NOT_MODIFIED)
            self._send_headers({"ETag": file.etag})
        else:
            headers = {"Content-Type": file.content_type, "ETag": file.etag, "Cache-Control": "no-cache"}
            self._send_http_response(HTTPStatus.OK, headers, file.content)

    def _send_http_response_with_body(self, code: int, headers: dict[str, Any], body: str | bytes) -> None:
        data = body if isinstance(body, bytes) else body.encode()
        self.send_response(code)
        self.send_header("Content-Length", str(len(data)))
        self._send_headers({"Content-Type": "application/json"} | headers)
        if self.command != "HEAD":
            self.wfile.write(data)

    def version_string(self) -> str:
        """Tell what serves, without versions."""
        return "lector"

    def end_headers(self) -> None:
        """Add the headers that every answer carries."""
        for name, value in site.security_headers(container().settings.media_origin).items():
            self.send_header(name, value)
        super().end_headers()

    def log_message(self, format: str, *arguments: Any) -> None:  # the base class names it so
        """Log requests at debug level only."""
        logging.getLogger("lector.http").debug(format, *arguments)


class Server(ThreadedHTTPServer):
    """One thread a connection; many may wait to be accepted."""

    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Print what broke. A browser that goes in the middle is nothing to tell of."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def make_server(host: str, port: int) -> LocalDevServer:
    """Return the server, bound. Chalice's local class keeps the current request apart for each thread."""
    if not isinstance(app, LocalChalice):
        CustomLocalChalice.__bases__ = (LocalChalice, app.__class__)
        app.__class__ = CustomLocalChalice  # type: ignore[assignment]
    config = Config(config_from_disk={"app_name": app.app_name}, chalice_stage="local")
    return LocalDevServer(app, config, host, port, Handler, Server)


def main() -> None:
    """Serve until the parent goes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    arguments = parser.parse_args()
    follow_parent()
    logging.basicConfig(level=os.environ.get("LECTOR_LOG", "WARNING"), format="%(asctime)s %(levelname)s %(message)s")
    make_server(arguments.host, arguments.port).server.serve_forever()


if __name__ == "__main__":
    main()
