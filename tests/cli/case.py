#!/usr/bin/env python3
"""Run a session of shell commands and compare what it prints with its snapshot.

    case.py PROGRAM CASE.sh [--update]

A case runs in an empty directory with meta-agent in its PATH and the scripts for the
provider in $DATA. Its snapshot, CASE.out, holds stdout, stderr and the exit code, with
what differs from run to run masked.
"""
import difflib
import re
import subprocess
import sys
from pathlib import Path

from place import Place

MASKS = [
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}"), "RUN"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"), "AT"),
    (re.compile(r"\b\d\d:\d\d:\d\d\b"), "TIME"),
    (re.compile(r'"took_ms":\d+,|  took_ms=\d+'), ""),  # absent when it is 0
    (re.compile(r'(_ms":)\d+'), r"\1N"),
    (re.compile(r'(worst_tokens"?[:=])\d+'), r"\1N"),
    (re.compile(r"\b([0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32}|[0-9a-f]{12})\b"), "HASH"),
    (re.compile(r"\b[0-9a-f]{7}\b"), "COMMIT"),
    (re.compile(r" *\b\d+(\.\d+)? s\b"), " N s"),
    (re.compile(r"\bpid \d+( on \S+)?"), "pid N"),
    (re.compile(r" +$", re.M), ""),
]


def mask(text, place):
    text = text.replace(str(place.work), "HERE").replace(place.env["DATA"], "DATA").replace(place.env["HOME"], "HOME")
    for pattern, instead in MASKS:
        text = pattern.sub(instead, text)
    return text


def play(program, case):
    place = Place(program)
    try:
        done = subprocess.run(["sh", "-u", case], cwd=place.work, env=place.env, text=True,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=380, check=False)
        return "".join(f"--- {name}\n{mask(text, place)}"
                       for name, text in (("stdout", done.stdout), ("stderr", done.stderr))) + \
            f"--- exit {done.returncode}\n"
    finally:
        place.close()


def main():
    program, case = sys.argv[1:3]
    snapshot = Path(case).with_suffix(".out")
    got = play(program, str(Path(case).resolve()))
    if sys.argv[3:] == ["--update"]:
        snapshot.write_text(got)
        return 0
    expected = snapshot.read_text() if snapshot.exists() else ""
    sys.stdout.writelines(difflib.unified_diff(expected.splitlines(True), got.splitlines(True),
                                               snapshot.name, "what came"))
    return got != expected


if __name__ == "__main__":
    sys.exit(main())
