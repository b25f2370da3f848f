"""<%= op.summary %>."""

_NUMERALS = [
    (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"),
    (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"),
]  # fmt: skip


def roman(value: str) -> str:
    """The numeral of a number, or the number of a numeral."""
    value = value.strip().upper()
    if value.isdecimal() and 1 <= int(value) <= 3999:
        return f"{_numeral(int(value))}\n"
    for number in range(1, 4000):
        if _numeral(number) == value:
            return f"{number}\n"
    raise ValueError(f"{value} is neither a number from 1 to 3999 nor a Roman numeral")


def _numeral(number: int) -> str:
    numeral = ""
    for worth, letters in _NUMERALS:
        numeral += letters * (number // worth)
        number %= worth
    return numeral
