"""Staff word letters and look at them before they go, send letters once more, and let partners in."""

import re
from html import unescape

import pytest
from django.test import Client

from bookings.models import Booking, LetterTemplate, Notification, Partner, WebhookEndpoint
from bookings.operations.partner_access import partner_of
from railway.accounts.models import User
from railway.accounts.roles import AUDITOR, TIMETABLE_EDITOR
from tests.bookings.true_line import NOW
from tests.staff import make_staff, sign_in

pytestmark = pytest.mark.django_db

LETTERS = "/admin/bookings/lettertemplate/"
WORDS = {
    "kind": "train_cancelled",
    "language": "en",
    "subject": "{journey}: no train",
    "body": "Sorry.\n\n{remedy}\n{order_url}",
}


@pytest.fixture
def editor() -> Client:
    return sign_in(make_staff(TIMETABLE_EDITOR))


def administrator() -> Client:
    return sign_in(User.objects.create_superuser("root", "root@example.org", "a long password"))


def test_a_text_begins_with_ours_is_kept_with_its_history_and_taken_back(editor: Client) -> None:
    begun = editor.get(f"{LETTERS}add/?kind=train_cancelled&language=en").content.decode()
    assert "{remedy}" in begun
    assert "must be there" in begun or "обязательно" in begun
    editor.post(f"{LETTERS}add/?kind=train_cancelled&language=en", WORDS)
    own = LetterTemplate.objects.get()
    editor.post(f"{LETTERS}{own.pk}/change/", WORDS | {"subject": "{journey}: off"})
    assert own.history.count() == 2
    editor.post(f"{LETTERS}{own.pk}/restore/")
    own.refresh_from_db()
    assert (own.subject, own.body, own.history.count()) == ("", "", 3)
    assert "{remedy}" in editor.get(f"{LETTERS}{own.pk}/change/").content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"body": "Sorry. {order_url}"},
        {"body": "{settings.SECRET_KEY} {remedy} {order_url}"},
        {"subject": "{remedy}"},
        {"body": ""},
        {"kind": "link"},
        {"language": "xx"},
    ],
)
def test_a_text_that_does_not_hold_is_refused_with_what_was_typed(
    editor: Client, wrong: dict[str, str]
) -> None:
    answer = editor.post(f"{LETTERS}add/?kind=train_cancelled&language=en", WORDS | wrong)
    assert answer.status_code == 200
    assert "errornote" in answer.content.decode()
    assert not LetterTemplate.objects.exists()


def test_a_letter_is_looked_at_in_each_language_before_it_is_saved(editor: Client) -> None:
    answer = editor.post(f"{LETTERS}preview/", WORDS)
    page = answer.content.decode()
    whole = [unescape(letter).rstrip() for letter in re.findall(r'srcdoc="([^"]*)"', page)]
    assert [letter.endswith("</html>") for letter in whole] == [True] * 3
    assert "Vitebsk – Smolensk: no train" in page
    rules = answer["Content-Security-Policy"].split("; ")  # in no order
    assert "script-src 'self'" in rules
    assert not LetterTemplate.objects.exists()
    assert "<iframe" not in editor.post(f"{LETTERS}preview/", WORDS | {"body": "{oops"}).content.decode()


def test_who_may_only_look_changes_nothing() -> None:
    auditor = sign_in(make_staff(AUDITOR))
    assert auditor.get(LETTERS).status_code == 200
    assert auditor.post(f"{LETTERS}add/?kind=held&language=en", WORDS).status_code == 403
    own = LetterTemplate.objects.create(**WORDS)
    assert auditor.post(f"{LETTERS}{own.pk}/restore/").status_code == 403


def test_a_letter_that_was_sent_goes_once_more_by_one_press_or_two(clerk: Client, paid: Booking) -> None:
    letter = Notification.objects.filter(booking=paid, kind="confirmed").get()
    Notification.objects.filter(pk=letter.pk).update(state="sent", sent_at=NOW)
    for _again in range(2):
        chosen = {"action": "send_once_more", "_selected_action": [letter.pk]}
        clerk.post("/admin/bookings/notification/", chosen, follow=True)
    copy = Notification.objects.get(dedupe_key__startswith="copy:")
    assert (copy.state, copy.email, copy.kind) == ("queued", letter.email, "confirmed")


def test_a_partners_token_is_shown_once_and_its_webhook_has_a_secret(clock) -> None:
    root = administrator()
    page = root.post("/admin/bookings/partner/add/", {"name": "Agency", "is_active": "on"}, follow=True)
    token = re.search(r"shown only now: ([\w-]{43})", page.content.decode())[1]
    assert partner_of(token, now=NOW) == Partner.objects.get()
    hook = {"partner": Partner.objects.get().pk, "url": "https://agency.example.org/hook", "is_active": "on"}
    root.post("/admin/bookings/webhookendpoint/add/", hook)
    endpoint = WebhookEndpoint.objects.get()
    shown = root.get(f"/admin/bookings/webhookendpoint/{endpoint.pk}/change/").content.decode()
    assert shown.count("whsec_") == 1
    auditor = sign_in(make_staff(AUDITOR))
    assert (
        "whsec_" not in auditor.get(f"/admin/bookings/webhookendpoint/{endpoint.pk}/change/").content.decode()
    )


def test_a_webhook_into_our_own_network_is_refused(settings) -> None:
    settings.LOCAL = False
    partner = Partner.objects.create(name="Agency", token_hash="0" * 64, made_at=NOW)
    hook = {"partner": partner.pk, "url": "https://169.254.169.254/", "is_active": "on"}
    answer = administrator().post("/admin/bookings/webhookendpoint/add/", hook)
    assert "errornote" in answer.content.decode()
    assert not WebhookEndpoint.objects.exists()
