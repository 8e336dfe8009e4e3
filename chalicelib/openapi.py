"""The API described in OpenAPI 3.1. A test holds it to the routes of app.py; schemathesis can drive the API from it."""

from __future__ import annotations

import sys
from importlib.metadata import PackageNotFoundError, version

from chalicelib import __version__
from chalicelib.domain import media_types
from chalicelib.domain.language import LANGUAGES
from chalicelib.schemas import CORRECTIONS, COUNT, NAME, PASSWORD, SCHEMAS, TEXT, Schema, object_of, ref
from chalicelib.services.documents import MAX_FILENAME, MAX_VOICE

SHOWN_PACKAGES = (
    "chalice",
    "onnxruntime",
    "opencv-python-headless",
    "hibari-tts",
    "py-nanotts",
    "soundfile",
    "codecpod",
)


def versions() -> dict[str, str]:
    """Return the versions of Lector, Python and what is installed of the packages that matter."""
    found = {"lector": __version__, "python": ".".join(map(str, sys.version_info[:3]))}
    for package in SHOWN_PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            continue
    return found


def _json(schema: Schema) -> Schema:
    return {"content": {"application/json": {"schema": schema}}}


ERRORS: dict[str, Schema] = {
    status: {"description": description} | _json(ref("Error"))
    for status, description in {
        "400": "Something in the request is wrong; see the fields.",
        "401": "No valid token, or wrong credentials.",
        "403": "The API key is not good for this, or the email is not verified yet.",
        "404": "Not there, or not yours.",
        "409": "In conflict with what is there.",
        "413": "Too large.",
        "415": "A content type that this route does not take.",
        "422": "The file cannot be used.",
        "429": "Too much in too short a time; the header Retry-After says how long to wait.",
        "500": "Something broke here.",
        "503": "An engine cannot work here.",
    }.items()
}


def _operation(
    summary: str,
    status: str,
    answer: Schema | None,
    *,
    body: Schema | None = None,
    parameters: list[Schema] | None = None,
    public: bool = False,
) -> Schema:
    """Return an Operation Object: its one good answer, and every error that it may give."""
    codes = ["500"]
    codes += [] if public and body is None else ["401"]
    codes += [] if public else ["403"]
    codes += ["400", "413", "415", "429"] if body else []
    codes += ["400"] if parameters and not body else []
    operation: Schema = {
        "summary": summary,
        "responses": {status: {"description": "Done."} | (_json(answer) if answer else {})}
        | {code: ERRORS[code] for code in sorted(set(codes))},
    }
    if body:
        operation["requestBody"] = {"required": True} | body
    if parameters:
        operation["parameters"] = parameters
    if public:
        operation["security"] = []
    return operation


def _with(operation: Schema, *codes: str) -> Schema:
    operation["responses"] |= {code: ERRORS[code] for code in codes}
    return operation


def _query(name: str, schema: Schema, description: str) -> Schema:
    return {"name": name, "in": "query", "schema": schema, "description": description}


def _media_body(field: str, kinds: str) -> Schema:
    described = {"type": "string", "description": f"a data URL or base64 of {kinds}"}
    raw = {"schema": {"type": "string", "format": "binary"}}
    return {
        "content": {
            "application/json": {"schema": object_of({field: described, "language": TEXT}, optional=("language",))},
            "application/octet-stream": raw,
        }
    }


DOCUMENT_ANSWER = object_of({"document": ref("Document")})
USER_ANSWER = object_of({"user": ref("User")})


