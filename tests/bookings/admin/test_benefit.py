"""Benefits in the admin: what fares can't read is refused, what holds is changed from a day on, checks are signed."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.forms.models import model_to_dict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bookings.models import Benefit, Passenger
from bookings.operations.load_rules import load_rules
from railway.accounts.models import User
from railway.accounts.roles import ACCOUNTANT, AUDITOR
from tests.bookings.true_line import book, make_true_train
from tests.staff import make_staff, sign_in, signed_in

BENEFIT = {
    "code": "BY_NEW", "country": "BY", "discount_percent": "50", "scope": "whole_route", "name_ru": "Льгота",
    "quality": "U", "companions_each": "1",
    "trips_period": "year", "proof_check": "shown",
}  # fmt: skip
ADD = "/admin/bookings/benefit/add/"


@pytest.fixture
def accountant(db: None) -> User:
    return make_staff(ACCOUNTANT)


@pytest.fixture
def client(accountant: User) -> Client:
    return sign_in(accountant)


@pytest.fixture
def pensioner(db: None) -> Benefit:
    load_rules()
    return Benefit.objects.get(code="BY_PENSIONER_SEASON")


def change(client: Client, benefit: Benefit, **changes: str | list[str]):
    """Save the row's page with some fields changed."""
    values = model_to_dict(benefit) | {"seat_classes": " ".join(benefit.seat_classes)}
    sent = {name: value for name, value in values.items() if value not in (None, False)} | changes
    return client.post(f"/admin/bookings/benefit/{benefit.pk}/change/", sent)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"season_from": "05-15"}, "both its first and its last day"),
        ({"season_from": "15.05", "season_to": "09-15"}, "month first"),
        ({"season_from": "02-30", "season_to": "09-15"}, "month first"),
        ({"age_min": "60", "age_max": "18"}, "not below the lower"),
        ({"only_with": "BY_NOBODY"}, "BY_NOBODY is not one of the available choices"),
        ({"seat_modes": "standing"}, "standing is not one of the available choices"),
        ({"trips_per_day": "0"}, "Count from 1"),
        ({"companions_each": "0"}, "Count from 1"),
        ({"valid_from": "2027-01-01", "valid_until": "2027-01-01"}, "ends after its first day"),
    ],
)
def test_a_benefit_that_fares_cannot_read_is_refused(
    client: Client, changes: dict[str, str], words: str
) -> None:
    page = client.post(ADD, BENEFIT | changes)
    assert words in page.content.decode()
    assert not Benefit.objects.exists()


def test_a_benefit_is_kept_with_who_wrote_it(client: Client, accountant: User) -> None:
    assert client.post(ADD, BENEFIT).status_code == 302
    assert Benefit.history.get().history_user == accountant


def test_a_second_version_of_the_same_days_is_refused_in_words(client: Client) -> None:
    client.post(ADD, BENEFIT)
    assert "There is a version of this benefit" in client.post(ADD, BENEFIT).content.decode()
    assert Benefit.objects.count() == 1


def test_a_rule_that_holds_is_changed_by_a_new_version(client: Client, pensioner: Benefit) -> None:
    first = timezone.localdate() + timedelta(days=30)
    answer = change(client, pensioner, discount_percent="75", applies_from=first.isoformat())
    new = Benefit.objects.exclude(pk=pensioner.pk).get(code=pensioner.code)
    assert answer.headers["Location"] == f"/admin/bookings/benefit/{new.pk}/change/"
    pensioner.refresh_from_db()
    assert (pensioner.discount_percent, pensioner.valid_until) == (50, first)
    assert (new.discount_percent, new.valid_from) == (75, first)
    page = client.get(answer.headers["Location"]).content.decode()
    assert "Versions:" in page


@pytest.mark.parametrize("day", ["", "2020-01-01"])
def test_a_rule_that_holds_is_changed_on_no_past_day(client: Client, pensioner: Benefit, day: str) -> None:
    page = change(client, pensioner, discount_percent="75", applies_from=day).content.decode()
    assert "Write a day from today on" in page
    assert Benefit.objects.filter(code=pensioner.code).count() == 1


