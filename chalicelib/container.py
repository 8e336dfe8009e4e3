"""Makes clients, stores, engines and services, each on first use. Only here boto3.client and resource are called."""

from __future__ import annotations

from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from chalicelib.adapters.clock import SystemClock
from chalicelib.adapters.dynamodb_documents import DynamoDocuments
from chalicelib.adapters.dynamodb_keys import DynamoApiKeys, DynamoLinks
from chalicelib.adapters.dynamodb_quotas import DynamoQuotas
from chalicelib.adapters.dynamodb_sessions import DynamoSessions
from chalicelib.adapters.dynamodb_tries import DynamoTries
from chalicelib.adapters.dynamodb_users import DynamoUsers
from chalicelib.adapters.mail import FolderMail, SesMail
from chalicelib.adapters.mail_function import MailFunction
from chalicelib.adapters.passwords import Argon2Passwords
from chalicelib.adapters.s3 import S3Blobs
from chalicelib.adapters.sqs import SqsUploads
from chalicelib.adapters.tokens import JwtTokens
from chalicelib.domain.common_passwords import COMMON_PASSWORDS
from chalicelib.ports import Clock, Decoder, Mailer, Post, Recogniser, SoundDecoder
from chalicelib.services.accounts import Accounts
from chalicelib.services.api_keys import ApiKeys
from chalicelib.services.correcting import Correcting
from chalicelib.services.documents import Documents
from chalicelib.services.giving_up import GivingUp
from chalicelib.services.guarding import Guard
from chalicelib.services.mailed_links import MailedLinks
from chalicelib.services.quotas import Quotas
from chalicelib.services.resetting import Resetting
from chalicelib.services.sweeping import Sweeping
from chalicelib.services.verifying import Verifying
from chalicelib.settings import Settings, parse_secrets

# Engines and what needs numpy are imported where they are made, so that the API starts without them.
if TYPE_CHECKING:
    from chalicelib.services.processing import Processing
    from chalicelib.services.reading import Reader
    from chalicelib.services.speaking import Speaker


