"""<%= op.summary %>."""


def fizzbuzz(count: str) -> str:
    """The numbers from one on; Fizz for what 3 divides, Buzz for what 5 does."""
    if not count.isdecimal() or int(count) > 1_000_000:
        raise ValueError("the count must be a whole number up to 1000000")
    return "".join(f"{_word(number)}\n" for number in range(1, int(count) + 1))


def _word(number: int) -> str:
    said = "Fizz" * (number % 3 == 0) + "Buzz" * (number % 5 == 0)
    return said or str(number)
