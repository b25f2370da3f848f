"""What the library promises, used through what it exports."""

<% if entities %>
import datetime  # noqa: F401
import decimal  # noqa: F401
<% end %>
import json  # noqa: F401
import sys
<% if pathOperations %>
import tempfile
<% end %>
import unittest
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

import <%= app.module %> as library  # noqa: E402
<% for e in entities %>


def new_<%= e.snake %>(database, other=False, **values):
    """A valid one, not yet kept; what it needs is."""
    usual = {
<% for f in e.fields %>
        "<%= f.attr %>": <% if f.type == "boolean" %>other<% else %><%= f.py2 %> if other else <%= f.py %><% end %>,
<% end %>
<% for r in e.refs %>
<% if r.required %>
        "<%= r.attr %>": any_<%= r.toSnake %>(database).id,
<% end %>
<% end %>
    }
    return library.<%= e.name %>(**{**usual, **values})


def any_<%= e.snake %>(database):
    """One that is kept."""
    kept = database.<%= e.table %>.find()
    return kept[0] if kept else database.<%= e.table %>.add(new_<%= e.snake %>(database))


class <%= e.name %>Test(unittest.TestCase):
    def setUp(self):
        self.database = library.Database()
        self.kept = self.database.<%= e.table %>

    def test_a_<%= e.snake %>_is_found_by_its_id_with_all_its_values(self):
        given = new_<%= e.snake %>(self.database)
        added = self.kept.get(self.kept.add(given).id)
<% for f in e.fields %>
        self.assertEqual(added.<%= f.attr %>, given.<%= f.attr %>)
<% end %>

    def test_only_the_named_fields_of_a_<%= e.snake %>_change(self):
        added = self.kept.add(new_<%= e.snake %>(self.database))
        self.kept.update(added.id, <%= e.title.attr %>=<%= e.title.py2 %>)
        changed = self.kept.get(added.id)
        self.assertEqual(changed.<%= e.title.attr %>, <%= e.title.py2 %>)
        added.<%= e.title.attr %> = changed.<%= e.title.attr %>
        self.assertEqual(changed, added)

    def test_a_<%= e.snake %>_that_is_removed_is_gone_and_its_id_is_not_used_again(self):
        added = self.kept.add(new_<%= e.snake %>(self.database))
        self.kept.remove(added.id)
        self.assertEqual(self.kept.find(), [])
        for call in (self.kept.get, self.kept.update, self.kept.remove):
            with self.subTest(call), self.assertRaises(library.NotFoundError):
                call(added.id)
        self.assertNotEqual(self.kept.add(new_<%= e.snake %>(self.database)).id, added.id)

    def test_<%= e.table %>_are_searched_filtered_and_sorted(self):
        first = self.kept.add(new_<%= e.snake %>(self.database))
        second = self.kept.add(new_<%= e.snake %>(self.database, other=True))
        self.assertEqual(self.kept.find(search=str(second.<%= e.title.attr %>).upper()), [second])
        self.assertEqual(self.kept.find(where={"<%= e.title.attr %>": first.<%= e.title.attr %>}), [first])
        self.assertEqual(self.kept.find(sort="id", reverse=True), [second, first])

    def test_<%= e.table %>_come_back_from_json(self):
        added = self.kept.add(new_<%= e.snake %>(self.database))
        data = json.loads(json.dumps(self.database.to_json()))
        self.assertEqual(library.Database.from_json(data).<%= e.table %>.get(added.id), added)
<% for f in e.fields %>
<% if f.required and f.type != "boolean" %>

    def test_<%= f.attr %>_of_a_<%= e.snake %>_is_required(self):
        with self.assertRaises(library.InvalidError) as caught:
            self.kept.add(new_<%= e.snake %>(self.database, <%= f.attr %>=None))
        self.assertIn("<%= f.attr %>", caught.exception.problems)
        self.assertEqual(self.kept.find(), [])
<% end %>
<% if f.unique and f.type != "boolean" %>

    def test_<%= f.attr %>_of_a_<%= e.snake %>_is_there_only_once(self):
        first = self.kept.add(new_<%= e.snake %>(self.database))
        with self.assertRaises(library.InvalidError):
            self.kept.add(new_<%= e.snake %>(self.database, other=True, <%= f.attr %>=first.<%= f.attr %>))
