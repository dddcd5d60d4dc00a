"""A line's poster for a season: on the page and as PDF."""

import ctypes
import re
from datetime import date

import pypdfium2
import pytest
import zxingcpp
from pypdfium2 import raw

from tests.bookings.web.page import text_of, title_of
from timetables.models import Calendar, CalendarDate, Route, StopTime, SubstituteDay, Trip

PAGE = "/en/timetable/vit-smo/poster?from=2027-01-01&to=2027-12-31"
A4, A3 = (595, 842), (842, 1191)


def pdf_of(browser, path: str) -> pypdfium2.PdfDocument:
    answer = browser.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    return pypdfium2.PdfDocument(answer.content)


def words_of(document: pypdfium2.PdfDocument) -> str:
    text = " ".join(page.get_textpage().get_text_range() for page in document)
    return " ".join(text.replace("\u200b", "").replace("\ufffe", "-").replace("\u00a0", " ").split())


def test_all_trains_of_the_season_stand_with_the_days_of_each(browser):
    words = text_of(browser.get(PAGE))
    for number in ("6721", "6722", "6723", "6724", "6725", "6726"):
        assert number in words
    assert "on weekends, from 1 May to 31 Aug" in words
    assert "on Fridays, Sundays and public holidays, from 28 Mar to 31 Oct" in words
    assert "on Mondays, Saturdays and public holidays, from 28 Mar to 31 Oct" in words
    assert "Trains without a number in a circle run daily." in words
    assert "Public holidays: 1 Jan" in words
    assert "Minsk, UTC+3; Moscow, UTC+3" in words
    assert "border: Zaolsha – 462 km" in words


def test_footnotes_have_one_number_for_trains_of_the_same_days(browser):
    content = browser.get(PAGE).content.decode()
    marks = re.findall(r'class="mark" href="#note-(\d)"', content)
    assert sorted(marks) == ["1", "1", "2", "3"]
    assert all(f'id="note-{mark}"' in content for mark in marks)


def test_one_title_names_line_and_validity(browser):
    assert title_of(browser.get(PAGE)).startswith(
        "Timetable poster Vitebsk – Rudnya – Smolensk. Valid from 1 January to 31 December 2027"
    )


def test_a_day_off_and_a_day_that_runs_as_another_are_said(browser):
    calendar = Calendar.objects.get(service_id="VIT-A")
    CalendarDate.objects.create(calendar=calendar, date=date(2027, 6, 5), exception_type=2)
    SubstituteDay.objects.create(date=date(2027, 5, 15), as_weekday=3)
    words = text_of(browser.get(PAGE))
    assert "daily; not on 5 Jun" in words
    assert "Days that run as another: 15 May (Sat) – as on Wednesday." in words
    assert "on weekends, from 1 May to 31 Aug;" not in words, "the weekend train's note stays as it is"


def test_request_stops_are_marked_and_explained(browser):
    StopTime.objects.filter(trip__trip_id="VIT-6722", stop__stop_id="KOPTY").update(pickup_type=3)
    StopTime.objects.filter(trip__trip_id="VIT-6722", stop__stop_id="KRYNKI").update(pickup_type=1)
    words = text_of(browser.get(PAGE))
    assert "07:33 × , on request" in words
    assert "↓ alighting only" in words
    assert "↑" not in words


def test_a_season_shows_its_own_trains_alone(browser):
    words = text_of(browser.get("/en/timetable/vit-smo/poster?from=2027-11-01&to=2028-02-28"))
    assert "6722" in words
    assert "6724" not in words
    assert "Public holidays" not in words, "no train of these months asks for them"


@pytest.mark.parametrize("line", ["vit-smo", "ors-smo"])
@pytest.mark.parametrize("language", ["ru", "be", "en"])
def test_the_pdf_is_one_tagged_sheet_with_both_directions(browser, line, language):
    document = pdf_of(browser, f"/{language}/timetable/{line}/poster.pdf?from=2027-01-01&to=2027-12-31")
    assert [tuple(map(round, sorted(page.get_size()))) for page in document] == [A4]
    words = words_of(document)
    numbers = ("6722", "6725") if line == "vit-smo" else ("6192", "6195")
    for text in (*numbers, "UTC+3", "2027"):
        assert text in words
    tongue = (ctypes.c_ushort * 16)()
    raw.FPDFCatalog_GetLanguage(document, tongue, 32)
    assert bytes(tongue).decode("utf-16-le").rstrip("\0") == language
    assert raw.FPDFCatalog_IsTagged(document)


def test_footnotes_of_the_pdf_say_the_days_in_the_reader_s_language(browser):
    words = words_of(pdf_of(browser, "/ru/timetable/vit-smo/poster.pdf?from=2027-01-01&to=2027-12-31"))
    assert "по пятницам, воскресеньям и праздникам, с 28.03 по 31.10" in words


