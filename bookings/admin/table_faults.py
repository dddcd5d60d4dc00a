"""What is wrong with a cell of a table handed in, in the reader's language."""

import re

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bookings.fares.table_row import TableError

# The readers of tables know no languages: their reasons are told apart by their words.
REASONS: tuple[tuple[str, Promise], ...] = (
    (r"(?P<cell>.*) is not one of (?P<choices>.*)", gettext_lazy("%(cell)s is none of %(choices)s")),
    (r"(?P<cell>.*) is not a whole number", gettext_lazy("%(cell)s is no whole number")),
    (r"(?P<cell>.*) is not a date YYYY-MM-DD", gettext_lazy("%(cell)s is no date such as 2027-05-31")),
    (r"must not be empty", gettext_lazy("it must not be empty")),
    (r"the table .*has no such column", gettext_lazy("the table has no such column")),
    (
        r"the row and the heading differ in length",
        gettext_lazy("the row is longer or shorter than the heading"),
    ),
    (r".*season.*", gettext_lazy("a season has a first and a last day such as 05-31, month first")),
    (r".*it ends before it begins", gettext_lazy("it ends before it begins")),
    (r".*a discount of.*", gettext_lazy("a reduction is from 0 to 100 percent")),
    (r".*counted from 1", gettext_lazy("companions and trips are counted from 1")),
)


def fault_words(error: TableError) -> str:
    """This function says where a table is wrong and how, in the active language."""
    return _("Line %(line)s, column %(column)s: %(reason)s.") % {
        "line": error.line,
        "column": error.column,
        "reason": _reason(error.reason),
    }


def _reason(told: str) -> str:
    for pattern, words in REASONS:
        if found := re.fullmatch(pattern, told, re.DOTALL):
            return str(words) % found.groupdict()
    return told
