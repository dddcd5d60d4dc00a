"""What a proof found, as rows of a table: each says what must be true, what was found, and whether that is it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from bookings import inventory, ledger
from bookings.management.prove.money import money_faults
from bookings.management.prove.season import season_faults


@dataclass(frozen=True)
class Row:
    """One finding. `holds` is None for a figure that is only told."""

    what: str
    found: str
    holds: bool | None = None


@dataclass
class Report:
    """The findings of one proof."""

    title: str
    rows: list[Row] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        """This property tells whether nothing that must be true is false."""
        return all(row.holds is not False for row in self.rows)

    def tell(self, what: str, found: object) -> None:
        """This function adds a figure."""
        self.rows.append(Row(what, str(found)))

    def demand(self, what: str, found: object, holds: bool) -> None:
        """This function adds something that must be true."""
        self.rows.append(Row(what, str(found), holds))


def audit_into(report: Report) -> None:
    """This function adds the audits of seats, money, trips and ledger; an empty inventory passes them, so it fails."""
    audit = inventory.audit()
    report.demand("seats placed", audit.seats_placed, audit.seats_placed > 0)
    books = ledger.audit_ledger()
    report.tell("entries in the ledger", books.entries)
    for fault, count in {**audit.faults, **money_faults(), **season_faults(), **books.faults}.items():
        report.demand(fault.replace("_", " "), count, count == 0)


def table(reports: Iterable[Report]) -> str:
    """This function lays the reports out as one table of text."""
    lines = []
    for report in reports:
        lines += [f"\n{'HOLDS' if report.holds else 'BROKEN':8}{report.title}"]
        lines += [f"  {_mark(row):6}{row.what:.<58} {row.found}" for row in report.rows]
    return "\n".join(lines)


def _mark(row: Row) -> str:
    return {None: "", True: "ok", False: "FAILS"}[row.holds]
