"""<%= op.summary %>."""

import math


def factorial(number: str) -> str:
    """The product of all whole numbers from 1 to the number."""
    if not number.isdecimal() or int(number) > 1000:
        raise ValueError("the number must be a whole one from 0 to 1000")
    return f"{math.factorial(int(number))}\n"
