"""Ten passengers: what the page says of their prices, what the API says, and what the receipt says, is the same.

Both laws, ages on the day and beside it, seasons on both sides of their end, companions, third states, laws mixed in
one party. The amounts are those of the two tariffs and the rate in `bookings/data`.
"""

from decimal import Decimal
from typing import Any

import pypdfium2
import pytest
from django.test import Client as Browser
from django.utils.translation import override

from bookings.models import Booking
from bookings.queries import booking_page
from bookings.receipts import receipt_of, receipt_text
from bookings.web.doors import SESSION_KEY
from tests.bookings.api.steps import IN_SEASON, OUT_OF_SEASON, Steps
from tests.bookings.web.page import text_of

LANGUAGES = ("ru", "be", "en")
FULL = Decimal("10.68")
Person = dict[str, Any]


def who(country: str, born: str, benefit: str | None = None) -> Person:
    return {"country": country, "birth_date": born} | ({"benefit": benefit} if benefit else {})


# In 2027 the season of Belarusian pensioners ends with October; IN_SEASON is 19 October, OUT_OF_SEASON 9 November.
PARTIES: dict[str, tuple[str, list[tuple[Person, Decimal, str | None]]]] = {
    "laws mixed in one party, in season": (
        IN_SEASON,
        [
            (who("BY", "1990-04-12"), FULL, None),
            (who("BY", "1958-02-03", "BY_PENSIONER_SEASON"), Decimal("5.34"), "BY_PENSIONER_SEASON"),
            (who("RU", "1980-06-07", "RU_NSU_DISABLED"), Decimal(0), "RU_NSU_DISABLED"),
            (who("BY", "1979-01-30", "RU_COMPANION"), Decimal(0), "RU_COMPANION"),
        ],
    ),
    "the seventh birthday, and out of season": (
        OUT_OF_SEASON,
        [
            (who("BY", "1958-02-03", "BY_PENSIONER_SEASON"), FULL, None),
            (who("RU", "2020-11-09"), Decimal(0), "RU_CHILD_7"),
            (who("RU", "2020-11-08"), FULL, None),
            (who("BY", "2020-11-09"), FULL, None),
        ],
    ),
    "third states": (
        IN_SEASON,
        [
            (who("", "1958-02-03", "BY_PENSIONER_SEASON"), FULL, None),
            (who("", "2022-03-04"), Decimal(0), "BY_CHILD_U7"),
        ],
    ),
}


@pytest.fixture(params=PARTIES.values(), ids=PARTIES)
def party(request: pytest.FixtureRequest) -> Any:
    return request.param


@pytest.fixture
def told(party: Any, steps: Steps) -> dict[str, Any]:
    """A party's booking as the API made it, everything told, not paid yet."""
    day, people = party
    members = [person for person, _price, _benefit in people]
    (offer,) = steps.offers(*members, date=day)
    booking = steps.book(*members, offer=offer["id"])
    steps.complete(booking)
    return booking


def read(steps: Steps, booking: dict[str, Any], language: str, path: str = "") -> dict[str, Any]:
    answer = steps.opened(booking, language).read(f"/bookings/{booking['reference']}{path}")
    assert answer.status_code == 200, answer.json()
    return answer.json()


def page(booking: dict[str, Any], language: str, step: str) -> str:
    browser = Browser()
    session = browser.session
    session[SESSION_KEY] = [booking["reference"]]
    session.save()
    shown = Booking.objects.get(reference=booking["reference"]).shown_reference
    answer = browser.get(f"/{language}/o/{shown}/{step}")
    assert answer.status_code == 200, answer.headers
    return text_of(answer)