def test_typefaces_lie_in_the_file(browser):
    page = pdf_of(browser, "/be/timetable/vit-smo/poster.pdf?from=2027-01-01&to=2027-12-31")[0]
    fonts = {_font(one) for one in page.get_objects(max_depth=5) if one.type == raw.FPDF_PAGEOBJ_TEXT}
    assert {name.rpartition("+")[2].partition("-")[0] for name in fonts} <= {"Onest", "DejaVuSansMono"}
    assert any("Onest" in name for name in fonts)


def _font(text: pypdfium2.PdfObject) -> str:
    font, name = raw.FPDFTextObj_GetFont(text), ctypes.create_string_buffer(100)
    raw.FPDFFont_GetBaseFontName(font, name, 100)
    return name.value.decode()


def test_the_code_leads_to_the_trains_of_today(browser, settings):
    settings.SITE_URL = "https://trains.example"
    page = pdf_of(browser, "/en/timetable/vit-smo/poster.pdf?from=2027-01-01&to=2027-12-31")[0]
    found = zxingcpp.read_barcodes(page.render(scale=3).to_pil().convert("L"))
    assert [code.text for code in found] == ["https://trains.example/en/timetable?line=vit-smo"]
    assert found[0].content_type == zxingcpp.ContentType.Text, "a telephone opens text, not bytes"


def test_larger_paper_is_had_for_the_asking(browser):
    document = pdf_of(browser, "/en/timetable/vit-smo/poster.pdf?from=2027-01-01&to=2027-12-31&paper=a3")
    assert tuple(map(round, sorted(document[0].get_size()))) == A3


def test_what_a_feed_or_an_address_may_hold_spoils_no_sheet(browser):
    Route.objects.filter(route_id="VIT-SMO").update(
        color="zzzzzz", name_ru='#panic("no") [x] $y$ ' + "Ы" * 60
    )
    query = "from=2027-01-01&to=2027-12-31&paper=letter"
    document = pdf_of(browser, f"/ru/timetable/vit-smo/poster.pdf?{query}")
    assert len(document) == 1
    assert '#panic("no") [x] $y$' in words_of(document)


def test_a_line_of_many_trains_goes_on_over_sheets(browser):
    trip = Trip.objects.get(trip_id="VIT-6722")
    times = list(trip.stop_times.all())
    for number in range(40):
        trip.pk, trip.trip_id, trip.short_name = None, f"MORE-{number}", f"7{number:03}"
        trip.save()
        for row in times:
            row.pk, row.trip, row.departure_time = None, trip, row.departure_time + 60
            row.arrival_time += 60
        StopTime.objects.bulk_create(times)
    document = pdf_of(browser, "/en/timetable/vit-smo/poster.pdf?from=2027-01-01&to=2027-12-31")
    assert len(document) >= 3
    assert {tuple(map(round, sorted(page.get_size()))) for page in document} == {A3}
    words = words_of(document)
    assert all(f"7{number:03}" in words for number in range(40))


@pytest.mark.parametrize(
    "query",
    ["from=2027-01-01", "from=2027-05-02&to=2027-05-01", "from=2026-01-01&to=2028-01-01", "from=x&to=y",
     "from=0001-01-01&to=0001-02-01"],
)  # fmt: skip
def test_dates_that_can_t_be_printed_are_a_page_that_isn_t_there(browser, query):
    for name in ("poster", "poster.pdf"):
        assert browser.get(f"/en/timetable/vit-smo/{name}?{query}").status_code == 404


def test_this_year_is_shown_unless_asked_otherwise_and_other_years_are_offered(browser):
    answer = browser.get("/en/timetable/vit-smo/poster")
    assert "Valid from 1 January to 31 December 2027" in text_of(answer)
    content = answer.content.decode()
    assert "from=2026-04-02&amp;to=2026-12-31" in content
    assert "from=2028-01-01&amp;to=2028-12-31" in content
    assert "from=2027-03-28&amp;to=2027-10-31" in content, "the season of this year"


def test_dates_without_trains_say_so(browser):
    dates = "from=2029-01-01&to=2029-02-01"
    assert "No trains are in the published timetable" in text_of(
        browser.get(f"/en/timetable/vit-smo/poster?{dates}")
    )
    assert browser.get(f"/en/timetable/vit-smo/poster.pdf?{dates}").status_code == 404


def test_many_trains_cost_as_many_queries_as_one(browser, django_assert_max_num_queries):
    counts = []
    for dates in ("from=2027-11-01&to=2028-02-28", "from=2027-05-01&to=2027-08-31"):
        with django_assert_max_num_queries(20) as counted:
            browser.get(f"/en/timetable/vit-smo/poster?{dates}")
        counts.append(len(counted.captured_queries))
    assert counts[0] == counts[1], counts
