"""<%= op.summary %>."""

import re


def sort(text: str, *, reverse: bool = False, numeric: bool = False) -> str:
    """The lines in order."""
    key = _leading_number if numeric else str
    ordered = sorted(text.splitlines(), key=key, reverse=reverse)
    return "".join(f"{line}\n" for line in ordered)


def _leading_number(line: str) -> float:
    found = re.match(r"\s*[+-]?\d+(\.\d+)?", line)
    return float(found.group()) if found else 0.0
