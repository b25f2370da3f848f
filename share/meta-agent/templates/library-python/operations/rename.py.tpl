"""<%= op.summary %>."""

import datetime
from pathlib import Path


def rename(
    paths: list[str],
    *,
    find: str = "",
    replace: str = "",
    by_date: bool = False,
    dry_run: bool = False,
) -> str:
    """Gives files new names and says which. Nothing is renamed where one name would be taken."""
    if not find and not by_date:
        raise ValueError("say what to find in the names, or that the date is put before them")
    moves = [(path, _new_name(path, find, replace, by_date)) for path in map(Path, paths)]
    moves = [(path, target) for path, target in moves if path != target]
    targets = [target for _, target in moves]
    for target in targets:
        if target.exists() or targets.count(target) > 1:
            raise ValueError(f"{target} is there already, nothing was renamed")
    if not dry_run:
        for path, target in moves:
            path.rename(target)
    return "".join(f"{path} -> {target}\n" for path, target in moves)


def _new_name(path: Path, find: str, replace: str, by_date: bool) -> Path:
    if not path.is_file():
        raise ValueError(f"{path} is no file")
    name = path.name.replace(find, replace) if find else path.name
    if by_date:
        changed = datetime.date.fromtimestamp(path.stat().st_mtime).isoformat()
        name = name if name.startswith(changed) else f"{changed}-{name}"
    if not name or "/" in name:
        raise ValueError(f"{path} would get no valid name")
    return path.with_name(name)
