"""What the program promises, called as its users call it."""

<% if entities %>
import csv
import io
import json
<% end %>
import os
<% if entities %>
import re
<% end %>
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class ProgramTest(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = Path(directory.name)

    def call(self, *args, code=0, text=""):
        """Runs the program in a process of its own: what it prints, or what it says is wrong."""
        done = subprocess.run(
<% if entities %>
            [sys.executable, "-m", "<%= app.module %>", "--file", "records.json", *args],
<% else %>
            [sys.executable, "-m", "<%= app.module %>", *args],
<% end %>
            cwd=self.directory,
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT / "src"),
                "PYTHONDONTWRITEBYTECODE": "1",
                "PYTHONUTF8": "1",
            },
            input=text,
            capture_output=True,
            encoding="utf-8",
            timeout=60,
        )
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        if code == 0:
            return done.stdout
        self.assertEqual(done.stdout, "")
        self.assertNotIn("Traceback", done.stderr)
        return done.stderr


class UseTest(ProgramTest):
    def test_help_names_what_there_is(self):
        told = self.call("--help")
<% if entities and not alone %>
<% for e in entities %>
        self.assertIn("<%= e.command %>", told)
<% end %>
<% elif entities %>
        for command in ("add", "list", "show", "edit", "remove"):
            self.assertIn(command, told)
<% elif single %>
        self.assertIn("<%= app.name %>", told)
<% else %>
<% for op in operations %>
        self.assertIn("<%= op.command %>", told)
<% end %>
<% end %>

    def test_wrong_use_ends_with_2_and_says_so(self):
        for args in [["--no-such-option"]<% if not single %>, ["no-such-command"], []<% end %>]:
            with self.subTest(args):
                self.assertTrue(self.call(*args, code=2))
<% for e in entities %>


def add_<%= e.snake %>(test, *more, other=False):
    """Adds one with everything that it must have; its id."""
    told = test.call(
<% if not alone %>
        "<%= e.command %>",
<% end %>
        "add",
        <%= e.title.typed2 | json %> if other else <%= e.title.typed | json %>,
<% for f in e.fields %>
<% if f.required and not f.isTitle and f.type != "boolean" %>
        "--<%= f.option %>",
        <%= f.typed2 | json %> if other else <%= f.typed | json %>,
<% end %>
<% end %>
<% for r in e.refs %>
<% if r.required %>
        "--<%= r.option %>",
        any_<%= r.toSnake %>(test),
<% end %>
<% end %>
        *more,
    )
    return re.search(r"\d+", told).group()


def listed_<%= e.snake %>(test, *more):
    return json.loads(test.call(<% if not alone %>"<%= e.command %>", <% end %>"list", "--json", *more))


def any_<%= e.snake %>(test):
    """The id of one that is kept."""
    kept = listed_<%= e.snake %>(test)
    return str(kept[0]["id"]) if kept else add_<%= e.snake %>(test)


