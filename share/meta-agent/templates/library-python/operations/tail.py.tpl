"""<%= op.summary %>."""


def tail(text: str, *, count: int = 10) -> str:
    """The last lines."""
    lines = text.splitlines()
    return "".join(f"{line}\n" for line in lines[max(len(lines) - max(count, 0), 0) :])
