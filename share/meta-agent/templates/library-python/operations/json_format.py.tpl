"""<%= op.summary %>."""

import json


def json_format(text: str, *, indent: int = 2) -> str:
    """The same JSON on lines of its own. Raises ValueError where it is none."""
    try:
        return json.dumps(json.loads(text), indent=max(indent, 0), ensure_ascii=False) + "\n"
    except ValueError as error:
        raise ValueError(f"this is no JSON: {error}") from None
