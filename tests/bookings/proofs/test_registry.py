"""A registry is asked after the commit; whatever it does, the sale goes on and no number is left behind."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import pytest
from django.conf import LazySettings

from bookings.models import ProofAnswer, ProofSeen
from bookings.operations.check_proofs import check_proofs
from bookings.proofs import ask
from bookings.proofs.registry import ProofQuestion, RegistryAnswer, RegistryDown, registry_of
from bookings.queries import booking_page
from tests.bookings.proofs.conftest import DISABLED, PENSIONER, named
from tests.bookings.true_line import NOW
from timetables.models import DatedTrip

Captured = Callable[..., object]
CONFIRMED = RegistryAnswer(has_right=True, until=date(2027, 12, 31), reference="R-1")


@dataclass
class Scripted:
    """A registry that answers what a test wants and remembers what it was asked."""

    answer: RegistryAnswer | Exception = CONFIRMED
    name: str = "scripted"
    asked: list[ProofQuestion] = field(default_factory=list)
    hangs: threading.Event | None = None

    def ask(self, question: ProofQuestion, *, timeout_ms: int) -> RegistryAnswer:
        self.asked.append(question)
        if self.hangs:
            self.hangs.wait(5)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def registry(rules: None, monkeypatch: pytest.MonkeyPatch) -> Scripted:
    made = Scripted()
    monkeypatch.setattr(
        "bookings.operations.check_proofs.registry_of", lambda law: made if law == "RU" else None
    )
    return made


@pytest.fixture
def told(train: DatedTrip, django_capture_on_commit_callbacks: Captured):  # type: ignore[no-untyped-def]
    """Tell a proof and let the commit happen; the number ends in what the simulator goes by."""

    def tell(number: str = "077-26 123451", **fields: object):  # type: ignore[no-untyped-def]
        with django_capture_on_commit_callbacks(execute=True):
            return named(train, number=number, **({"member": DISABLED, "consent": "special-RU-1"} | fields))

    return tell


def test_a_confirmed_benefit_need_not_be_shown_and_no_number_is_kept(told, registry: Scripted) -> None:  # type: ignore[no-untyped-def]
    booking = told()
    answer, seen = ProofAnswer.objects.get(), ProofSeen.objects.get()
    assert (answer.outcome, answer.reference, seen.source, seen.until) == (
        "confirmed", "R-1", "registry", date(2027, 12, 31),
    )  # fmt: skip
    assert booking_page(booking, now=NOW).passengers[0].seen == seen
    assert registry.asked[0].number == "07726123451"
    assert "123451" not in f"{vars(answer)}{vars(seen)}{registry.asked[0]!r}"


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (RegistryAnswer(has_right=False), "denied"),
        (RegistryAnswer(has_right=None), "unknown"),
        (RegistryDown("out of order"), "no_answer"),
        (ValueError("nonsense 123451"), "no_answer"),
    ],
)
def test_any_other_answer_lets_the_passenger_buy_and_show_the_document(
    told,
    registry: Scripted,
    answer,
    outcome: str,
    caplog: pytest.LogCaptureFixture,  # type: ignore[no-untyped-def]
) -> None:
    registry.answer = answer
    with caplog.at_level(logging.INFO):
        booking = told()
    assert ProofAnswer.objects.get().outcome == outcome
    view = booking_page(booking, now=NOW)
    assert view.passengers[0].granted_benefit
    assert view.passengers[0].seen is None
    assert view.requested == ()
    assert "123451" not in caplog.text


def test_a_registry_that_hangs_is_waited_for_no_longer_than_the_setting_says(
    told,
    registry: Scripted,
    settings: LazySettings,  # type: ignore[no-untyped-def]
) -> None:
    settings.PROOF_CHECK_MS = 30
    registry.hangs = threading.Event()
    try:
        told()
    finally:
        registry.hangs.set()
    answer = ProofAnswer.objects.get()
    assert answer.outcome == "no_answer"
    assert answer.took_ms < 5000


def test_after_a_failure_the_registry_is_left_in_peace_for_a_while(told, registry: Scripted) -> None:  # type: ignore[no-untyped-def]
    registry.answer = RegistryDown()
    told("077-26 000001")
    told("077-26 000002")
    assert len(registry.asked) == 1
    ask.forget_failures()
    registry.answer = CONFIRMED
    told("077-26 000003")
    assert len(registry.asked) == 2


def test_the_same_form_sent_again_asks_nothing_again(told, train: DatedTrip, registry: Scripted) -> None:  # type: ignore[no-untyped-def]
    from bookings.operations.complete_passengers import complete_passengers
    from bookings.operations.passenger_details import PassengerDetails

    registry.answer = RegistryAnswer(has_right=None)
    booking = told()
    passenger = booking.passengers.select_related("granted_benefit").get()
    same = PassengerDetails(proof_number="077-26 123451")
    complete_passengers(booking=booking, details={1: same}, now=NOW)
    from bookings.operations import check_proofs as module

    asked = module._question(passenger, "077-26 123451", date(2027, 5, 15))
    assert asked
    check_proofs([asked], NOW)
    assert len(registry.asked) == 1


def test_what_a_clerk_saw_is_not_asked_about(told, registry: Scripted) -> None:  # type: ignore[no-untyped-def]
    told()
    told()
    assert len(registry.asked) == 1


@pytest.mark.parametrize("what", ["no registry for the law", "not asked by the rule", "none configured"])
def test_without_a_registry_for_the_benefit_nothing_is_asked(
    told,
    registry: Scripted,
    settings: LazySettings,
    what: str,  # type: ignore[no-untyped-def]
) -> None:
    from bookings.models import Benefit

    if what == "not asked by the rule":
        Benefit.objects.filter(code="RU_NSU_DISABLED").update(proof_check="shown")
    if what == "none configured":
        settings.PROOF_REGISTRIES = {}
        assert registry_of("RU") is None
        return
    told(**({"member": PENSIONER} if what == "no registry for the law" else {}))
    assert registry.asked == []
    assert not ProofAnswer.objects.exists()


@pytest.mark.parametrize(
    ("last", "outcome"),
    [("1", "confirmed"), ("7", "denied"), ("8", "unknown"), ("9", "no_answer"), ("0", "no_answer")],
)
def test_the_simulator_plays_every_part(told, settings: LazySettings, last: str, outcome: str) -> None:  # type: ignore[no-untyped-def]
    settings.PROOF_CHECK_MS = 40
    told(f"077-26 12345{last}")
    assert ProofAnswer.objects.get().outcome == outcome


def test_a_right_that_ends_before_the_journey_spares_nobody(told, registry: Scripted) -> None:  # type: ignore[no-untyped-def]
    registry.answer = RegistryAnswer(has_right=True, until=date(2027, 5, 14))
    told()
    assert ProofAnswer.objects.get().outcome == "confirmed"
    assert not ProofSeen.objects.exists()


def test_the_commit_comes_first(train: DatedTrip, registry: Scripted) -> None:
    """Within the transaction, whose locks others wait for, nothing is asked."""
    named(train, number="077-26 123451", member=DISABLED)
    assert registry.asked == []
