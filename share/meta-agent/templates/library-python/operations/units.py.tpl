"""<%= op.summary %>."""

_FACTORS = {
    "length": {"m": 1.0, "cm": 0.01, "km": 1000.0, "in": 0.0254, "ft": 0.3048, "mi": 1609.344},
    "mass": {"kg": 1.0, "g": 0.001, "lb": 0.45359237, "oz": 0.028349523125},
}


def units(value: str, from_unit: str, to_unit: str) -> str:
    """The value in another unit, to four decimal places."""
    try:
        number = float(value)
    except ValueError:
        raise ValueError(f"{value} is no number") from None
    converted = _convert(number, from_unit.lower(), to_unit.lower())
    return f"{converted:.4f}".rstrip("0").rstrip(".") + "\n"


def _convert(number: float, source: str, target: str) -> float:
    if source in "cfk" and target in "cfk" and len(source) == len(target) == 1:
        return _from_kelvin(_to_kelvin(number, source), target)
    for factors in _FACTORS.values():
        if source in factors and target in factors:
            return number * factors[source] / factors[target]
    raise ValueError(f"{source} cannot be converted to {target}")


def _to_kelvin(number: float, unit: str) -> float:
    if unit == "f":
        return (number - 32) * 5 / 9 + 273.15
    return number + 273.15 if unit == "c" else number


def _from_kelvin(number: float, unit: str) -> float:
    if unit == "f":
        return (number - 273.15) * 9 / 5 + 32
    return number - 273.15 if unit == "c" else number
