"""A train's page, the trains of now and a season's poster in a real browser, by the measure of all pages."""

import pypdfium2
import pytest

from tests.journeys.conftest import NOW, Visit
from timetables.models import DatedTrip

A4_PORTRAIT = (595, 842)
SEASON = "timetable/vit-smo/poster?from=2027-01-01&to=2027-12-31"


@pytest.mark.parametrize(("language", "width"), [("ru", 390), ("be", 1280), ("en", 390)])
def test_pages_of_trains_pass_the_same_checks(visit: Visit, language: str, width: int) -> None:
    visitor = visit(language, width)
    today = DatedTrip.objects.filter(service_date=NOW.date())
    pages = {
        "poster": SEASON,
        "train": f"train/{today.get(trip__trip_id='VIT-6721').pk}",
        "train-gone": f"train/{today.get(trip__trip_id='ORS-6191').pk}",
        "now": f"timetable/vit-smo/{NOW.date()}",
    }
    for name, path in pages.items():
        visitor.open(path)
        visitor.look(name)


def test_a_board_leads_to_its_train_and_the_train_to_its_tickets(visit: Visit) -> None:
    visitor = visit("en")
    visitor.open("tablo/smolensk")
    visitor.page.locator(".board a", has_text="Vitebsk").first.click()
    visitor.page.wait_for_url("**/en/train/*")
    assert "Train 6721" in visitor.text("h1")
    visitor.page.get_by_role("link", name="Prices and tickets").click()
    visitor.page.wait_for_url(f"**/en/smolensk-vitebsk/{NOW.date()}")


@pytest.mark.parametrize("language", ["ru", "be", "en"])
def test_the_season_prints_on_one_sheet(visit: Visit, language: str) -> None:
    visitor = visit(language, 1280)
    visitor.open(SEASON)
    with pypdfium2.PdfDocument(visitor.page.pdf(prefer_css_page_size=True)) as document:
        assert [tuple(map(round, page.get_size())) for page in document] == [A4_PORTRAIT]
        printed = " ".join(document[0].get_textpage().get_text_range().split())
    for words in ("6721", "6726", "07:12", "09:49"):
        assert words in printed
