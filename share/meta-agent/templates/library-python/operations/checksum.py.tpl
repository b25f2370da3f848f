"""<%= op.summary %>."""

import hashlib
from pathlib import Path


def checksum(paths: list[str]) -> str:
    """The SHA-256 of each file and its name, as sha256sum prints them."""
    lines = []
    for path in map(Path, paths):
        if not path.is_file():
            raise ValueError(f"{path} is no file")
        digest = hashlib.sha256()
        with path.open("rb") as file:
            while chunk := file.read(1 << 16):
                digest.update(chunk)
        lines.append(f"{digest.hexdigest()}  {path}\n")
    return "".join(lines)
