"""Who of the staff looks at whose data leaves a line that nobody can take away."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bookings.documents import encrypt
from bookings.models import Passenger, PersonalDataLookup
from bookings.operations.record_lookup import record_search
from bookings.proofs import search_hash
from railway.accounts.roles import AUDITOR, DESK_CLERK, INSPECTOR
from tests.bookings.world import NOW, make_booking, make_train
from tests.staff import make_staff, sign_in, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def passenger() -> Passenger:
    booking = make_booking(make_train(), passengers=1)
    booking.passengers.update(document_number_encrypted=encrypt("BM1234567"))
    return booking.passengers.get()


def page(passenger: Passenger) -> str:
    return f"/admin/bookings/booking/{passenger.booking_id}/number/{passenger.number}/"


@pytest.mark.parametrize("why", [{"reason": ""}, {"reason": "other", "words": " "}, {"reason": "curiosity"}])
def test_a_number_is_shown_only_to_who_says_why(passenger, why):
    clerk = signed_in(DESK_CLERK)
    for answer in (clerk.get(page(passenger)), clerk.post(page(passenger), why)):
        assert "BM1234567" not in answer.content.decode()
    assert not PersonalDataLookup.objects.exists()


def test_who_saw_it_when_and_why_is_written_down(passenger):
    clerk = make_staff(DESK_CLERK)
    answer = sign_in(clerk).post(page(passenger), {"reason": "refund", "words": "desk 2"})
    assert "BM1234567" in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    line = PersonalDataLookup.objects.get()
    assert (line.user, line.what, line.booking, line.passenger_number) == (
        clerk,
        "number",
        passenger.booking,
        1,
    )
    assert (line.reason, line.words, line.is_unusual) == ("refund", "desk 2", False)


@pytest.mark.parametrize("role", [INSPECTOR, AUDITOR])
def test_others_see_no_number(passenger, role):
    assert signed_in(role).post(page(passenger), {"reason": "refund"}).status_code == 403


def test_a_search_by_name_is_known_again_without_being_kept(passenger):
    clerk = make_staff(DESK_CLERK)
    sign_in(clerk).get("/admin/bookings/booking/?q=Ковалёва1")
    line = PersonalDataLookup.objects.get()
    assert (line.user, line.what, line.initial, line.found) == (clerk, "search", "К", 1)
    assert line.searched == search_hash("КОВАЛЕВА1", line.hash_key)
    with connection.cursor() as cursor:
        cursor.execute("SELECT l::text FROM bookings_personaldatalookup l")
        assert "овал" not in cursor.fetchone()[0].casefold()


def test_a_reference_is_no_search_for_a_person_but_its_page_is_a_look(passenger):
    clerk = signed_in(DESK_CLERK)
    clerk.get(f"/admin/bookings/booking/?q={passenger.booking.shown_reference}")
    assert not PersonalDataLookup.objects.exists()
    clerk.get(f"/admin/bookings/booking/{passenger.booking_id}/change/")
    assert PersonalDataLookup.objects.get().what == "booking"


def test_more_than_usual_in_a_day_stands_out(settings):
    settings.LOOKUPS_A_DAY = {"search": "2"}
    clerk = make_staff(DESK_CLERK)
    days = [NOW, NOW, NOW, NOW + timedelta(days=1, seconds=1)]
    assert [record_search(text="x", found=0, by=clerk, now=at).is_unusual for at in days] == [
        False, False, True, False,
    ]  # fmt: skip


@pytest.mark.parametrize("sql", ["UPDATE {} SET words = ''", "DELETE FROM {}"])
def test_the_database_keeps_every_line(sql):
    record_search(text="x", found=0, by=make_staff(DESK_CLERK), now=timezone.now())
    with (
        pytest.raises(IntegrityError, match="never changed or deleted"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql.format("bookings_personaldatalookup"))


def test_after_a_year_a_line_may_be_forgotten():
    old = timezone.now() - timedelta(days=367)
    record_search(text="x", found=0, by=make_staff(DESK_CLERK), now=old)
    assert PersonalDataLookup.objects.all().delete()[0] == 1


def test_the_auditors_list_takes_as_many_queries_for_three_lines_as_for_one(passenger):
    auditor, clerk = signed_in(AUDITOR), signed_in(DESK_CLERK)
    auditor.get("/admin/bookings/personaldatalookup/")  # what a process reads once
    counts = []
    for looks in (1, 2):
        for _look in range(looks):
            clerk.post(page(passenger), {"reason": "check"})
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert auditor.get("/admin/bookings/personaldatalookup/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]
