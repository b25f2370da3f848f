"""What the functions make of what they are given."""

import json
<% if pathOperations %>
import tempfile
<% end %>
import unittest
from pathlib import Path

import support  # noqa: F401
from <%= app.module %> import operations

EXAMPLES = json.loads((Path(__file__).parent / "examples.json").read_text("utf-8"))


class ExamplesTest(unittest.TestCase):
    def test_every_example_gives_what_it_says(self):
        for example in EXAMPLES:
            with self.subTest(example["operation"], call=example["call"]):
                function = getattr(operations, example["operation"])
                given = [example["input"]] if example["operation"] in TEXT else []
                self.assertEqual(function(*given, **example["call"]), example["output"])
<% for op in operations %>
<% if op.id == "password" %>

    def test_passwords_have_their_length_and_every_sort(self):
        lines = operations.password(length=12, count=3, symbols=True).splitlines()
        self.assertEqual([len(line) for line in lines], [12, 12, 12])
        self.assertEqual(len(set(lines)), 3)
        for line in lines:
            self.assertRegex(line, "(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9])(?=.*[!#$%&*+=?@_-])")
        with self.assertRaises(ValueError):
            operations.password(length=3)
<% elif op.id == "dice" %>

    def test_dice_show_what_they_can(self):
        self.assertIn(int(operations.dice("d6")), range(1, 7))
        shown, total = operations.dice("3d4").strip().split(" = ")
        self.assertEqual(sum(map(int, shown.split())), int(total))
        with self.assertRaises(ValueError):
            operations.dice("six")
<% end %>
<% end %>


TEXT = {
<% for op in operations %>
<% if op.input == "text" %>
    "<%= op.id %>",
<% end %>
<% end %>
}
<% if pathOperations %>


class FilesTest(unittest.TestCase):
    def setUp(self):
        self.directory = tempfile.TemporaryDirectory()
        self.addCleanup(self.directory.cleanup)
        self.root = Path(self.directory.name)

    def write(self, name, text):
        path = self.root / name
        path.write_text(text, "utf-8")
        return str(path)
<% for op in operations %>
<% if op.id == "duplicates" %>

    def test_files_of_the_same_content_are_found(self):
        same = [self.write("a", "x"), self.write("b", "x")]
        self.write("c", "y")
        self.assertEqual(operations.duplicates([str(self.root)]), "".join(f"{p}\n" for p in same))
        with self.assertRaisesRegex(ValueError, "does not exist"):
            operations.duplicates(["/no/such/file"])
<% elif op.id == "checksum" %>

    def test_a_checksum_is_that_of_the_content(self):
        path = self.write("a", "abc")
        digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        self.assertEqual(operations.checksum([path]), f"{digest}  {path}\n")
        with self.assertRaisesRegex(ValueError, "is no file"):
            operations.checksum([str(self.root)])
<% elif op.id == "rename" %>

    def test_files_are_renamed_or_only_shown(self):
        path = self.write("IMG_1.txt", "x")
        shown = operations.rename([path], find="IMG", replace="photo", dry_run=True)
        self.assertTrue(shown.endswith("photo_1.txt\n") and Path(path).exists())
        operations.rename([path], find="IMG", replace="photo")
        self.assertEqual([p.name for p in self.root.iterdir()], ["photo_1.txt"])

    def test_nothing_is_renamed_where_a_name_is_taken(self):
        first, second = self.write("a1", "x"), self.write("a2", "y")
        self.write("b2", "z")
        with self.assertRaisesRegex(ValueError, "is there already"):
            operations.rename([first, second], find="a", replace="b")
        self.assertEqual(sorted(p.name for p in self.root.iterdir()), ["a1", "a2", "b2"])

    def test_the_date_is_put_before_a_name_once(self):
        operations.rename([self.write("a", "x")], by_date=True)
        (dated,) = self.root.iterdir()
        self.assertRegex(dated.name, r"^\d{4}-\d{2}-\d{2}-a$")
        self.assertEqual(operations.rename([str(dated)], by_date=True), "")
<% end %>
<% end %>
<% end %>


if __name__ == "__main__":
    unittest.main()
