"""The file that everything is kept in."""

import json
import tempfile
import threading
import unittest
from pathlib import Path

import support
from <%= app.module %>.store import Store, StoreError


class StoreTest(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.path = Path(directory.name) / "new" / "records.json"
        self.store = Store(self.path)

    def test_without_a_file_nothing_is_kept(self):
        self.assertTrue(all(not kept["records"] for kept in self.store.read().to_json().values()))
        self.assertFalse(self.path.exists())
<% for e in entities %>
<% if loop.first %>

    def test_what_was_changed_is_read_again(self):
        with self.store.change() as database:
            added = support.any_<%= e.snake %>(database)
        self.assertEqual(self.store.read().<%= e.table %>.get(added.id), added)
        self.assertEqual(json.loads(self.path.read_text("utf-8"))["format"], 1)

    def test_an_exception_leaves_the_file_as_it_was(self):
        with self.store.change() as database:
            support.any_<%= e.snake %>(database)
        before = self.path.read_bytes()
        with self.assertRaises(KeyError), self.store.change() as database:
            database.<%= e.table %>.remove(1)
            raise KeyError
        self.assertEqual(self.path.read_bytes(), before)
        names = sorted(path.name for path in self.path.parent.iterdir())
        self.assertEqual(names, ["records.json", "records.json.lock"])

    def test_changes_at_the_same_time_all_arrive(self):
        def change():
            with self.store.change() as database:
                database.<%= e.table %>._next_id += 1

        threads = [threading.Thread(target=change) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(self.store.read().<%= e.table %>._next_id, 9)
<% end %>
<% end %>

    def test_what_is_no_file_of_ours_is_refused_and_left_alone(self):
        self.path.parent.mkdir()
        for text in ("", "{", "[]", '{"format": 2}', '{"format": 1, "<% for e in entities %><% if loop.first %><%= e.table %><% end %><% end %>": 5}'):
            self.path.write_text(text, "utf-8")
            with self.subTest(text), self.assertRaises(StoreError):
                with self.store.change():
                    pass
            self.assertEqual(self.path.read_text("utf-8"), text)

    def test_a_link_is_followed_and_stays(self):
        link = self.path.parent.parent / "link.json"
        link.symlink_to(self.path)
        with Store(link).change():
            pass
        self.assertTrue(link.is_symlink())
        self.assertTrue(self.path.is_file())

    def test_what_is_no_ordinary_file_is_refused(self):
        with self.assertRaisesRegex(StoreError, "no ordinary file"):
            Store(self.path.parent.parent)


if __name__ == "__main__":
    unittest.main()
