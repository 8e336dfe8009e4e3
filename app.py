"""Lector's Chalice app: routes and event handlers. Each parses, makes one service call, and answers."""

from __future__ import annotations

import base64
import json
import logging
from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import unquote_plus

from chalice.app import Response

from chalicelib import logs, openapi
from chalicelib.container import Container
from chalicelib.domain.guarding import is_one_of
from chalicelib.errors import Forbidden, InvalidInput, LeaseHeld, LectorError
from chalicelib.http import (
    MAX_CORRECTIONS_BYTES,
    LectorApp,
    address_of,
    bearer_token,
    cookie,
    created,
    error_response,
    json_object,
    media,
    no_content,
    plain_text,
    text_fields,
    whole_number,
)
from chalicelib.services.accounts import Need, SignedIn

app = LectorApp("lector")
log = logging.getLogger("lector")

DEVICE_COOKIE = "lector_device"
ORIGIN_HEADER = "x-lector-origin"


@cache
def container() -> Container:
    """Return the wiring, made at the first request: Chalice imports this module when packaging, without settings."""
    made = Container()
    if made.settings.log_format == "json":
        logs.start(made.settings.memory_mb)
    return made


@app.middleware("http")
def through_cloudfront(request: Any, get_response: Callable[[Any], Response]) -> Response:
    """Refuse what did not come through CloudFront: only what came through it has an address that nobody forged."""
    secrets = container().origin_secrets
    if secrets and not is_one_of(str(request.headers.get(ORIGIN_HEADER, "")), secrets):
        return error_response(Forbidden("This API is open at its site's address alone. Call it there, below /api."))
    return get_response(request)


def signed_in(need: Need = "session") -> SignedIn:
    """Return who sent the current request. Raise NotSignedIn, or Forbidden for a key not good for what it needs."""
    return container().accounts.signed_in(bearer_token(app.current_request), need)


def user_id(need: Need) -> str:
    """Return the id of who sent the current request. Raise NotSignedIn or Forbidden."""
    return signed_in(need).user.id


def uploader() -> str:
    """Return the id of who sends a file. Raise NotSignedIn, Forbidden or EmailUnverified."""
    user = signed_in("all").user
    container().verifying.check(user)
    return user.id


def limit_address(action: str) -> None:
    """Count this request for the address that it came from. Raise TooManyTries."""
    proxies = 1 if container().settings.behind_cloudfront else 0
    container().guard.check_address(action, address_of(app.current_request, proxies))


# ── Accounts ──────────────────────────────────────────────────────────────────────────────────────


@app.route("/users", methods=["POST"])
def register() -> Response:
    """Make an account."""
    limit_address("register")
    fields = text_fields(json_object(app.current_request), "name", "email", "password", "password_confirmation")
    user = container().accounts.register(
        fields["name"], fields["email"], fields["password"], fields["password_confirmation"]
    )
    container().verifying.begin(user)
    return created({"user": container().verifying.shown(user)})


@app.route("/sessions", methods=["POST"])
def log_in() -> Response:
    """Log in. A cookie lets this browser be known again; it opens nothing by itself."""
    limit_address("log in")
    request = app.current_request
    fields = text_fields(json_object(request), "email", "password")
    made = container().accounts.log_in(
        fields["email"],
        fields["password"],
        device_token=cookie(request, DEVICE_COOKIE),
        device=plain_text(request.headers.get("user-agent", "")),
    )
    user = container().verifying.shown(made.user)
    answer = created({"token": made.token, "expires_at": made.session.expires_at, "user": user})
    secure = "; Secure" if container().settings.site_origin.startswith("https:") else ""
    attributes = f"Path=/; Max-Age={365 * 86_400}; HttpOnly; SameSite=Strict{secure}"
    answer.headers["Set-Cookie"] = f"{DEVICE_COOKIE}={made.device_token}; {attributes}"
    return answer


@app.route("/sessions", methods=["GET"])
def list_sessions() -> dict[str, Any]:
    """List the sessions that are open."""
    return {"sessions": container().accounts.sessions(signed_in())}


@app.route("/sessions/{session_id}", methods=["DELETE"])
def end_session(session_id: str) -> Response:
    """End one session, on a device that was lost, say."""
    container().accounts.end_session(signed_in(), session_id)
    return no_content()


@app.route("/sessions/current", methods=["DELETE"])
def log_out() -> Response:
    """Log out: the token is revoked."""
    container().accounts.log_out(signed_in())
    return no_content()


@app.route("/password-resets", methods=["POST"])
def ask_for_reset() -> Response:
    """Mail a link that sets a new password; the answer is the same where there is no such account."""
    limit_address("reset")
    container().resetting.ask(text_fields(json_object(app.current_request), "email")["email"])
    return Response({"sent": True}, status_code=202)


