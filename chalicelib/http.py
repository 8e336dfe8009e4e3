"""HTTP through Chalice: bodies in, answers and errors out. With app.py the only code that knows Chalice."""

from __future__ import annotations

import base64
import binascii
import functools
import json
import logging
import re
from collections.abc import Callable
from typing import Any

from chalice.app import Chalice, Response

from chalicelib.domain import media_types
from chalicelib.domain.guarding import visitor_address
from chalicelib.errors import FileTooLarge, InvalidInput, LectorError, NotSignedIn, UnsupportedFormat

log = logging.getLogger(__name__)

MAX_JSON_BYTES = 64 << 10
MAX_CORRECTIONS_BYTES = 1 << 20
"""Of a request that corrects words: as many and as long as they may be, each character written as an escape."""
MAX_JSON_DEPTH = 16
BINARY_TYPES = ("application/octet-stream", *media_types.DOCUMENTS, *media_types.RECORDINGS)
_DATA_URL = re.compile(r"data:(?:[\w.+-]+/[\w.+-]+)?(?:;[\w.+-]+=[^;]*)*;base64,", re.ASCII | re.IGNORECASE)
"""As RFC 2397 has it, and Chromium: the type may be absent, and `codecs=vp8,opus` holds a comma."""
_SMALLER = {
    "image": "Make it smaller, or upload a page as a document.",
    "audio": "Cut it, or save it as MP3, Ogg or FLAC.",
}
_CHALICE_ERRORS = {
    "MethodNotAllowedError": ("method_not_allowed", "This address does not take this method."),
    "BadRequest": ("invalid_input", "The request cannot be understood. See GET /api/openapi.json for its form."),
}

View = Callable[..., Any]


class LectorApp(Chalice):
    """A Chalice app whose every error has the form `{"error": {"code", "message", "fields"?}}`."""

    current_request: Any  # Chalice types it as absent at times; in a view it is there

    def __init__(self, name: str) -> None:
        """Args: the app's name in AWS."""
        super().__init__(app_name=name, configure_logs=False)
        self.api.binary_types = list(BINARY_TYPES)

    def route(self, path: str, **options: Any) -> Callable[[View], View]:
        """Register a view whose LectorErrors become answers. Any content type reaches it; it checks for itself."""
        register = super().route(path, **({"content_types": []} | options))
        return lambda view: register(_answering(view))

    def __call__(self, event: Any, context: Any) -> Any:
        """Answer an API Gateway event; errors that Chalice itself makes get Lector's form."""
        answer = super().__call__(event, context)
        if isinstance(answer, dict) and answer.get("statusCode", 200) >= 400:
            _reshape(answer)
        return answer


def _answering(view: View) -> View:
    """Wrap a view: what it raises becomes an answer, and no answer is kept by caches."""

    @functools.wraps(view)
    def answer(*arguments: Any, **options: Any) -> Response:
        try:
            result = view(*arguments, **options)
        except LectorError as error:
            result = error_response(error)
        except Exception:
            # The message may quote what the person sent; the log keeps only where it happened.
            log.exception("a view broke")
            result = error_response(LectorError())
        response = result if isinstance(result, Response) else Response(result)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return answer


def error_response(error: LectorError) -> Response:
    """Return the answer that an error stands for."""
    headers: dict[str, str | list[str]] = {"Cache-Control": "no-store", **error.headers}
    return Response({"error": error.as_json()}, status_code=error.status, headers=headers)


def _reshape(answer: dict[str, Any]) -> None:
    """Give an error that Chalice made the form of Lector's errors; others stay as they are."""
    try:
        body = json.loads(answer["body"])
    except (TypeError, ValueError):
        return
    if "Code" in body:
        code, message = _CHALICE_ERRORS.get(body["Code"], (LectorError.code, LectorError.default_message))
        answer["body"] = json.dumps({"error": {"code": code, "message": message}})


def created(body: dict[str, Any]) -> Response:
    """Return an answer for something new."""
    return Response(body, status_code=201)


def no_content() -> Response:
    """Return an answer that says only that it is done."""
    return Response("", status_code=204)


def bearer_token(request: Any) -> str:
    """Return the token of `Authorization: Bearer <token>`. Raise NotSignedIn."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NotSignedIn
    return str(token.strip())


def cookie(request: Any, name: str) -> str:
    """Return a cookie's value, "" where there is none."""
    for part in str(request.headers.get("cookie", "")).split(";"):
        found, _, value = part.strip().partition("=")
        if found == name:
            return str(value)
    return ""


