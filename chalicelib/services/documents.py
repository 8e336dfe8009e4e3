"""Documents of a person: ask for an upload, look, rename, delete."""

from __future__ import annotations

import secrets

from chalicelib.domain import document as rules
from chalicelib.domain import history, media_types, object_keys
from chalicelib.domain.document import Document
from chalicelib.domain.language import LANGUAGES
from chalicelib.errors import Conflict, InvalidInput, refuse
from chalicelib.ports import Blobs, Clock, DocumentStore, Json, UploadQueue
from chalicelib.services.quotas import Quotas

MAX_PAGE = 100
"""Documents in one page of history."""
MAX_FILENAME = 255
MAX_VOICE = 64


class Documents:
    """Use cases of a person's documents."""

    def __init__(
        self,
        store: DocumentStore,
        blobs: Blobs,
        queue: UploadQueue,
        clock: Clock,
        quotas: Quotas,
        *,
        max_stored_bytes: int,
        max_upload_bytes: int,
        upload_seconds: int,
        link_seconds: int,
    ) -> None:
        """Args: the stores; the queue that readers take uploads from; limits in bytes and seconds."""
        self._store = store
        self._blobs = blobs
        self._queue = queue
        self._clock = clock
        self._quotas = quotas
        self._max_stored_bytes = max_stored_bytes
        self._max_upload_bytes = max_upload_bytes
        self._upload_seconds = upload_seconds
        self._link_seconds = link_seconds

    def create(
        self,
        user_id: str,
        *,
        filename: str,
        content_type: str,
        size: int,
        language: str = "",
        voice: str = "",
    ) -> Json:
        """Make a document that awaits its upload; return it and the form for the file as {"document", "upload"}.

        Raise InvalidInput with the fields that are wrong, or QuotaExceeded.
        """
        refuse(self._problems(filename, content_type, size, language, voice))
        self._quotas.check(user_id)
        now = self._clock.now()
        document_id = new_id(now)
        form = self._blobs.presign_upload(
            object_keys.source(user_id, document_id),
            content_type,
            size,
            self._upload_seconds,
        )
        document = Document(
            id=document_id,
            user_id=user_id,
            title=history.title_from(filename),
            filename=filename,
            content_type=content_type,
            size=size,
            created_at=now,
            updated_at=now,
            upload_expires_at=float(form.expires_at),
            language=language,
            voice=voice,
            search_text=history.search_text(history.title_from(filename), ""),
        )
        self._store.add(document, most_bytes=self._max_stored_bytes)
        upload = {"url": form.url, "fields": form.fields, "expires_at": form.expires_at}
        return {"document": self.shown(document), "upload": upload}

    def get(self, user_id: str, document_id: str) -> Json:
        """Return the document with links to its results. Raise NotFound."""
        return self.shown(self._store.get(user_id, document_id))

    def page(self, user_id: str, *, limit: int, cursor: str, query: str) -> Json:
        """Return `{"documents", "cursor"}`, newest first. Raise InvalidInput."""
        if not 1 <= limit <= MAX_PAGE:
            raise InvalidInput(fields={"limit": f"Use a number from 1 to {MAX_PAGE}."})
        found, following = self._store.page(user_id, limit=limit, cursor=cursor, query=query)
        return {"documents": [self._listed(document) for document in found], "cursor": following or None}

    def rename(self, user_id: str, document_id: str, title: str) -> Json:
        """Change the title. Raise InvalidInput or NotFound."""
        if not history.clean_title(title):
            raise InvalidInput(fields={"title": "Enter a title."})
        return self.shown(self._store.rename(user_id, document_id, title))

    def retry(self, user_id: str, document_id: str) -> Json:
        """Put a document that failed back into the queue. Raise NotFound, or Conflict where a retry cannot help."""
        document = self._store.get(user_id, document_id)
        if not document.can_retry:
            raise Conflict("Trying this document again would not change it. Upload the file anew.")
        # Written first: a message that then cannot be sent is sent by the sweeper.
        document = self._store.update(document, rules.retry() | {"updated_at": self._clock.now()})
        self._queue.tell(object_keys.source(user_id, document_id))
        return self.shown(document)

    def delete(self, user_id: str, document_id: str) -> None:
        """Remove the document, its upload and its results. Raise NotFound."""
        self._remove(self._store.get(user_id, document_id))

    def delete_all(self, user_id: str) -> None:
        """Remove all that the person has, also files that no document knows."""
        cursor = ""
        while True:
            found, cursor = self._store.page(user_id, limit=MAX_PAGE, cursor=cursor)
            for document in found:
                self._remove(document)
            if not cursor:
                break
        for prefix in ("uploads", "results"):
            self._blobs.delete_prefix(f"{prefix}/{user_id}/")
        self._quotas.forget(user_id)

    def _remove(self, document: Document) -> None:
        # Files go before the item, so that a deletion that breaks off can be repeated; and once more after it, for
        # what a reader at work still stored. It finds its document gone then, and leaves nothing behind.
        self._remove_files(document)
        self._store.delete(document)
        if not document.finished:
            self._remove_files(document)

    def _remove_files(self, document: Document) -> None:
        self._blobs.delete_prefix(object_keys.upload_prefix(document.user_id, document.id))
        self._blobs.delete_prefix(object_keys.result_prefix(document.user_id, document.id))

    def shown(self, document: Document) -> Json:
        """Return a document as its owner sees it, with links to its results."""
        document = self._seen(document)
        return rules.as_json(document) | {"links": self._links(document)}

    def _listed(self, document: Document) -> Json:
        """Return a document for history: of the links, only the first page's picture."""
        document = self._seen(document)
        pictures = self._page_links(document)[:1] if document.has_reading else []
        return rules.as_json(document) | {"links": {"pages": pictures}}

    def _seen(self, document: Document) -> Document:
        """Return the document as its owner sees it. Only of one that is overdue the upload is looked for."""
        if not rules.is_overdue(document, self._clock.now()):
            return document
        uploaded = self._blobs.info(object_keys.source(document.user_id, document.id)) is not None
        return rules.seen_overdue(document, uploaded=uploaded)

    def _links(self, document: Document) -> Json:
        links: Json = {}

        def link(name: str, edition: str) -> str:
            return self._link(document, name, edition)

        if document.state != "awaiting_upload" and document.error_code != "upload_missing":
            source = object_keys.source(document.user_id, document.id)
            links["source"] = self._blobs.presign_download(source, self._link_seconds)
        if document.has_reading:
            links |= {
                "document": link("document.json", document.edition),
                "text": link("text.txt", document.edition),
            }
            links["pages"] = self._page_links(document)
        if document.speech_parts and not document.has_speech:
            parts = range(1, document.speech_parts + 1)
            links["speech_parts"] = [link(f"speech/{n:04}.wav", document.speaking_edition) for n in parts]
            links["marks_parts"] = [link(f"speech/{n:04}.json", document.speaking_edition) for n in parts]
        if document.has_speech:
            links |= {
                "speech": link("speech.wav", document.speech_edition),
                "marks": link("marks.json", document.speech_edition),
                "captions": link("speech.vtt", document.speech_edition),
            }
        return links

    def _page_links(self, document: Document) -> list[str]:
        return [self._link(document, f"page-{number}.webp") for number in range(1, document.pages_total + 1)]

    def _link(self, document: Document, name: str, edition: str = "") -> str:
        prefix = object_keys.edition_prefix(document.user_id, document.id, edition)
        return self._blobs.presign_download(prefix + name, self._link_seconds)

    def _problems(self, filename: str, content_type: str, size: int, language: str, voice: str) -> dict[str, str]:
        problems: dict[str, str] = {}
        if not filename.strip() or len(filename) > MAX_FILENAME:
            problems["filename"] = f"Use a file name of 1 to {MAX_FILENAME} characters."
        if content_type not in media_types.DOCUMENTS:
            problems["content_type"] = f"Use one of {', '.join(media_types.DOCUMENTS)}."
        if size < 1:
            problems["size"] = "The file is empty. Choose another."
        elif size > self._max_upload_bytes:
            problems["size"] = f"The file is larger than {self._max_upload_bytes >> 20} MB. Make it smaller."
        if language not in ("", *LANGUAGES):
            problems["language"] = f"Use one of {', '.join(LANGUAGES)}, or leave it out."
        if len(voice) > MAX_VOICE:
            problems["voice"] = "There is no such voice. `lector engines` lists them."
        return problems


def new_id(now: float) -> str:
    """Return an id that sorts by time: 12 hexadecimal digits of milliseconds, then 20 random ones."""
    return f"{int(now * 1000):012x}{secrets.token_hex(10)}"
