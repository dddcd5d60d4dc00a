"""Explained prices in words of three languages."""

import inspect
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings.fares import Problem, applies, best_benefit, documents
from bookings.models import ExchangeRate
from bookings.offers import PartyMember, price_party, select_trip
from bookings.offers.problem_words import WORDS
from bookings.offers.wording import fare_lines, fare_reason, load_glossary, problem_text
from tests.bookings.true_line import DAY, NOW, make_true_train

pytestmark = pytest.mark.usefixtures("rules")
PENSIONER = PartyMember("BY", "BY_PENSIONER_SEASON")
DISABLED = PartyMember("BY", "BY_DISABLED_1")


def _fare(member: PartyMember, *, day: date = DAY, currency: str = "BYN") -> dict[str, Any]:
    train = make_true_train(day=day)
    selection = select_trip(dated_trip_id=train.pk, origin_code="VITEBSK", destination_code="SMOLENSK")
    return price_party(selection=selection, party=[member], currency=currency, now=NOW).fares[0].to_json()


def test_lines_name_sections_rate_reduction_and_total_in_the_order_they_add_up() -> None:
    lines = fare_lines(_fare(PENSIONER), language="en")
    assert [line.kind for line in lines] == ["section", "section", "conversion", "reduction", "total"]
    assert lines[0].text.replace("\u00a0", " ") == "Vitebsk – border, 60 km"
    assert sum(line.amount.amount for line in lines[:-1]) == lines[-1].amount.amount == Decimal("5.34")


def test_the_section_says_whose_tariff_it_is_and_how_it_is_rounded() -> None:
    section = fare_lines(_fare(PENSIONER), language="en")[0]
    assert (
        section.hint.replace("\u00a0", " ")
        == "tariff of Belarus since 1 January 2026, rounded up to 0.05 BYN"
    )
    assert "Not checked against the published text yet" in section.legal


def test_a_rate_that_nobody_has_checked_is_called_so_and_another_names_its_source() -> None:
    assert fare_lines(_fare(PENSIONER), language="ru")[2].hint == "учебный курс: банк его не устанавливал"
    ExchangeRate.objects.update(quality="S", source="Нацбанк РБ")
    assert fare_lines(_fare(PENSIONER), language="ru")[2].hint == "Нацбанк РБ"


def test_a_reason_says_who_why_where_what_to_carry_and_the_act() -> None:
    reason = fare_reason(_fare(PENSIONER), travel_date=DAY, language="en")
    assert reason
    assert reason.is_granted
    plain = reason.text.replace("\u00a0", " ")
    assert plain == (
        "Pensioners of Belarus pay half from 1 May to 31 October. Your trip on 15 May falls in this season."
    )
    assert reason.where == "The benefit holds both in Belarus and in Russia."
    assert reason.carry == "pension certificate, the original"
    assert reason.without.replace("\u00a0", " ") == "Without it the conductor will ask for 5.34 BYN more."
    assert reason.legal.startswith("Decree of the President of Belarus No.\u00a0176 of 29 Apr 2011")


def test_out_of_season_the_reason_says_when_it_starts_again() -> None:
    reason = fare_reason(_fare(PENSIONER, day=date(2027, 12, 1)), language="en")
    assert reason
    assert not reason.is_granted
    assert "It starts again on 1 May 2028" in reason.text.replace("\u00a0", " ")


@pytest.mark.parametrize("language", ["ru", "be", "en"])
def test_each_language_has_its_own_law(language: str) -> None:
    reason = fare_reason(_fare(PENSIONER), travel_date=DAY, language=language)
    acts = {"ru": "Указ Президента РБ", "be": "Указ Прэзідэнта РБ", "en": "Decree of the President"}
    assert reason
    assert reason.legal.startswith(acts[language])


def test_a_sensitive_benefit_is_marked_so_that_no_ticket_names_it() -> None:
    reason = fare_reason(_fare(DISABLED), language="en")
    assert reason
    assert reason.sensitive
    assert all(reason.name not in line.text for line in fare_lines(_fare(DISABLED), language="en"))


def test_full_fare_without_a_benefit_asked_for_needs_no_reason() -> None:
    assert fare_reason(_fare(PartyMember("BY"))) is None


def test_a_page_of_prices_needs_two_queries_however_many_they_are() -> None:
    fares = [_fare(PENSIONER), _fare(DISABLED), _fare(PartyMember("RU"))]
    with CaptureQueriesContext(
        connection,
    ) as queries:
        names = load_glossary(fares)
        for fare in fares:
            fare_lines(fare, glossary=names)
            fare_reason(fare, glossary=names)
    assert len(queries) == 2


def test_every_reason_that_the_fares_give_has_words() -> None:
    source = "".join(
        map(inspect.getsource, [inspect.getmodule(applies), inspect.getmodule(best_benefit), documents])
    )
    codes = {word.split('"')[1] for word in source.split("Problem(")[1:] if word.startswith('"')}
    assert len(codes) > 10
    assert codes <= WORDS.keys()


def test_a_benefit_is_named_though_no_glossary_is_at_hand() -> None:
    problem = Problem("companion_alone", {"benefit": "BY_COMPANION"})
    assert problem_text(problem, language="en").startswith("Companion of")
