"""<%= op.summary %>."""

import math


def gcd(first: str, second: str, *, multiple: bool = False) -> str:
    """The greatest common divisor, or the least common multiple."""
    for text in (first, second):
        if not text.isdecimal() or not 1 <= int(text) <= 1_000_000_000:
            raise ValueError("both must be whole numbers from 1 to 1000000000")
    a, b = int(first), int(second)
    return f"{math.lcm(a, b) if multiple else math.gcd(a, b)}\n"
