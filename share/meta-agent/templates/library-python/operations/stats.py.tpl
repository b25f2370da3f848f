"""<%= op.summary %>."""

import math
import statistics


def stats(text: str) -> str:
    """Of numbers with blanks between them; the deviation is that of a sample."""
    try:
        numbers = sorted(float(word) for word in text.split())
    except ValueError as problem:
        raise ValueError(f"there must be numbers and nothing else: {problem}") from None
    if not numbers or not all(math.isfinite(number) for number in numbers):
        raise ValueError("there must be numbers with blanks or ends of lines between them")
    found = {
        "count": len(numbers),
        "sum": math.fsum(numbers),
        "mean": statistics.fmean(numbers),
        "median": statistics.median(numbers),
        "mode": statistics.mode(numbers),
        "minimum": numbers[0],
        "maximum": numbers[-1],
        "deviation": statistics.stdev(numbers) if len(numbers) > 1 else 0,
    }
    return "".join(f"{name}\t{value:.12g}\n" for name, value in found.items())
