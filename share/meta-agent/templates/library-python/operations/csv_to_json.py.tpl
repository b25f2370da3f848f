"""<%= op.summary %>."""

import csv
import io
import json


def csv_to_json(text: str, *, delimiter: str = ",") -> str:
    """A list of objects, named by the first row. Raises ValueError for rows of another length."""
    if len(delimiter) != 1:
        raise ValueError("the delimiter must be one character")
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    names = rows[0] if rows else []
    objects = []
    for at, row in enumerate(rows[1:], 2):
        if not row:
            continue
        if len(row) != len(names):
            raise ValueError(f"row {at} has {len(row)} columns, not {len(names)}")
        objects.append(dict(zip(names, row)))
    return json.dumps(objects, indent=2, ensure_ascii=False) + "\n"
