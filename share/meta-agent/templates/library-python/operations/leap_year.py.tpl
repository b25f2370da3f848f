"""<%= op.summary %>."""

import calendar


def leap_year(year: str) -> str:
    """Whether the year has a 29th of February: yes or no."""
    if not year.isdecimal() or not 1 <= int(year) <= 9999:
        raise ValueError("the year must be a whole number from 1 to 9999")
    return "yes\n" if calendar.isleap(int(year)) else "no\n"
