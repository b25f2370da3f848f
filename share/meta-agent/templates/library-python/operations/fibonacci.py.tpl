"""<%= op.summary %>."""


def fibonacci(count: str) -> str:
    """The first Fibonacci numbers, one on each line."""
    if not count.isdecimal() or int(count) > 90:
        raise ValueError("the count must be a whole number up to 90")
    lines, this, following = [], 0, 1
    for _ in range(int(count)):
        lines.append(f"{this}\n")
        this, following = following, this + following
    return "".join(lines)
