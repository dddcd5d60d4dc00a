"""The operator's grid in a real browser: as a spreadsheet, and by its buttons alone where there is no script."""

import pytest
from playwright.sync_api import Locator, Page

from railway.accounts.roles import TIMETABLE_EDITOR
from tests.journeys.conftest import Visit
from tests.journeys.page_checks import axe_faults, scrolls_sideways
from tests.staff import code_now, give_second_step, make_staff
from timetables.models import ScheduleChange, StopTime

GRID = "/admin/timetables/trip/grid/ORS-SMO/0/"
WORD = "a-word-for-one-test"


def sign_in(page: Page, site: str) -> None:
    """Open the grid by way of the page for signing in."""
    editor = make_staff(TIMETABLE_EDITOR)
    editor.set_password(WORD)
    editor.save()
    give_second_step(editor)
    page.goto(site + GRID)
    page.fill("#id_username", editor.username)
    page.fill("#id_password", WORD)
    page.click("#login-form [type=submit]")
    page.fill("#id_code", code_now(editor))
    page.click("#second-step [type=submit]")


def column(page: Page, number: int = 0) -> Locator:
    """The cells of a train."""
    return page.locator(f"table.ed tbody td:nth-child({number + 3}) input")


def values(cells: Locator) -> list[str]:
    return [cell.input_value() for cell in cells.all()]


def later(text: str, minutes: int) -> str:
    """A cell's times, moved."""
    clocks = [int(part[:2]) * 60 + int(part[3:]) + minutes for part in text.split("/")]
    return "/".join(f"{clock // 60:02}:{clock % 60:02}" for clock in clocks)


def test_the_keys_of_a_spreadsheet_work(visit: Visit) -> None:
    visitor = visit("en", 1280)
    page = visitor.page
    sign_in(page, visitor.site)
    cells = column(page)
    before = values(cells)
    cells.nth(0).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.type("+10")
    page.keyboard.press("Enter")
    assert values(cells) == [before[0], *(later(text, 10) for text in before[1:])]
    assert cells.nth(2).evaluate("cell => cell === document.activeElement")
    page.keyboard.press("Control+z")
    assert values(cells) == before
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Delete")
    assert (cells.nth(2).input_value(), page.inner_text("#changed")) == ("", "1")
    page.keyboard.press("Control+z")
    page.keyboard.type("1345")
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+Enter")
    assert values(cells) == before
    assert cells.nth(1).evaluate("cell => cell === document.activeElement")


def test_a_column_is_pasted_and_taken_back(visit: Visit) -> None:
    visitor = visit("en", 1280)
    page = visitor.page
    sign_in(page, visitor.site)
    cells = column(page)
    before = values(cells)
    cells.nth(1).focus()
    page.evaluate(
        """text => { const data = new DataTransfer(); data.setData("text", text);
        document.activeElement.dispatchEvent(new ClipboardEvent("paste",
            {clipboardData: data, bubbles: true, cancelable: true})); }""",
        "0901\n9.05/9.06\n",
    )
    assert values(cells) == [before[0], "09:01", "09:05/09:06", *before[3:]]
    page.keyboard.press("Control+z")
    assert values(cells) == before


@pytest.mark.parametrize("width", [390, 1280])
def test_heads_stay_in_sight_and_the_page_does_not_scroll_sideways(visit: Visit, width: int) -> None:
    visitor = visit("be", width)
    page = visitor.page
    sign_in(page, visitor.site)
    assert not scrolls_sideways(page)
    box = page.locator(".grid-box")
    box.evaluate("box => box.scrollTo(200, 300)")
    edge = box.bounding_box()
    train, stop = (
        page.locator(".ed thead th").nth(2).bounding_box(),
        page.locator(".ed tbody th").last.bounding_box(),
    )
    assert edge
    assert train
    assert stop
    assert train["y"] == pytest.approx(edge["y"], abs=2)
    assert stop["x"] == pytest.approx(edge["x"], abs=2)
    box.evaluate("box => box.scrollTo(0, 0)")  # else axe finds cells half behind the heads too small
    assert not axe_faults(page)


@pytest.mark.parametrize("script", [True, False])
def test_a_train_is_moved_by_ten_minutes_with_or_without_script(visit: Visit, script: bool) -> None:
    visitor = visit("en", 1280, script=script)
    page = visitor.page
    sign_in(page, visitor.site)
    before = values(column(page))
    changes = ScheduleChange.objects.count()
    for _press in range(2):
        page.click("button[name=shift][value$='+5'] >> nth=0")
    assert values(column(page)) == [later(text, 10) for text in before]
    page.click("button[name=save]")
    assert "the whole train 10 min later" in page.inner_text("main").replace("\u00a0", " ")
    page.fill("#reason", "Works on the line")
    page.click("button[name=confirm]")
    assert "trains of coming days follow" in page.inner_text(".messagelist")
    assert ScheduleChange.objects.count() > changes
    assert values(column(page)) == [later(text, 10) for text in before]
    assert StopTime.history.filter(history_change_reason="Works on the line").exists()


def test_a_wrong_cell_is_named_first_and_led_to(visit: Visit) -> None:
    visitor = visit("ru", 1280)
    visitor.expected.add(422)
    page = visitor.page
    sign_in(page, visitor.site)
    column(page).nth(1).fill("полдень")
    page.click("button[name=save]")
    assert page.evaluate("document.activeElement.id") == "errors"
    page.click("#errors a")
    assert column(page).nth(1).evaluate("cell => cell === document.activeElement")
    assert column(page).nth(1).input_value() == "полдень"
    assert not axe_faults(page)
