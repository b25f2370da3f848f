"""<%= op.summary %>."""

import csv
import io
import json
from typing import Any


def json_to_csv(text: str, *, delimiter: str = ",") -> str:
    """Rows below the names of all members, in the order in which they first appear."""
    if len(delimiter) != 1:
        raise ValueError("the delimiter must be one character")
    try:
        objects = json.loads(text)
    except ValueError as error:
        raise ValueError(f"this is no JSON: {error}") from None
    if not isinstance(objects, list) or not all(isinstance(item, dict) for item in objects):
        raise ValueError("a list of objects is needed")
    names = list(dict.fromkeys(name for item in objects for name in item))
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    if names:
        writer.writerow(names)
    for item in objects:
        writer.writerow([_cell(item.get(name)) for name in names])
    return out.getvalue()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
