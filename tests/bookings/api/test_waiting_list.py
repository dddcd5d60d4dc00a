"""The waiting list over the API: joined, read, offered, changed, left; once however often it is sent."""

import pytest

from bookings import inventory
from bookings.models import Booking, WaitingEntry
from bookings.operations.follow_queue import serve_queues
from tests.api.client import Client
from tests.bookings.api.steps import ADULT, IN_SEASON, PENSIONER, PURCHASER, Steps
from tests.factories import fill_small_train

LIST = "/waiting-list-entries"
WISH = {
    "origin": "VITEBSK",
    "destination": "SMOLENSK",
    "date": IN_SEASON,
    "passengers": [ADULT],
    "purchaser": {"email": "kovaleva@example.org", "language": "be"},
}


@pytest.fixture
def holder(steps: Steps) -> Booking:
    """Who holds both seats of the day's only train."""
    (offer,) = steps.offers()
    return fill_small_train(offer["trip"]["dated_trip"])


def join(client: Client, **fields: object) -> dict:
    answer = client.send("POST", LIST, WISH | fields)
    assert answer.status_code == 201, answer.json()
    return answer.json()


def opened(entry: dict) -> Client:
    return Client(entry["access_token"])


def test_a_party_waits_with_its_benefits_and_hears_its_place(client, holder) -> None:
    first = join(client, passengers=[ADULT, PENSIONER], together=True, departs_before="18:00")
    second = join(client, currency="RUB")
    assert first["state"] == "WAITING"
    assert first["passengers"][1] == PENSIONER
    assert first["departs_before"] == f"{IN_SEASON}T18:00:00+03:00"
    assert (first["parties_before"], second["parties_before"]) == (0, 1)
    assert second["trains"][0]["dated_trip"] == holder.dated_trip_id
    assert opened(second).read(f"{LIST}/{second['id']}").json() == {
        name: value for name, value in second.items() if name != "access_token"
    }


def test_the_answer_says_where_the_entry_is(client, holder) -> None:
    answer = client.send("POST", LIST, WISH)
    assert answer["Location"] == f"/api/v1{LIST}/{answer.json()['id']}"


def test_sent_twice_it_joins_once(client, holder) -> None:
    answers = [client.send("POST", LIST, WISH, key="k") for _turn in range(2)]
    assert answers[0].json() == answers[1].json()
    assert answers[1]["Idempotent-Replayed"] == "true"
    assert WaitingEntry.objects.count() == 1


def test_an_offer_is_a_booking_that_its_token_opens(client, holder, now) -> None:
    entry = join(client)
    inventory.release(booking_id=holder.pk, passenger_numbers=[1])
    serve_queues(now=now)
    read = opened(entry).read(f"{LIST}/{entry['id']}").json()
    assert (read["state"], read["trains"]) == ("OFFERED", [])
    offer = read["offer"]
    booking = Client(offer["access_token"]).read(f"/bookings/{offer['reference']}").json()
    assert booking["state"] == "PREBOOKED"
    assert booking["confirmation_time_limit"] == offer["confirmation_time_limit"]
    assert booking["purchaser"] == {"email": "kovaleva@example.org", "phone": "", "language": "be"}
    assert opened(entry).send("DELETE", f"{LIST}/{entry['id']}").status_code == 204
    assert opened(entry).read(f"{LIST}/{entry['id']}").json()["state"] == "REFUSED"
    again = opened(entry).send("DELETE", f"{LIST}/{entry['id']}")
    assert (again.status_code, again.json()["code"], again.json()["state"]) == (409, "not_waiting", "REFUSED")


def test_a_change_keeps_what_it_does_not_name(client, holder) -> None:
    entry = join(client, passengers=[ADULT, ADULT], departs_before="18:00")
    changed = opened(entry).send("PATCH", f"{LIST}/{entry['id']}", {"passengers": [ADULT]}).json()
    assert changed == {name: value for name, value in entry.items() if name != "access_token"} | {
        "passengers": changed["passengers"]
    }
    moved = opened(entry).send("PATCH", f"{LIST}/{entry['id']}", {"departs_before": None}).json()
    assert moved["departs_before"] == "2027-10-20T00:00:00+03:00"
    assert WaitingEntry.objects.get().email == PURCHASER["email"]


@pytest.mark.parametrize(
    ("fields", "status", "code"),
    [
        ({"departs_from": "18:00", "departs_before": "08:00"}, 409, "nothing_to_wait_for"),
        ({"date": "2027-01-01"}, 409, "nothing_to_wait_for"),
        ({"destination": "VITEBSK"}, 409, "nothing_to_wait_for"),
        ({"destination": "NOWHERE"}, 404, "stop_not_found"),
        ({"departs_from": "24:00"}, 400, "request_not_understood"),
        ({"passengers": []}, 400, "request_not_understood"),
        ({"passengers": [{"benefit": "NO_SUCH"}]}, 422, "party_refused"),
        ({"purchaser": {"email": "anna"}}, 400, "request_not_understood"),
    ],
)
def test_a_wish_that_cannot_be_waited_for_is_refused(client, holder, fields, status, code) -> None:
    answer = client.send("POST", LIST, WISH | fields)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer["Content-Type"].startswith("application/problem+json")
    assert not WaitingEntry.objects.exists()


def test_free_seats_are_to_be_bought(client, steps) -> None:
    (offer,) = steps.offers()
    answer = client.send("POST", LIST, WISH)
    assert (answer.status_code, answer.json()["code"]) == (409, "seats_free")
    assert answer.json()["dated_trip"] == offer["trip"]["dated_trip"]


def test_an_address_waits_in_four_queues(client, holder) -> None:
    for _turn in range(4):
        join(client)
    answer = client.send("POST", LIST, WISH)
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_waiting")


def test_only_its_token_opens_an_entry(client, holder, steps) -> None:
    entry, other = join(client), join(client)
    assert client.read(f"{LIST}/{entry['id']}").status_code == 401
    assert opened(other).read(f"{LIST}/{entry['id']}").status_code == 404
    assert opened(other).send("DELETE", f"{LIST}/{entry['id']}").status_code == 404
