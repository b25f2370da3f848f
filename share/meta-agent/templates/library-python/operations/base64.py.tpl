"""<%= op.summary %>."""

import base64 as codec
import binascii


def base64(text: str, *, decode: bool = False) -> str:
    """The text in Base64, or the text that Base64 stands for."""
    if not decode:
        return codec.b64encode(text.encode()).decode() + "\n"
    try:
        return codec.b64decode("".join(text.split()), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        raise ValueError("this is no text in Base64") from None
