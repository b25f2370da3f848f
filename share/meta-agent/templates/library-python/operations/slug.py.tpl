"""<%= op.summary %>."""

import re
import unicodedata


def slug(text: str) -> str:
    """Each line as a slug: lower-case letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    slugs = (re.sub(r"[^a-z0-9]+", "-", line).strip("-") for line in plain.splitlines())
    return "".join(f"{line}\n" for line in slugs)
