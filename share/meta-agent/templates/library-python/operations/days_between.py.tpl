"""<%= op.summary %>."""

import re
from datetime import date


def days_between(first: str, second: str) -> str:
    """How many days the second day is after the first; less than 0 where it is before."""
    return f"{(_day(second) - _day(first)).days}\n"


def _day(text: str) -> date:
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ValueError(f"{text} is no day of the calendar such as 2026-02-28")
