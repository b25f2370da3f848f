"""Records as people and other programs read them."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from collections.abc import Sequence

from .models import Record

_LONG = ("text", "markdown", "json")
_LINES = "\n\t"  # what texts of several lines consist of
# They would end the line, move on the terminal, or turn what follows round.
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def visible(text: str, kept: str = "") -> str:
    """A text for a terminal: its control characters, but for those that are kept, are spelled out."""
    return _CONTROLS.sub(
        lambda c: c[0] if c[0] in kept else c[0].encode("unicode_escape").decode("ascii"), text
    )


def as_table(model: type[Record], records: Sequence[Record]) -> str:
    """A line for each record, columns aligned; long texts are left to `show`."""
    if not records:
        return f"no {model.LABELS.lower()}\n"
    fields = [field for field in model.FIELDS if field.type not in _LONG]
    rows = [["ID", *(field.label for field in fields)]]
    for record in records:
        rows.append([str(record.id), *(visible(f.show(getattr(record, f.name))) for f in fields)])
    widths = [max(_width(cell) for cell in column) for column in zip(*rows)]
    return "".join(_line(row, widths) for row in rows)


def as_details(record: Record) -> str:
    """A line for each field."""
    rows = [("ID", str(record.id))]
    rows += [(field.label, field.show(getattr(record, field.name))) for field in record.FIELDS]
    width = max(_width(label) for label, _ in rows) + 1
    lines = (f"{_pad(label + ':', width)} {visible(value, _LINES)}" for label, value in rows)
    return "".join(line.rstrip() + "\n" for line in lines)


def as_json(records: Sequence[Record]) -> str:
    return json.dumps([r.to_json() for r in records], indent=2, ensure_ascii=False) + "\n"


def as_csv(model: type[Record], records: Sequence[Record]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["id", *(field.name for field in model.FIELDS)])
    for record in records:
        writer.writerow([record.id, *(f.show(getattr(record, f.name)) for f in model.FIELDS)])
    return out.getvalue()


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _width(text))


def _line(cells: list[str], widths: list[int]) -> str:
    padded = (_pad(cell, width) for cell, width in zip(cells, widths))
    return "  ".join(padded).rstrip() + "\n"
