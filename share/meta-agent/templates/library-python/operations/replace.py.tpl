"""<%= op.summary %>."""


def replace(text: str, find: str, replacement: str) -> str:
    """The text with one piece of text in the place of another."""
    if not find:
        raise ValueError("the text to look for is empty")
    return text.replace(find, replacement)
