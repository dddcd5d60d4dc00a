"""The pages beside the way, each in three languages, by the same measure; and the timetable on paper."""

from datetime import date, timedelta

import pypdfium2
import pytest

from tests.journeys.conftest import HORIZON_DAYS, NOW, Visit
from tests.journeys.visitor import Visitor

DAY = NOW.date() + timedelta(days=7)
PAGES = {
    "timetable": f"timetable/vit-smo/{DAY}",
    "timetable-orsha": f"timetable/ors-smo/{DAY}",
    "stations": "tablo",
    "board": "tablo/smolensk",
    "arrivals": "tablo/vitebsk/arrivals",
    "orsha": f"orsha-smolensk/{DAY}?cur=RUB",
    "no-train": f"vitebsk-smolensk/{NOW.date() + timedelta(days=HORIZON_DAYS + 30)}",
    "station-unknown": f"search?origin=Xyz&destination=&date={DAY}",
    "orders": "orders",
    "lost": "orders/lost",
    "help": "help",
    "benefits": "benefits",
    "accessibility": "accessibility",
    "personal-data": "personal-data",
    "status": "status",
}
A4_LANDSCAPE = (842, 595)


@pytest.mark.parametrize(("language", "width"), [("ru", 390), ("be", 1280), ("en", 390)])
def test_pages_beside_the_way_pass_the_same_checks(visit: Visit, language: str, width: int) -> None:
    visitor = visit(language, width)
    for name, path in PAGES.items():
        visitor.open(path)
        visitor.look(name)


@pytest.mark.parametrize("language", ["ru", "be", "en"])
def test_missing_page_leads_on(visit: Visit, language: str) -> None:
    visitor = visit(language)
    visitor.expected.add(404)
    visitor.open("nowhere")
    visitor.look("missing")
    assert visitor.page.locator(f"main a[href='/{language}/']").is_visible()


@pytest.mark.parametrize("language", ["ru", "be", "en"])
def test_lost_link_asks_for_an_address_and_answers_alike(visit: Visit, language: str) -> None:
    visitor = visit(language)
    visitor.open("orders/lost")
    visitor.page.fill("#email", "nobody")
    visitor.page.locator("main form button").click()
    visitor.page.locator("#errors").wait_for()
    visitor.look("lost-failed")
    assert visitor.page.input_value("#email") == "nobody"
    visitor.page.fill("#email", "nobody@example.org")
    visitor.page.locator("main form button").click()
    visitor.page.wait_for_url("**/lost?sent")
    visitor.look("lost-sent")


@pytest.mark.parametrize("language", ["ru", "be", "en"])
def test_timetable_prints_both_directions_on_one_sheet(visit: Visit, language: str) -> None:
    visitor = visit(language, 1280)
    visitor.open(PAGES["timetable"])
    sheets = list(pypdfium2.PdfDocument(visitor.page.pdf(prefer_css_page_size=True)))
    assert [tuple(round(side) for side in sheet.get_size()) for sheet in sheets] == [A4_LANDSCAPE]
    printed = " ".join(sheets[0].get_textpage().get_text_range().split())
    for words in (*directions(visitor), "6721", "6722", "07:12", "2027"):
        assert words in printed


def directions(visitor: Visitor) -> list[str]:
    return [" ".join(title.split()) for title in visitor.page.locator(".poster .cols h2").all_inner_texts()]


def test_day_list_greys_what_has_no_train(visit: Visit) -> None:
    visitor = visit("en")
    visitor.open("")
    listed = visitor.page.locator("#date option").evaluate_all("all => all.map(one => one.value)")
    assert listed[0] == str(NOW.date())
    assert date.fromisoformat(listed[-1]) < NOW.date() + timedelta(days=HORIZON_DAYS + 1)
