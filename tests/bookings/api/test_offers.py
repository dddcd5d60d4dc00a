"""POST /offers: the true price, explained."""

from decimal import Decimal

import pytest

from bookings.models import ExchangeRate
from tests.api.client import Client
from tests.bookings.api.steps import ADULT, IN_SEASON, OUT_OF_SEASON, PENSIONER, Steps

SATURDAY = "2027-10-23"


def prices(offer):
    return [Decimal(passenger["price"]["amount"]) for passenger in offer["passengers"]]


def child(birth_date):
    return {"birth_date": birth_date, "country": "RU"}


def test_a_pensioner_of_belarus_pays_half_in_the_season_and_all_of_it_after(steps):
    for date, share in ((IN_SEASON, Decimal("0.5")), (OUT_OF_SEASON, Decimal(1))):
        (offer,) = steps.offers(ADULT, PENSIONER, date=date)
        adult, pensioner = prices(offer)
        assert pensioner == adult * share
        assert Decimal(offer["total"]["amount"]) == adult + pensioner


def test_out_of_season_the_pensioner_is_told_why(steps):
    (offer,) = steps.offers(PENSIONER, date=OUT_OF_SEASON)
    (passenger,) = offer["passengers"]
    assert passenger["benefit"] is None
    (warning,) = passenger["warnings"]
    assert (warning["code"], warning["pointer"]) == ("out_of_season", "/passengers/0/benefit")
    assert "full fare" in warning["detail"]


@pytest.mark.parametrize(("birth_date", "free"), [("2020-10-19", True), ("2020-10-18", False)])
def test_a_child_travels_free_in_russia_through_the_seventh_birthday_itself(steps, birth_date, free):
    (offer,) = steps.offers(ADULT, child(birth_date))
    _adult, seven = offer["passengers"]
    assert (seven["price"]["amount"] == "0.00") == free
    assert (seven["benefit"] == "RU_CHILD_7") == free


def test_the_price_is_explained_line_by_line_and_the_lines_add_up(steps):
    (offer,) = steps.offers(PENSIONER)
    (fare,) = offer["passengers"]
    kinds = [line["kind"] for line in fare["lines"]]
    assert kinds == ["section", "section", "conversion", "reduction", "total"]
    sums = {
        line["kind"]: Decimal(line["amount"]["amount"]) for line in fare["lines"] if line["kind"] == "total"
    }
    parts = sum(Decimal(line["amount"]["amount"]) for line in fare["lines"] if line["kind"] != "total")
    assert sums["total"] == parts == Decimal(fare["price"]["amount"])
    assert fare["reason"]["is_granted"]
    assert fare["reason"]["carry"]


def test_the_other_currency_stands_beside_and_may_be_chosen(steps):
    (byn,), (rub,) = steps.offers(), steps.offers(currency="RUB")
    assert (byn["total"]["currency"], byn["other_total"]["currency"]) == ("BYN", "RUB")
    assert (rub["total"], rub["other_total"]) == (byn["other_total"], byn["total"])


def test_an_offer_tells_the_train_with_local_times_and_the_seats_left(steps):
    (offer,) = steps.offers()
    assert offer["trip"]["train"] == "6722"
    assert offer["trip"]["origin"]["time"] == f"{IN_SEASON}T07:12:00+03:00"
    assert offer["trip"]["destination"]["name"] == "Smolensk-Tsentralny"
    assert offer["seats_left"] > 100
    assert (offer["available"], offer["refusal"]) == (True, None)
    assert offer["expires"] == "2027-10-12T09:20:00+03:00"


def test_a_train_that_has_left_is_listed_and_can_not_be_booked(steps):
    (offer,) = steps.offers(date="2027-10-12")
    assert (offer["id"], offer["available"], offer["refusal"]) == (None, False, "departed")


@pytest.mark.parametrize(("language", "word"), [("ru", "Витебск"), ("be", "Віцебск"), ("en", "Vitebsk")])
def test_the_explanation_speaks_the_readers_language(now, language, word):
    (offer,) = Steps(Client(language=language)).offers()
    assert word in offer["passengers"][0]["lines"][0]["text"]


def test_the_queries_do_not_grow_with_trains_and_passengers(steps, django_assert_max_num_queries):
    with django_assert_max_num_queries(16) as one:
        assert len(steps.offers(PENSIONER)) == 1
    with django_assert_max_num_queries(16) as two:
        assert len(steps.offers(ADULT, PENSIONER, ADULT, date=SATURDAY)) == 2
    assert len(one) == len(two)


def refusal(client, **fields):
    way = {"origin": "VITEBSK", "destination": "SMOLENSK", "date": IN_SEASON, "passengers": [ADULT]}
    answer = client.send("POST", "/offers", way | fields)
    assert answer["Content-Type"] == "application/problem+json"
    return answer.status_code, answer.json()


def test_an_unknown_benefit_is_pointed_at(client):
    status, problem = refusal(client, passengers=[ADULT, ADULT | {"benefit": "NO_SUCH"}])
    assert (status, problem["code"]) == (422, "party_refused")
    (pointer,) = problem["pointers"]
    assert (pointer["pointer"], pointer["code"]) == ("/passengers/1/benefit", "unknown_benefit")
    assert pointer["detail"]


def test_somebody_not_yet_born_is_pointed_at(client):
    status, problem = refusal(client, passengers=[child("2027-10-20")])
    assert (status, problem["pointers"][0]["pointer"]) == (422, "/passengers/0/birth_date")


def test_before_the_first_exchange_rate_nothing_can_be_priced(client):
    ExchangeRate.objects.all().delete()
    status, problem = refusal(client)
    assert (status, problem["code"], problem["reason"]) == (409, "not_on_sale", "no_price")


def test_an_unknown_stop_is_pointed_at(client):
    status, problem = refusal(client, destination="NOWHERE")
    assert (status, problem["code"], problem["pointers"][0]["pointer"]) == (
        404,
        "stop_not_found",
        "/destination",
    )


@pytest.mark.parametrize(
    ("fields", "pointer", "code"),
    [
        ({"passengers": []}, "/passengers", "min_length"),
        ({"passengers": [ADULT] * 5}, "/passengers", "max_length"),
        ({"passengers": "me"}, "/passengers", "not_a_list"),
        ({"passengers": [ADULT, {"birth_date": "2020-13-01"}]}, "/passengers/1/birth_date", "date_expected"),
        ({"passengers": [ADULT | {"country": "PL"}]}, "/passengers/0/country", "invalid_choice"),
        ({"date": None}, "/date", "null"),
        ({"currency": "EUR"}, "/currency", "invalid_choice"),
        ({"origin": {"a": 1}}, "/origin", "invalid"),
    ],
)
def test_what_is_not_understood_is_pointed_at(client, fields, pointer, code):
    status, problem = refusal(client, **fields)
    assert (status, problem["code"]) == (400, "request_not_understood")
    assert (pointer, code) in [(one["pointer"], one["code"]) for one in problem["pointers"]]
