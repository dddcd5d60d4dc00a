"""Accounts of passengers: made and opened by mail, trips that belong to them, passengers they keep."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bookings.documents import decrypt
from bookings.inventory import seats_of
from bookings.ledger.audit import audit_ledger
from bookings.models import Booking, Passenger, SavedPassenger
from railway.accounts.models import ApiToken, User
from tests.bookings.true_line import book
from tests.bookings.web.page import text_of

WORD = "three plain words"
ADDRESS = "anna@example.org"


@pytest.fixture(autouse=True)
def _letters(settings, tmp_path: Path) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    cache.clear()


@pytest.fixture
def guest() -> Client:
    return Client(headers={"accept-language": "en"})


def leads_to(answer: HttpResponse) -> str:
    """Where an answer leads; the library's pages say so with 302."""
    assert answer.status_code in (302, 303), answer.status_code
    return str(answer["location"])


def make_account(email: str = ADDRESS) -> User:
    person = User.objects.create_user(f"traveller-{email}", email=email, password=WORD)
    EmailAddress.objects.create(user=person, email=email, verified=True, primary=True)
    return person


def signed_in(person: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    answer = client.post("/en/account/login/", {"login": person.email, "password": WORD})
    assert leads_to(answer) == "/en/account/trips"
    return client


def code_in(letter: mail.EmailMessage) -> str:
    return re.findall(r"^[0-9A-Z-]{6,12}$", str(letter.body), re.MULTILINE)[0]


def test_an_account_is_made_with_an_address_and_the_code_sent_there(rules, guest):
    answer = guest.post("/en/account/signup/", {"email": ADDRESS})
    assert leads_to(answer) == "/en/account/confirm-email/"
    assert leads_to(guest.get("/en/account/trips")).startswith("/en/account/login/")
    guest.post("/en/account/confirm-email/", {"code": code_in(mail.outbox[0])})
    assert guest.get("/en/account/trips").status_code == 200
    person = User.objects.get(email=ADDRESS)
    assert (person.is_staff, person.has_usable_password(), person.language) == (False, False, "en")


def test_a_mailed_code_signs_in_and_its_link_fills_the_code_in(rules, guest):
    make_account()
    guest.post("/en/account/login/code/", {"email": ADDRESS})
    code = code_in(mail.outbox[0])
    link = re.search(r"http\S+code=\S+", str(mail.outbox[0].body))[0]
    page = guest.get("/" + link.split("/", 3)[3])
    assert f'value="{code}"' in page.content.decode()
    assert Client().get("/" + link.split("/", 3)[3]).status_code == 302
    guest.post("/en/account/login/code/confirm/", {"code": code})
    assert guest.get("/en/account/trips").status_code == 200


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("/en/account/signup/", {}),
        ("/en/account/login/code/", {}),
        ("/en/account/password/reset/", {}),
        ("/en/account/login/", {"login": "", "password": "not the word"}),
    ],
)
def test_no_page_tells_whether_there_is_an_account(rules, path, fields):
    make_account()
    seen = []
    for email in (ADDRESS, "nobody@example.org"):
        client = Client(headers={"accept-language": "en"})
        told = {"email": email} | fields | ({"login": email} if "login" in fields else {})
        answer = client.post(path, told)
        page = client.get(answer["location"]) if answer.status_code == 302 else answer
        seen.append((answer.status_code, answer.get("location"), text_of(page).replace(email, "")))
    assert seen[0] == seen[1]
    assert len(mail.outbox) == (0 if "login" in fields else 2)


def test_five_wrong_passwords_pause_an_address_known_or_not(rules):
    make_account()
    for email in (ADDRESS, "nobody@example.org"):
        client = Client()
        told = {"login": email, "password": "not the word"}
        answers = [client.post("/en/account/login/", told).status_code for _try in range(5)]
        assert answers == [200, 200, 200, 200, 429]


