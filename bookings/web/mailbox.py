"""The mailbox of a local run: the letters the service has sent, to be read by whoever tries it out."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from csp.constants import NONE, UNSAFE_INLINE
from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

NAME = re.compile(r"[0-9A-Za-z][0-9A-Za-z._-]*\.eml")
SHOWN = 200
LETTER_POLICY = {
    "default-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "img-src": ["data:"],
    "script-src": [NONE],
}


@dataclass(frozen=True)
class Attachment:
    """A file that came with a letter; `part` is its number in the address."""

    part: int
    name: str
    kind: str
    size: int


@dataclass(frozen=True)
class Letter:
    """A letter as the page shows it."""

    name: str
    sent_at: datetime
    to: str
    subject: str
    text: str
    has_html: bool
    attachments: list[Attachment]


@require_safe
@never_cache
def messages(request: HttpRequest) -> HttpResponse:
    """This function lists the letters, the newest first; `?to=` narrows them to one address."""
    letters = [_letter(path.name, _read(path)) for path in _files()[:SHOWN]]
    wanted = request.GET.get("to", "").strip().lower()
    shown = [letter for letter in letters if wanted in letter.to.lower()]
    return render(request, "bookings/mailbox.html", {"letters": shown, "to": wanted})


@require_safe
@never_cache
def message(request: HttpRequest, name: str) -> HttpResponse:
    """This function shows one letter's text, with links to its HTML form and attachments."""
    return render(request, "bookings/mailbox_letter.html", {"letter": _letter(name, _find(name))})


@require_safe
@never_cache
@csp_replace(LETTER_POLICY)  # type: ignore[arg-type]  # its type knows only views without arguments
def html(request: HttpRequest, name: str) -> HttpResponse:
    """This function shows the letter's HTML alone, under a policy of its own: letters bring their style, no script."""
    body = _find(name).get_body(("html",))
    if body is None:
        raise Http404
    return HttpResponse(body.get_content())


@require_safe
@never_cache
def attachment(request: HttpRequest, name: str, part: int) -> HttpResponse:
    """This function gives out one attached file."""
    files = list(_find(name).iter_attachments())
    if part >= len(files):
        raise Http404
    content = files[part].get_payload(decode=True)
    answer = HttpResponse(content, content_type=files[part].get_content_type())
    answer["Content-Disposition"] = f'attachment; filename="{_file_name(files[part])}"'
    return answer


def _files() -> list[Path]:
    folder = Path(settings.MAIL_DIR)
    return sorted(folder.glob("[!.]*.eml"), reverse=True) if folder.is_dir() else []


def _find(name: str) -> EmailMessage:
    path = Path(settings.MAIL_DIR) / name
    if not NAME.fullmatch(name) or not path.is_file():
        raise Http404
    return _read(path)


def _read(path: Path) -> EmailMessage:
    found = message_from_bytes(path.read_bytes(), policy=policy.default)
    if not isinstance(found, EmailMessage):
        raise TypeError(path)
    return found


def _letter(name: str, found: EmailMessage) -> Letter:
    text = found.get_body(("plain",))
    return Letter(
        name=name,
        sent_at=_sent_at(found),
        to=str(found["To"] or ""),
        subject=str(found["Subject"] or ""),
        text=text.get_content() if text else "",
        has_html=found.get_body(("html",)) is not None,
        attachments=list(_attachments(found)),
    )


def _sent_at(found: EmailMessage) -> datetime:
    """This function reads the Date; "-0000" says that it is UTC, and is read without a timezone (RFC 5322, 3.3)."""
    sent_at = parsedate_to_datetime(str(found["Date"]))
    return sent_at if sent_at.tzinfo else sent_at.replace(tzinfo=UTC)


def _attachments(found: EmailMessage) -> Iterator[Attachment]:
    for number, part in enumerate(found.iter_attachments()):
        size = len(part.get_payload(decode=True) or b"")
        yield Attachment(number, _file_name(part), part.get_content_type(), size)


def _file_name(part: object) -> str:
    name = part.get_filename() if isinstance(part, EmailMessage) else None
    return re.sub(r"[^\w.-]", "_", name or "attachment")
