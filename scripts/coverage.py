#!/usr/bin/env python3
"""Branch coverage of a few folders, from what gcov says of their object files.

  coverage.py BUILD_DIR PERCENT FOLDER...

Each branch that was never taken is named with its line. Four kinds are counted as taken, as
taking them proves nothing about what is decided: the failing side of an assertion; the side
that leads to telling of want of memory (tests/fault/torture runs into those on purpose); the
empty text that MA_STR_ARG makes of none; what jansson's macros ask besides, whether there is
a value at all, or a hole in an array.
"""
import json
import re
import subprocess
import sys
from pathlib import Path

ASSERTION = re.compile(r"\bMA_ASSERT\(")
NO_MEMORY = re.compile(r"nomem\(|\bMA_ENOMEM\b")
MACRO = re.compile(r"\bMA_STR_ARG\(|\bjson_array_foreach\b|\bjson_is_\w+\(")


def measured(build, folder):
    """{source line: [how often each of its branches was taken]} of each file of the folder."""
    files = {}
    for data in sorted(build.glob(f"*/{folder.replace('/', '_')}_*.gcda")):
        out = subprocess.run(
            ["gcov", "--json-format", "--stdout", "--branch-probabilities", data.resolve()],
            cwd=build, capture_output=True, text=True, check=True).stdout
        for file in json.loads(out)["files"]:
            path = (build / file["file"]).resolve()
            if path.suffix != ".c":
                continue
            lines = files.setdefault(path, {})
            for line in file["lines"]:
                for at, branch in enumerate(line["branches"]):
                    counts = lines.setdefault(line["line_number"], [])
                    counts.extend([0] * (at + 1 - len(counts)))
                    counts[at] += branch["count"]
    return files


def excused(text, number):
    """How many untaken branches of this line count as taken."""
    here, following = text[number - 1], "".join(text[number:number + 1])
    if ASSERTION.search(here):
        return len(here)
    no_memory = NO_MEMORY.search(here) or NO_MEMORY.search(following)
    return len(MACRO.findall(here)) + (1 if no_memory else 0)


def judge(path, lines):
    """(branches, those taken, the untaken lines) of a file."""
    text = path.read_text().splitlines()
    total = taken = 0
    missing = []
    for number, counts in sorted(lines.items()):
        untaken = counts.count(0)
        untaken -= min(untaken, excused(text, number))
        total += len(counts)
        taken += len(counts) - untaken
        if untaken:
            missing.append((number, untaken, len(counts), text[number - 1].strip()))
    return total, taken, missing


def percent(taken, total):
    return 100.0 * taken / total if total else 100.0


def main():
    build, wanted, folders = Path(sys.argv[1]).resolve(), float(sys.argv[2]), sys.argv[3:]
    enough = True
    for folder in folders:
        total = taken = 0
        for path, lines in sorted(measured(build, folder).items()):
            of_file = judge(path, lines)
            total, taken = total + of_file[0], taken + of_file[1]
            for number, untaken, branches, line in of_file[2]:
                print(f"  {folder}/{path.name}:{number}: {untaken} of {branches}: {line}")
        print(f"coverage: {folder}: {taken} of {total} branches, "
              f"{percent(taken, total):.1f} % (wanted {wanted:g} %)")
        enough = enough and total > 0 and percent(taken, total) >= wanted
    return 0 if enough else 1


if __name__ == "__main__":
    sys.exit(main())