class Container:
    """Everything that app.py and cli.py need, wired by the settings."""

    def __init__(self, settings: Settings | None = None, clock: Clock | None = None) -> None:
        """Args: the settings, by default those of the environment; the clock, by default the system's."""
        self.settings = settings or Settings.from_environment()
        self.clock = clock or SystemClock()

    @cached_property
    def accounts(self) -> Accounts:
        """Use cases of accounts."""
        return Accounts(
            self._users,
            self._sessions,
            Argon2Passwords(),
            JwtTokens(self.token_secrets, self.clock),
            self.api_keys,
            self.guard,
            self.clock,
            session_seconds=self.settings.session_seconds,
            min_password_length=self.settings.min_password_length,
            refused_passwords=self._refused_passwords,
        )

    @cached_property
    def _users(self) -> DynamoUsers:
        return DynamoUsers(self._table(self.settings.users_table))

    @cached_property
    def _sessions(self) -> DynamoSessions:
        return DynamoSessions(self._table(self.settings.sessions_table), self.settings.users_table)

    @cached_property
    def api_keys(self) -> ApiKeys:
        """Use cases of API keys."""
        return ApiKeys(DynamoApiKeys(self._table(self.settings.sessions_table)), self.clock)

    @cached_property
    def guard(self) -> Guard:
        """Slows down those who guess."""
        tries = DynamoTries(self._table(self.settings.users_table))
        return Guard(
            tries,
            self.clock,
            address_limit=self.settings.address_limit,
            speech_limit=self.settings.speech_limit,
            mail_limit=self.settings.mail_limit,
        )

    @cached_property
    def resetting(self) -> Resetting:
        """Use cases of a forgotten password."""
        return Resetting(
            self._users,
            self._sessions,
            self.mailed_links,
            Argon2Passwords(),
            self.guard,
            self._post,
            least=self.settings.min_password_length,
            refused=self._refused_passwords,
        )

    @cached_property
    def verifying(self) -> Verifying:
        """Use cases of an address that is not verified yet."""
        return Verifying(self._users, self.mailed_links, self.guard, self._post, asked=self.settings.verify_email)

    @cached_property
    def mailed_links(self) -> MailedLinks:
        """Sends links in mails, and takes them back."""
        return MailedLinks(
            self._users,
            DynamoLinks(self._table(self.settings.sessions_table)),
            self._mailer,
            self.clock,
            site=self.settings.site_origin,
        )

    @cached_property
    def _post(self) -> Post | None:
        if self._mailer and self.settings.mail_function:
            return MailFunction(cache(lambda: self._client("lambda")), self.settings.mail_function)
        return self.mailed_links if self._mailer else None

    @cached_property
    def _mailer(self) -> Mailer | None:
        if self.settings.mail_from:
            return SesMail(cache(lambda: self._client("sesv2")), self.settings.mail_from)
        return FolderMail(Path(self.settings.mail_folder)) if self.settings.mail_folder else None

    @property
    def _refused_passwords(self) -> frozenset[str]:
        return frozenset(COMMON_PASSWORDS[: self.settings.refused_passwords])

    @cached_property
    def token_secrets(self) -> tuple[str, ...]:
        """What signs session tokens: the first signs, all verify."""
        return self.settings.token_secrets or self._secrets(self.settings.token_secrets_parameter)

    @cached_property
    def origin_secrets(self) -> tuple[str, ...]:
        """What shows that a request came through CloudFront; nothing where none stands before the API."""
        return self.settings.origin_secrets or self._secrets(self.settings.origin_secrets_parameter)

    def _secrets(self, name: str) -> tuple[str, ...]:
        if not name:
            return ()
        return parse_secrets(self._client("ssm").get_parameter(Name=name, WithDecryption=True)["Parameter"]["Value"])

    @cached_property
    def documents(self) -> Documents:
        """Use cases of a person's documents."""
        return Documents(
            self._document_store,
            self._blobs,
            self._upload_queue,
            self.clock,
            self.quotas,
            max_stored_bytes=self.settings.stored_bytes,
            max_upload_bytes=self.settings.max_upload_bytes,
            upload_seconds=self.settings.upload_seconds,
            link_seconds=self.settings.link_seconds,
        )

    @cached_property
    def correcting(self) -> Correcting:
        """Use cases of a text that its owner sets right."""
        return Correcting(self._document_store, self._blobs, self._upload_queue, self.guard, self.clock)

    @cached_property
    def reader(self) -> Reader:
        """Reads one's own files, in this process."""
        from chalicelib.engines import registry
        from chalicelib.services.reading import Reader

        return Reader(self._decoder, registry.straightener, registry.ocr, self.clock)

    @cached_property
    def isolated_reader(self) -> Reader:
        """Reads files that others sent: they are opened in a child process with limits."""
        from chalicelib.engines import registry
        from chalicelib.services.reading import Reader

        return Reader(self._isolated_decoder, registry.straightener, registry.ocr, self.clock)

    @property
    def _isolated_decoder(self) -> Decoder:
        from chalicelib.engines.isolation import isolated_decoder

        limits = self.settings
        return isolated_decoder(limits.max_pixels, limits.max_pages, limits.decoder_bytes, limits.decoder_seconds)

    @cached_property
    def _decoder(self) -> Decoder:
        from chalicelib.engines.decoder import FileDecoder

        return FileDecoder(max_pixels=self.settings.max_pixels, max_pages=self.settings.max_pages)

    @property
    def _sound_decoder(self) -> SoundDecoder:
        from chalicelib.engines.sound_isolation import isolated_sound_decoder

        limits = self.settings
        return isolated_sound_decoder(limits.max_sound_seconds, limits.decoder_bytes, limits.decoder_seconds)

    @cached_property
    def speaker(self) -> Speaker:
        """Speaks texts."""
        from chalicelib.engines import registry
        from chalicelib.services.speaking import Speaker

        return Speaker(registry.speech, first_choice=self.settings.speech_engine)

    @cached_property
    def processing(self) -> Processing:
        """Takes uploads to speech."""
        from chalicelib.engines.preview import WebpPreviewer
        from chalicelib.services.processing import Processing

        return Processing(
            self._document_store,
            self._blobs,
            self.isolated_reader,
            self.speaker,
            WebpPreviewer,
            self.clock,
            self.quotas,
            engine=self.settings.ocr_engine,
            lease_seconds=self.settings.lease_seconds,
            max_upload_bytes=self.settings.max_upload_bytes,
        )

    @cached_property
    def giving_up(self) -> GivingUp:
        """Ends documents that no reader could finish."""
        return GivingUp(self._document_store, self.clock)

    @cached_property
    def quotas(self) -> Quotas:
        """Charges what people use."""
        return Quotas(
            DynamoQuotas(self._table(self.settings.users_table)),
            self.clock,
            pages_a_day=self.settings.pages_a_day,
            stored_bytes=self.settings.stored_bytes,
        )

    @cached_property
    def sweeping(self) -> Sweeping:
        """Looks after documents that are stuck."""
        return Sweeping(self._document_store, self._blobs, self._upload_queue, self.clock)

    @cached_property
    def recogniser(self) -> Recogniser:
        """Recognises at once: in the reader's function where one is set, else in this process."""
        if self.settings.reader_function:
            from chalicelib.adapters.reader_function import ReaderFunction

            return ReaderFunction(self._client("lambda"), self.settings.reader_function)
        return self.local_recogniser

    @cached_property
    def local_recogniser(self) -> Recogniser:
        """Recognises in this process."""
        from chalicelib.engines import registry
        from chalicelib.services.recognising import (
            Recognising,
            digit_recogniser,
            keyword_recogniser,
            text_recogniser,
            voice_list,
        )

        return Recognising(
            {
                "text": text_recogniser(self.isolated_reader, self.settings.quick_ocr_engine),
                "digit": digit_recogniser(self._isolated_decoder, registry.digits),
                "keyword": keyword_recogniser(self._sound_decoder, registry.keywords),
                "voices": voice_list(self.speaker),
            }
        )

    @cached_property
    def _document_store(self) -> DynamoDocuments:
        return DynamoDocuments(self._table(self.settings.documents_table), self.settings.users_table)

    @cached_property
    def _upload_queue(self) -> SqsUploads:
        return SqsUploads(self._client("sqs"), self.settings.uploads_queue)

    @cached_property
    def _blobs(self) -> S3Blobs:
        return S3Blobs(self._client("s3"), self.settings.media_bucket, self.clock)

    def _table(self, name: str) -> Any:
        return self._dynamodb.Table(name)

    @cached_property
    def _dynamodb(self) -> Any:
        return boto3.resource("dynamodb", endpoint_url=self.settings.aws_endpoint or None, config=_PATIENCE)

    def _client(self, service: str) -> Any:
        # A local cloud has one host name for all buckets; AWS wants the bucket in the host name.
        style = "path" if self.settings.aws_endpoint else "virtual"
        config = _PATIENCE.merge(Config(s3={"addressing_style": style}))
        if service == "s3":
            config = config.merge(Config(signature_version="s3v4"))
        return boto3.client(service, endpoint_url=self.settings.aws_endpoint or None, config=config)


_PATIENCE = Config(
    user_agent="Lector",  # one that boto3 makes costs a tenth of each call
    max_pool_connections=64,
    connect_timeout=5,
    read_timeout=60,
    retries={"max_attempts": 3, "mode": "standard"},
)
