#!/usr/bin/env python3
"""What a compiler does not check: sizes, banned names, words and functions."""
import re
import subprocess
import sys
from pathlib import Path

FUNCTION_LINES = 70
FILE_LINES = 500
# Kept apart, so that this file does not find itself. A to-do app may be named in capitals.
WORDS = re.compile(r"\b(TO" r"DO(?! APP)|FIX" r"ME|XX" r"X|HA" r"CK)\b")
MACHINE_PATH = re.compile(r"(?<![\w.])/(work|tmp/bash_jobs)[./]|/root/\.")
NAMES = re.compile(r"^(utils?|common|helpers?|misc|managers?|handlers?)\b")
BANNER = re.compile(r"(/\*|//|^\s*\*|^\s*#)\s*[-=*#~_]{4,}")
CODE = (".c", ".h", ".py", ".sh")
# Functions -> where they may be used, and what to use elsewhere. The cage has libc alone.
BANNED = {
    "strcpy strcat sprintf vsprintf gets alloca strncpy strncat": ((), "ma_buf"),
    "malloc calloc realloc free strdup strndup":
        (("src/base/alloc.c", "src/cage/"), "base/alloc.h"),
    "strtol strtoul strtoll strtoull strtod strtof atoi atol atoll atof":
        (("src/base/str.c", "src/cage/"), "base/str.h"),
}
# What a library allocated is freed as it wants, with a word on whose it is.
NOT_OURS = re.compile(r"\bfree\([^()]*\);\s*/\*")
TOKENS = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'', re.S)


def without_comments(text):
    """The same lines, with comments and the insides of literals blanked."""
    def blank(match):
        word = match[0]
        return re.sub(r"[^\n]", " ", word) if word[0] == "/" else word[0] * 2
    return TOKENS.sub(blank, text)


def long_functions(path, text):
    """Our layout puts '{' and '}' of a function, and of nothing else, alone in column 0."""
    start = signature = None
    for number, line in enumerate(text.splitlines(), 1):
        if line == "{":
            start = number
        elif line == "}" and start:
            if number - start - 1 > FUNCTION_LINES:
                yield (f"{path}:{start}: {signature.strip()}: a function of "
                       f"{number - start - 1} lines, {FUNCTION_LINES} are enough")
            start = None
        elif line and not line[0].isspace() and not start:
            signature = line


def banned_functions(path, text, code):
    lines = text.splitlines()
    for names, (homes, instead) in BANNED.items():
        if path.startswith(homes):
            continue
        pattern = rf"(?<![\w.>])({'|'.join(names.split())})\s*\("
        for match in re.finditer(pattern, code):
            line = code.count("\n", 0, match.start()) + 1
            if match[1] != "free" or not NOT_OURS.search(lines[line - 1]):
                yield f"{path}:{line}: {match[1]}() is not used here, see {instead}"


def source_complaints(path, text):
    """Rules of src/ and include/."""
    lines = text.count("\n")
    if lines > FILE_LINES:
        yield f"{path}: {lines} lines, {FILE_LINES} are enough for a file"
    code = without_comments(text)
    yield from long_functions(path, code)
    yield from banned_functions(path, text, code)


def text_complaints(path, text):
    """Rules of every file."""
    code = path.endswith(CODE)
    for number, line in enumerate(text.splitlines(), 1):
        if WORDS.search(line):
            yield f"{path}:{number}: {WORDS.search(line)[1]}: do it, or say it in an issue"
        if MACHINE_PATH.search(line):
            yield f"{path}:{number}: a path of one machine"
        if code and BANNER.search(line):
            yield f"{path}:{number}: a banner: a section comment is the name of a missing function"


def files_of(root):
    """What git knows of, or would; everything where there is no git."""
    git = subprocess.run(["git", "-C", root, "ls-files", "-co", "--exclude-standard"],
                         capture_output=True, text=True, check=False)
    if git.returncode == 0:
        return [name for name in git.stdout.splitlines() if (root / name).is_file()]
    files = [file.relative_to(root).as_posix() for file in root.rglob("*") if file.is_file()]
    return [name for name in files if not name.startswith(("build/", "out/"))]


def check(root):
    for path in sorted(files_of(root)):
        if path == "LICENSE" or "/corpus/" in path or path.startswith("tests/data/"):
            continue
        if path.endswith((".c", ".h")) and NAMES.search(Path(path).name):
            yield f"{path}: a name that says nothing: the noun it is about is a better one"
        try:
            text = (root / path).read_text()
        except UnicodeDecodeError:
            continue
        yield from text_complaints(path, text)
        if path.startswith(("src/", "include/")) and path.endswith((".c", ".h")):
            yield from source_complaints(path, text)


def main():
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent.parent
    found = list(check(root))
    print("\n".join(found), end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
