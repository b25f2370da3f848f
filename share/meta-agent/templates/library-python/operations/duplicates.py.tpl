"""<%= op.summary %>."""

import hashlib
from pathlib import Path


def duplicates(paths: list[str]) -> str:
    """The files among those paths that have the same content: a group each, a blank line between."""
    groups: dict[tuple[int, str], list[Path]] = {}
    for path in sorted(_files(paths)):
        groups.setdefault((path.stat().st_size, _digest(path)), []).append(path)
    same = ["".join(f"{path}\n" for path in group) for group in groups.values() if len(group) > 1]
    return "\n".join(same)


def _files(paths: list[str]) -> set[Path]:
    found: set[Path] = set()
    for path in map(Path, paths):
        if not path.exists():
            raise ValueError(f"{path} does not exist")
        inside = path.rglob("*") if path.is_dir() else [path]
        found.update(file for file in inside if file.is_file() and not file.is_symlink())
    return found


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 16):
            digest.update(chunk)
    return digest.hexdigest()
