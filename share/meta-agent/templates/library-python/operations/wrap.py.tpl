"""<%= op.summary %>."""


def wrap(text: str, *, width: int = 72) -> str:
    """Paragraphs with lines that are no wider, where no word is; empty lines stay."""
    if width < 1:
        raise ValueError("the width must be 1 or more")
    lines, current = [], ""
    for line in text.splitlines():
        if not line and current:
            lines.append(current)
            current = ""
        if not line:
            lines.append("")
        for word in line.split():
            if current and len(current) + 1 + len(word) > width:
                lines.append(current)
                current = ""
            current = f"{current} {word}" if current else word
    if current:
        lines.append(current)
    return "".join(f"{line}\n" for line in lines)
