"""<%= op.summary %>."""


def case(text: str, *, to: str = "upper") -> str:
    """The text in another case."""
    if to == "title":
        return " ".join(word[:1].upper() + word[1:].lower() for word in text.split(" "))
    return text.lower() if to == "lower" else text.upper()