def _account_paths() -> Schema:
    return {
        "/users": {
            "post": _with(
                _operation(
                    "Register.",
                    "201",
                    USER_ANSWER,
                    body=_json(
                        object_of(
                            {"name": NAME, "email": TEXT, "password": PASSWORD, "password_confirmation": PASSWORD}
                        )
                    ),
                    public=True,
                ),
                "409",
                "429",
            )
        },
        "/sessions": {
            "post": _with(
                _operation(
                    "Log in. A cookie lets this browser be known again, so that others' wrong tries do not slow it.",
                    "201",
                    object_of({"token": TEXT, "expires_at": COUNT, "user": ref("User")}),
                    body=_json(object_of({"email": TEXT, "password": PASSWORD})),
                    public=True,
                ),
                "429",
            ),
            "get": _operation(
                "List your open sessions, the newest first.",
                "200",
                object_of({"sessions": {"type": "array", "items": ref("Session")}}),
            ),
        },
        "/sessions/{session_id}": {
            "parameters": [{"name": "session_id", "in": "path", "required": True, "schema": TEXT}],
            "delete": _with(_operation("End one of your sessions.", "204", None), "404"),
        },
        "/password-resets": {
            "post": _with(
                _operation(
                    "Mail a link that sets a new password; the answer is the same where there is no such account.",
                    "202",
                    object_of({"sent": {"type": "boolean"}}),
                    body=_json(object_of({"email": TEXT})),
                    public=True,
                ),
                "429",
                "503",
            ),
            "put": _with(
                _operation(
                    "Set a new password by the token of the link; it works once, and all sessions end.",
                    "204",
                    None,
                    body=_json(object_of({"token": TEXT, "password": PASSWORD, "password_confirmation": PASSWORD})),
                    public=True,
                ),
                "429",
            ),
        },
        "/email-verifications": {
            "post": _with(
                _operation(
                    "Mail another link that verifies your address, where one is needed.",
                    "202",
                    object_of({"sent": {"type": "boolean"}}),
                ),
                "429",
                "503",
            ),
            "put": _operation(
                "Verify an address by the token of the link; it works once.",
                "204",
                None,
                body=_json(object_of({"token": TEXT})),
                public=True,
            ),
        },
        "/keys": {
            "post": _with(
                _operation(
                    "Make an API key. Send it as the bearer token; its secret is shown this once.",
                    "201",
                    object_of({"key": ref("Key"), "secret": TEXT}),
                    body=_json(object_of({"name": NAME, "scope": {"enum": ["read", "all"]}})),
                ),
                "409",
            ),
            "get": _operation(
                "List your API keys.", "200", object_of({"keys": {"type": "array", "items": ref("Key")}})
            ),
        },
        "/keys/{key_id}": {
            "parameters": [{"name": "key_id", "in": "path", "required": True, "schema": TEXT}],
            "delete": _with(_operation("Delete an API key.", "204", None), "404"),
        },
        "/sessions/current": {"delete": _operation("Log out; the token is revoked.", "204", None)},
        "/users/me": {
            "get": _operation(
                "Show your account, and what is used of what there is.",
                "200",
                object_of({"user": ref("User"), "usage": ref("Usage")}),
            ),
            "patch": _operation(
                "Change your name, or your password. Wrong tries are slowed down.",
                "200",
                USER_ANSWER,
                body=_json(
                    object_of(
                        {
                            "name": TEXT,
                            "current_password": PASSWORD,
                            "password": PASSWORD,
                            "password_confirmation": PASSWORD,
                        },
                        optional=("name", "current_password", "password", "password_confirmation"),
                    )
                ),
            ),
            "delete": _operation(
                "Delete your account with all that it owns.",
                "204",
                None,
                body=_json(object_of({"password": PASSWORD})),
            ),
        },
    }


