"""The published schema: whole, true to the calls, and a page that needs nobody else's server."""

import re
from typing import Any

import pytest
from drf_spectacular.validation import validate_schema

from tests.api.client import Client


@pytest.fixture
def client(db: None) -> Client:
    return Client()


@pytest.fixture
def schema(client: Client) -> dict[str, Any]:
    answer = client.get("/api/v1/schema")
    assert answer["Content-Type"].startswith("application/vnd.oai.openapi+json")
    return answer.json()


def operations(schema: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    return [(path, method, call) for path, calls in schema["paths"].items() for method, call in calls.items()]


def test_it_is_valid_openapi_3_1(schema):
    assert schema["openapi"] == "3.1.0"
    validate_schema(schema)


def test_it_has_exactly_the_calls_of_this_version(schema):
    calls = {f"{method.upper()} {path.removeprefix('/api/v1')}" for path, method, _call in operations(schema)}
    booking, season = "/bookings/{reference}", "/season-tickets/{reference}"
    assert calls == {
        "GET /stops",
        "GET /stops/{code}/departures",
        "GET /routes",
        "GET /routes/{route_id}/timetable",
        "GET /trips",
        "GET /journeys",
        "GET /benefits",
        "GET /events",
        "POST /offers",
        "GET /dated-trips/{dated_trip_id}/seats",
        "GET /dated-trips/{dated_trip_id}/position",
        "PUT /dated-trips/{dated_trip_id}/position",
        "GET /alerts",
        "POST /bookings",
        f"GET {booking}",
        f"DELETE {booking}",
        f"PATCH {booking}/passengers/{{number}}",
        f"PATCH {booking}/seats",
        f"POST {booking}/payments",
        f"GET {booking}/payments/{{uuid}}",
        f"GET {booking}/tickets/{{number}}.pdf",
        f"GET {booking}/tickets/{{number}}.json",
        f"GET {booking}/tickets/{{number}}.ics",
        f"GET {booking}/receipt",
        f"GET {booking}/receipt.pdf",
        f"POST {booking}/refund-offers",
        f"GET {booking}/refund-offers/{{uuid}}",
        f"PATCH {booking}/refund-offers/{{uuid}}",
        f"POST {booking}/exchange-offers",
        f"GET {booking}/exchange-offers/{{uuid}}",
        f"PATCH {booking}/exchange-offers/{{uuid}}",
        "POST /season-ticket-offers",
        "POST /season-tickets",
        f"GET {season}",
        f"DELETE {season}",
        f"GET {season}.pdf",
        f"POST {season}/payments",
        f"POST {season}/reservations",
        f"POST {season}/refund-offers",
        f"GET {season}/refund-offers/{{uuid}}",
        f"PATCH {season}/refund-offers/{{uuid}}",
        "GET /account",
        "GET /account/tokens",
        "DELETE /account/tokens/{uuid}",
        "GET /account/bookings",
        "POST /account/bookings",
        "POST /waiting-list-entries",
        "GET /waiting-list-entries/{uuid}",
        "PATCH /waiting-list-entries/{uuid}",
        "DELETE /waiting-list-entries/{uuid}",
    }


def test_every_call_has_a_name_words_and_problems(schema):
    names = [call["operationId"] for _path, _method, call in operations(schema)]
    assert len(set(names)) == len(names)
    for path, method, call in operations(schema):
        assert call["summary"], (path, method)
        assert call["description"], (path, method)
        refusals = {code: answer for code, answer in call["responses"].items() if code >= "400"}
        assert {"400", "404", "406", "429", "503"} <= refusals.keys()
        assert {kind for answer in refusals.values() for kind in answer["content"]} == {
            "application/problem+json"
        }


def test_every_write_but_a_search_takes_an_idempotency_key(schema):
    for path, method, call in operations(schema):
        takes = any(parameter["name"] == "Idempotency-Key" for parameter in call["parameters"])
        searches = {"/api/v1/offers", "/api/v1/season-ticket-offers"}
        once_by_itself = path in searches or path.endswith("/position")
        assert takes == (method != "get" and not once_by_itself)


def test_every_read_knows_etags(schema):
    for _path, method, call in operations(schema):
        assert ("304" in call["responses"]) == (method == "get")


def test_what_needs_the_bookings_token_says_so(schema):
    assert schema["components"]["securitySchemes"]["booking"]["scheme"] == "bearer"
    for path, _method, call in operations(schema):
        assert (call["security"] == [{"booking": []}]) == ("/bookings/{reference}" in path)
        assert (call["security"] == [{"season": []}]) == ("/season-tickets/{reference}" in path)
        assert (call["security"] == [{"account": []}]) == path.startswith("/api/v1/account")
        assert (call["security"] == [{"waiting": []}]) == (path == "/api/v1/waiting-list-entries/{uuid}")


def test_components_have_the_names_a_client_wants(schema):
    names = schema["components"]["schemas"].keys()
    assert names >= {"Booking", "BookingRequest", "Offer", "PassengerPatch", "Problem", "SeatMode", "Country"}
    assert not [name for name in names if re.search("Output|RequestRequest|InputRequest|Patched", name)]


def test_the_introduction_shows_the_way_in_curl(schema):
    assert schema["info"]["description"].count("curl ") >= 6


def test_it_comes_as_yaml_too(client):
    answer = client.get("/api/v1/schema", headers={"Accept": "application/vnd.oai.openapi"})
    assert answer.content.startswith(b"openapi: 3.1.0")


def test_it_is_kept_by_caches_and_not_sent_again_unchanged(client):
    first = client.get("/api/v1/schema")
    assert "public" in first["Cache-Control"]
    again = client.get("/api/v1/schema", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304


def test_the_page_keeps_to_the_policy(client):
    answer = client.get("/api/v1/docs", headers={"Accept": "text/html"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert not re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|https?://", page)
    script = client.get(
        re.findall(r'<script src="([^"]+)"', page)[-1].replace("&amp;", "&"), headers={"Accept": "*/*"}
    )
    assert script["Content-Type"] == "application/javascript"
    assert "/api/v1/schema" in script.content.decode()
