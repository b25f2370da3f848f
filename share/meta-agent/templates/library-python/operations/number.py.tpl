"""<%= op.summary %>."""


def number(text: str, *, start: int = 1) -> str:
    """The lines, each behind its number."""
    return "".join(f"{at}\t{line}\n" for at, line in enumerate(text.splitlines(), start))
