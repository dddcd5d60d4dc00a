"""Accounts over REST: signing in by the library's calls, devices listed and revoked, bookings of the account."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache

from bookings.models import Booking
from railway.accounts.models import ApiToken, User
from tests.api.client import Client
from tests.bookings.api.steps import Steps
from tests.staff import code_now, give_second_step

WORD = "three plain words"
AUTH = "/api/auth/app/v1/auth"


@pytest.fixture(autouse=True)
def _letters(settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    cache.clear()


@pytest.fixture
def person(now) -> User:
    made = User.objects.create_user("traveller-1", email="anna@example.org", password=WORD)
    EmailAddress.objects.create(user=made, email=made.email, verified=True, primary=True)
    return made


def ask(client: Client, path: str, body: dict[str, str], session: str = "", device: str = "Phone"):
    headers = {"X-Device-Name": device} | ({"X-Session-Token": session} if session else {})
    return client.post(f"{AUTH}{path}", body, content_type="application/json", headers=headers)


def token_of(person: User, device: str = "Phone") -> str:
    answer = ask(Client(), "/login", {"email": person.email, "password": WORD}, device=device)
    return answer.json()["meta"]["access_token"]


def test_a_password_gives_a_token_and_a_wrong_one_none(person):
    assert Client(token_of(person)).send("GET", "/account").json()["email"] == person.email
    assert ask(Client(), "/login", {"email": person.email, "password": "not it"}).status_code == 400
    assert Client("account_" + "0" * 64).send("GET", "/account").status_code == 401
    assert Client().send("GET", "/account").status_code == 401


def test_a_mailed_code_gives_a_token(person):
    asked = ask(Client(), "/code/request", {"email": person.email})
    session = asked.json()["meta"]["session_token"]
    code = re.findall(r"^[0-9A-Z-]{6,12}$", str(mail.outbox[0].body), re.MULTILINE)[0]
    got = ask(Client(), "/code/confirm", {"code": code}, session).json()["meta"]
    assert Client(got["access_token"]).send("GET", "/account").status_code == 200


def test_with_a_second_step_the_password_alone_gives_none(person):
    give_second_step(person)
    asked = ask(Client(), "/login", {"email": person.email, "password": WORD})
    assert asked.status_code == 401
    assert "access_token" not in asked.json()["meta"]
    got = ask(
        Client(), "/2fa/authenticate", {"code": code_now(person)}, asked.json()["meta"]["session_token"]
    )
    assert Client(got.json()["meta"]["access_token"]).send("GET", "/account").status_code == 200


def test_devices_are_listed_and_one_that_is_revoked_is_out_at_once(person):
    phone, tablet = token_of(person), token_of(person, "Tablet")
    listed = Client(phone).send("GET", "/account/tokens").json()["results"]
    assert {(each["name"], each["is_current"]) for each in listed} == {("Phone", True), ("Tablet", False)}
    assert tablet not in str(listed)
    other = next(each["id"] for each in listed if not each["is_current"])
    assert Client(phone).send("DELETE", f"/account/tokens/{other}").status_code == 204
    assert Client(tablet).send("GET", "/account").status_code == 401
    assert Client(phone).send("GET", "/account").status_code == 200


def test_nobody_revokes_another_s_device(person):
    stranger = User.objects.create_user("traveller-2", email="boris@example.org", password=WORD)
    row, token = ApiToken.objects.create(user=stranger)
    assert Client(token_of(person)).send("DELETE", f"/account/tokens/{row.uuid}").status_code == 404
    assert Client(token).send("GET", "/account").status_code == 200


def test_a_new_password_ends_all_devices(person):
    token = token_of(person)
    from allauth.account.adapter import get_adapter

    get_adapter().set_password(person, "four other plain words")
    assert Client(token).send("GET", "/account").status_code == 401


def test_a_booking_made_with_the_token_belongs_to_the_account_and_opens_with_it(person, steps: Steps):
    token = token_of(person)
    made = Client(token).send("POST", "/bookings", steps.body()).json()
    assert Booking.objects.get().account == person
    assert Client(token).send("GET", f"/bookings/{made['reference']}").status_code == 200
    listed = Client(token).send("GET", "/account/bookings").json()["results"]
    assert [(each["reference"], each["is_over"]) for each in listed] == [(made["reference"], False)]
    assert (listed[0]["origin"], listed[0]["destination"]) == ("VITEBSK", "SMOLENSK")


def test_a_guest_s_booking_is_added_by_its_token_or_its_address_and_by_nothing_else(person, steps: Steps):
    made, token = steps.book(), token_of(person)
    reference = made["reference"]
    assert Client(token).send("GET", f"/bookings/{reference}").status_code == 404
    for wrong in ({}, {"access_token": "x" * 24}, {"email": "boris@example.org"}):
        answer = Client(token).send("POST", "/account/bookings", {"reference": reference} | wrong)
        assert answer.status_code == 404
    right = {"reference": reference, "access_token": made["access_token"]}
    assert Client(token).send("POST", "/account/bookings", right).json()["reference"] == reference
    stranger = User.objects.create_user("traveller-2", email="boris@example.org", password=WORD)
    _row, other = ApiToken.objects.create(user=stranger)
    assert Client(other).send("POST", "/account/bookings", right).status_code == 404
    assert Client(other).send("GET", f"/bookings/{reference}").status_code == 404
    assert Booking.objects.get().account == person
