"""One address, several people: a copy and an erasure cover one person's orders, and what an account holds."""

import json
from datetime import date, timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings.models import Booking, Passenger, PrivacyRequest, WaitingEntry
from bookings.notifications.deliver import deliver_notifications
from bookings.operations.answer_request import carry_out
from bookings.operations.ask_for_data import ask_for_data
from bookings.queries.whose_data import is_same_person, scope_of
from railway.accounts.models import User
from railway.accounts.roles import DESK_CLERK
from tests.bookings.exchange_world import buy
from tests.bookings.proofs.conftest import PENSIONER
from tests.bookings.true_line import NOW
from tests.staff import make_staff, sign_in

SHARED = "family@example.org"
LATER = NOW + timedelta(days=40)


@pytest.fixture
def bought(train):
    def buy_for(
        family: str, given: str = "Анна", email: str = SHARED, account: User | None = None
    ) -> Booking:
        booking = buy(train, PENSIONER)
        booking.passengers.update(family_name=family, given_name=given, document_last4=f"{len(family):04}")
        Booking.objects.filter(pk=booking.pk).update(email=email, account=account)
        booking.refresh_from_db()
        return booking

    return buy_for


def account_of(email: str, *, proven: bool = True) -> User:
    person = User.objects.create_user(f"traveller-{email}", email=email)
    EmailAddress.objects.create(user=person, email=email, verified=proven, primary=True)
    return person


def ask(booking: Booking, kind: str, **fields) -> PrivacyRequest:
    return ask_for_data(booking=booking, kind=kind, language="en", now=NOW, **fields)


def families() -> set[str]:
    return set(Passenger.objects.values_list("family_name", flat=True)) - {""}


def test_an_erasure_leaves_alone_what_others_booked_with_the_same_address(bought):
    mine, mine_too, neighbour = bought("Ковалёва"), bought("КОВАЛЕВА"), bought("Орлова", "Инна")
    plan = carry_out(request=ask(mine, "erasure"), now=LATER)
    assert {each.pk for each in plan.erased} == {mine.pk, mine_too.pk}
    assert plan.others == [neighbour.shown_reference]
    assert families() == {"Орлова"}
    neighbour.refresh_from_db()
    assert neighbour.email == SHARED


def test_a_copy_tells_nothing_of_them_but_that_there_are_such_orders(bought, client):
    mine, _neighbour = bought("Ковалёва"), bought("Орлова", "Инна")
    asked = ask(mine, "export")
    carry_out(request=asked, now=NOW)
    session = client.session
    session["data_requests"] = [str(asked.uuid)]
    session.save()
    copy = client.get(f"/en/data/{asked.uuid}/copy.json").content.decode()
    assert "Орлова" not in copy
    assert {row["family_name"] for row in json.loads(copy)["data"]["bookings.Passenger"]} == {"Ковалёва"}
    page = client.get(f"/en/data/{asked.uuid}/").content.decode()
    assert ("Ковалёва" in page, "Орлова" in page, _neighbour.shown_reference in page) == (True, False, True)


def test_the_account_of_the_address_brings_its_orders_along_whatever_their_address(bought):
    person = account_of(SHARED)
    mine = bought("Ковалёва")
    bought("Сидоров", "Иван", email="work@example.org", account=person)
    plan = carry_out(request=ask(mine, "erasure"), now=LATER)
    assert (len(plan.erased), families(), User.objects.filter(pk=person.pk).exists()) == (2, set(), False)


@pytest.mark.parametrize("email", ["other@example.org", SHARED])
def test_an_account_of_another_address_or_of_one_not_proven_stays_out(bought, email):
    person = account_of(email, proven=email != SHARED)
    bought("Сидоров", "Иван", email="work@example.org", account=person)
    plan = carry_out(request=ask(bought("Ковалёва"), "erasure"), now=LATER)
    assert (len(plan.erased), families()) == (1, {"Сидоров"})


