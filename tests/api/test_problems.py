"""What any call answers when it isn't understood: a problem document in the reader's language, never a 500."""

import json
from collections.abc import Iterator

import pytest
from django.test import override_settings
from django.urls import path

from railway import errors
from railway.lib.endpoint import LIVE, endpoint
from railway.urls import urlpatterns as real
from tests.api.client import Client

OFFERS = "/api/v1/offers"
JSON = "application/json"
PROBLEM = "application/problem+json"


@pytest.fixture
def client(db: None) -> Client:
    return Client()


def problem(answer, status, code):
    assert (answer.status_code, answer["Content-Type"]) == (status, PROBLEM)
    document = answer.json()
    assert (document["status"], document["code"]) == (status, code)
    assert document["title"]
    assert document["detail"]
    assert answer["Cache-Control"] == "no-store"
    return document


@pytest.mark.parametrize("method", ["get", "post", "put", "delete", "patch", "trace"])
@pytest.mark.parametrize(
    "address", ["/api/v1/nothing", "/api/v1/", "/api/v1/stops/", "/api/v2/stops", "/api/"]
)
def test_an_address_that_there_is_not_is_a_problem_document(client, method, address):
    problem(client.generic(method.upper(), address), 404, "not_found")


@pytest.mark.parametrize(
    ("method", "address", "allowed"),
    [
        ("POST", "/api/v1/stops", {"GET", "HEAD"}),
        ("GET", OFFERS, {"POST"}),
        ("PUT", "/api/v1/bookings/AAAAAAA", {"GET", "HEAD", "DELETE"}),
        ("OPTIONS", "/api/v1/bookings/AAAAAAA/passengers/1", {"PATCH"}),
        ("TRACE", "/api/v1/bookings", {"POST"}),
    ],
)
def test_a_method_that_an_address_does_not_take_is_answered_with_those_it_takes(
    client, method, address, allowed
):
    answer = client.generic(method, address)
    problem(answer, 405, "method_not_allowed")
    assert set(answer["Allow"].split(", ")) == allowed


def test_who_answers_get_answers_head(client):
    answer = client.head("/api/v1/stops")
    assert (answer.status_code, answer.content) == (200, b"")


def test_only_json_is_answered(client):
    problem(client.get("/api/v1/stops", headers={"Accept": "text/csv"}), 406, "not_acceptable")


def test_a_format_in_the_query_changes_nothing(client):
    assert client.get("/api/v1/stops?format=html").status_code == 200


@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "", "no/such; x="]
)
def test_only_json_is_taken(client, kind):
    problem(client.generic("POST", OFFERS, b'{"origin": "VITEBSK"}', kind), 415, "unsupported_media_type")


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"\xff\xfe",
        b"nonsense",
        b'{"date": NaN}',
        b'{"date": Infinity}',
        b'{"origin": "A\\u0000B"}',
        b'{"origin": "\\ud800"}',
        b'{"\\u0000": 1}',
        b"[" * 20 + b"]" * 20,
        b"[" * 30_000,
        b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
        b'{"passengers": ' + b"9" * 5_000 + b"}",
    ],
)
def test_what_is_no_json_or_can_not_be_kept_is_refused(client, body):
    problem(client.generic("POST", OFFERS, body, JSON), 400, "parse_error")


@pytest.mark.parametrize(
    "body",
    [b"", b"null", b"[]", b'"x"', b"1", b"1e999", b'{"date": 1e999}', b'{"origin": 9999999999999999999999}'],
)
def test_json_of_another_shape_is_pointed_at(client, body):
    document = problem(client.generic("POST", OFFERS, body, JSON), 400, "request_not_understood")
    assert document["pointers"]


def test_a_body_larger_than_any_request_needs_is_not_read(client):
    body = json.dumps({"origin": "A" * 64_000}).encode()
    problem(client.generic("POST", OFFERS, body, JSON), 413, "body_too_large")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("ru", "Не найдено"),
        ("be", "Не знойдзена"),
        ("en", "Not found"),
        ("pl,be;q=0.8", "Не знойдзена"),
    ],
)
def test_problems_speak_the_readers_language(db, language, words):
    assert Client(language=language).get("/api/v1/nothing").json()["title"] == words


def test_fields_have_words_of_their_own(client):
    document = client.send("POST", "/offers", {}).json()
    details = {one["pointer"]: one["detail"] for one in document["pointers"]}
    assert details["/origin"] == "This field is needed."


@endpoint("GET", cache=LIVE)
def broken(request):
    """A view with a fault."""
    raise ZeroDivisionError


@endpoint("GET", cache=LIVE)
def without_database(request):
    """A view whose database can't be reached."""
    from django.db import OperationalError

    raise OperationalError("connection refused")


urlpatterns = [path("api/v1/broken", broken), path("api/v1/down", without_database), *real]
handler400, handler500 = errors.bad_request, errors.server_error


@pytest.fixture
def faulty() -> Iterator[Client]:
    with override_settings(ROOT_URLCONF=__name__):
        client = Client()
        client.raise_request_exception = False
        yield client


def test_a_fault_of_ours_is_a_problem_document_too(faulty):
    document = problem(faulty.get("/api/v1/broken"), 500, "error")
    assert len(document["trouble_code"]) == 6


def test_a_host_that_is_not_ours_is_refused_as_the_rest(client):
    problem(client.get("/api/v1/stops", headers={"Host": "evil.example"}), 400, "bad_request")


def test_without_the_database_the_answer_is_to_try_again(faulty):
    answer = faulty.get("/api/v1/down")
    problem(answer, 503, "busy")
    assert int(answer["Retry-After"]) >= 1
