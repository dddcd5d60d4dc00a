"""A document seen once: by whom, until when, for which journeys, and how that ends."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bookings.access import access_token
from bookings.models import Booking, BookingEvent, Notification, Passenger, ProofAnswer, ProofSeen
from bookings.notifications.deliver import deliver_notifications
from bookings.operations.follow_proofs import follow_proofs
from bookings.operations.purge_old_data import purge_old_data
from bookings.operations.record_proof_seen import ProofRefused, record_proof_seen
from bookings.operations.remind_of_proofs import remind_of_proofs
from bookings.operations.withdraw_proof import withdraw_proof
from bookings.proofs import seen_proofs
from bookings.queries import booking_page, requested_information
from bookings.tickets.build import booking_ticket_views
from bookings.tickets.code import read_payload
from bookings.tickets.keys import public_keys
from railway.accounts.models import User
from railway.accounts.roles import DESK_CLERK
from tests.bookings.proofs.conftest import ANNA, DISABLED, PENSIONER, PROOF, named
from tests.bookings.true_line import DAY, NOW, book, make_true_train
from tests.staff import make_staff
from timetables.models import DatedTrip

pytestmark = pytest.mark.usefixtures("rules", "no_registry")
KIND = "BY_PENSION_CERT"
UNTIL = date(2027, 12, 31)


@pytest.fixture
def clerk(rules: None) -> User:
    return make_staff(DESK_CLERK)


def see(booking: Booking, by: User, **fields: object) -> ProofSeen:
    told = {"kind": KIND, "number": PROOF, "until": UNTIL, "source": "desk", "by": by, "now": NOW} | fields
    return record_proof_seen(passenger=booking.passengers.get(), **told)  # type: ignore[arg-type]


def is_spared(booking: Booking) -> bool:
    return booking_page(booking, now=NOW).passengers[0].seen is not None


def pay(booking: Booking) -> Booking:
    """Pay at the sandbox bank, which accepts at once."""
    from bookings.payments.gateway import BankAnswer, Outcome
    from tests.bookings.world import make_payment, settle_payment

    payment = make_payment(booking)
    settle_payment(
        answer=BankAnswer(event_id=str(payment.uuid), charge_uuid=payment.uuid, outcome=Outcome.ACCEPTED),
        now=NOW,
    )
    booking.refresh_from_db()
    return booking


def test_of_the_number_only_a_hash_and_its_ending_are_kept(train: DatedTrip) -> None:
    passenger = named(train).passengers.get()
    assert (passenger.proof_kind, passenger.proof_last4) == (KIND, "4567")
    assert passenger.proof_hashes
    kept = Passenger.objects.values("proof_hashes", "proof_kind", "proof_last4")
    tables = (
        kept,
        *(table.objects.values() for table in (BookingEvent, Notification, ProofAnswer, ProofSeen)),
    )
    assert not any("1234567" in str(list(rows)) for rows in tables)


def test_without_a_seen_proof_the_paper_says_what_to_carry(train: DatedTrip) -> None:
    (ticket,) = booking_ticket_views(pay(named(train)), "en")
    assert "pension certificate, the original" in ticket.carry
    assert ticket.proof == ""
    assert not read_payload(ticket.payload, public_keys()).proof_seen


def test_seen_once_it_need_not_be_shown_on_this_journey_nor_on_the_next(
    train: DatedTrip, clerk: User
) -> None:
    first = pay(named(train))
    see(first, clerk)
    second = pay(named(make_true_train(day=DAY + timedelta(days=30))))
    for booking in (first, second):
        (ticket,) = booking_ticket_views(booking, "en")
        assert "pension certificate, the original" not in ticket.carry
        assert ticket.proof.replace("\u00a0", " ") == (
            "The document of the benefit was seen, it counts until 31 December 2027."
        )
        assert read_payload(ticket.payload, public_keys()).proof_seen
    assert "Passport" in ticket.carry[0]


@pytest.mark.parametrize(
    ("number", "who", "member"),
    [
        ("ПУ 7654321", ANNA, PENSIONER),
        (None, ANNA, PENSIONER),
        (PROOF, replace(ANNA, given_name="Яна"), PENSIONER),
        (PROOF, ANNA, replace(PENSIONER, birth_date=date(1958, 2, 4))),
        (PROOF, ANNA, replace(PENSIONER, benefit_code="BY_HERO")),
    ],
    ids=["another number", "no number", "another name", "another birth date", "another benefit"],
)
def test_what_was_seen_serves_nobody_else(train: DatedTrip, clerk: User, number, who, member) -> None:  # type: ignore[no-untyped-def]
    see(named(train), clerk)
    assert not is_spared(named(train, number=number, who=who, member=member, kind=KIND))


@pytest.mark.parametrize(("day", "spared"), [(date(2027, 12, 31), True), (date(2028, 1, 1), False)])
def test_it_counts_on_its_last_day_and_not_on_the_next(
    train: DatedTrip, clerk: User, day: date, spared: bool
) -> None:
    seen = see(named(train), clerk)
    people = [named(train).passengers.select_related("granted_benefit").get()]
    assert bool(seen_proofs(people, day=day)) == spared
    assert seen.counts_on(day) == spared


def test_withdrawn_it_counts_no_longer(train: DatedTrip, clerk: User) -> None:
    booking = named(train)
    seen = see(booking, clerk)
    assert withdraw_proof(seen=seen, by=clerk, now=NOW)
    assert not withdraw_proof(seen=seen, by=clerk, now=NOW)
    assert not is_spared(booking)
    see(booking, clerk)
    assert is_spared(booking)


def test_two_who_see_it_at_once_write_it_down_once(train: DatedTrip, clerk: User) -> None:
    booking = named(train)
    assert see(booking, clerk) == see(booking, make_staff(DESK_CLERK))
    assert ProofSeen.objects.count() == 1
    assert booking.events.filter(kind="proof_seen").count() == 1


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"number": "ПУ 7654321"}, "other_number"),
        ({"number": " "}, "no_number"),
        ({"kind": "RU_SFR_CERT"}, "wrong_kind"),
        ({"kind": "NO_SUCH"}, "unknown_kind"),
        ({"until": date(2027, 5, 13)}, "until_past"),
        ({"until": date(2028, 5, 15)}, "until_too_far"),
    ],
)
def test_what_can_not_be_is_refused_and_nothing_kept(
    train: DatedTrip, clerk: User, fields, code: str
) -> None:  # type: ignore[no-untyped-def]
    booking = named(train)
    with pytest.raises(ProofRefused) as refused:
        see(booking, clerk, **fields)
    assert refused.value.code == code
    assert not ProofSeen.objects.exists()


def test_a_number_told_wrong_gives_way_to_the_document(train: DatedTrip, clerk: User) -> None:
    booking = named(train)
    see(booking, clerk, number="ПУ 7654321", replace=True)
    assert booking.passengers.get().proof_last4 == "4321"
    assert is_spared(booking)


def test_a_document_shown_at_the_desk_is_taken_though_the_passenger_told_none(
    train: DatedTrip, clerk: User
) -> None:
    booking = named(train, number=None)
    see(booking, clerk)
    assert is_spared(booking)


def test_who_has_no_such_benefit_or_no_name_yet_can_not_be_seen(train: DatedTrip, clerk: User) -> None:
    with pytest.raises(ProofRefused, match="no_proof_needed"):
        see(book(train), clerk)
    with pytest.raises(ProofRefused, match="person_unknown"):
        see(book(train, PENSIONER), clerk)


def test_a_companion_is_spared_with_the_one_accompanied_and_only_one(train: DatedTrip, clerk: User) -> None:
    from bookings.offers import PartyMember

    booking = book(train, DISABLED, PartyMember("BY", "RU_COMPANION"), PartyMember("RU", "RU_COMPANION"))
    people = {each.number: each for each in booking.passengers.select_related("granted_benefit")}
    assert people[2].granted_benefit
    people[1].family_name, people[1].given_name = "Орлов", "Олег"
    people[1].save()
    record_proof_seen(
        passenger=people[1],
        kind="RU_SFR_CERT",
        number="077-26 1",
        until=UNTIL,
        source="desk",
        by=clerk,
        now=NOW,
    )
    seen = seen_proofs(list(booking.passengers.select_related("granted_benefit").order_by("number")), day=DAY)
    granted = [each.number for each in people.values() if each.granted_benefit and each.number > 1]
    assert len(set(seen) & set(granted)) == 1


def test_a_new_key_knows_whom_an_old_one_knew_until_it_is_taken_away(
    train: DatedTrip, clerk: User, settings: LazySettings
) -> None:
    settings.PROOF_HASH_KEYS = {"k1": "first"}
    see(named(train), clerk)
    settings.PROOF_HASH_KEYS = {"k2": "second", "k1": "first"}
    again = named(train)
    assert is_spared(again)
    pay(again)
    assert ProofSeen.objects.get().hash_key == "k2"
    settings.PROOF_HASH_KEYS = {"k2": "second"}
    assert is_spared(named(train))


def test_a_key_that_leaked_is_taken_out_and_people_show_their_document(
    train: DatedTrip, clerk: User, settings: LazySettings
) -> None:
    see(named(train), clerk)
    settings.PROOF_HASH_KEYS = {"k2": "second"}
    booking = named(train)
    assert not is_spared(booking)
    see(booking, clerk)
    assert is_spared(booking)


def test_renewing_a_key_never_fails_a_payment(train: DatedTrip, clerk: User, settings: LazySettings) -> None:
    settings.PROOF_HASH_KEYS = {"k1": "first"}
    see(named(train), clerk)
    settings.PROOF_HASH_KEYS = {"k2": "second"}
    see(named(train), clerk)
    settings.PROOF_HASH_KEYS = {"k2": "second", "k1": "first"}
    booking = named(train)
    assert follow_proofs(booking=booking) == 1
    assert pay(booking).state == "FULFILLED"


def test_the_purchaser_of_the_latest_order_is_reminded_once_in_their_language(
    train: DatedTrip, clerk: User, mailoutbox: list
) -> None:
    first = named(train, language="ru")
    see(first, clerk, until=DAY + timedelta(days=30))
    latest = pay(named(train, language="be"))
    Notification.objects.all().delete()
    soon = NOW + timedelta(days=20)
    assert remind_of_proofs(now=NOW) == 0
    assert remind_of_proofs(now=soon) == 1
    assert remind_of_proofs(now=soon) == 0
    letter = Notification.objects.get()
    assert (letter.kind, letter.booking_id, letter.language) == ("proof_ending", latest.pk, "be")
    assert deliver_notifications(now=soon) == 1
    (mail,) = mailoutbox
    assert "Жук" in mail.body
    assert latest.shown_reference in mail.body
    page = str(mail.alternatives[0].content)
    assert f"/be/o/{latest.shown_reference}/?k={access_token(latest)}" in mail.body
    assert f"/be/o/{latest.shown_reference}/?k={access_token(latest)}" in page
    for text in (mail.subject, mail.body, page):
        assert "pension" not in text.lower()
        assert "пенс" not in text.lower()


def test_nobody_is_reminded_of_what_was_seen_again_for_longer_or_withdrawn(
    train: DatedTrip, clerk: User
) -> None:
    booking = named(train)
    old = see(booking, clerk, until=DAY + timedelta(days=5))
    see(booking, clerk, until=UNTIL)
    assert remind_of_proofs(now=NOW) == 0
    Notification.objects.all().delete()
    withdrawn = see(named(train, who=replace(ANNA, given_name="Яна")), clerk, until=DAY + timedelta(days=5))
    withdraw_proof(seen=withdrawn, by=clerk, now=NOW)
    assert remind_of_proofs(now=NOW) == 0
    assert old.reminded_at is None


def test_a_letter_overtaken_by_a_second_look_is_not_sent(
    train: DatedTrip, clerk: User, mailoutbox: list
) -> None:
    booking = named(train)
    see(booking, clerk, until=DAY + timedelta(days=5))
    Notification.objects.all().delete()
    assert remind_of_proofs(now=NOW) == 1
    see(booking, clerk, until=UNTIL)
    assert deliver_notifications(now=NOW) == 0
    assert Notification.objects.get().state == "obsolete"


def test_hashes_go_with_the_documents_and_what_was_seen_after_its_own_end(
    train: DatedTrip, clerk: User
) -> None:
    booking = pay(named(train))
    see(booking, clerk)
    assert purge_old_data(now=booking.departs_at + timedelta(days=30))["proofs"] == 0
    gone = purge_old_data(now=booking.departs_at + timedelta(days=31))
    assert (gone["proofs"], gone["seen_proofs"]) == (1, 0)
    passenger = booking.passengers.get()
    assert (passenger.proof_kind, passenger.proof_hashes, passenger.proof_last4) == ("", {}, "")
    assert is_spared(named(make_true_train(day=DAY + timedelta(days=60))))
    assert purge_old_data(now=NOW + timedelta(days=365))["seen_proofs"] == 1


def test_taking_the_benefit_back_forgets_its_proof(train: DatedTrip) -> None:
    from bookings.operations.complete_passengers import complete_passengers
    from bookings.operations.passenger_details import PassengerDetails

    booking = named(train)
    complete_passengers(booking=booking, details={1: PassengerDetails(benefit_code="")}, now=NOW)
    assert booking.passengers.get().proof_hashes == {}


def test_an_operator_may_insist_on_it(train: DatedTrip, settings: LazySettings) -> None:
    settings.PROOF_REQUIRED = True
    missing = requested_information(named(train, number=None))
    assert [problem.pointer for problem in missing] == ["passengers/1/proof_number"]
    assert requested_information(named(train)) == []


def test_an_exchange_keeps_what_was_told(train: DatedTrip) -> None:
    from bookings.operations.confirm_exchange import KEPT

    assert {"proof_kind", "proof_hashes", "proof_last4"} <= set(KEPT)


def test_a_party_costs_one_query_and_one_without_proofs_none(train: DatedTrip) -> None:
    people = [named(train).passengers.select_related("granted_benefit").get() for _ in range(3)]
    for number, each in enumerate(people, start=1):
        each.number = number
    with CaptureQueriesContext(connection) as queries:
        seen_proofs(people, day=DAY)
    assert len(queries) == 1
    plain = list(book(train).passengers.select_related("granted_benefit"))
    with CaptureQueriesContext(connection) as queries:
        seen_proofs(plain, day=DAY)
    assert len(queries) == 0


def test_an_operator_sees_what_still_hangs_on_a_key(
    train: DatedTrip, clerk: User, settings: LazySettings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.PROOF_HASH_KEYS = {"k1": "first"}
    see(named(train), clerk)
    settings.PROOF_HASH_KEYS = {"k2": "second"}
    call_command("proof_keys")
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split(maxsplit=1) == ["k2", "nothing hangs on it"]
    assert "1 seen, the last until 2027-12-31" in lines[1]
    assert "known no longer" in lines[1]
