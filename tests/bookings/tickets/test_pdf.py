"""The printed ticket: one readable page, a code that scans, and nothing typed by a passenger becomes markup."""

import ctypes
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pypdfium2
import pytest
import zxingcpp
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdfium2 import raw

from bookings.tickets.code import make_payload
from bookings.tickets.pdf import render_booking_pdf, render_pdf
from bookings.tickets.view import TicketStation, TicketStatus, TicketView
from tests.bookings.tickets.samples import IN_TURN, NAMES, make_view
from tests.bookings.tickets.test_code import FACTS, KEY, LONGEST

A4 = (595, 842)
TRICKY_NAMES = [
    '#let x = 1; #panic("no") [Анна]',
    "$sum_(i=0)^n$ *жирный* _курсив_ `код`",
    "\\ \" ' ` <метка> @ссылка // тут /* там */",
    "= Заголовок - список + нумерация",
    "}{ ]( )[ #{ sys.inputs }",
]


def text_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    text = "\n".join(page.get_textpage().get_text_range() for page in document)
    return text.replace("\u200b", "").replace("\u00a0", " ").replace("\ufffe", "-")


def code_of(pdf: bytes, page: int = 0) -> bytes:
    picture = pypdfium2.PdfDocument(pdf)[page].render(scale=2).to_pil()
    return bytes(zxingcpp.read_barcodes(picture.convert("L"), formats=zxingcpp.BarcodeFormat.Aztec)[0].bytes)


@pytest.mark.parametrize("facts", [FACTS, LONGEST], ids=["ordinary", "longest"])
def test_an_independent_reader_reads_the_code_off_the_page(facts) -> None:  # type: ignore[no-untyped-def]
    payload = make_payload(facts, KEY)
    assert code_of(render_pdf(make_view(payload=payload))) == payload


@pytest.mark.parametrize("language", ["ru", "be", "en"])
def test_a_page_says_who_travels_where_when_and_in_which_seat(language: str) -> None:
    text = text_of(render_pdf(make_view(language)))
    origin, destination, _before, _after, route, letter = NAMES[language]
    for words in ("Ковалёва Анна Петровна", "07:12", "09:47", "6722", "25", "K7M-4TQ9-1", "BM•••••67"):
        assert words in text
    for words in (origin, destination, route, letter, "2027", make_view(language).carry[1]):
        assert words in text


def test_the_name_on_the_sign_stands_under_the_readers_own() -> None:
    text = text_of(render_pdf(make_view("en")))
    assert "Vitebsk" in text
    assert "Віцебск" in text


def test_a_ticket_is_one_a4_page_and_a_booking_has_a_page_each() -> None:
    second = make_view(passenger="Соколов Дмитрий", number="K7M-4TQ9-2", payload=b"second")
    document = pypdfium2.PdfDocument(render_booking_pdf([make_view(payload=b"first"), second]))
    assert [tuple(map(round, page.get_size())) for page in document] == [A4, A4]
    pdf = render_booking_pdf([make_view(payload=b"first"), second])
    assert [code_of(pdf, page) for page in (0, 1)] == [b"first", b"second"]


def test_the_file_names_its_title_and_language_for_a_screen_reader() -> None:
    document = pypdfium2.PdfDocument(render_pdf(make_view("be")))
    language = (ctypes.c_ushort * 16)()
    raw.FPDFCatalog_GetLanguage(document, language, 32)
    assert bytes(language).decode("utf-16-le").rstrip("\0") == "be"
    assert "K7M-4TQ9-1" in document.get_metadata_value("Title")
    assert raw.FPDFCatalog_IsTagged(document)


def test_its_typefaces_are_its_own() -> None:
    page = pypdfium2.PdfDocument(render_pdf(make_view("be")))[0]
    texts = [each for each in page.get_objects() if each.type == raw.FPDF_PAGEOBJ_TEXT]
    assert {_font(each).rpartition("+")[2].partition("-")[0] for each in texts} == {"Onest"}