class <%= e.name %>Test(ProgramTest):
    def <%= e.snake %>(self, *args, code=0):
        return self.call(<% if not alone %>"<%= e.command %>", <% end %>*args, code=code)

    def shown(self, record_id):
        (kept,) = json.loads(self.<%= e.snake %>("show", record_id, "--json"))
        return kept

    def test_a_<%= e.snake %>_is_kept_from_one_call_to_the_next(self):
        added = add_<%= e.snake %>(self)
        self.assertEqual(self.shown(added)["<%= e.title.attr %>"], <%= e.title.typed | json %>)
        self.assertEqual([kept["id"] for kept in listed_<%= e.snake %>(self)], [int(added)])
        self.assertIn(<%= e.title.typed | json %>, self.<%= e.snake %>("list"))

    def test_a_change_of_a_<%= e.snake %>_is_kept(self):
        added = add_<%= e.snake %>(self)
        self.<%= e.snake %>("edit", added, "--<%= e.title.option %>", <%= e.title.typed2 | json %>)
        self.assertEqual(self.shown(added)["<%= e.title.attr %>"], <%= e.title.typed2 | json %>)

    def test_a_<%= e.snake %>_that_is_removed_is_gone_and_its_id_is_not_used_again(self):
        added = add_<%= e.snake %>(self)
        self.<%= e.snake %>("remove", added)
        self.assertEqual(listed_<%= e.snake %>(self), [])
        self.assertNotEqual(add_<%= e.snake %>(self), added)

    def test_a_<%= e.snake %>_that_is_not_there_ends_with_1(self):
        for args in (["show", "999"], ["edit", "999", "--<%= e.title.option %>", <%= e.title.typed2 | json %>], ["remove", "999"]):
            with self.subTest(args):
                self.assertIn("999", self.<%= e.snake %>(*args, code=1))

    def test_<%= e.table %>_are_searched_filtered_and_sorted(self):
        first, second = add_<%= e.snake %>(self), add_<%= e.snake %>(self, other=True)
        found = listed_<%= e.snake %>(self, "--search", <%= e.title.typed2 | json %>.upper())
        self.assertEqual([str(kept["id"]) for kept in found], [second])
        found = listed_<%= e.snake %>(self, "--where", "<%= e.title.option %>=" + <%= e.title.typed | json %>)
        self.assertEqual([str(kept["id"]) for kept in found], [first])
        found = listed_<%= e.snake %>(self, "--sort", "id", "--reverse")
        self.assertEqual([str(kept["id"]) for kept in found], [second, first])
        rows = list(csv.reader(io.StringIO(self.<%= e.snake %>("list", "--csv"))))
        self.assertEqual([row[0] for row in rows], ["id", first, second])

    def test_a_<%= e.snake %>_without_a_title_is_refused_and_not_kept(self):
        self.assertTrue(self.<%= e.snake %>("add", code=2))
        self.assertEqual(listed_<%= e.snake %>(self), [])
<% for f in e.fields %>
<% if f.type == "boolean" %>

    def test_<%= f.attr %>_of_a_<%= e.snake %>_is_switched_on_and_off(self):
        added = add_<%= e.snake %>(self, "--<%= f.option %>")
        self.assertIs(self.shown(added)["<%= f.attr %>"], True)
        self.<%= e.snake %>("edit", added, "--no-<%= f.option %>")
        self.assertIs(self.shown(added)["<%= f.attr %>"], False)
<% elif not f.isTitle %>

    def test_<%= f.attr %>_of_a_<%= e.snake %>_is_kept_as_it_was_given(self):
        added = add_<%= e.snake %>(self)
        self.<%= e.snake %>("edit", added, "--<%= f.option %>", <%= f.typed2 | json %>)
        found = listed_<%= e.snake %>(self, "--where", "<%= f.option %>=" + <%= f.typed2 | json %>)
        self.assertEqual([str(kept["id"]) for kept in found], [added])
<% if f.required %>

    def test_<%= f.attr %>_of_a_<%= e.snake %>_is_required(self):
        self.assertIn("<%= f.option %>", self.<%= e.snake %>("add", <%= e.title.typed | json %>, code=2))
        self.assertEqual(listed_<%= e.snake %>(self), [])
<% end %>
<% if f.invalid and f.type in ["integer", "decimal", "money", "date", "datetime", "time", "email", "url", "phone", "image", "file", "enum"] %>

    def test_a_wrong_<%= f.attr %>_of_a_<%= e.snake %>_is_refused(self):
        added = add_<%= e.snake %>(self)
        before = self.shown(added)
        self.assertIn("<%= f.option %>", self.<%= e.snake %>("edit", added, "--<%= f.option %>", <%= f.invalid | json %>, code=2))
        self.assertEqual(self.shown(added), before)
<% end %>
<% end %>
<% if f.unique and f.type != "boolean" %>

    def test_<%= f.attr %>_of_a_<%= e.snake %>_is_there_only_once(self):
        first, second = add_<%= e.snake %>(self), add_<%= e.snake %>(self, other=True)
        self.<%= e.snake %>("edit", first, "--<%= f.option %>", <%= f.typed | json %>)
        self.<%= e.snake %>("edit", second, "--<%= f.option %>", <%= f.typed | json %>, code=2)
<% end %>
<% end %>
<% for r in e.refs %>

    def test_<%= r.attr %>_of_a_<%= e.snake %>_is_the_id_of_what_is_there(self):
        added = add_<%= e.snake %>(self)
        self.assertIn("999", self.<%= e.snake %>("edit", added, "--<%= r.option %>", "999", code=2))
