"""The mailbox of a local run shows what was sent, safely."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from django.conf import LazySettings
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from railway.lib.mailbox import FileBackend


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: LazySettings) -> Path:
    settings.MAIL_DIR = tmp_path / "mail"
    return tmp_path / "mail"


def send(subject: str = "Билеты", to: str = "a@example.org") -> None:
    letter = EmailMultiAlternatives(subject, "Plain <b>text</b> https://example.org/x", to=[to])
    letter.attach_alternative("<p>Rich</p><script>alert(1)</script>", "text/html")
    letter.attach("K7M-4TQ9.pdf", b"%PDF-1.7", "application/pdf")
    FileBackend().send_messages([letter])


def name(folder: Path) -> str:
    (path,) = folder.glob("*.eml")
    return path.name


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_an_empty_mailbox_says_so(client: Client) -> None:
    assert (
        '<ul class="stack-s">' not in text(client, "/mailbox/").partition("<main")[2].partition("</main>")[0]
    )


def test_the_newest_letter_stands_first(client: Client) -> None:
    send("first")
    send("second")
    page = text(client, "/mailbox/")
    assert page.index("second") < page.index("first")


def test_letters_can_be_narrowed_to_an_address(client: Client) -> None:
    send("mine", "me@example.org")
    send("yours", "you@example.org")
    page = text(client, "/mailbox/?to=me@")
    assert "mine" in page
    assert "yours" not in page


def test_a_letters_text_is_no_markup(client: Client, folder: Path) -> None:
    send()
    page = text(client, f"/mailbox/{name(folder)}/")
    assert "&lt;b&gt;text&lt;/b&gt;" in page
    assert 'href="https://example.org/x"' in page
    assert "K7M-4TQ9.pdf" in page


def test_a_letters_html_runs_no_script(client: Client, folder: Path) -> None:
    send()
    answer = client.get(f"/mailbox/{name(folder)}/html")
    policy = answer["Content-Security-Policy"]
    assert "<p>Rich</p>" in answer.content.decode()
    assert "script-src 'none'" in policy
    assert "style-src 'unsafe-inline'" in policy


def test_an_attachment_is_given_out(client: Client, folder: Path) -> None:
    send()
    answer = client.get(f"/mailbox/{name(folder)}/0")
    assert (answer.content, answer["Content-Type"]) == (b"%PDF-1.7", "application/pdf")
    assert answer["Content-Disposition"] == 'attachment; filename="K7M-4TQ9.pdf"'


@pytest.mark.parametrize("path", ["none.eml/", "..%2Fsecret.eml/", "x.txt/", "{}/1", "{}/9"])
def test_nothing_else_is_given_out(client: Client, folder: Path, path: str) -> None:
    send()
    (folder.parent / "secret.eml").write_text("secret")
    (folder / "x.txt").write_text("secret")
    assert client.get(f"/mailbox/{path.format(name(folder))}").status_code == 404


def test_times_are_local(client: Client, folder: Path) -> None:
    with time_machine.travel(datetime(2027, 5, 14, 21, 30, tzinfo=UTC)):
        send()
        page = text(client, "/mailbox/")
    assert "2027-05-15T00:30+03:00" in page
    assert "15" in page
