"""Ages in whole years, and birthdays in years that lack the day."""

from __future__ import annotations

from datetime import date


def birthday_in(birth_date: date, year: int) -> date:
    """The birthday in a year; of somebody born on 29 February it is 1 March in a common year.

    This function follows the reckoning of terms in both civil codes (a term of years ending on a day that
    doesn't exist runs out with the month's last day, so the next day the age is reached), which is also the
    reading that takes no free day from a child.
    """
    try:
        return birth_date.replace(year=year)
    except ValueError:
        return date(year, 3, 1)


def age_on(birth_date: date, day: date) -> int:
    """Whole years on a day; a year is added on the birthday itself.

    This function returns a negative number before the birth.
    """
    years = day.year - birth_date.year
    return years if day >= birthday_in(birth_date, day.year) else years - 1
