"""GET /stops and /routes."""

import pytest

from tests.api.client import Client
from timetables.models import Stop


def by_code(answer):
    return {row["code"]: row for row in answer.json()["results"]}


def test_a_stop_has_its_name_in_the_language_asked_for_and_in_all_three(client):
    for language, name in (("ru", "Витебск"), ("be", "Віцебск"), ("en", "Vitebsk")):
        stop = by_code(Client(language=language).read("/stops"))["VITEBSK"]
        assert stop["name"] == name
        assert stop["names"] == {"ru": "Витебск", "be": "Віцебск", "en": "Vitebsk"}
    assert (stop["country"], stop["timezone"], stop["esr"]) == ("BY", "Europe/Minsk", "160002")


def test_stops_leave_out_where_nobody_gets_on_or_off(client):
    codes = by_code(client.read("/stops")).keys()
    assert len(codes) == Stop.objects.filter(kind__in=["station", "halt"]).count()
    assert not Stop.objects.filter(kind__in=["border", "post"], stop_id__in=codes).exists()


def test_pages_lead_through_all_stops_once(client):
    everything = list(by_code(client.read("/stops")))
    found, address = [], "/api/v1/stops?page_size=7"
    while address:
        page = client.get(address).json()
        assert len(page["results"]) <= 7
        found += [row["code"] for row in page["results"]]
        address = page["next"]
    assert found == everything


@pytest.mark.parametrize(
    "cursor", ["x", "cD1hYmM=", "cD05OTk5OTk5OTk5OTk5OTk5OTk5OTk5", "cD0lMDA=", "bz0xZTk="]
)
def test_a_cursor_that_was_not_made_here_leads_nowhere(client, cursor):
    answer = client.get(f"/api/v1/stops?cursor={cursor}")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_name_typed_on_the_wrong_keyboard_finds_its_stop(client):
    assert list(by_code(client.read("/stops", q="dbnt,cr"))) == ["VITEBSK"]


@pytest.mark.parametrize("rows", [1, 3])
def test_a_page_of_stops_takes_one_query_whatever_its_length(client, django_assert_num_queries, rows):
    with django_assert_num_queries(1):
        assert len(client.read("/stops", page_size=rows).json()["results"]) == rows


@pytest.mark.parametrize("rows", [1, 2])
def test_a_page_of_lines_takes_one_query_whatever_its_length(client, django_assert_num_queries, rows):
    with django_assert_num_queries(1):
        assert len(client.read("/routes", page_size=rows).json()["results"]) == rows


def test_lines_are_named_in_the_language_asked_for(client):
    (vitebsk,) = [
        row for row in Client(language="be").read("/routes").json()["results"] if row["id"] == "VIT-SMO"
    ]
    assert vitebsk["name"] == vitebsk["names"]["be"] != vitebsk["names"]["ru"]
    assert vitebsk["agency"]["name"]


def test_an_unchanged_list_is_not_sent_again(client):
    first = client.read("/stops")
    assert "max-age=300" in first["Cache-Control"]
    assert "Accept-Language" in first["Vary"]
    again = client.get("/api/v1/stops", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_another_language_has_another_tag(client):
    assert client.read("/stops")["ETag"] != Client(language="be").read("/stops")["ETag"]
