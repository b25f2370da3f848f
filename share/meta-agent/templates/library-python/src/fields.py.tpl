"""The fields of records: what a value may be, how it is read from text and kept as JSON."""

from __future__ import annotations

import datetime
import decimal
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


def _text(text: str) -> str:
    if not text.strip():
        raise ValueError("must not be empty")
    return text.strip()


def _integer(text: str) -> int:
    if not re.fullmatch(r"[+-]?\d{1,18}", text.strip()):
        raise ValueError("must be a whole number")
    return int(text)


def _decimal(text: str) -> decimal.Decimal:
    try:
        value = decimal.Decimal(text.strip())
    except decimal.InvalidOperation:
        value = decimal.Decimal("NaN")
    if not value.is_finite():
        raise ValueError("must be a number")
    return value


def _money(text: str) -> decimal.Decimal:
    value = _decimal(text)
    cents = decimal.Decimal("0.01")
    if abs(value) >= 10**18:
        raise ValueError("is too large")
    if value != value.quantize(cents):
        raise ValueError("must have at most two decimal places")
    return value.quantize(cents)


def _boolean(text: str) -> bool:
    word = text.strip().lower()
    if word in ("true", "yes", "1", "on"):
        return True
    if word in ("false", "no", "0", "off"):
        return False
    raise ValueError("must be yes or no")


def _date(text: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(text.strip())
    except ValueError:
        raise ValueError("must be a date such as 2026-01-15") from None


def _time(text: str) -> datetime.time:
    try:
        return datetime.time.fromisoformat(text.strip())
    except ValueError:
        raise ValueError("must be a time such as 09:30") from None


def _moment(text: str) -> datetime.datetime:
    # Python 3.10 knows neither the Z of UTC nor milliseconds without leading digits.
    try:
        return datetime.datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
    except ValueError:
        raise ValueError("must be a moment such as 2026-01-15T10:00") from None


def _matching(pattern: str, why: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if not re.fullmatch(pattern, text.strip()):
            raise ValueError(why)
        return text.strip()

    return read


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise ValueError("must be JSON") from None


_address = _matching(r"https?://[^\s/]+\S*", "must be an address such as https://example.com")


@dataclass(frozen=True)
class _Type:
    python: tuple[type, ...]
    parse: Callable[[str], Any]
    show: Callable[[Any], Any] = str


_STRING = _Type((str,), _text)
_TYPES = {
    "string": _STRING,
    "text": _STRING,
    "markdown": _STRING,
    "enum": _STRING,
    "integer": _Type((int,), _integer, int),
    "decimal": _Type((decimal.Decimal,), _decimal),
    "money": _Type((decimal.Decimal,), _money, lambda value: f"{value:.2f}"),
    "boolean": _Type((bool,), _boolean, bool),
    "date": _Type((datetime.date,), _date, lambda value: value.isoformat()),
    "time": _Type((datetime.time,), _time, lambda value: value.isoformat("minutes")),
    "datetime": _Type((datetime.datetime,), _moment, lambda value: value.isoformat()),
    "email": _Type((str,), _matching(r"[^\s@]+@[^\s@]+\.[^\s@]+", "must be an e-mail address")),
    "url": _Type((str,), _address),
    "image": _Type((str,), _address),
    "file": _Type((str,), _address),
    "phone": _Type((str,), _matching(r"\+?[\d\s()./-]{3,30}", "must be a phone number")),
    "json": _Type((object,), _json, lambda value: value),
    "reference": _Type((int,), _integer, int),
}


@dataclass(frozen=True)
class Field:
    """One field of a kind of record."""

    name: str
    label: str
    type: str = "string"
    required: bool = False
    unique: bool = False
    values: tuple[str, ...] = ()
    refers_to: str = ""
    option: str = ""

    def parse(self, text: str) -> Any:
        """The value that a text stands for. Raises ValueError with the reason."""
        try:
            text.encode("utf-8")
        except UnicodeEncodeError:
            raise ValueError("must be UTF-8") from None
        value = _TYPES[self.type].parse(text)
        self.check(value)
        return value

    def check(self, value: Any) -> None:
        """Raises ValueError with the reason where the value must not be kept."""
        if value is None:
            if self.required:
                raise ValueError("is required")
            return
        kind = _TYPES[self.type]
        wrong = not isinstance(value, kind.python)
        if kind.python == (int,):
            wrong = wrong or isinstance(value, bool)
        if kind.python == (datetime.date,):
            wrong = wrong or isinstance(value, datetime.datetime)
        if wrong:
            raise ValueError(f"must be of type {kind.python[0].__name__}")
        if self.values and value not in self.values:
            raise ValueError(f"must be one of {', '.join(self.values)}")
        if kind.python in ((str,), (decimal.Decimal,)):
            kind.parse(str(value))

    def to_json(self, value: Any) -> Any:
        return None if value is None else _TYPES[self.type].show(value)

    def from_json(self, value: Any) -> Any:
        if value is None or self.type == "json":
            return value
        if self.type in ("integer", "reference", "boolean"):
            return value
        if not isinstance(value, str):
            raise ValueError("must be a text in JSON")
        return _TYPES[self.type].parse(value)

    def show(self, value: Any) -> str:
        """The value for people."""
        if value is None:
            return ""
        if isinstance(value, bool):
            return "yes" if value else "no"
        if self.type == "json":
            return json.dumps(value, ensure_ascii=False)
        return str(_TYPES[self.type].show(value))
