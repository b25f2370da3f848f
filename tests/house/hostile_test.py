#!/usr/bin/env python3
"""Each thing that generated code may try has a test, under the name that docs/formats/sandbox.md gives."""
import re
import unittest
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]


def rows():
    text = (REPO / "docs/formats/sandbox.md").read_text()
    table = text.split("## What generated code tries")[1].split("\n## ")[0]
    return [line for line in table.splitlines() if line.startswith("| ") and not line.startswith("| what")]


class Hostile(unittest.TestCase):
    def test_there_is_a_row_for_each_class(self):
        self.assertGreaterEqual(len(rows()), 15)

    def test_each_row_names_tests_that_are_there(self):
        for row in rows():
            named = re.findall(r"`([a-z0-9_/]+\.(?:c|py)): ([^`]+)`", row)
            self.assertTrue(named, row)
            for path, name in named:
                file = REPO / ("src" if path.startswith("cage/") else "tests") / path
                found = f'"{name}"' if " " in name or path.startswith("cage/") else name
                self.assertIn(found, file.read_text(), f"{path}: {name}")


if __name__ == "__main__":
    unittest.main()
