"""<%= op.summary %>."""


def hexadecimal(text: str, *, decode: bool = False) -> str:
    """The bytes of the text in UTF-8 as digits, or the text that such digits stand for."""
    if not decode:
        return text.encode().hex() + "\n"
    try:
        return bytes.fromhex("".join(text.split())).decode()
    except ValueError:
        raise ValueError("these are no hexadecimal digits of a text") from None
