"""Local mail: each message lands as one .eml file that the mailbox page shows."""

import os
import time
import uuid
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class FileBackend(BaseEmailBackend):
    """A mail backend that writes messages to the folder MAIL_DIR, each whole or not at all."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.MAIL_DIR)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            _write(folder, message.message().as_bytes())
        return len(email_messages)


def _write(folder: Path, content: bytes) -> None:
    name = f"{time.time_ns()}-{uuid.uuid4().hex[:8]}.eml"
    draft = folder / f".{name}"
    draft.write_bytes(content)
    os.replace(draft, folder / name)
