"""<%= op.summary %>."""

import re
from collections import Counter


def frequency(text: str, *, top: int = 10) -> str:
    """The most frequent words with their numbers; upper and lower case are the same."""
    counted = Counter(re.findall(r"[^\W_]+(?:'[^\W_]+)*", text.lower()))
    ranked = sorted(counted.items(), key=lambda item: (-item[1], item[0]))
    return "".join(f"{number}\t{word}\n" for word, number in ranked[: max(top, 0)])