@app.route("/password-resets", methods=["PUT"])
def reset_password() -> Response:
    """Set a new password by the link's token. All sessions end."""
    limit_address("reset")
    fields = text_fields(json_object(app.current_request), "token", "password", "password_confirmation")
    container().resetting.reset(fields["token"], fields["password"], fields["password_confirmation"])
    return no_content()


@app.route("/email-verifications", methods=["POST"])
def ask_for_verification() -> Response:
    """Mail another link that verifies the account's address."""
    container().verifying.ask(signed_in().user)
    return Response({"sent": True}, status_code=202)


@app.route("/email-verifications", methods=["PUT"])
def verify_email() -> Response:
    """Verify an address by the link's token, in whichever browser it was opened."""
    limit_address("verify")
    container().verifying.finish(text_fields(json_object(app.current_request), "token")["token"])
    return no_content()


@app.route("/keys", methods=["POST"])
def create_key() -> Response:
    """Make an API key; its secret is shown this once."""
    user = signed_in().user
    fields = text_fields(json_object(app.current_request), "name", "scope")
    return created(container().api_keys.create(user, fields["name"], fields["scope"]))


@app.route("/keys", methods=["GET"])
def list_keys() -> dict[str, Any]:
    """List the API keys, without their secrets."""
    return container().api_keys.all(signed_in().user)


@app.route("/keys/{key_id}", methods=["DELETE"])
def delete_key(key_id: str) -> Response:
    """Delete an API key."""
    container().api_keys.delete(signed_in().user, key_id)
    return no_content()


@app.route("/users/me", methods=["GET"])
def show_profile() -> dict[str, Any]:
    """Show the account, and what is used of what there is."""
    user = signed_in("read").user
    return {"user": container().verifying.shown(user), "usage": container().quotas.usage(user.id)}


@app.route("/users/me", methods=["PATCH"])
def change_profile() -> dict[str, Any]:
    """Change the name or the password. The email stays what it is."""
    who = signed_in()
    body = json_object(app.current_request)
    if "email" in body:
        raise InvalidInput(fields={"email": "The email of an account cannot be changed. Leave it out."})
    names = ("name",) if "name" in body else ()
    passwords = ("current_password", "password", "password_confirmation") if "password" in body else ()
    fields = text_fields(body, *names, *passwords)
    user = container().accounts.change(who, **fields) if fields else who.user
    return {"user": container().verifying.shown(user)}


@app.route("/users/me", methods=["DELETE"])
def delete_account() -> Response:
    """Delete the account with all that it owns."""
    who = signed_in()
    container().accounts.check_deletion(who, text_fields(json_object(app.current_request), "password")["password"])
    container().documents.delete_all(who.user.id)
    container().accounts.delete(who)
    return no_content()


# ── Documents ─────────────────────────────────────────────────────────────────────────────────────


@app.route("/documents", methods=["POST"])
def create_document() -> Response:
    """Make a document and the form to upload its file."""
    owner = uploader()
    body = json_object(app.current_request)
    fields = text_fields(body, "filename", "content_type", optional=("language", "voice"))
    answer = created(container().documents.create(owner, **fields, size=whole_number(body, "size")))
    answer.headers |= container().quotas.headers(owner)
    return answer


@app.route("/documents", methods=["GET"])
def list_documents() -> dict[str, Any]:
    """List documents, newest first."""
    owner = user_id("read")
    query = app.current_request.query_params or {}
    try:
        limit = int(query.get("limit", "20"))
    except ValueError:
        raise InvalidInput(fields={"limit": "Send a whole number here."}) from None
    return container().documents.page(owner, limit=limit, cursor=query.get("cursor", ""), query=query.get("q", ""))


@app.route("/documents/{document_id}", methods=["GET"])
def show_document(document_id: str) -> dict[str, Any]:
    """Show one document with links to its results."""
    return {"document": container().documents.get(user_id("read"), document_id)}


@app.route("/documents/{document_id}", methods=["PATCH"])
def rename_document(document_id: str) -> dict[str, Any]:
    """Change a document's title."""
    owner = user_id("all")
    title = text_fields(json_object(app.current_request), "title")["title"]
    return {"document": container().documents.rename(owner, document_id, title)}


@app.route("/documents/{document_id}", methods=["DELETE"])
def delete_document(document_id: str) -> Response:
    """Delete a document with its upload and results."""
    container().documents.delete(user_id("all"), document_id)
    return no_content()


