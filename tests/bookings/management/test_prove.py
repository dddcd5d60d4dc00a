"""The proofs prove something: they fail when there is nothing to see, and their control must oversell."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

from bookings.management.prove.load import Load
from bookings.management.prove.report import Report, audit_into, table


def test_one_broken_demand_breaks_the_report() -> None:
    report = Report("a proof")
    report.tell("figure", 1)
    report.demand("one", 0, True)
    assert report.holds
    report.demand("other", 3, False)
    assert not report.holds
    assert "BROKEN  a proof" in table([report])


@pytest.mark.django_db
def test_an_empty_inventory_proves_nothing() -> None:
    report = Report("a proof")
    audit_into(report)
    assert [row.what for row in report.rows if row.holds is False] == ["seats placed"]


def test_a_load_tells_good_answers_from_all() -> None:
    load = Load([("ok", 0.1), ("ok", 0.3), ("busy", 5.0)], seconds=2.0)
    assert (load.rate("ok"), load.rate()) == (1.0, 1.5)
    assert load.percentile(50, "ok") == pytest.approx(200)


@pytest.mark.parametrize(("clients", "status", "says"), [(8, 0, "HOLDS"), (1, 1, "BROKEN")])
def test_the_control_holds_only_when_seats_are_sold_twice(clients: int, status: int, says: str) -> None:
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "prove", "--only", "control"]
    done = subprocess.run(
        [*command, f"--clients={clients}"], env=os.environ, capture_output=True, text=True, check=False
    )
    assert (done.returncode, says in done.stdout) == (status, True), done.stderr