<% end %>
<% if f.type == "enum" %>

    def test_<%= f.attr %>_of_a_<%= e.snake %>_is_one_of_its_values(self):
        for value in <%= f.values | json %>:
            self.kept.update(any_<%= e.snake %>(self.database).id, <%= f.attr %>=value)
        with self.assertRaises(library.InvalidError):
            self.kept.update(any_<%= e.snake %>(self.database).id, <%= f.attr %>="no-such-value")
<% elif f.type in ["integer", "decimal", "money", "date", "datetime", "time", "email", "url", "phone", "image", "file"] %>

    def test_a_wrong_<%= f.attr %>_of_a_<%= e.snake %>_is_refused(self):
        with self.assertRaises(library.InvalidError) as caught:
            self.kept.add(new_<%= e.snake %>(self.database, <%= f.attr %>=<%= f.invalid | json %>))
        self.assertIn("<%= f.attr %>", caught.exception.problems)
<% end %>
<% end %>
<% for r in e.refs %>

    def test_<%= r.attr %>_of_a_<%= e.snake %>_is_the_id_of_what_is_there(self):
        with self.assertRaises(library.InvalidError):
            self.kept.add(new_<%= e.snake %>(self.database, <%= r.attr %>=999))
<% end %>
<% for c in e.children %>

    def test_a_<%= e.snake %>_is_not_removed_while_a_<%= c.snake %>_refers_to_it_as_<%= c.refAttr %>(self):
        target = any_<%= e.snake %>(self.database)
        self.database.<%= c.table %>.add(new_<%= c.snake %>(self.database, other=True, <%= c.refAttr %>=target.id))
        with self.assertRaises(library.InUseError):
            self.kept.remove(target.id)
<% end %>
<% end %>
<% for op in operations %>


class <%= op.id | pascal %>Test(unittest.TestCase):
<% if op.examples %>
    def test_<%= op.id %>_gives_what_is_promised(self):
        for text, call, output in (
<% for x in op.examples %>
            (<% if op.input == "text" %>[<%= x.input | json %>]<% else %>[]<% end %>, <%= x.call | json | json %>, <%= x.output | json %>),
<% end %>
        ):
            with self.subTest(call):
                self.assertEqual(library.<%= op.id %>(*text, **json.loads(call)), output)
<% elif op.id == "password" %>
    def test_password_has_its_length_and_is_another_each_time(self):
        lines = library.password(length=12, count=3).splitlines()
        self.assertEqual([len(line) for line in lines], [12, 12, 12])
        self.assertEqual(len(set(lines)), 3)
<% elif op.id == "dice" %>
    def test_dice_show_what_they_can(self):
        self.assertIn(int(library.dice("d6")), range(1, 7))
        with self.assertRaises(ValueError):
            library.dice("six")
<% else %>
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = Path(directory.name)

    def write(self, name, text):
        (self.directory / name).write_text(text, "utf-8")
        return str(self.directory / name)

<% if op.id == "duplicates" %>
    def test_duplicates_are_files_of_the_same_content(self):
        same = [self.write("a", "x"), self.write("b", "x")]
        told = library.duplicates([*same, self.write("c", "y")])
        self.assertEqual(told.split(), same)
<% elif op.id == "checksum" %>
    def test_checksum_is_the_sha_256_of_the_content(self):
        path = self.write("a", "abc")
        digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        self.assertEqual(library.checksum([path]).split(), [digest, path])
<% elif op.id == "rename" %>
    def test_rename_changes_names_and_only_shows_them_in_a_dry_run(self):
        path = self.write("IMG_1.txt", "x")
        library.rename([path], find="IMG", replace="photo", dry_run=True)
        self.assertTrue(Path(path).exists())
        library.rename([path], find="IMG", replace="photo")
        self.assertEqual((self.directory / "photo_1.txt").read_text("utf-8"), "x")
<% end %>
<% end %>
<% end %>


if __name__ == "__main__":
    unittest.main()
