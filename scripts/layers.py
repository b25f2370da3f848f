#!/usr/bin/env python3
"""Check every #include against layers.txt.

layers.txt has two kinds of lines, and comments after '#':
  FLOOR: FLOOR...               src/FLOOR may include itself, these floors and metaagent/
  only HEADER in PREFIX...      a third-party header ('dir/' for all of a directory) and its homes

tests/unit/FLOOR/ may include what FLOOR may, and support/.
"""
import re
import sys
from pathlib import Path

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*([<"])([^>"]+)[>"]', re.M)
PUBLIC = "metaagent/"


class Table:
    def __init__(self, text):
        self.floors = {}
        self.homes = []
        for number, line in enumerate(text.splitlines(), 1):
            line = line.split("#")[0].strip()
            if line:
                self.add(number, line)
        for floor, below in self.floors.items():
            for other in below:
                if other not in self.floors:
                    raise ValueError(f"layers.txt: {floor} names an unknown floor: {other}")

    def add(self, number, line):
        only = re.fullmatch(r"only (\S+) in (\S.*)", line)
        floor = re.fullmatch(r"([a-z_]+):(.*)", line)
        if only:
            self.homes.append((only[1], tuple(only[2].split())))
        elif floor and floor[1] not in self.floors:
            self.floors[floor[1]] = floor[2].split()
        else:
            raise ValueError(f"layers.txt:{number}: cannot read: {line}")

    def cycle(self):
        """A floor that is above itself, or None."""
        for floor in self.floors:
            seen, todo = set(), list(self.floors[floor])
            while todo:
                at = todo.pop()
                if at == floor:
                    return floor
                if at not in seen:
                    seen.add(at)
                    todo += self.floors[at]
        return None


def homes_complaint(table, path, header):
    for name, homes in table.homes:
        if header == name or (name.endswith("/") and header.startswith(name)):
            if not any(re.match(re.escape(home) + r"\b", path) for home in homes):
                return f"<{header}> may be included only in {' '.join(homes)}"
    return None


def floor_complaint(table, floor, header):
    if header.startswith(PUBLIC):
        return None
    if "/" not in header:
        return f'"{header}": write "{floor}/{header}"'
    target = header.split("/")[0]
    if target not in table.floors:
        return f'"{header}": {target} is no floor of layers.txt'
    if target != floor and target not in table.floors[floor]:
        return f'"{header}": {floor} may not include {target}'
    return None


def complaints_of(table, path, text):
    """Complaints about one file; path is relative to the repository."""
    parts = path.split("/")
    floor = parts[1] if parts[0] == "src" else None
    floor = parts[2] if parts[:2] == ["tests", "unit"] else floor
    for match in INCLUDE.finditer(text):
        header = match[2]
        # Tests may look at a library directly, as an oracle.
        why = None if parts[0] == "tests" else homes_complaint(table, path, header)
        if not why and match[1] == '"' and parts[0] == "include" and not header.startswith(PUBLIC):
            why = f'"{header}": a public header includes only metaagent/ and libc'
        if not why and match[1] == '"' and floor and not header.startswith("support/"):
            why = floor_complaint(table, floor, header)
        if why:
            line = text.count("\n", 0, match.start()) + 1
            yield f"{path}:{line}: {why}"


def check(root):
    table = Table((root / "layers.txt").read_text())
    found = []
    if table.cycle():
        found.append(f"layers.txt: {table.cycle()} is above itself")
    for top in ("include", "src", "tests", "bench"):
        for file in sorted((root / top).rglob("*.[ch]")):
            path = file.relative_to(root).as_posix()
            floor = path.split("/")[1]
            if top == "src" and floor not in table.floors:
                found.append(f"{path}: {floor} is no floor of layers.txt")
                continue
            found += complaints_of(table, path, file.read_text(errors="replace"))
    return found


def main():
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent
    try:
        found = check(root)
    except (OSError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    for line in found:
        print(line)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