<% if r.to != e.name %>
        target = any_<%= r.toSnake %>(self)
        self.<%= e.snake %>("edit", added, "--<%= r.option %>", target)
        self.assertEqual(str(self.shown(added)["<%= r.attr %>"]), target)
<% end %>
<% end %>
<% for c in e.children %>
<% if c.name != e.name %>

    def test_a_<%= e.snake %>_is_not_removed_while_a_<%= c.snake %>_refers_to_it_as_<%= c.refAttr %>(self):
        target, child = any_<%= e.snake %>(self), add_<%= c.snake %>(self)
        self.call("<%= c.command %>", "edit", child, "--<%= c.refOption %>", target)
        self.<%= e.snake %>("remove", target, code=1)
        self.assertEqual(len(listed_<%= e.snake %>(self)), 1)
<% end %>
<% end %>
<% if e.doneField %>

    def test_a_<%= e.snake %>_is_marked_as_done(self):
        added = add_<%= e.snake %>(self)
        self.<%= e.snake %>("done", added)
        self.assertIs(self.shown(added)["<%= e.doneField.attr %>"], True)
<% end %>
<% end %>
<% for op in operations %>


class <%= op.id | pascal %>Test(ProgramTest):
    def <%= op.id %>(self, *args, code=0, text=""):
        return self.call(<% if not single %>"<%= op.command %>", <% end %>*args, code=code, text=text)
<% if op.examples %>

    def test_<%= op.id %>_gives_what_is_promised(self):
        for args, text, output in (
<% for x in op.examples %>
            (<%= x.args | json %>, <%= x.input | json %>, <%= x.output | json %>),
<% end %>
        ):
            with self.subTest(args):
                self.assertEqual(self.<%= op.id %>(*args, text=text), output)
<% end %>
<% if op.input == "text" %>

    def test_<%= op.id %>_reads_files_and_standard_input_alike(self):
<% for x in op.examples %>
<% if loop.first %>
        (self.directory / "input.txt").write_bytes(<%= x.input | json %>.encode())
        self.assertEqual(self.<%= op.id %>(*<%= x.args | json %>, "input.txt"), <%= x.output | json %>)
        self.assertIn("missing.txt", self.<%= op.id %>(*<%= x.args | json %>, "missing.txt", code=1))
<% end %>
<% end %>
<% elif op.id == "duplicates" %>

    def test_duplicates_are_files_of_the_same_content(self):
        for name, text in {"a": "x", "b": "x", "c": "y"}.items():
            (self.directory / name).write_text(text, "utf-8")
        told = self.duplicates("a", "b", "c").split()
        self.assertEqual(told, ["a", "b"])
<% elif op.id == "checksum" %>

    def test_checksum_is_the_sha_256_of_the_content(self):
        (self.directory / "a").write_text("abc", "utf-8")
        digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        self.assertEqual(self.checksum("a").split(), [digest, "a"])
<% elif op.id == "rename" %>

    def test_rename_changes_names_and_only_shows_them_in_a_dry_run(self):
        (self.directory / "IMG_1.txt").write_text("x", "utf-8")
        self.rename("--find", "IMG", "--replace", "photo", "--dry-run", "IMG_1.txt")
        self.assertTrue((self.directory / "IMG_1.txt").exists())
        self.rename("--find", "IMG", "--replace", "photo", "IMG_1.txt")
        self.assertEqual((self.directory / "photo_1.txt").read_text("utf-8"), "x")
<% elif op.id == "password" %>

    def test_password_has_its_length_and_is_another_each_time(self):
        lines = self.password("--length", "12", "--count", "3").splitlines()
        self.assertEqual([len(line) for line in lines], [12, 12, 12])
        self.assertEqual(len(set(lines)), 3)
<% elif op.id == "dice" %>

    def test_dice_show_what_they_can(self):
        self.assertIn(int(self.dice("d6")), range(1, 7))
        self.dice("six", code=1)
<% end %>
<% if op.input == "paths" %>

    def test_<%= op.id %>_ends_with_1_where_a_path_is_missing(self):
        self.assertIn("missing.txt", self.<%= op.id %>(<% if op.id == "rename" %>"--by-date", <% end %>"missing.txt", code=1))
<% end %>
<% end %>


if __name__ == "__main__":
    unittest.main()
