"""Mail: through Amazon SES, or as files in a folder, for a local cloud."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any


class SesMail:
    """Mailer on Amazon SES."""

    def __init__(self, client: Callable[[], Any], sender: str) -> None:
        """Args: what makes a boto3 SESv2 client at the first mail; the verified address that mail comes from."""
        self._client = client
        self._sender = sender

    def send(self, to: str, subject: str, text: str) -> None:
        """Send a plain text."""
        content = {
            "Subject": {"Data": subject, "Charset": "UTF-8"},
            "Body": {"Text": {"Data": text, "Charset": "UTF-8"}},
        }
        self._client().send_email(
            FromEmailAddress=self._sender, Destination={"ToAddresses": [to]}, Content={"Simple": content}
        )


class FolderMail:
    """Mailer that writes each mail as a file NUMBER.eml, which mail programs open. Their order is that of sending."""

    def __init__(self, folder: Path) -> None:
        """Args: where to; made on first use, readable by its owner alone."""
        self._folder = folder

    def send(self, to: str, subject: str, text: str) -> None:
        """Write a plain text."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = "lector@localhost", to, subject
        mail.set_content(text)
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._folder / f"{time.time_ns()}-{secrets.token_hex(4)}.eml"
        path.write_bytes(bytes(mail))
