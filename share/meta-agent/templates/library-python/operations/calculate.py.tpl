"""<%= op.summary %>."""

import math
import re

_DEPTH_MAX = 100  # brackets within each other
_PARTS = re.compile(
    r"\s*([0-9]+\.?[0-9]*(?:[eE][+-]?[0-9]+)?|\.[0-9]+(?:[eE][+-]?[0-9]+)?|[-+*/()])\s*"
)


def calculate(expression: str) -> str:
    """The value of an expression of numbers, + - * / and brackets, to 15 digits."""
    parts = _split(expression)
    number = _sum(parts, 0)
    if parts:
        raise ValueError(f"{parts[0]} is not expected there")
    if not math.isfinite(number):
        raise ValueError("the result is too large")
    return f"{number or 0.0:.15g}\n"


def _split(expression: str) -> list[str]:
    parts, at = [], 0
    while at < len(expression):
        found = _PARTS.match(expression, at)
        if not found:
            if expression[at:].isspace():
                break
            raise ValueError(f"{expression[at:].strip()[:20]} is neither a number nor a sign")
        parts.append(found[1])
        at = found.end()
    return parts


def _sum(parts: list[str], depth: int) -> float:
    number = _product(parts, depth)
    while parts and parts[0] in "+-":
        sign = parts.pop(0)
        other = _product(parts, depth)
        number = number + other if sign == "+" else number - other
    return number


def _product(parts: list[str], depth: int) -> float:
    number = _value(parts, depth)
    while parts and parts[0] in "*/":
        sign = parts.pop(0)
        other = _value(parts, depth)
        if sign == "/" and other == 0:
            raise ValueError("nothing can be divided by zero")
        number = number * other if sign == "*" else number / other
    return number


def _value(parts: list[str], depth: int) -> float:
    if depth >= _DEPTH_MAX:
        raise ValueError("there are too many brackets or signs within each other")
    part = parts.pop(0) if parts else ""
    if part in ("+", "-"):
        number = _value(parts, depth + 1)
        return -number if part == "-" else number
    if part == "(":
        number = _sum(parts, depth + 1)
        if not parts or parts.pop(0) != ")":
            raise ValueError("a bracket is not closed")
        return number
    if not part or part in ")*/":
        raise ValueError("a number is missing")
    return float(part)