@app.route("/documents/{document_id}/retries", methods=["POST"])
def retry_document(document_id: str) -> Response:
    """Try once more to read a document that failed for a reason that may have passed."""
    return created({"document": container().documents.retry(user_id("all"), document_id)})


@app.route("/documents/{document_id}/words", methods=["PATCH"])
def correct_words(document_id: str) -> dict[str, Any]:
    """Set words right, or back to what was read."""
    owner = user_id("all")
    words = json_object(app.current_request, MAX_CORRECTIONS_BYTES).get("words")
    return {"document": container().documents.shown(container().correcting.correct(owner, document_id, words))}


@app.route("/documents/{document_id}/speeches", methods=["POST"])
def speak_again(document_id: str) -> Response:
    """Have the text spoken as it is now."""
    document = container().correcting.speak_again(user_id("all"), document_id)
    return created({"document": container().documents.shown(document)})


# ── Recognitions at once ──────────────────────────────────────────────────────────────────────────


@app.route("/recognitions/text", methods=["POST"])
def recognise_text() -> Response:
    """Read a small picture at once."""
    return _recognise("text", "image")


@app.route("/recognitions/digit", methods=["POST"])
def recognise_digit() -> Response:
    """Read one handwritten digit."""
    return _recognise("digit", "image")


@app.route("/recognitions/keyword", methods=["POST"])
def recognise_keyword() -> Response:
    """Find spoken keywords in a recording."""
    return _recognise("keyword", "audio")


def _recognise(kind: str, field: str) -> Response:
    owner = uploader()
    data, options = media(app.current_request, field, container().settings.max_inline_bytes)
    container().quotas.charge(owner, 1)
    return Response(
        container().recogniser.recognise(kind, data, options), headers={**container().quotas.headers(owner)}
    )


@app.route("/voices", methods=["GET"])
def list_voices() -> dict[str, Any]:
    """List the voices that a document can be spoken with."""
    return container().recogniser.recognise("voices", b"", {})


# ── The service itself ────────────────────────────────────────────────────────────────────────────


@app.route("/health", methods=["GET"])
def health() -> dict[str, Any]:
    """Tell what runs."""
    return {"status": "ok", "service": "lector", "versions": openapi.versions()}


@app.route("/openapi.json", methods=["GET"])
def describe() -> dict[str, Any]:
    """Describe this API."""
    return openapi.document()


# ── Events ────────────────────────────────────────────────────────────────────────────────────────


@app.on_sqs_message(queue="lector-uploads", batch_size=1)
def read_upload(event: Any) -> dict[str, Any]:
    """Read and speak each upload that S3 tells of; messages that failed come again."""
    return _for_each_upload(event, lambda key: container().processing.process(key))


@app.on_sqs_message(queue="lector-uploads-dead", batch_size=1)
def give_up(event: Any) -> dict[str, Any]:
    """End the documents whose messages failed again and again."""
    return _for_each_upload(event, lambda key: container().giving_up.give_up(key))


@app.schedule("rate(15 minutes)")
def sweep(event: Any) -> None:
    """Finish what is stuck and remove what was abandoned."""
    swept = container().sweeping.sweep()
    if set(swept) - {"wait"}:
        log.warning("swept: %s", swept)


@app.lambda_function(name="recognise")
def recognise(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Recognise for the API, which carries no model: {"kind", "data", "options"} → {"answer"} or {"error"}."""
    try:
        data = base64.b64decode(event["data"])
        return {"answer": container().local_recogniser.recognise(event["kind"], data, event["options"])}
    except LectorError as error:
        return {"error": error.as_json()}


@app.lambda_function(name="send_mail")
def send_mail(event: dict[str, Any], context: Any) -> None:
    """Mail a link for the API, which does not wait: {"purpose", "email"}."""
    container().mailed_links.send(event["purpose"], event["email"])


def _for_each_upload(event: Any, handle: Callable[[str], None]) -> dict[str, Any]:
    """Hand each object key of an SQS batch to `handle`; report the messages that failed, and only those."""
    failed = []
    for message in event.to_dict()["Records"]:
        try:
            for key in _keys(message["body"]):
                handle(key)
        except LeaseHeld:
            log.info("message %s comes again later: another reader has the document", message["messageId"])
            failed.append({"itemIdentifier": message["messageId"]})
        except Exception:
            log.exception("message %s failed", message["messageId"])
            failed.append({"itemIdentifier": message["messageId"]})
    return {"batchItemFailures": failed}


def _keys(body: str) -> list[str]:
    """Return the object keys of an S3 notification; S3's own test event has none."""
    return [unquote_plus(record["s3"]["object"]["key"]) for record in json.loads(body).get("Records", [])]
