"""<%= op.summary %>."""


def luhn(number: str) -> str:
    """Whether the last digit is the check digit of the others: valid or invalid."""
    digits = number.replace(" ", "").replace("-", "")
    if not (digits.isascii() and digits.isdecimal() and len(digits) > 1):
        raise ValueError("the number must have two digits or more, and else blanks and hyphens only")
    total = 0
    for place, digit in enumerate(reversed(digits)):
        worth = int(digit) * (1 + place % 2)
        total += worth - 9 if worth > 9 else worth
    return "valid\n" if total % 10 == 0 else "invalid\n"
