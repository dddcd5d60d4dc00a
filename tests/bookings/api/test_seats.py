"""GET /dated-trips/{id}/seats and /benefits."""

import pytest

from tests.api.client import Client
from tests.bookings.api.steps import ADULT

WHOLE = {"origin": "VITEBSK", "destination": "SMOLENSK"}


@pytest.fixture
def train(steps):
    return steps.offers()[0]["trip"]["dated_trip"]


def states(answer):
    assert answer.status_code == 200, answer.json()
    coaches = answer.json()["coaches"]
    return {(coach["number"], seat["number"]): seat["state"] for coach in coaches for seat in coach["seats"]}


def test_the_plan_shows_every_seat_of_the_train(client, train):
    answer = client.read(f"/dated-trips/{train}/seats", **WHOLE)
    plan = answer.json()
    assert (plan["seat_mode"], len(plan["coaches"])) == ("numbered", 2)
    assert set(states(answer).values()) == {"free"}
    kinds = {seat["kind"] for coach in plan["coaches"] for seat in coach["seats"]}
    assert kinds >= {"seat", "wheelchair"}
    ordinary = [seat for coach in plan["coaches"] for seat in coach["seats"] if seat["kind"] == "seat"]
    assert plan["seats_left"] == len(ordinary)


def test_a_kept_seat_is_taken_over_its_own_section_only(steps, train):
    way = {"origin": "VITEBSK", "destination": "RUDNYA", "date": "2027-10-19", "passengers": [ADULT]}
    (offer,) = steps.client.send("POST", "/offers", way).json()["offers"]
    booking = steps.book(offer=offer["id"], seats=[{"coach": 1, "number": 13}])
    assert booking["trip"]["destination"]["code"] == "RUDNYA"
    path = f"/dated-trips/{train}/seats"
    assert states(steps.client.read(path, **WHOLE))[1, 13] == "taken"
    behind = {"origin": "RUDNYA", "destination": "SMOLENSK"}
    assert states(steps.client.read(path, **behind))[1, 13] == "free"


def test_with_the_token_ones_own_seats_show(steps, train):
    booking = steps.book(seats=[{"coach": 1, "number": 13}])
    query = WHOLE | {"booking": booking["reference"]}
    assert states(steps.opened(booking).read(f"/dated-trips/{train}/seats", **query))[1, 13] == "yours"
    assert Client().read(f"/dated-trips/{train}/seats", **query).status_code == 401


@pytest.mark.parametrize("way", [WHOLE, {"origin": "SMOLENSK", "destination": "VITEBSK"}])
def test_a_train_that_does_not_go_there_has_no_plan(client, train, way):
    number = train if way is not WHOLE else 999_999_999_999_999_999
    answer = client.read(f"/dated-trips/{number}/seats", **way)
    assert (answer.status_code, answer.json()["code"]) == (404, "trip_not_found")


def test_the_plan_takes_the_same_queries_however_full_the_train(steps, train, django_assert_num_queries):
    for _again in range(2):
        with django_assert_num_queries(8):
            steps.client.read(f"/dated-trips/{train}/seats", **WHOLE)
        steps.book(ADULT, ADULT, ADULT)


def benefits(client, **query):
    return {row["code"]: row for row in client.read("/benefits", **query).json()["benefits"]}


def test_benefits_name_their_law_share_season_and_proof(client):
    benefit = benefits(client)["BY_PENSIONER_SEASON"]
    assert (benefit["country"], benefit["discount_percent"]) == ("BY", 50)
    assert (benefit["season_from"], benefit["season_to"]) == ("05-01", "10-31")
    assert all(benefit[name] for name in ("name", "proof", "act", "quality"))


def test_benefits_are_those_of_the_law_asked_for(client):
    assert {row["country"] for row in benefits(client, country="RU").values()} == {"RU"}
    assert {row["country"] for row in benefits(client).values()} == {"BY", "RU"}


def test_benefits_that_can_not_be_asked_for_are_left_out(client):
    assert "BY_PUPIL_LOCAL" not in benefits(client)


def test_benefits_are_named_in_the_language_asked_for(now):
    names = {benefits(Client(language=code))["BY_PENSIONER_SEASON"]["name"] for code in ("ru", "be", "en")}
    assert len(names) == 3


def test_an_unknown_law_is_refused(client):
    assert client.read("/benefits", country="PL").status_code == 400


def test_benefits_take_one_query(client, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.read("/benefits")
