"""<%= op.summary %>."""


def head(text: str, *, count: int = 10) -> str:
    """The first lines."""
    return "".join(f"{line}\n" for line in text.splitlines()[: max(count, 0)])