def plain(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


def sums_of(line: dict[str, Any], language: str) -> str:
    """Both columns of a line as a page writes them."""
    words = [f"{Decimal(line[name]['amount']):.2f}".replace("-", "−") for name in ("amount", "other")]
    return " ".join(words if language == "en" else [each.replace(".", ",") for each in words])


def words_of(fare: dict[str, Any], language: str) -> list[str]:
    """Everything that has to be read somewhere, in the order in which it stands on a page."""
    said = []
    for line in fare["lines"]:
        if line["kind"] == "conversion":
            hint = line["hint"][:1].upper() + line["hint"][1:]
            said.append(f"{line['text']}. {hint}" if hint else line["text"])
        else:
            said.append(" ".join(filter(None, [line["text"], line["hint"], sums_of(line, language)])))
    reason = fare["reason"] or {}
    said += [reason[name] for name in ("text", "where", "carry", "without", "legal") if reason.get(name)]
    said += [line["legal"] for line in fare["lines"] if line["kind"] == "section"]
    return [plain(each) for each in said]


def assert_reads(text: str, fares: list[dict[str, Any]], language: str) -> None:
    """Each sentence stands in the text, after the one before it."""
    at = 0
    for fare in fares:
        for words in words_of(fare, language):
            found = text.find(words, at)
            assert found >= 0, f"not on the page, or in another order: {words}\n{text[at : at + 1500]}"
            at = found


def test_each_pays_what_their_law_says(party: Any, told: dict[str, Any], steps: Steps) -> None:
    _day, people = party
    fares = [passenger["fare"] for passenger in read(steps, told, "en")["passengers"]]
    for fare, (_person, price, benefit) in zip(fares, people, strict=True):
        assert (Decimal(fare["price"]["amount"]), fare["benefit"]) == (price, benefit)
        lines = [Decimal(line["amount"]["amount"]) for line in fare["lines"] if line["kind"] != "total"]
        assert sum(lines) == price
        assert bool(fare["warnings"]) == (price == FULL and bool(_person.get("benefit")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_page_api_and_receipt_give_the_same_explanation(
    told: dict[str, Any], steps: Steps, language: str
) -> None:
    fares = [passenger["fare"] for passenger in read(steps, told, language)["passengers"]]
    assert_reads(page(told, language, "pay"), fares, language)
    steps.pay(told)
    assert [passenger["fare"] for passenger in read(steps, told, language)["passengers"]] == fares
    receipt = read(steps, told, language, "/receipt")
    assert [passenger["fare"] for passenger in receipt["passengers"]] == fares
    assert_reads(page(told, language, "receipt"), fares, language)


def test_the_offer_explains_what_the_booking_then_says(
    party: Any, told: dict[str, Any], steps: Steps
) -> None:
    day, people = party
    (offer,) = steps.offers(*(person for person, _price, _benefit in people), date=day)
    booked = [passenger["fare"] for passenger in read(steps, told, "en")["passengers"]]
    assert offer["passengers"] == booked


def test_every_line_says_what_it_is_made_of(told: dict[str, Any], steps: Steps) -> None:
    for passenger in read(steps, told, "en")["passengers"]:
        for line in passenger["fare"]["lines"]:
            match line["kind"]:
                case "section":
                    facts = [
                        line[name] for name in ("country", "kilometres", "tariff", "tariff_since", "legal")
                    ]
                    assert all(facts)
                    assert f"{line['kilometres']} km" in plain(line["text"])
                    assert "since 1 " in plain(line["hint"])
                    assert "rounded" in line["hint"]
                case "conversion":
                    assert line["rate"]
                    assert line["rate_date"] == "2026-01-01"
                    assert "1 January 2026" in plain(line["text"])
                case "reduction":
                    assert f"{line['percent']}%" in line["text"]
                    assert line["benefit"]
                    assert line["legal"]
                    assert "the reduction rounded to 0.01" in plain(line["hint"])


def test_text_and_paper_say_the_same(told: dict[str, Any], steps: Steps) -> None:
    fares = [passenger["fare"] for passenger in read(steps, told, "ru")["passengers"]]
    with override("ru"):
        booking = Booking.objects.get(reference=told["reference"])
        view = booking_page(booking, now=booking.created_at)
        written = receipt_text(receipt_of(view, language="ru"), language="ru")
    print(written)  # pytest -s -k text_and_paper shows all ten
    text = plain(written)
    steps.pay(told)
    answer = steps.opened(told, "ru").read(f"/bookings/{told['reference']}/receipt.pdf")
    pages = pypdfium2.PdfDocument(answer.content)
    paper = "".join(each.get_textpage().get_text_range() for each in pages).replace("\u200b", "")
    for fare in fares:
        for line in fare["lines"]:
            for words in filter(None, (line["text"], line["hint"], line["legal"])):
                assert plain(words) in text
                assert _letters(words) in _letters(paper)


def _letters(text: str) -> str:
    """A line of paper may break anywhere."""
    return "".join(sign for sign in text if sign.isalnum())
