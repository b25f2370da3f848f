#!/usr/bin/env python3
"""The tidy check: this tree passes, and each rule catches what it is for."""
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
# Written in two parts, or the check would find them here.
UNFINISHED = "TO" + "DO"


def tidy(root):
    got = subprocess.run([sys.executable, REPO / "scripts/tidy.py", root],
                         capture_output=True, text=True, check=False)
    return got.returncode, got.stdout + got.stderr


def function(lines):
    return "int f(void)\n{\n" + "\tg();\n" * lines + "}\n"


class Tidy(unittest.TestCase):
    def check(self, path, text):
        with tempfile.TemporaryDirectory() as top:
            file = Path(top) / path
            file.parent.mkdir(parents=True)
            file.write_text(text)
            return tidy(top)

    def refuses(self, path, text, why):
        code, out = self.check(path, text)
        self.assertIn(why, out)
        self.assertEqual(code, 1)

    def accepts(self, path, text):
        self.assertEqual(self.check(path, text), (0, ""))

    def test_this_repository_is_tidy(self):
        self.assertEqual(tidy(REPO), (0, ""))

    def test_a_function_has_at_most_70_lines(self):
        self.accepts("src/base/x.c", function(70))
        self.refuses("src/base/x.c", function(71), "x.c:2: int f(void): a function of 71 lines")

    def test_a_table_is_no_function(self):
        self.accepts("src/base/x.c", "static const int t[] = {\n" + "\t1,\n" * 99 + "};\n")

    def test_a_file_has_at_most_500_lines(self):
        self.accepts("src/base/x.c", "int x;\n" * 500)
        self.refuses("src/base/x.c", "int x;\n" * 501, "501 lines")

    def test_a_generated_or_test_file_may_be_longer(self):
        self.accepts("tests/unit/base/x.c", "int x;\n" * 501)

    def test_an_unfinished_thing_is_refused_everywhere(self):
        for path in ("src/base/x.c", "docs/a.md", "share/x.tmpl"):
            self.refuses(path, f"/* {UNFINISHED}: later */\n", f":1: {UNFINISHED}")

    def test_a_todo_app_is_no_unfinished_thing(self):
        self.accepts("docs/a.md", f"{UNFINISHED} APP, a todo app, {UNFINISHED}S, " + "X" * 6 + "\n")

    def test_a_name_that_says_nothing_is_refused(self):
        self.refuses("src/base/util.c", "int x;\n", "a name that says nothing")
        self.accepts("src/base/utility_pole.c", "int x;\n")

    def test_a_path_of_one_machine_is_refused(self):
        self.refuses("docs/a.md", "see /wor" + "k/main\n", ":1: a path of one machine")
        self.accepts("docs/a.md", "see https://a.example/network/main, ./work/x\n")

    def test_a_banner_is_refused(self):
        self.refuses("src/base/x.c", "/* " + "-" * 4 + " allocation */\n", ":1: a banner")
        self.refuses("scripts/x.sh", "#" * 20 + "\n", ":1: a banner")

    def test_unbounded_string_functions_are_refused(self):
        self.refuses("src/base/x.c", "x = strcpy(a, b);\n", ":1: strcpy()")
        self.refuses("src/base/x.c", "\n\tsprintf (a, b);\n", ":2: sprintf()")

    def test_allocation_has_one_home(self):
        self.refuses("src/core/x.c", "p = malloc(3);\n", "malloc()")
        self.accepts("src/base/alloc.c", "p = malloc(3);\n")
        self.accepts("src/core/x.c", "ma_free(p);\nops->free(self);\nself.free(x);\n")

    def test_what_a_library_allocated_is_freed_with_a_word_on_whose_it_is(self):
        self.accepts("src/sys/x.c", "\tfree(real); /* realpath's */\n")
        self.refuses("src/sys/x.c", "\tfree(real);\n", "free()")
        self.refuses("src/sys/x.c", "\tp = malloc(3); /* mine */\n", "malloc()")

    def test_the_cage_has_libc_alone(self):
        self.accepts("src/cage/x.c", "n = strtol(s, 0, 10);\np = malloc(3);\n")
        self.refuses("src/cage/x.c", "strcpy(a, b);\n", "strcpy()")

    def test_number_parsing_has_one_home(self):
        self.refuses("src/core/x.c", "n = strtol(s, 0, 10);\n", "strtol()")
        self.accepts("src/base/str.c", "n = strtoull(s, 0, 10);\n")

    def test_words_in_comments_and_strings_are_no_calls(self):
        self.accepts("src/core/x.c", '/* as strcpy(a, b) */\nputs("\\"malloc(3)");\n// gets(s)\n')


if __name__ == "__main__":
    unittest.main()
