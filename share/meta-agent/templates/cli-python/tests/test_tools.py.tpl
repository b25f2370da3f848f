"""The program as it is called."""

import json
import os
import subprocess
import sys
<% if textOperations or pathOperations %>
import tempfile
<% end %>
import unittest
from pathlib import Path

from support import ROOT

EXAMPLES = json.loads((Path(__file__).parent / "examples.json").read_text("utf-8"))


def call(*args, text=""):
    """Calls the program as a program."""
    env = {
        **os.environ,
        "PYTHONPATH": str(ROOT / "src"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUTF8": "1",
    }
    return subprocess.run(
        [sys.executable, "-m", "<%= app.module %>", *args],
        input=text,
        env=env,
        capture_output=True,
        encoding="utf-8",
        timeout=60,
    )


class ProgramTest(unittest.TestCase):
    def test_help_and_version_are_told(self):
        done = call("--help")
        self.assertEqual((done.returncode, done.stdout[:7]), (0, "usage: "))
        self.assertEqual(call("--version").stdout, "<%= app.name %> 0.1.0\n")

    def test_wrong_use_is_told_with_code_2(self):
        done = call("--no-such-option")
        self.assertEqual((done.returncode, done.stdout, done.stderr[:7]), (2, "", "usage: "))

    def test_every_example_gives_what_it_says(self):
        for example in EXAMPLES:
            with self.subTest(example["operation"], args=example["args"]):
                done = call(<% if not single %>example["command"], <% end %>*example["args"], text=example["input"])
                self.assertEqual((done.returncode, done.stdout, done.stderr), (0, example["output"], ""))
<% for op in operations %>
<% if op.input == "text" %>

    def test_<%= op.id %>_reads_files_and_tells_which_one_is_missing(self):
        example = next((e for e in EXAMPLES if e["operation"] == "<%= op.id %>"))
        with tempfile.TemporaryDirectory() as directory:
            path = Path(directory) / "input.txt"
            path.write_text(example["input"], "utf-8")
            done = call(<% if not single %>"<%= op.command %>", <% end %>*example["args"], str(path))
        self.assertEqual((done.returncode, done.stdout), (0, example["output"]))
        done = call(<% if not single %>"<%= op.command %>", <% end %>*example["args"], "/no/such/file")
        self.assertEqual(done.returncode, 1)
        self.assertIn("/no/such/file: No such file", done.stderr)
<% if op.perFile == "sum" %>

    def test_<%= op.id %>_of_several_files_ends_with_the_total(self):
        with tempfile.TemporaryDirectory() as directory:
            paths = [Path(directory) / name for name in "ab"]
            for path in paths:
                path.write_text("one two\n", "utf-8")
            done = call(<% if not single %>"<%= op.command %>", <% end %>"--words", *map(str, paths))
        self.assertEqual(done.stdout, f"2 {paths[0]}\n2 {paths[1]}\n4 total\n")
<% end %>
<% elif op.input == "paths" %>

    def test_<%= op.id %>_tells_which_path_is_missing(self):
        done = call(<% if not single %>"<%= op.command %>", <% end %><% if op.id == "rename" %>"--by-date", <% end %>"/no/such/file")
        self.assertEqual(done.returncode, 1)
        self.assertIn("/no/such/file", done.stderr)
<% elif op.random %>

    def test_<%= op.id %>_prints_a_line(self):
        done = call(<% if not single %>"<%= op.command %>"<% if op.arguments %>, <% end %><% end %><% if op.arguments %>"d6"<% end %>)
        self.assertEqual((done.returncode, done.stdout.count("\n")), (0, 1))
<% end %>
<% end %>


if __name__ == "__main__":
    unittest.main()
