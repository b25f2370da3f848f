"""<%= op.summary %>."""

import secrets
import string


def password(*, length: int = 16, count: int = 1, symbols: bool = False) -> str:
    """Passwords of letters and digits, with one of every sort in each."""
    if not 4 <= length <= 1000 or not 1 <= count <= 1000:
        raise ValueError("the length must be 4 to 1000, the number 1 to 1000")
    sorts = [string.ascii_lowercase, string.ascii_uppercase, string.digits]
    if symbols:
        sorts.append("!#$%&*+-=?@_")
    return "".join(f"{_one(length, sorts)}\n" for _ in range(count))


def _one(length: int, sorts: list[str]) -> str:
    while True:
        chosen = "".join(secrets.choice("".join(sorts)) for _ in range(length))
        if all(any(character in sort for character in chosen) for sort in sorts):
            return chosen
