"""<%= op.summary %>."""

import re

_UNITS = {"d": 86400, "h": 3600, "m": 60, "s": 1}
_SECONDS_MAX = 1_000_000_000


def duration(value: str) -> str:
    """The seconds of a duration such as 1h30m, or the duration of so many seconds."""
    if re.fullmatch(r"[0-9]{1,10}", value) and int(value) <= _SECONDS_MAX:
        return f"{_written(int(value))}\n"
    found = re.fullmatch(r"(?:(\d{1,10})d)?(?:(\d{1,10})h)?(?:(\d{1,10})m)?(?:(\d{1,10})s)?", value.lower())
    if found and value:
        seconds = sum(int(number or 0) * _UNITS[unit] for number, unit in zip(found.groups(), _UNITS))
        if seconds <= _SECONDS_MAX:
            return f"{seconds}\n"
    raise ValueError(f"{value} is neither seconds up to 1000000000 nor a duration such as 1h30m")


def _written(seconds: int) -> str:
    parts = ""
    for unit, worth in _UNITS.items():
        if seconds >= worth:
            parts += f"{seconds // worth}{unit}"
            seconds %= worth
    return parts or "0s"
