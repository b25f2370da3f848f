"""<%= op.summary %>."""


def unique(text: str, *, ignore_case: bool = False) -> str:
    """The lines, without those that have been there before."""
    seen: set[str] = set()
    kept = []
    for line in text.splitlines():
        key = line.casefold() if ignore_case else line
        if key not in seen:
            seen.add(key)
            kept.append(f"{line}\n")
    return "".join(kept)
