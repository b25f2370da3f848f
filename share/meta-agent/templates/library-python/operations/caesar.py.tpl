"""<%= op.summary %>."""

from string import ascii_lowercase as low
from string import ascii_uppercase as up


def caesar(text: str, *, shift: int = 13, decode: bool = False) -> str:
    """The text with its letters of A to Z moved along the alphabet."""
    by = (-shift if decode else shift) % 26
    return text.translate(str.maketrans(low + up, low[by:] + low[:by] + up[by:] + up[:by]))