def _font(text: pypdfium2.PdfObject) -> str:
    font, name = raw.FPDFTextObj_GetFont(text), ctypes.create_string_buffer(100)
    raw.FPDFFont_GetBaseFontName(font, name, 100)
    return name.value.decode()


def test_the_same_ticket_gives_the_same_bytes() -> None:
    assert render_pdf(make_view()) == render_pdf(make_view())


@pytest.mark.parametrize("name", TRICKY_NAMES)
def test_a_name_is_printed_as_typed(name: str) -> None:
    text = " ".join(text_of(render_pdf(make_view(passenger=name))).split())
    assert name in text


@given(st.text(max_size=300))
@settings(max_examples=25, deadline=None)
def test_no_name_spoils_the_page(name: str) -> None:
    view = make_view(passenger=name, payload=b"payload")
    pdf = render_pdf(replace(view, carry=(name,), seat_note=name, demonstration=name))
    assert len(pypdfium2.PdfDocument(pdf)) == 1
    assert code_of(pdf) == b"payload"


def test_the_longest_name_leaves_the_seat_on_the_card() -> None:
    name = "Абвгдеёжзийклмн" * 20
    page = pypdfium2.PdfDocument(render_pdf(make_view(passenger=name, train="T-6722", seat_note="note")))[0]
    finder = page.get_textpage().search("T-6722")
    place = finder.get_next()
    assert place is not None
    _left, bottom, _right, _top = page.get_textpage().get_charbox(place[0])
    assert bottom > A4[1] / 2


@pytest.mark.parametrize(
    ("status", "words"),
    [(TicketStatus.VOID, "ticket is void"), (TicketStatus.TRAIN_CANCELLED, "train doesn't run")],
)
def test_a_ticket_that_cannot_be_used_says_so_across_its_code(status: TicketStatus, words: str) -> None:
    assert words in text_of(render_pdf(make_view("en", status=status))).replace("’", "'")
    assert words not in text_of(render_pdf(make_view("en"))).replace("’", "'")


@pytest.mark.parametrize(("mode", "words"), [("quota", "A place is kept for you"), ("open", "Sit anywhere")])
def test_a_train_without_seat_numbers_says_where_to_sit(mode: str, words: str) -> None:
    text = text_of(render_pdf(make_view("en", seat_mode=mode, coach=None, seat=None)))
    assert words in text
    assert "Coach" not in text


def test_offsets_are_shown_when_the_two_ends_keep_different_time() -> None:
    warsaw = TicketStation(code="W", name="Warszawa", sign="Warszawa", timezone="Europe/Warsaw")
    text = text_of(render_pdf(make_view("en", destination=warsaw)))
    assert "Minsk, UTC+3" in text
    assert "Warsaw, UTC+2" in text
    assert "UTC" not in text_of(render_pdf(make_view("en")))


def test_the_day_is_that_of_the_departure_station() -> None:
    after_midnight = datetime(2027, 5, 15, 21, 30, tzinfo=UTC)
    view = make_view("en", departs_at=after_midnight, arrives_at=after_midnight)
    assert "Sun 16 May 2027" in text_of(render_pdf(view))


def test_two_workers_at_once_do_not_mix_their_tickets() -> None:
    views = [make_view(passenger=f"Passenger {number}", payload=bytes([number]) * 50) for number in range(16)]
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(render_pdf, views))
    assert [code_of(pdf) for pdf in made] == [view.payload for view in views]


def test_a_booking_without_tickets_has_no_file() -> None:
    nothing: list[TicketView] = []
    with pytest.raises(ValueError, match="without tickets"):
        render_booking_pdf(nothing)


@pytest.mark.parametrize("language", ["ru", "be", "en"])
def test_who_changes_seats_reads_each_with_its_stops_on_one_page(language: str) -> None:
    pdf = render_pdf(make_view(language, seats_in_turn=IN_TURN))
    text = " ".join(text_of(pdf).split())
    assert len(pypdfium2.PdfDocument(pdf)) == 1
    for each in IN_TURN:
        assert f"{each.start} – {each.end}:" in text
