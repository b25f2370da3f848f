"""<%= op.summary %>."""

import re
import secrets


def dice(dice: str) -> str:
    """What each die shows, and the sum of several."""
    found = re.fullmatch(r"(\d{0,3})d(\d{1,4})", dice.strip().lower())
    if not found:
        raise ValueError("dice are written as 2d6")
    number, sides = int(found.group(1) or 1), int(found.group(2))
    if not 1 <= number <= 100 or sides < 2:
        raise ValueError("there are 1 to 100 dice of at least 2 sides")
    rolls = [secrets.randbelow(sides) + 1 for _ in range(number)]
    shown = " ".join(map(str, rolls))
    return f"{shown}\n" if number == 1 else f"{shown} = {sum(rolls)}\n"