def test_a_note_is_saved_in_place(client: Client, pensioner: Benefit) -> None:
    answer = change(client, pensioner, note="seen in the journal")
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    pensioner.refresh_from_db()
    assert pensioner.note == "seen in the journal"
    assert Benefit.objects.filter(code=pensioner.code).count() == 1


def test_a_last_day_in_the_past_is_refused(client: Client, pensioner: Benefit) -> None:
    assert "let it end today or later" in change(client, pensioner, valid_until="2020-01-01").content.decode()


def test_a_benefit_is_marked_checked_only_with_its_source(client: Client, accountant: User) -> None:
    for code, source in (("A", "pravo.by"), ("B", "")):
        Benefit.objects.create(
            code=code, country="BY", discount_percent=50, name_ru=code, checked_source=source
        )
    chosen = [benefit.pk for benefit in Benefit.objects.all()]
    client.post("/admin/bookings/benefit/", {"action": "mark_checked", "_selected_action": chosen})
    assert list(Benefit.objects.filter(checked_by=accountant).values_list("code", flat=True)) == ["A"]
    assert Benefit.history.filter(code="A").latest().history_user == accountant


def test_what_nobody_has_compared_with_the_act_is_shown_so(client: Client, pensioner: Benefit) -> None:
    address = f"/admin/bookings/benefit/{pensioner.pk}/change/"
    assert "Nobody has compared this row" in client.get(address).content.decode()
    Benefit.objects.filter(pk=pensioner.pk).update(checked_at=timezone.now())
    assert "Nobody has compared this row" not in client.get(address).content.decode()
    unchecked = client.get("/admin/bookings/benefit/?checked_at__isempty=1").content.decode()
    assert pensioner.name_ru not in unchecked


def test_a_benefit_somebody_travelled_by_is_not_deleted(client: Client, pensioner: Benefit) -> None:
    admin = sign_in(User.objects.create_user("chief", is_staff=True, is_superuser=True))
    page = f"/admin/bookings/benefit/{pensioner.pk}/delete/"
    assert admin.get(page).status_code == 200
    Passenger.objects.filter(booking=book(make_true_train())).update(granted_benefit=pensioner)
    assert admin.get(page).status_code == 403


def test_an_auditor_looks_at_a_benefit_and_changes_nothing(pensioner: Benefit) -> None:
    auditor = signed_in(AUDITOR)
    address = f"/admin/bookings/benefit/{pensioner.pk}/change/"
    assert auditor.get(address).status_code == 200
    assert auditor.post(address, {"discount_percent": "1"}).status_code == 403
    assert auditor.get("/admin/bookings/benefit/import/").status_code == 403
    assert auditor.get("/admin/bookings/benefit/export/").status_code == 200


def test_the_list_makes_as_many_queries_for_many_rows_as_for_one(
    client: Client,
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as made:
            client.get("/admin/bookings/benefit/")
        return len(made)

    def add(code: str) -> None:
        Benefit.objects.create(
            code=code, country="BY", discount_percent=50, name_ru=code, valid_from=date(2027, 1, 1)
        )

    add("A")
    queries()
    one = queries()
    add("B")
    add("C")
    assert queries() == one


def test_lists_are_ticked_and_kept_as_lists(client: Client, pensioner: Benefit) -> None:
    ticked = {
        "only_with": ["BY_DISABLED_1"],
        "seat_modes": ["quota", "open"],
        "seat_classes": "economy, business",
    }
    client.post(ADD, BENEFIT | ticked)
    new = Benefit.objects.get(code="BY_NEW")
    assert (new.only_with, new.seat_modes) == (["BY_DISABLED_1"], ["quota", "open"])
    assert new.seat_classes == ["economy", "business"]


def test_the_order_of_a_list_is_no_change(client: Client, pensioner: Benefit) -> None:
    Benefit.objects.filter(pk=pensioner.pk).update(seat_modes=["open", "numbered"])
    change(client, pensioner, seat_modes=["numbered", "open"], note="read again")
    pensioner.refresh_from_db()
    assert (pensioner.seat_modes, pensioner.note) == (["open", "numbered"], "read again")
    assert Benefit.objects.filter(code=pensioner.code).count() == 1
