#!/usr/bin/env python3
"""What gcc compiles without a warning, clang does as well: each compilation of a build, with the other compiler and without its code.

    clang_test.py BUILD_DIRECTORY
"""
import concurrent.futures
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

SKIPPED = 77


def checking(command):
    """The words by which clang reads what `command` compiles: it writes nothing, and does not mind warnings that only gcc knows."""
    words, rest = [], iter(shlex.split(command)[1:])
    for word in rest:
        if word in ("-o", "-MF", "-MQ"):
            next(rest)
        elif word not in ("-c", "-MD"):
            words.append(word)
    return ("clang", "-fsyntax-only", "-Wno-unknown-warning-option", *words)


def check(directory, compilations):
    """What clang says of each compilation that it does not take."""
    commands = sorted({checking(compilation["command"]) for compilation in compilations})

    def run(command):
        done = subprocess.run(command, cwd=directory, capture_output=True, text=True)
        return "" if done.returncode == 0 else done.stderr or f"{command[-1]}: clang ended with {done.returncode}\n"

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return [said for said in pool.map(run, commands) if said]


def tells_what_only_clang_warns_of():
    with tempfile.TemporaryDirectory() as directory:
        source = Path(directory, "self.c")
        source.write_text("int same(int a);\nint same(int a)\n{\n\ta = a;\n\treturn a;\n}\n")
        command = f"gcc -Wall -Wextra -Werror -MD -MQ self.o -MF self.d -o self.o -c {source}"
        said = check(directory, [{"command": command}])
        return len(said) == 1 and "[-Werror,-Wself-assign]" in said[0]


def main():
    if not shutil.which("clang"):
        print("no clang here")
        return SKIPPED
    if not tells_what_only_clang_warns_of():
        print("a warning of clang is not told")
        return 1
    compilations = json.loads(Path(sys.argv[1], "compile_commands.json").read_text())
    said = check(sys.argv[1], compilations)
    sys.stderr.writelines(said)
    print(f"{len(compilations)} compilations, {len(said)} that clang does not take")
    return 1 if said or not compilations else 0


if __name__ == "__main__":
    sys.exit(main())
