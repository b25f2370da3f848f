"""<%= op.summary %>."""


def search(
    text: str,
    pattern: str,
    *,
    ignore_case: bool = False,
    invert: bool = False,
    line_numbers: bool = False,
) -> str:
    """The lines that contain the text, or those that do not."""
    wanted = pattern.casefold() if ignore_case else pattern
    found = []
    for at, line in enumerate(text.splitlines(), 1):
        there = wanted in (line.casefold() if ignore_case else line)
        if there != invert:
            found.append(f"{at}:{line}\n" if line_numbers else f"{line}\n")
    return "".join(found)
