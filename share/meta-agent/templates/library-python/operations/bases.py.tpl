"""<%= op.summary %>."""


_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_LIMIT = 2**64


def bases(value: str, from_base: str, to_base: str) -> str:
    """A whole number of one base in another, both from 2 to 36."""
    source, target = _base(from_base), _base(to_base)
    digits = value.removeprefix("-").lower()
    if not digits:
        raise ValueError("there is no number")
    number = 0
    for digit in digits:
        if digit not in _DIGITS[:source]:
            raise ValueError(f"{digit} is no digit of base {source}")
        number = number * source + _DIGITS.index(digit)
        if number >= _LIMIT:
            raise ValueError("the number is too large")
    written = ""
    left = number
    while left or not written:
        left, digit_value = divmod(left, target)
        written = _DIGITS[digit_value] + written
    return f"{'-' if number and value.startswith('-') else ''}{written}\n"


def _base(text: str) -> int:
    if not text.isdecimal() or not 2 <= int(text) <= 36:
        raise ValueError("a base is a whole number from 2 to 36")
    return int(text)
