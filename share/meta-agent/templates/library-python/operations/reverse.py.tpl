"""<%= op.summary %>."""


def reverse(text: str, *, lines: bool = False) -> str:
    """Each line with its characters reversed, or the lines in reverse order."""
    kept = text.splitlines()
    turned = kept[::-1] if lines else [line[::-1] for line in kept]
    return "".join(f"{line}\n" for line in turned)