def test_a_clerk_has_seen_a_person_not_a_mailbox(bought):
    """Who can't read the address may not close its account, take its place in a queue, or have its letters."""
    account_of(SHARED)
    mine, neighbour = bought("Ковалёва"), bought("Орлова", "Инна")
    WaitingEntry.objects.create(
        origin=mine.origin, destination=mine.destination, departs_from=NOW, departs_before=LATER, size=1,
        currency="BYN", email=SHARED, language="be", created_at=NOW, joined_at=NOW,
    )  # fmt: skip
    asked = ask(mine, "erasure", reads_address=False, words="+375 29 000-00-00")
    clerk = sign_in(make_staff(DESK_CLERK))
    PrivacyRequest.objects.filter(pk=asked.pk).update(asked_at=NOW)
    Booking.objects.update(departs_at=NOW - timedelta(days=9))
    clerk.post(
        f"/admin/bookings/privacyrequest/{asked.pk}/decide/",
        {"do": "grant", "answer": "passport seen", "to": "new@example.org"},
    )
    assert families() == {"Орлова"}
    assert (WaitingEntry.objects.count(), User.objects.filter(email=SHARED).count()) == (1, 1)
    assert neighbour.notifications.exclude(email="").exists()


def test_the_copy_that_a_clerk_grants_goes_to_the_address_the_person_has_now(bought):
    asked = ask(bought("Ковалёва"), "export", reads_address=False, words="+375 29 000-00-00")
    clerk, address = sign_in(make_staff(DESK_CLERK)), f"/admin/bookings/privacyrequest/{asked.pk}/decide/"
    for to in ("", "nonsense"):
        clerk.post(address, {"do": "grant", "answer": "passport seen", "to": to})
        asked.refresh_from_db()
        assert asked.state == "checking"
    clerk.post(address, {"do": "grant", "answer": "passport seen", "to": "new@example.org"})
    asked.refresh_from_db()
    assert asked.state == "done"
    mail.outbox.clear()
    deliver_notifications(now=asked.done_at)
    assert [each.to for each in mail.outbox if "/data/" in str(each.body)] == [["new@example.org"]]


@pytest.mark.parametrize(
    ("one", "other", "is_same"),
    [
        (("Ковалёва", "Анна", None, ""), ("ковалева ", "АННА", date(1958, 9, 3), "4321"), True),
        (("Ковалёва", "Анна", date(1958, 9, 3), ""), ("Ковалёва", "Анна", date(1990, 9, 3), ""), False),
        (
            ("Kavaliova", "Hanna", date(1958, 9, 3), "4321"),
            ("Ковалёва", "Анна", date(1958, 9, 3), "4321"),
            True,
        ),
        (("Kavaliova", "Hanna", date(1958, 9, 3), ""), ("Ковалёва", "Анна", date(1958, 9, 3), ""), False),
        (("", "", None, ""), ("", "", None, ""), False),
    ],
)
def test_a_person_is_known_by_name_or_by_birth_date_and_document(one, other, is_same):
    people = [
        Passenger(
            family_name=family,
            given_name=given,
            birth_date=born,
            document_type="BY_PASSPORT",
            document_last4=end,
        )
        for family, given, born, end in (one, other)
    ]
    assert is_same_person(*people) is is_same


def test_a_scope_costs_the_same_for_three_orders_as_for_one(bought):
    mine = bought("Ковалёва")
    counts = []
    for _more in range(2):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            scope_of(email=SHARED, booking=mine)
        counts.append(len(queries))
        bought("Ковалёва")
        bought("Орлова", "Инна")
    assert counts[0] == counts[1] <= 5


def test_an_account_has_a_copy_of_all_its_orders_and_erases_them_by_its_own_address(bought, client, settings):
    settings.ACCOUNT_REAUTHENTICATION_REQUIRED = False
    person = account_of("anna@example.org")
    bought("Сидоров", "Иван", email="work@example.org", account=person)
    bought("Орлова", "Инна", email="anna@example.org")
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    copy = json.loads(client.get("/en/account/data.json").content)["data"]
    assert [row["family_name"] for row in copy["bookings.Passenger"]] == ["Сидоров"]
    assert copy["account.EmailAddress"][0]["email"] == "anna@example.org"
    page = client.get("/en/account/data").content.decode()
    assert ("Сидоров" in page, "Орлова" in page) == (True, False)
    for _press in range(2):
        assert client.post("/en/account/data").status_code == 303
    asked = PrivacyRequest.objects.get()
    assert asked.email == "anna@example.org"
    plan = carry_out(request=asked, now=LATER)
    assert (len(plan.erased), families()) == (1, {"Орлова"})
    assert not User.objects.filter(pk=person.pk).exists()
