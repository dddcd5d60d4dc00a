"""The board on a platform in a real browser: nobody touches it, and it outlives the network."""

import re
import time
from collections.abc import Iterator
from datetime import timedelta
from itertools import count

import pytest
from playwright.sync_api import Browser, Page, Route, expect

PAGE = "ru/tablo/smolensk/screen"
WALLS = [(1920, 1080), (1080, 1920)]
MINUTE = 60_000


@pytest.fixture
def wall(chromium: Browser, site: str) -> Iterator[Page]:
    """A screen of 1920 by 1080 at a station, its clock at hand so that a test need not wait for minutes to pass.

    Its requests don't pass the service worker, whose own a test can't cut.
    """
    context = chromium.new_context(
        viewport={"width": 1920, "height": 1080}, timezone_id="Europe/Minsk", service_workers="block"
    )
    page = context.new_page()
    page.clock.install(time=time.time() + 1)
    page.goto(f"{site}/{PAGE}")
    yield page
    page.unroute_all(behavior="ignoreErrors")
    context.close()


def cut(page: Page) -> None:
    page.route("**/tablo/**", lambda route: route.abort("internetdisconnected"))


def mend(page: Page) -> None:
    page.unroute("**/tablo/**")


def rows(page: Page) -> list[str]:
    return page.locator("li time").all_inner_texts()


def test_a_lost_network_is_told_with_the_age_of_the_data_and_forgotten_when_it_is_back(wall: Page) -> None:
    expect(wall.locator(".lost")).to_be_hidden()
    before = rows(wall)
    cut(wall)
    wall.clock.run_for(2 * MINUTE)
    lost = wall.locator(".lost")
    expect(lost).to_be_visible()
    expect(lost).to_contain_text(re.compile(r"Data of \d\d:\d\d, no network"))
    assert rows(wall) == before, "what is known stays"
    expect(wall.locator(".status:visible", has_text="вовремя")).to_have_count(0)
    mend(wall)
    wall.route("**/tablo/**", answers(wall, time.time() + 180))
    wall.clock.run_for(MINUTE)
    expect(lost).to_be_hidden()


def answers(page: Page, first: float):  # type: ignore[no-untyped-def]  # a handler of Playwright's
    """Answers of the server as of a moment, each a second newer than the last.

    The server's clock goes on by itself, the browser's in leaps.
    """
    written, seconds = page.request.get(page.url).text(), count()

    def answer(route: Route) -> None:
        stamp = f'data-now="{int((first + next(seconds)) * 1000)}"'
        body = re.sub(r'data-now="\d+"', stamp, written)
        route.fulfill(status=200, content_type="text/html; charset=utf-8", body=body)

    return answer


def test_without_a_network_trains_leave_the_board_and_midnight_passes(wall: Page) -> None:
    assert rows(wall)[0] == "10:20"
    before = clock_of(wall)
    cut(wall)
    wall.clock.run_for(90 * MINUTE)
    assert rows(wall)[0] == "14:05"
    assert timedelta(minutes=89) <= clock_of(wall) - before <= timedelta(minutes=92)
    wall.clock.fast_forward(14 * 60 * MINUTE)
    wall.clock.run_for(2000)
    assert clock_of(wall) < before, "past midnight"
    assert rows(wall)[0] == "08:25"
    assert wall.locator("li:first-child .new-day").count() == 0, "it is no longer tomorrow"
    assert "19" in (wall.locator("#day > span").first.text_content() or "")


def clock_of(page: Page) -> timedelta:
    hours, minutes = page.locator("#clock").inner_text().split(":")
    return timedelta(hours=int(hours), minutes=int(minutes))


def test_a_server_that_answers_with_faults_or_hangs_is_a_lost_network(wall: Page) -> None:
    wall.route("**/tablo/**", lambda route: route.fulfill(status=502, body="<h1>Bad gateway</h1>"))
    wall.clock.run_for(2 * MINUTE)
    expect(wall.locator(".lost")).to_be_visible()
    assert rows(wall)
    wall.unroute("**/tablo/**")
    wall.route("**/tablo/**", lambda route: None)
    wall.clock.run_for(2 * MINUTE)
    expect(wall.locator(".lost")).to_be_visible()


def test_a_screen_switched_on_without_a_network_shows_what_was_kept(chromium: Browser, site: str) -> None:
    context = chromium.new_context(viewport={"width": 1920, "height": 1080})
    page = context.new_page()
    page.goto(f"{site}/{PAGE}")
    assert page.evaluate(KEPT), "the service worker kept nothing"
    before = rows(page)
    context.set_offline(True)
    page.reload()
    assert rows(page) == before
    assert re.fullmatch(r"\d\d:\d\d", page.locator("#clock").inner_text())
    context.close()


def test_a_day_of_renewals_leaves_nothing_behind(wall: Page) -> None:
    wall.route("**/tablo/**", answers(wall, time.time() + 3600))
    wall.clock.run_for(MINUTE)
    nodes = wall.evaluate("document.querySelectorAll('*').length")
    for _minute in range(10):
        wall.clock.run_for(MINUTE)
    assert wall.evaluate("document.querySelectorAll('*').length") == nodes
    assert wall.locator("main").count() == 1


@pytest.mark.parametrize("language", ["ru", "be", "en"])
@pytest.mark.parametrize(("width", "height"), WALLS)
def test_every_row_is_whole_and_nothing_runs_off_the_wall(
    chromium: Browser, site: str, language: str, width: int, height: int
) -> None:
    context = chromium.new_context(viewport={"width": width, "height": height})
    page = context.new_page()
    for show in ("departures", "both"):
        page.goto(f"{site}/{language}/tablo/smolensk/screen?show={show}")
        assert page.evaluate(OVERFLOWING) == []
    context.close()


def test_three_languages_take_turns_without_a_script(chromium: Browser, site: str) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site}/{PAGE}")
    assert page.locator("meta[http-equiv=refresh]").get_attribute("content") == "30"
    texts = page.locator("li:first-child .place b > span")
    shown = [texts.nth(at).is_visible() for at in range(3)]
    assert shown.count(True) == 1
    context.close()


# Waits until the page and its script are kept for lost networks.
KEPT = """async () => {
  for (let tries = 0; tries < 200; tries += 1) {
    const wanted = [location.href, document.querySelector('script').src];
    if ((await Promise.all(wanted.map(one => caches.match(one)))).every(Boolean)) return true;
    await new Promise(wake => setTimeout(wake, 50));
  }
  return false;
}"""

# Elements that can be seen and reach beyond the wall, or rows that are cut.
OVERFLOWING = """() => {
  const wall = document.documentElement.getBoundingClientRect();
  const end = one => one.getBoundingClientRect().right;
  const seen = [...document.querySelectorAll('li')].filter(li => end(li) <= end(li.parentElement) + 1);
  const cut = [...document.querySelectorAll('section')].flatMap(section => {
    const room = section.getBoundingClientRect();
    return [...section.querySelectorAll('li')].map(li => li.getBoundingClientRect())
      .filter(row => row.left < room.right - 1 && row.bottom > room.bottom + 1);
  });
  const wide = seen.flatMap(li => [...li.querySelectorAll('*')]).filter(one => {
    const box = one.getBoundingClientRect();
    return getComputedStyle(one).visibility === 'visible' && box.right > wall.right + 1;
  });
  return [...cut.map(() => 'cut row'), ...wide.map(one => one.className || one.tagName)];
}"""