def test_bookings_made_with_its_address_are_offered_and_added_once(rules, train, guest):
    mine, other = book(train), book(train)
    Booking.objects.update(state="FULFILLED")
    Booking.objects.filter(pk=mine.pk).update(email="Anna@Example.org")
    Booking.objects.filter(pk=other.pk).update(email="boris@example.org")
    person = make_account()
    client = signed_in(person)
    page = text_of(client.get("/en/account/trips"))
    assert mine.shown_reference in page
    assert other.shown_reference not in page
    for _press in range(2):
        client.post("/en/account/trips/add", {"do": "add"})
    assert [each.pk for each in person.bookings.all()] == [mine.pk]
    assert client.get(f"/en/o/{mine.shown_reference}/").status_code == 200
    assert guest.get(f"/en/o/{mine.shown_reference}/").status_code == 302


def test_an_address_that_is_not_proven_offers_nothing(rules, booking):
    Booking.objects.update(state="FULFILLED", email=ADDRESS)
    person = make_account("boris@example.org")
    EmailAddress.objects.create(user=person, email=ADDRESS, verified=False)
    client = signed_in(person)
    assert booking.shown_reference not in text_of(client.get("/en/account/trips"))
    client.post("/en/account/trips/add", {"do": "add"})
    assert not person.bookings.exists()


def test_an_order_is_added_by_number_and_address_but_never_taken_from_another_account(rules, booking):
    Booking.objects.update(email=ADDRESS)
    first, second = make_account("one@example.org"), make_account("two@example.org")
    told = {"reference": booking.shown_reference.lower(), "email": ADDRESS.upper()}
    wrong = signed_in(first).post("/en/account/trips", told | {"email": "x@example.org"})
    assert "fits this number" in text_of(wrong)
    assert leads_to(signed_in(first).post("/en/account/trips", told)) == "/en/account/trips"
    taken = signed_in(second).post("/en/account/trips", told)
    assert text_of(taken).replace(told["email"], "") == text_of(taken).replace(told["email"], "")
    assert "fits this number" in text_of(taken)
    assert Booking.objects.get().account == first


def test_an_order_of_this_browser_is_added_and_taken_out_again(rules, booking, open_in):
    browser = open_in(booking)
    person = make_account()
    browser.post("/en/account/login/", {"login": ADDRESS, "password": WORD})
    path = f"/en/o/{booking.shown_reference}/account"
    browser.post(path, {"do": "add"})
    assert Booking.objects.get().account == person
    browser.post(path, {"do": "remove"})
    assert Booking.objects.get().account is None
    stranger = signed_in(make_account("two@example.org"))
    stranger.post(path, {"do": "add"})
    assert Booking.objects.get().account is None


def test_the_list_takes_as_many_queries_for_three_trips_as_for_one(rules, train):
    person = make_account()
    client = signed_in(person)

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            page = client.get("/en/account/trips")
        assert page.status_code == 200
        return len(seen)

    for number in range(1, 4):
        made = book(train)
        Booking.objects.filter(pk=made.pk).update(
            account=person, state="FULFILLED", departs_at=made.departs_at - timedelta(days=9 * (number % 2))
        )
        if number == 1:
            made = book(train)
            Booking.objects.filter(pk=made.pk).update(account=person)
            first = queries()
    assert queries() == first


def test_saved_passengers_are_their_account_s_alone_sealed_and_masked(rules):
    client = signed_in(make_account())
    written = {
        "family_name-1": "Ковалёва", "given_name-1": "Анна", "birth_date-1": "03.09.1961",
        "document_type-1": "BY_PASSPORT", "document_number-1": "mp 1234567",
        "benefit-1": "BY_PENSIONER_SEASON", "proof_number-1": "1234567",
    }  # fmt: skip
    client.post("/en/account/passengers/new", written | {"sure-proof_number": "1234567"})
    saved = SavedPassenger.objects.get()
    assert decrypt(saved.document_number_encrypted) == "MP1234567"
    assert saved.proof_hashes
    pages = [client.get("/en/account/passengers"), client.get(f"/en/account/passengers/{saved.uuid}")]
    for page in pages:
        assert "1234567" not in page.content.decode()
        assert "4567" in page.content.decode()
    stranger = signed_in(make_account("two@example.org"))
    assert leads_to(stranger.get(f"/en/account/passengers/{saved.uuid}")) == "/en/account/passengers"
    stranger.post(f"/en/account/passengers/{saved.uuid}", {"do": "delete"})
    assert SavedPassenger.objects.exists()
    client.post(f"/en/account/passengers/{saved.uuid}", written | {"family_name-1": ""})
    client.post(
        f"/en/account/passengers/{saved.uuid}", written | {"document_number-1": "", "patronymic-1": "И."}
    )
    saved.refresh_from_db()
    assert (saved.family_name, saved.patronymic, saved.document_last4) == ("Ковалёва", "И.", "4567")
    client.post(f"/en/account/passengers/{saved.uuid}", {"do": "delete"})
    assert not SavedPassenger.objects.exists()