def plain_text(value: Any) -> str:
    """Return a header as printable text."""
    return "".join(character for character in str(value) if character.isprintable())


def address_of(request: Any, proxies: int) -> str:
    """Return the network address of who sent the request, seen through so many proxies of our own."""
    source = str((request.context.get("identity") or {}).get("sourceIp", ""))
    return visitor_address(source, str(request.headers.get("x-forwarded-for", "")), proxies)


def json_object(request: Any, max_bytes: int = MAX_JSON_BYTES) -> dict[str, Any]:
    """Return the JSON object of the body. Raise InvalidInput, FileTooLarge or UnsupportedFormat."""
    body = request.raw_body
    if len(body) > max_bytes:
        raise FileTooLarge(f"The request is larger than {max_bytes} bytes. Send less at once.")
    media_type = _media_type(request)
    if media_type not in {"application/json", ""}:
        raise UnsupportedFormat("Send JSON with the header Content-Type: application/json.")
    try:
        value = json.loads(body)
    except (ValueError, RecursionError):
        raise InvalidInput("The body is not valid JSON. See GET /api/openapi.json for its form.") from None
    if not isinstance(value, dict) or _deeper(value, MAX_JSON_DEPTH):
        raise InvalidInput("The body must be one flat JSON object. See GET /api/openapi.json for its form.")
    return value


def text_fields(body: dict[str, Any], *required: str, optional: tuple[str, ...] = ()) -> dict[str, str]:
    """Return the named fields as text; optional ones that are absent or null as "". Raise InvalidInput with the fields.

    Text must be whole Unicode without NUL, so that every store can keep it.
    """
    problems: dict[str, str] = {}
    values: dict[str, str] = {}
    for name in (*required, *optional):
        value = body.get(name)
        if value is None and name in optional:
            value = ""
        if value is None:
            problems[name] = "This field is missing."
        elif not isinstance(value, str) or "\0" in value or not _encodable(value):
            problems[name] = "Send text here."
        else:
            values[name] = value
    if problems:
        raise InvalidInput(fields=problems)
    return values


def whole_number(body: dict[str, Any], name: str) -> int:
    """Return a field as a whole number. Raise InvalidInput."""
    value = body.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > 2**53:
        raise InvalidInput(fields={name: "Send a whole number here."})
    return value


def media(request: Any, field: str, max_bytes: int) -> tuple[bytes, dict[str, Any]]:
    """Return the picture or sound of a request, and the other fields that came with it.

    It comes as raw bytes, or as JSON `{field: data URL or base64}`. Raise InvalidInput or FileTooLarge.
    """
    if _media_type(request) != "application/json":
        data = request.raw_body
        data = data.encode() if isinstance(data, str) else data
        if _media_type(request).startswith("multipart/") or data.lstrip()[:1] == b"{":
            raise UnsupportedFormat(
                f"Send the bytes of the {field} and nothing else, "
                f'or JSON {{"{field}": base64}} with the header Content-Type: application/json.'
            )
        options: dict[str, Any] = {}
    else:
        # Base64 is a third longer than the bytes, and the other fields need some room.
        options = json_object(request, max_bytes * 4 // 3 + MAX_JSON_BYTES)
        data = _decode_base64(options.pop(field, None), field)
    if len(data) > max_bytes:
        raise FileTooLarge(f"The {field} is larger than {max_bytes >> 20} MB. {_SMALLER[field]}")
    return data, options


def _decode_base64(value: Any, field: str) -> bytes:
    if not isinstance(value, str):
        raise InvalidInput(fields={field: "Send a data URL or base64 text here."})
    header = _DATA_URL.match(value)
    try:
        return base64.b64decode("".join(value[header.end() if header else 0 :].split()), validate=True)
    except (binascii.Error, ValueError):
        raise InvalidInput(fields={field: "This is neither a data URL nor base64. Encode the bytes again."}) from None


def _media_type(request: Any) -> str:
    return str(request.headers.get("content-type", "")).partition(";")[0].strip().lower()


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _deeper(value: Any, levels: int) -> bool:
    """Tell whether there are more levels than these. It never looks further down, however deep the value is."""
    if not isinstance(value, dict | list):
        return False
    inner = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(_deeper(item, levels - 1) for item in inner)
