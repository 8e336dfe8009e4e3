"""What the API takes and answers, as JSON Schemas; `openapi` says which route has which."""

from __future__ import annotations

from typing import Any

from chalicelib.domain.account import MAX_NAME
from chalicelib.domain.corrections import MAX_CORRECTIONS, MAX_WORD

Schema = dict[str, Any]


def object_of(properties: Schema, *, optional: tuple[str, ...] = ()) -> Schema:
    """Return the schema of an object with these properties, required but for the optional ones."""
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required}


def ref(name: str) -> Schema:
    """Return a reference to one of SCHEMAS."""
    return {"$ref": f"#/components/schemas/{name}"}


TEXT: Schema = {"type": "string"}
COUNT: Schema = {"type": "integer", "minimum": 0}
NUMBER: Schema = {"type": "number"}
CONFIDENCE: Schema = {"type": "number", "minimum": 0, "maximum": 1}
TIME: Schema = {"type": "string", "format": "date-time"}
QUAD: Schema = {
    "type": "array",
    "items": {"type": "array", "items": NUMBER, "minItems": 2, "maxItems": 2},
    "minItems": 4,
    "maxItems": 4,
}
NAME: Schema = {"type": "string", "minLength": 1, "maxLength": MAX_NAME, "description": "no control characters"}
PASSWORD: Schema = {"type": "string", "format": "password"}
CORRECTIONS: Schema = {
    "type": "array",
    "minItems": 1,
    "maxItems": MAX_CORRECTIONS,
    "items": object_of(
        {
            "page": {"type": "integer", "minimum": 0, "description": "counted from 0"},
            "word": {"type": "integer", "minimum": 0, "description": "index into the page's words"},
            "text": {
                "type": ["string", "null"],
                "minLength": 1,
                "maxLength": MAX_WORD,
                "description": "null = what was read; no control characters",
            },
        }
    ),
}

SCHEMAS: dict[str, Schema] = {
    "Error": object_of(
        {
            "error": object_of(
                {"code": TEXT, "message": TEXT, "fields": {"type": "object", "additionalProperties": TEXT}},
                optional=("fields",),
            )
        }
    ),
    "User": object_of(
        {
            "id": TEXT,
            "name": TEXT,
            "email": TEXT,
            "must_verify_email": {"type": "boolean", "description": "files are taken once the mailed link was opened"},
        }
    ),
    "Usage": object_of(
        {
            "pages_today": COUNT,
            "pages_a_day": COUNT,
            "stored_bytes": COUNT,
            "stored_bytes_limit": COUNT,
            "day_ends_in": {"type": "integer", "description": "seconds"},
        }
    ),
    "Session": object_of(
        {
            "id": TEXT,
            "device": {"type": "string", "description": "what the browser said of itself"},
            "created_at": COUNT,
            "expires_at": COUNT,
            "current": {"type": "boolean"},
        }
    ),
    "Key": object_of(
        {
            "id": TEXT,
            "name": TEXT,
            "scope": {"enum": ["read", "all"]},
            "created_at": COUNT,
            "last_used_at": {"type": ["integer", "null"], "description": "to ten minutes"},
        }
    ),
    "Word": object_of(
        {
            "text": TEXT,
            "confidence": CONFIDENCE,
            "quad": QUAD,
            "line": COUNT,
            "block": COUNT,
            "as_read": {"type": "string", "description": "of a word that its owner corrected: what was read"},
        },
        optional=("as_read",),
    ),
    "Page": object_of(
        {
            "width": COUNT,
            "height": COUNT,
            "rotation": {"enum": [0, 90, 180, 270]},
            "words": {"type": "array", "items": ref("Word")},
        }
    ),
    "Reading": object_of(
        {
            "engine": TEXT,
            "language": TEXT,
            "seconds": NUMBER,
            "text": TEXT,
            "pages": {"type": "array", "items": ref("Page")},
        }
    ),
    "Digit": object_of(
        {
            "digit": {"type": "string", "pattern": "^[0-9]$"},
            "confidence": CONFIDENCE,
            "scores": {"type": "object", "additionalProperties": CONFIDENCE},
        }
    ),
    "Heard": object_of({"keyword": TEXT, "start_ms": COUNT, "end_ms": COUNT, "confidence": CONFIDENCE}),
    "Keyword": object_of(
        {
            "keyword": {"type": "string", "description": "one of the words, or unknown, or silence"},
            "confidence": CONFIDENCE,
            "scores": {"type": "object", "additionalProperties": CONFIDENCE},
            "heard": {"type": "array", "items": ref("Heard")},
        }
    ),
    "Problem": object_of({"code": TEXT, "message": TEXT}),
    "Document": object_of(
        {
            "id": TEXT,
            "title": TEXT,
            "filename": TEXT,
            "content_type": TEXT,
            "size": COUNT,
            "state": {"enum": ["awaiting_upload", "queued", "reading", "speaking", "done", "failed"]},
            "language": TEXT,
            "voice": TEXT,
            "spoken_by": TEXT,
            "engine": TEXT,
            "words": COUNT,
            "excerpt": TEXT,
            "speech_parts": COUNT,
            "edition": {"type": "string", "description": "of the text; empty = as read"},
            "corrections": {"type": "integer", "minimum": 0, "description": "words that were set right"},
            "speech_edition": {"type": "string", "description": "of the text, as the speech says it"},
            "can_speak_again": {"type": "boolean", "description": "POST …/speeches would change the speech"},
            "progress": object_of({"pages_done": COUNT, "pages_total": COUNT}),
            "created_at": TIME,
            "updated_at": TIME,
            "can_retry": {"type": "boolean", "description": "POST …/retries may end better"},
            "error": ref("Problem"),
            "notice": ref("Problem"),
            "links": object_of(
                {
                    "source": TEXT,
                    "document": TEXT,
                    "text": TEXT,
                    "pages": {"type": "array", "items": TEXT},
                    "speech_parts": {"type": "array", "items": TEXT, "description": "what is playable already"},
                    "marks_parts": {"type": "array", "items": TEXT},
                    "speech": TEXT,
                    "marks": TEXT,
                    "captions": TEXT,
                },
                optional=(
                    *("source", "document", "text", "pages"),
                    *("speech_parts", "marks_parts", "speech", "marks", "captions"),
                ),
            ),
        },
        optional=("error", "notice"),
    ),
}
