"""Calls made out of the published schema: none ends in an error of ours, or in an answer that it doesn't name."""

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from railway.wsgi import application
from tests.api.client import Client
from tests.api.conftest import Bookings
from tests.api.others import SEASON_ORDER, SECTION

EXAMPLES = 12  # beside the boundary values that are tried always: some 1,500 calls in all
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    unsupported_method,
]
OF_PAID = ("/tickets/", "/receipt", "/refund-offers", "/exchange-offers")
OF_PAID_SEASON = (".pdf", "/reservations", "/refund-offers")


# As a client gets it; this needs no database.
schema = schemathesis.openapi.from_wsgi("/api/v1/schema", application)
seen: dict[str, list[int]] = {}


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """Let the test's transaction live on when a request ends, as Django's own test client does."""
    ends = (request_started, request_finished)
    for signal in ends:
        signal.disconnect(close_old_connections)
    yield
    for signal in ends:
        signal.connect(close_old_connections)


@pytest.fixture(scope="module", autouse=True)
def every_call_went_well_at_least_once() -> Iterator[None]:
    """Calls that are only ever refused prove little."""
    yield
    assert not [call for call, codes in seen.items() if not any(200 <= code < 300 for code in codes)]


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_no_call_is_answered_but_as_the_schema_says(case: Any, bookings: Bookings, db: None) -> None:
    codes = seen.setdefault(f"{case.operation.method.upper()} {case.operation.path}", [])
    lead(case, bookings, truly=len(codes) % 2 == 0)
    case.headers["Accept-Encoding"] = "identity"  # the checks read bodies as they came
    with transaction.atomic():
        response = case.call(environ_overrides={"REMOTE_ADDR": Client().address})
        transaction.set_rollback(True)
    codes.append(response.status_code)
    case.validate_response(response, checks=CHECKS)


def lead(case: Any, bookings: Bookings, *, truly: bool) -> None:
    """Open a real booking each time; every other call names real things as well, so that good answers are seen."""
    path = case.operation.path
    if "{reference}" in path:
        case.path_parameters["reference"] = order_of(path, bookings)["reference"]
    if token := token_for(path, bookings):
        case.headers["Authorization"] = f"Bearer {token}"
    if not truly:
        return
    real = {
        "uuid": real_uuid(case.operation.path, bookings),
        "number": "1",
        "code": "VITEBSK",
        "route_id": "VIT-SMO",
        "dated_trip_id": bookings.dated_trip,
    }
    for place in (case.path_parameters, case.query):
        for name in (place or {}).keys() & real.keys():
            place[name] = real[name]
    way = {"origin": "VITEBSK", "destination": "SMOLENSK", "date": bookings.date}
    for name in (case.query or {}).keys() & way.keys():
        case.query[name] = way[name]
    if isinstance(case.body, dict):
        lead_body(case, bookings, way)


def order_of(path: str, bookings: Bookings) -> dict[str, Any]:
    """The booking or season ticket that such a call can go well for."""
    if "season" in path:
        others, is_paid = bookings.others, any(part in path for part in OF_PAID_SEASON)
        return others.season_paid if is_paid else others.season_held
    return bookings.paid if any(part in path for part in OF_PAID) else bookings.held


def token_for(path: str, bookings: Bookings) -> str:
    """The token that opens such an address, "" where none is needed."""
    if "{reference}" in path:
        return order_of(path, bookings)["access_token"]
    others = bookings.others
    keys = {
        "waiting-list": bookings.waiting["access_token"],
        "/account": others.account,
        "/events": others.partner,
        "/position": others.device,
    }
    return next((token for part, token in keys.items() if part in path), "")


def lead_body(case: Any, bookings: Bookings, way: dict[str, str]) -> None:
    """Ask for what there is."""
    case.body.update({name: way[name] for name in case.body.keys() & way.keys()})
    asked = {
        "season-ticket-offers": SECTION,
        "season-tickets": SEASON_ORDER,
        "reservations": {"dated_trip": bookings.dated_trip},
        "position": {"measured_at": "2027-10-12T05:59:00Z"},
        "account/bookings": {name: bookings.held[name] for name in ("reference", "access_token")},
    }
    for end, body in asked.items():
        if case.operation.path.endswith(f"/{end}"):
            case.body.update(body)
    if "/exchange-offers" in case.operation.path:
        for name in ("passengers", "currency", "seats"):
            case.body.pop(name, None)
    if "waiting-list" in case.operation.path:
        case.body.update({"date": bookings.full_date, "passengers": [{}]})
        for name in ("departs_from", "departs_before", "currency", "together"):
            case.body.pop(name, None)
    if "offer" in case.body:
        case.body["offer"] = bookings.offer
        case.body["passengers"] = [{}]


def real_uuid(path: str, bookings: Bookings) -> str:
    """The uuid of what such an address names."""
    if "waiting-list" in path:
        return bookings.waiting["id"]
    if "/account" in path:
        return bookings.others.other_login
    if "season" in path:
        return bookings.others.season_refund
    if "refund" in path:
        return bookings.refund_offer
    return bookings.exchange_offer if "exchange" in path else bookings.payment
