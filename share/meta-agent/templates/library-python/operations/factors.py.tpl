"""<%= op.summary %>."""


def factors(number: str) -> str:
    """The prime numbers whose product it is, the smallest first."""
    if not number.isdecimal() or not 2 <= int(number) <= 1_000_000_000:
        raise ValueError("the number must be a whole one from 2 to 1000000000")
    found, left, by = [], int(number), 2
    while left > 1:
        if by * by > left:
            by = left
        while left % by == 0:
            found.append(by)
            left //= by
        by += 1
    return " ".join(str(factor) for factor in found) + "\n"
