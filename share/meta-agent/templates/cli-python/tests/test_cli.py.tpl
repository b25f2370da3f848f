"""The program as it is called."""

import contextlib
import csv
import io
import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from support import ROOT
from <%= app.module %>.cli import main


class ProgramTest(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.file = Path(directory.name) / "records.json"

    def call(self, *args, code=0):
        """Calls the program inside this one, which is quick; what it prints."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            try:
                given = main(["--file", str(self.file), *args])
            except SystemExit as left:
                given = left.code
        self.assertEqual(given, code, out.getvalue() + err.getvalue())
        return out.getvalue() if code == 0 else err.getvalue()

    def test_it_runs_as_a_program_of_its_own(self):
        env = {
            **os.environ,
            "PYTHONPATH": str(ROOT / "src"),
            "PYTHONDONTWRITEBYTECODE": "1",
            "<%= app.module | constant %>_FILE": str(self.file),
        }
        command = [<% for e in entities %><% if loop.first %><% if not alone %>"<%= e.command %>", <% end %>"list"<% end %><% end %>]
        for args, code in ((command, 0), ([*command[:-1], "show", "5"], 1), (["--no-such"], 2)):
            done = subprocess.run(
                [sys.executable, "-m", "<%= app.module %>", *args],
                env=env,
                capture_output=True,
                encoding="utf-8",
                timeout=60,
            )
            self.assertEqual(done.returncode, code, done.stderr)
            self.assertEqual(bool(done.stdout), code == 0)
            self.assertEqual(bool(done.stderr), code != 0)
        with open("/dev/full", "w", encoding="utf-8") as full:
            done = subprocess.run(
                [sys.executable, "-m", "<%= app.module %>", *command],
                env=env,
                stdout=full,
                stderr=subprocess.PIPE,
                encoding="utf-8",
                timeout=60,
            )
        self.assertEqual(done.returncode, 1)
        self.assertIn("standard output: ", done.stderr)
        self.assertNotIn("Traceback", done.stderr)

    def test_help_and_version_are_told(self):
        self.assertIn("usage: <%= app.name %>", self.call("--help"))
        self.assertEqual(self.call("--version"), "<%= app.name %> 0.1.0\n")

    def test_wrong_use_is_told_with_code_2(self):
        self.assertIn("usage:", self.call(code=2))
        self.assertIn("invalid choice", self.call("no-such-command", code=2))
<% for e in entities %>

    def add_<%= e.snake %>(self, *args):
        """Adds one with everything that it needs."""
<% for r in e.refs %>
<% if r.required %>
        self.add_<%= r.toSnake %>()
<% end %>
<% end %>
        return self.call(
<% if not alone %>
            "<%= e.command %>",
<% end %>
            "add",
            <%= e.title.typed | json %>,
<% for f in e.fields %>
<% if f.required and not f.isTitle and f.type != "boolean" %>
            "--<%= f.option %>",
            <%= f.typed | json %>,
<% end %>
<% end %>
<% for r in e.refs %>
<% if r.required %>
            "--<%= r.option %>",
            "1",
<% end %>
<% end %>
            *args,
        )

    def <%= e.snake %>(self, *args, code=0):
        return self.call(<% if not alone %>"<%= e.command %>", <% end %>*args, code=code)

    def test_a_<%= e.snake %>_is_added_shown_changed_and_removed(self):
        self.assertEqual(self.add_<%= e.snake %>(), "added <%= e.label | lower %> 1: " + <%= e.title.typed | json %>.strip() + "\n")
        (kept,) = json.loads(self.<%= e.snake %>("show", "1", "--json"))
        self.assertEqual(kept["<%= e.title.attr %>"], <%= e.title.typed | json %>)
        self.assertIn(<%= e.title.typed | json %>, self.<%= e.snake %>("show", "1"))
        self.<%= e.snake %>("edit", "1", "--<%= e.title.option %>", <%= e.title.typed2 | json %>)
        self.assertIn(<%= e.title.typed2 | json %>, self.<%= e.snake %>("list"))
        self.assertEqual(self.<%= e.snake %>("remove", "1"), "removed <%= e.label | lower %> 1\n")
        self.assertEqual(self.<%= e.snake %>("list"), "no <%= e.labels | lower %>\n")
        self.assertIn("<%= e.label | lower %> 1 does not exist", self.<%= e.snake %>("show", "1", code=1))

    def test_what_a_<%= e.snake %>_holds_does_not_move_on_the_terminal(self):
<% if e.title.type == "string" %>
        self.add_<%= e.snake %>()
        self.assertIn(": a\\x1b[31mb\\u202e\n", self.<%= e.snake %>("edit", "1", "--<%= e.title.option %>", "a\x1b[31mb\u202e"))
        self.assertIn("a\\x1b[31mb\\u202e\n", self.<%= e.snake %>("show", "1"))
        self.assertIn("a\\x1b[31mb\\u202e", self.<%= e.snake %>("list"))
        (kept,) = json.loads(self.<%= e.snake %>("show", "1", "--json"))
        self.assertEqual(kept["<%= e.title.attr %>"], "a\x1b[31mb\u202e")
<% end %>
        self.assertIn("a\\x07", self.<%= e.snake %>("list", "--where", "a\x07=1", code=2))

    def test_changes_of_<%= e.table %>_are_told_as_json_or_not_at_all(self):
        (added,) = json.loads(self.add_<%= e.snake %>("--json"))
        self.assertEqual(added["<%= e.title.attr %>"], <%= e.title.typed | json %>)
        change = ("edit", str(added["id"]), "--<%= e.title.option %>", <%= e.title.typed2 | json %>)
        (changed,) = json.loads(self.<%= e.snake %>(*change, "--json"))
        self.assertEqual(changed["<%= e.title.attr %>"], <%= e.title.typed2 | json %>)
        self.assertEqual(self.<%= e.snake %>(*change, "--quiet"), "")
<% if e.doneField %>
        (done,) = json.loads(self.<%= e.snake %>("done", str(added["id"]), "--json"))
        self.assertIs(done["<%= e.doneField.attr %>"], True)
        self.assertEqual(self.<%= e.snake %>("done", str(added["id"]), "--quiet"), "")
<% end %>
        self.assertEqual(self.<%= e.snake %>("remove", str(added["id"]), "--quiet"), "")
        self.assertEqual(self.<%= e.snake %>("list"), "no <%= e.labels | lower %>\n")

    def test_<%= e.table %>_are_searched_filtered_and_given_as_csv(self):
        self.add_<%= e.snake %>()
        text = <%= e.title.typed | json %>
        self.assertEqual(len(json.loads(self.<%= e.snake %>("list", "--json", "--search", text.upper()))), 1)
        self.assertEqual(json.loads(self.<%= e.snake %>("list", "--json", "--search", "no such text")), [])
        found = self.<%= e.snake %>("list", "--json", "--where", f"<%= e.title.option %>={text}", "--sort", "<%= e.title.option %>")
        self.assertEqual(len(json.loads(found)), 1)
        rows = list(csv.reader(io.StringIO(self.<%= e.snake %>("list", "--csv"))))
        self.assertEqual((rows[0][0], rows[1][0], len(rows)), ("id", "1", 2))
        self.assertIn("is no field", self.<%= e.snake %>("list", "--sort", "no-such-field", code=2))

    def test_wrong_values_of_a_<%= e.snake %>_are_refused_and_nothing_is_kept(self):
        self.assertIn("<%= e.title.option %>: must", self.<%= e.snake %>("add", " "<% for f in e.fields %><% if f.required and not f.isTitle and f.type != "boolean" %>, "--<%= f.option %>", <%= f.typed | json %><% end %><% end %><% for r in e.refs %><% if r.required %>, "--<%= r.option %>", "1"<% end %><% end %>, code=2))
        self.assertFalse(self.file.exists())
<% for f in e.fields %>
<% if not f.isTitle and f.type != "boolean" %>

    def test_<%= f.attr %>_of_a_<%= e.snake %>_is_set_by_its_option(self):
        self.add_<%= e.snake %>()
        self.<%= e.snake %>("edit", "1", "--<%= f.option %>", <%= f.typed2 | json %>)
        found = self.<%= e.snake %>("list", "--json", "--where", "<%= f.option %>=" + <%= f.typed2 | json %>)
        self.assertEqual(len(json.loads(found)), 1)
<% if not f.required %>
        self.<%= e.snake %>("edit", "1", "--<%= f.option %>", "")
        self.assertIsNone(json.loads(self.<%= e.snake %>("show", "1", "--json"))[0]["<%= f.attr %>"])
<% end %>
<% if f.invalid and f.type in ["integer", "decimal", "money", "date", "datetime", "time", "email", "url", "phone", "image", "file", "enum"] %>
        self.assertIn("<%= f.option %>: must", self.<%= e.snake %>("edit", "1", "--<%= f.option %>", <%= f.invalid | json %>, code=2))
<% end %>
<% elif f.type == "boolean" %>

    def test_<%= f.attr %>_of_a_<%= e.snake %>_is_switched(self):
        self.add_<%= e.snake %>("--<%= f.option %>")
        self.assertIs(json.loads(self.<%= e.snake %>("show", "1", "--json"))[0]["<%= f.attr %>"], True)
        self.<%= e.snake %>("edit", "1", "--no-<%= f.option %>")
        self.assertIs(json.loads(self.<%= e.snake %>("show", "1", "--json"))[0]["<%= f.attr %>"], False)
<% end %>
<% end %>
<% for r in e.refs %>

    def test_<%= r.attr %>_of_a_<%= e.snake %>_must_exist(self):
        self.add_<%= e.snake %>()
        self.assertIn("<%= r.option %>: 999 does not exist", self.<%= e.snake %>("edit", "1", "--<%= r.option %>", "999", code=2))
<% end %>
<% if e.doneField %>

    def test_a_<%= e.snake %>_is_marked_as_done(self):
        self.add_<%= e.snake %>()
        self.assertEqual(self.<%= e.snake %>("done", "1"), "done: " + <%= e.title.typed | json %> + "\n")
        self.assertIs(json.loads(self.<%= e.snake %>("show", "1", "--json"))[0]["<%= e.doneField.attr %>"], True)
<% end %>
<% end %>

    def test_a_file_that_is_none_of_ours_is_refused(self):
        self.file.write_text("not ours", "utf-8")
        command = [<% for e in entities %><% if loop.first %><% if not alone %>"<%= e.command %>", <% end %><% end %><% end %>"list"]
        self.assertIn("records.json", self.call(*command, code=1))


if __name__ == "__main__":
    unittest.main()
