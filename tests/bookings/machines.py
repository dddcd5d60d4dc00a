"""How long the random machines run, and what happened in them: what never happened was not proved."""

import os
from collections import Counter
from collections.abc import Collection

from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from bookings.models import Refund
from bookings.operations.pay_refunds import pay_refunds
from tests.bookings.true_line import NOW

TOLD_EVERY = 25  # runs
LONG = 100  # of so many runs each kind of happening must be among what happened


class CountingMachine(RuleBasedStateMachine):
    """A random machine that counts what came to pass in all its runs."""

    happened: Counter[str]

    def count(self, what: str, times: int = 1) -> None:
        type(self).happened[what] += times

    def teardown(self) -> None:
        self.count("runs")
        if self.happened["runs"] % TOLD_EVERY == 0:
            print(_told(type(self)))


class PayingMachine(CountingMachine):
    """One in which money goes back: at any moment all that is due is sent, at the first try."""

    @rule()
    def send_the_money(self) -> None:
        pay_refunds(now=NOW)
        assert not Refund.objects.filter(attempts__gt=0).exclude(status="sent").exists()


def run_machine(
    machine: type[CountingMachine], *, runs: int, steps: int, must_happen: Collection[str] = ()
) -> None:
    """Run a machine, MACHINE_RUNS times where that is set, and print what happened (pytest shows it with -s)."""
    machine.happened = Counter()
    runs = int(os.environ.get("MACHINE_RUNS", runs))
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=runs,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    print(_told(machine))
    assert runs < LONG or not {what for what in must_happen if not machine.happened[what]}


def _told(machine: type[CountingMachine]) -> str:
    found = ", ".join(f"{what} {times}" for what, times in sorted(machine.happened.items()))
    return f"\n{machine.__name__}: {found}"