def _document_paths() -> Schema:
    return {
        "/documents": {
            "post": _operation(
                "Announce a file; the answer has the form to upload it with.",
                "201",
                object_of(
                    {
                        "document": ref("Document"),
                        "upload": object_of(
                            {
                                "url": TEXT,
                                "fields": {"type": "object", "additionalProperties": TEXT},
                                "expires_at": COUNT,
                            }
                        ),
                    }
                ),
                body=_json(
                    object_of(
                        {
                            "filename": {"type": "string", "minLength": 1, "maxLength": MAX_FILENAME},
                            "content_type": {"enum": list(media_types.DOCUMENTS)},
                            "size": {"type": "integer", "minimum": 1, "description": "bytes"},
                            "language": {"enum": ["", *LANGUAGES, None]},
                            "voice": {"type": ["string", "null"], "maxLength": MAX_VOICE},
                        },
                        optional=("language", "voice"),
                    )
                ),
            ),
            "get": _operation(
                "List your documents, newest first.",
                "200",
                object_of(
                    {
                        "documents": {"type": "array", "items": ref("Document")},
                        "cursor": {"type": ["string", "null"]},
                    }
                ),
                parameters=[
                    _query("limit", {"type": "integer", "minimum": 1, "maximum": 100}, "documents at most; 20"),
                    _query("cursor", TEXT, "the cursor of the page before"),
                    _query("q", TEXT, "words to look for in titles and texts"),
                ],
            ),
        },
        "/documents/{document_id}": {
            "parameters": [{"name": "document_id", "in": "path", "required": True, "schema": TEXT}],
            "get": _with(_operation("Show one document with links to its results.", "200", DOCUMENT_ANSWER), "404"),
            "patch": _with(
                _operation(
                    "Change the title.",
                    "200",
                    DOCUMENT_ANSWER,
                    body=_json(object_of({"title": {"type": "string", "minLength": 1}})),
                ),
                "404",
            ),
            "delete": _with(_operation("Delete the document with its results.", "204", None), "404"),
        },
        "/documents/{document_id}/words": {
            "parameters": [{"name": "document_id", "in": "path", "required": True, "schema": TEXT}],
            "patch": _with(
                _operation(
                    "Set words right, or back to what was read. The same twice changes nothing.",
                    "200",
                    DOCUMENT_ANSWER,
                    body=_json(object_of({"words": CORRECTIONS})),
                ),
                "404",
                "409",
            ),
        },
        "/documents/{document_id}/speeches": {
            "parameters": [{"name": "document_id", "in": "path", "required": True, "schema": TEXT}],
            "post": _with(
                _operation(
                    "Have the text spoken as it is now corrected. Nothing happens where it is spoken so already.",
                    "201",
                    DOCUMENT_ANSWER,
                ),
                "404",
                "409",
                "429",
            ),
        },
        "/documents/{document_id}/retries": {
            "parameters": [{"name": "document_id", "in": "path", "required": True, "schema": TEXT}],
            "post": _with(
                _operation("Try to read a document again that failed with `can_retry`.", "201", DOCUMENT_ANSWER),
                "404",
                "409",
            ),
        },
    }


def _service_paths() -> Schema:
    """Return what recognises at once, and what tells of the service itself."""
    return {
        "/recognitions/text": {
            "post": _with(
                _operation(
                    "Read a small picture at once.", "200", ref("Reading"), body=_media_body("image", "a picture")
                ),
                "422",
                "503",
            )
        },
        "/recognitions/digit": {
            "post": _with(
                _operation(
                    "Read one handwritten digit; what is not one digit is refused with `not_a_digit` and the reason.",
                    "200",
                    ref("Digit"),
                    body=_media_body("image", "a picture"),
                ),
                "422",
            )
        },
        "/recognitions/keyword": {
            "post": _with(
                _operation(
                    "Find spoken keywords in a recording of up to a minute: WAV, MP3, FLAC, Ogg, WebM or M4A.",
                    "200",
                    ref("Keyword"),
                    body=_media_body("audio", "a recording"),
                ),
                "422",
            )
        },
        "/voices": {
            "get": _operation(
                "List the voices that a document can be spoken with.",
                "200",
                object_of(
                    {
                        "voices": {
                            "type": "array",
                            "items": object_of({"engine": TEXT, "name": TEXT, "language": TEXT, "description": TEXT}),
                        }
                    }
                ),
                public=True,
            )
        },
        "/health": {
            "get": _operation(
                "Tell what runs.",
                "200",
                object_of(
                    {
                        "status": TEXT,
                        "service": TEXT,
                        "versions": {"type": "object", "additionalProperties": TEXT},
                    }
                ),
                public=True,
            )
        },
        "/openapi.json": {"get": _operation("Describe this API.", "200", {"type": "object"}, public=True)},
    }


def document() -> Schema:
    """Return the OpenAPI document; its server is the site's /api."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Lector",
            "version": __version__,
            "summary": "Takes a photo or scan of text, reads it, and speaks it.",
        },
        "servers": [{"url": "/api"}],
        "security": [{"session": []}],
        "paths": _account_paths() | _document_paths() | _service_paths(),
        "components": {
            "schemas": SCHEMAS,
            "securitySchemes": {"session": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    }
