"""A draft's pages: typed as into a spreadsheet, saved in steps, merged, checked, published and taken back."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from railway.accounts.roles import AUDITOR, INSPECTOR, TIMETABLE_EDITOR
from tests.factories import make_stops
from tests.staff import signed_in
from tests.timetables.admin.draft_page import DraftPage
from tests.timetables.editions.world import HORIZON, NOW, World, change, moved, train
from timetables.models import DatedTrip, Publication, ScheduleChange, Timetable
from timetables.operations import shift_trip
from timetables.operations.copy_edition import copy_edition
from timetables.planning.edits import duplicate
from timetables.queries.plans import read_plan


@pytest.fixture(autouse=True)
def _moment() -> Iterator[None]:
    """The moment of the world of editions, before anybody signs in."""
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def world(db: None, settings: Settings) -> World:
    settings.SALES_HORIZON_DAYS = HORIZON
    return World()


@pytest.fixture
def draft(world: World) -> Timetable:
    day = timezone.localdate() + timedelta(days=2)
    return copy_edition(timetable=world.edition, name="B", valid_from=day, actor=None, now=timezone.now())


def page_of(client: Client, world: World, draft: Timetable) -> DraftPage:
    return DraftPage(client, draft, world.route.route_id)


def departures(draft: Timetable, trip_id: str = "T1") -> list[str]:
    calls = train(draft, trip_id).calls
    return [f"{call.departure // 3600:02}:{call.departure % 3600 // 60:02}" for call in calls]


def test_what_is_typed_is_saved_in_the_draft_alone(client: Client, world: World, draft: Timetable) -> None:
    page = page_of(client, world, draft).type("T1", world.stops[1], "+10")
    assert page.press().status_code == 303
    assert departures(draft) == ["08:00", "08:20", "08:30", "08:40"]
    assert departures(world.edition) == ["08:00", "08:10", "08:20", "08:30"]
    assert not ScheduleChange.objects.exists()


def test_a_time_in_an_empty_cell_adds_the_stop_and_a_cross_takes_it_out(
    client: Client, world: World, draft: Timetable
) -> None:
    page_of(client, world, draft).type("T1", world.stops[1], "x").press()
    assert [call.stop for call in train(draft).calls] == [world.stops[0], *world.stops[2:]]
    page_of(client, world, draft).type("T1", world.stops[1], "0812*").press()
    call = train(draft).call_at(world.stops[1])
    assert call is not None
    assert (call.departure, call.pickup, call.drop_off, call.km) == (8 * 3600 + 720, 3, 3, 10)


@pytest.mark.parametrize(
    ("text", "rule"),
    [("0810*", (3, 3)), ("0810(", (0, 1)), ("0810)", (1, 0)), ("0810", (0, 0)), ("", (1, 1))],
)
def test_marks_say_how_people_get_on_and_off(
    client: Client, world: World, draft: Timetable, text: str, rule: tuple[int, int]
) -> None:
    page_of(client, world, draft).type("T1", world.stops[1], "0811*").press()
    page = page_of(client, world, draft)
    assert page.text("T1", world.stops[1]) == "08:11*"
    page.type("T1", world.stops[1], text).press()
    call = train(draft).call_at(world.stops[1])
    assert call is not None
    assert (call.pickup, call.drop_off) == rule


def test_a_shift_keeps_the_marks(client: Client, world: World, draft: Timetable) -> None:
    page_of(client, world, draft).type("T1", world.stops[1], "0810*").press()
    page_of(client, world, draft).type("T1", world.stops[0], "+5").press()
    assert page_of(client, world, draft).text("T1", world.stops[1]) == "08:15*"


def test_steps_survive_a_reload_and_go_back_and_forth(client: Client, world: World, draft: Timetable) -> None:
    page_of(client, world, draft).type("T1", world.stops[0], "+10").press()
    page = page_of(client, world, draft)
    page.press("undo")
    assert departures(draft)[0] == "08:00"
    page_of(client, world, draft).press("redo")
    assert departures(draft)[0] == "08:10"


def test_undo_keeps_what_was_typed_as_a_step_that_can_come_back(
    client: Client, world: World, draft: Timetable
) -> None:
    page_of(client, world, draft).type("T1", world.stops[0], "+10").press("undo")
    assert departures(draft)[0] == "08:00"
    page_of(client, world, draft).press("redo")
    assert departures(draft)[0] == "08:10"


def test_the_buttons_of_a_train_move_it_without_script(
    client: Client, world: World, draft: Timetable
) -> None:
    page = page_of(client, world, draft)
    page.press("shift", f"{page.grid.columns[0].first_cell}:+5")
    assert page.text("T1", world.stops[3]) == "08:35"
    assert departures(draft)[3] == "08:30"
    page.press()
    assert departures(draft)[3] == "08:35"


def test_two_operators_in_different_cells_are_merged_silently(
    client: Client, world: World, draft: Timetable
) -> None:
    late = page_of(signed_in(TIMETABLE_EDITOR), world, draft).type("T1", world.stops[3], "0835")
    page_of(client, world, draft).type("T1", world.stops[1], "0812").press()
    assert late.press().status_code == 303
    assert departures(draft) == ["08:00", "08:12", "08:20", "08:35"]


@pytest.mark.parametrize(("choice", "time"), [("mine", "08:14"), ("theirs", "08:12")])
def test_two_operators_in_one_cell_see_both_values_and_choose(
    client: Client, world: World, draft: Timetable, choice: str, time: str
) -> None:
    late = page_of(signed_in(TIMETABLE_EDITOR), world, draft).type("T1", world.stops[1], "0814")
    late.type("T1", world.stops[3], "0835")
    page_of(client, world, draft).type("T1", world.stops[1], "0812").press()
    refused = late.press()
    html = refused.content.decode()
    assert refused.status_code == 422
    assert "0814" in html
    assert "08:12" in html
    assert departures(draft)[3] == "08:30", "nothing is saved before the choice"
    assert late.press().status_code == 422, "pressing again chooses nothing"
    name = late.name("T1", world.stops[1])
    assert late.press(**{f"take-{name}": choice}).status_code == 303
    assert departures(draft) == ["08:00", time, "08:20", "08:35"]


def test_what_was_typed_for_a_train_that_is_gone_is_not_lost_silently(
    client: Client, world: World, draft: Timetable
) -> None:
    late = page_of(client, world, draft).type("T2", world.stops[1], "1812")
    change(draft, gone=["T2"])
    answer = late.press()
    assert answer.status_code == 422
    assert "1812" in answer.content.decode()


def test_a_cell_that_cannot_be_is_named_and_nothing_is_saved(
    client: Client, world: World, draft: Timetable
) -> None:
    page = page_of(client, world, draft).type("T1", world.stops[1], "noon").type("T2", world.stops[3], "1835")
    answer = page.press()
    assert answer.status_code == 422
    assert page.text("T1", world.stops[1]) == "noon"
    assert page.text("T2", world.stops[3]) == "18:35"
    assert not draft.steps.exists()


def test_problems_stand_at_their_cells_and_trains(client: Client, world: World, draft: Timetable) -> None:
    page_of(client, world, draft).type("T1", world.stops[1], "0801").press()
    page = page_of(client, world, draft)
    cell = next(cell for cell in page.grid.cells if cell.name == page.name("T1", world.stops[1]))
    assert "10 km in 1 min" in " ".join(cell.errors)
    assert "10 km in 1 min" in client.get(page.address).content.decode()


def test_what_differs_from_the_published_edition_is_marked(
    client: Client, world: World, draft: Timetable
) -> None:
    page = page_of(client, world, draft).type("T1", world.stops[1], "0812").type("T1", world.stops[2], "x")
    page.press()
    change(draft, duplicate(train(draft), trip_id="T3", number="T3", seconds=3600), gone=["T2"])
    grid = page_of(client, world, draft).grid
    kinds = {cell.name: (cell.kind, cell.in_force) for cell in grid.cells}
    assert kinds[page.name("T1", world.stops[1])] == ("changed", "08:10")
    assert kinds[page.name("T1", world.stops[2])] == ("removed", "08:20")
    assert kinds[page.name("T1", world.stops[0])] == ("", "")
    assert [(column.train.number, column.kind) for column in grid.columns] == [
        ("T1", "changed"), ("T3", "added"), ("T2", "removed")
    ]  # fmt: skip
    assert [row.cells[2].in_force for row in grid.rows] == ["18:00", "18:10", "18:20", "18:30"]


def test_three_trains_take_as_many_queries_as_one(
    client: Client, world: World, draft: Timetable, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    address = page_of(client, world, draft).address
    change(draft, gone=["T2"])
    with CaptureQueriesContext(connection) as first:
        client.get(address)
    one = train(draft)
    change(draft, *(duplicate(one, trip_id=name, number=name, seconds=3600) for name in ("T3", "T4")))
    with django_assert_num_queries(len(first)):
        client.get(address)


def test_an_open_page_hears_that_somebody_else_has_saved(
    client: Client, world: World, draft: Timetable
) -> None:
    page = page_of(client, world, draft)
    before = client.get(page.address, {"state": ""}).json()["state"]
    assert before in client.get(page.address).content.decode()
    page.type("T1", world.stops[1], "0812").press()
    saved = client.get(page.address, {"state": ""}).json()
    assert saved["state"] != before
    page_of(client, world, draft).press("undo")
    assert client.get(page.address, {"state": ""}).json()["state"] not in (before, saved["state"])


class TestOneTrain:
    """The page of one train of a draft."""

    def address(self, draft: Timetable, trip_id: str = "T1") -> str:
        return f"/admin/timetables/timetable/{draft.pk}/train/{draft.trips.get(trip_id=trip_id).pk}/"

    def sent(self, client: Client, draft: Timetable, **changes: str) -> dict[str, str]:
        """What the page sends when its form is filled in."""
        context = client.get(self.address(draft)).context
        values = {
            name: value for name, value in context["form"].initial.items() if value not in (None, False, "")
        }
        for row in context["calls"]:
            values |= {f"board-{row['at']}": row["call"].pickup, f"alight-{row['at']}": row["call"].drop_off}
        return values | {"seen": context["seen"]} | changes

    def test_particulars_and_calls_are_changed(self, client: Client, world: World, draft: Timetable) -> None:
        sundays = world.make_calendar("SUNDAYS", [7])
        sent = self.sent(
            client,
            draft,
            save="",
            number="77",
            calendar=sundays.service_id,
            **{"board-1": "1", "platform-2": "3"},
        )
        client.post(self.address(draft), sent | {"out-2": "on"})
        made = train(draft)
        assert (made.number, made.calendar) == ("77", "SUNDAYS")
        assert [call.stop for call in made.calls] == [*world.stops[:2], world.stops[3]]
        assert made.calls[1].pickup == 1

    def test_it_is_moved_copied_and_taken_out(self, client: Client, world: World, draft: Timetable) -> None:
        seen = client.get(self.address(draft)).context["seen"]
        client.post(self.address(draft), {"seen": seen, "minutes": "15", "number": "99", "copy": ""})
        copy = next(one for one in read_plan(draft).values() if one.number == "99")
        assert copy.departs == train(draft).departs + 15 * 60
        client.post(self.address(draft), {"seen": seen, "minutes": "-5", "shift": ""})
        assert departures(draft)[0] == "07:55"
        client.post(
            self.address(draft), {"seen": client.get(self.address(draft)).context["seen"], "remove": ""}
        )
        assert "T1" not in read_plan(draft)

    def test_what_another_changed_about_it_is_merged_or_said(
        self, client: Client, world: World, draft: Timetable
    ) -> None:
        sent = self.sent(client, draft, save="", number="77")
        change(draft, moved(draft, 10))
        client.post(self.address(draft), sent)
        assert (train(draft).number, departures(draft)[0]) == ("77", "08:10")
        answer = client.post(self.address(draft), sent | {"number": "78"}, follow=True)
        assert "Somebody else changed this train" in answer.content.decode()
        assert train(draft).number == "77"

    def test_a_new_train_after_the_pattern_of_another(
        self, client: Client, world: World, draft: Timetable
    ) -> None:
        address = f"/admin/timetables/timetable/{draft.pk}/grid/{world.route.route_id}/0/add/"
        sent = {"pattern": "T1", "number": "6799", "departure": "1200", "calendar": world.calendar.service_id}
        client.post(address, sent)
        made = next(one for one in read_plan(draft).values() if one.number == "6799")
        assert made.departs == 12 * 3600


class TestPasting:
    """A printed timetable pasted into a draft."""

    def post(
        self, client: Client, world: World, draft: Timetable, text: str, button: str = "read", **more: str
    ):  # type: ignore[no-untyped-def]
        address = f"/admin/timetables/timetable/{draft.pk}/grid/{world.route.route_id}/0/paste/"
        return client.post(address, {"text": text, button: ""} | more)

    def text(self, world: World) -> str:
        a, b, c, d = world.stops
        rows = [
            ("Stop", "T1", "6799"),
            (a, "08:05", "12:00"),
            (b, "08:15", "–"),
            ("Nowhere", "08:18", "12:18"),
        ]
        rows += [(c, "soon", "12:20"), (d, "08:35", "12:30")]
        return "\n".join("\t".join(row) for row in rows)

    def test_nothing_is_saved_before_it_was_shown_and_taken_over(
        self, client: Client, world: World, draft: Timetable
    ) -> None:
        before = read_plan(draft)
        html = self.post(client, world, draft, self.text(world)).content.decode()
        assert read_plan(draft) == before
        assert "soon" in html
        assert "Nowhere" in html

    def test_known_trains_are_retimed_and_new_ones_made(
        self, client: Client, world: World, draft: Timetable
    ) -> None:
        answer = self.post(
            client, world, draft, self.text(world), "take", **{"cal-1": world.calendar.service_id}
        )
        assert answer.status_code == 303
        assert departures(draft)[:2] == ["08:05", "08:15"]
        made = next(one for one in read_plan(draft).values() if one.number == "6799")
        stops = [call.stop for call in made.calls if not call.passes]
        assert stops == [world.stops[0], *world.stops[2:]]
        assert draft.steps.get().kind == "pasted"

    def test_a_text_without_a_timetable_is_refused(
        self, client: Client, world: World, draft: Timetable
    ) -> None:
        assert self.post(client, world, draft, "hello", "take").status_code == 422


class TestPublishing:
    """From the impact page to the publication and back."""

    def address(self, draft: Timetable) -> str:
        return f"/admin/timetables/timetable/{draft.pk}/publish/"

    def test_it_is_published_and_taken_back(self, client: Client, world: World, draft: Timetable) -> None:
        change(draft, moved(draft, 10))
        html = client.get(self.address(draft)).content.decode()
        assert "the whole train 10" in html
        answer = client.post(self.address(draft), {"publish": "", "reason": "works"}, follow=True)
        assert "Published" in answer.content.decode()
        publication = Publication.objects.get()
        assert (publication.reason, publication.published_by) != ("", None)
        day = timezone.localdate() + timedelta(days=3)
        assert DatedTrip.objects.get(service_date=day, trip__trip_id="T1").trip.timetable == draft
        address = f"/admin/timetables/timetable/publication/{publication.pk}/revert/"
        assert client.get(address).status_code == 200
        again = client.post(self.address(draft), {"publish": ""}, follow=True)
        assert "published already" in again.content.decode()
        assert Publication.objects.count() == 1
        client.post(address, {"remedy": "tell", "reason": "too early"})
        assert "taken back already" in client.post(address, follow=True).content.decode()
        publication.refresh_from_db()
        assert publication.revert_reason == "too early"
        assert DatedTrip.objects.get(service_date=day, trip__trip_id="T1").trip.timetable == world.edition

    def test_errors_stop_it(self, client: Client, world: World, draft: Timetable) -> None:
        page_of(client, world, draft).type("T1", world.stops[1], "0801").press()
        html = client.get(self.address(draft)).content.decode()
        assert 'aria-disabled="true"' in html
        assert client.post(self.address(draft), {"publish": ""}).status_code == 422
        assert not Publication.objects.exists()

    def test_warnings_want_a_word(self, client: Client, world: World, draft: Timetable) -> None:
        page_of(client, world, draft).type("T1", world.stops[3], "1330").press()
        assert client.post(self.address(draft), {"publish": ""}).status_code == 422
        (warning,) = client.get(self.address(draft)).context["warnings"]
        client.post(self.address(draft), {"publish": "", f"word-{warning.key}": "engine works"})
        assert Publication.objects.exists()

    def test_what_was_published_meanwhile_is_brought_in(
        self, client: Client, world: World, draft: Timetable
    ) -> None:
        change(draft, moved(draft, 10))
        shift_trip(trip=world.edition.trips.get(trip_id="T2"), minutes=3, actor=None, now=timezone.now())
        assert client.post(self.address(draft), {"publish": ""}).status_code == 422
        client.post(f"/admin/timetables/timetable/{draft.pk}/merge/")
        assert client.post(self.address(draft), {"publish": ""}).status_code == 302

    def test_a_copy_is_made_by_name_and_day(self, client: Client, world: World) -> None:
        address = f"/admin/timetables/timetable/{world.edition.pk}/copy/"
        day = timezone.localdate() + timedelta(days=4)
        assert client.post(address, {"name": "", "valid_from": str(day)}).status_code == 422
        assert client.post(address, {"name": "A", "valid_from": str(day)}).status_code == 422
        assert client.post(address, {"name": "C", "valid_from": "2001-01-01"}).status_code == 422
        client.post(address, {"name": "C", "valid_from": str(day)})
        assert Timetable.objects.get(name="C").valid_from == day


def test_others_may_look_or_not_even_that(world: World, draft: Timetable) -> None:
    grid = f"/admin/timetables/timetable/{draft.pk}/grid/{world.route.route_id}/0/"
    auditor, inspector = signed_in(AUDITOR), signed_in(INSPECTOR)
    assert 'name="save"' not in auditor.get(grid).content.decode()
    assert auditor.post(grid, {"save": ""}).status_code == 403
    assert auditor.get(f"/admin/timetables/timetable/{draft.pk}/publish/").status_code == 403
    assert inspector.get(grid).status_code == 403


def test_what_was_published_is_only_looked_at(client: Client, world: World, draft: Timetable) -> None:
    make_stops(1)
    grid = f"/admin/timetables/timetable/{world.edition.pk}/grid/{world.route.route_id}/0/"
    assert 'name="save"' not in client.get(grid).content.decode()
    assert client.post(grid, {"save": ""}).status_code == 303
    assert client.get(f"/admin/timetables/timetable/{world.edition.pk}/publish/").status_code == 302
    change_page = f"/admin/timetables/timetable/{world.edition.pk}/change/"
    assert "Copy into a draft" in client.get(change_page).content.decode()
    assert (
        client.post(f"/admin/timetables/timetable/{world.edition.pk}/delete/", {"post": "yes"}).status_code
        == 403
    )


def test_a_stop_of_another_line_is_put_in_at_its_time(client: Client, world: World, draft: Timetable) -> None:
    (other,) = make_stops(1)
    page = TestOneTrain()
    sent = page.sent(client, draft, save="", **{"add-stop": other.stop_id, "add-time": "0815"})
    client.post(page.address(draft), sent)
    assert [call.stop for call in train(draft).calls] == [*world.stops[:2], other.stop_id, *world.stops[2:]]