def test_a_saved_passenger_fills_the_form_and_a_ticked_one_is_kept(rules, booking, open_in):
    browser = open_in(booking)
    person = make_account()
    browser.post("/en/account/login/", {"login": ADDRESS, "password": WORD})
    written = {
        "family_name-1": "Ковалёва", "given_name-1": "Анна", "birth_date-1": "03.09.1961",
        "document_type-1": "BY_PASSPORT", "document_number-1": "MP1234567",
    }  # fmt: skip
    browser.post("/en/account/passengers/new", written)
    path = f"/en/o/{booking.shown_reference}/places"
    chosen = {"saved-1": str(SavedPassenger.objects.get().uuid), "do": "fill", "family_name-1": "x"}
    assert leads_to(browser.post(path, chosen)) == path
    row = Passenger.objects.get()
    assert (row.family_name, decrypt(row.document_number_encrypted)) == ("Ковалёва", "MP1234567")
    SavedPassenger.objects.all().delete()
    seat = seats_of(booking_ids=[booking.pk])[booking.pk][1]
    for _press in range(2):
        browser.post(
            path, {"do": "pay", "keep-1": "on", "seat": f"{seat.coach}-{seat.number}", "consent-1": "on"}
        )
    kept = SavedPassenger.objects.get(account=person)
    assert decrypt(kept.document_number_encrypted) == "MP1234567"


def test_another_s_saved_passenger_fills_nothing(rules, booking, open_in):
    other = SavedPassenger.objects.create(
        account=make_account("two@example.org"), family_name="Чужая", created_at=booking.created_at
    )
    make_account()
    browser = open_in(booking)
    browser.post("/en/account/login/", {"login": ADDRESS, "password": WORD})
    for value in (str(other.uuid), "nonsense"):
        path = f"/en/o/{booking.shown_reference}/places"
        browser.post(path, {"saved-1": value, "do": "fill"})
    assert Passenger.objects.get().family_name != "Чужая"


def test_a_deleted_account_leaves_bookings_and_books_whole(rules, booking):
    person = make_account()
    Booking.objects.update(account=person)
    SavedPassenger.objects.create(account=person, family_name="К", created_at=booking.created_at)
    _row, token = ApiToken.objects.create(user=person)
    client = signed_in(person)
    assert leads_to(client.get("/en/account/delete")).startswith("/en/account/reauthenticate/")
    client.post("/en/account/reauthenticate/", {"password": WORD})
    assert client.post("/en/account/delete").status_code == 303
    assert not User.objects.filter(pk=person.pk).exists()
    assert not SavedPassenger.objects.exists()
    assert Booking.objects.get().account is None
    assert audit_ledger().ok
    bearer = {"authorization": f"Bearer {token}"}
    assert Client().get("/api/v1/account", headers=bearer).status_code == 401
    assert leads_to(client.get("/en/account/trips")).startswith("/en/account/login/")


def test_guests_pages_ask_nothing_about_accounts(rules, guest):
    with CaptureQueriesContext(connection) as seen:
        guest.get("/en/help")
    assert not [
        query for query in seen.captured_queries if "session" in query["sql"] or "accounts_" in query["sql"]
    ]
