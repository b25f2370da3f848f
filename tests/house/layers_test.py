#!/usr/bin/env python3
"""The layers check: this tree keeps the rules, and each broken rule is caught."""
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
TABLE = """
base:
sys: base
core: base
only uv.h in src/sys/loop
only openssl/ in src/sys
"""


class Layers(unittest.TestCase):
    def setUp(self):
        self.dir = tempfile.TemporaryDirectory()
        self.addCleanup(self.dir.cleanup)
        self.root = Path(self.dir.name)

    def check(self, files, table=TABLE):
        (self.root / "layers.txt").write_text(table)
        for path, text in files.items():
            file = self.root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        got = subprocess.run([sys.executable, REPO / "scripts/layers.py", self.root],
                             capture_output=True, text=True, check=False)
        return got.returncode, got.stdout + got.stderr

    def refuses(self, path, text, why):
        code, out = self.check({path: text})
        self.assertEqual(code, 1, out)
        self.assertIn(why, out)
        self.assertIn(f"{path}:1:", out)

    def test_this_repository_keeps_its_layers(self):
        got = subprocess.run([sys.executable, REPO / "scripts/layers.py"],
                             capture_output=True, text=True, check=False)
        self.assertEqual((got.stdout, got.stderr, got.returncode), ("", "", 0))

    def test_what_is_listed_may_be_included(self):
        code, out = self.check({
            "src/sys/loop.c": '#include "sys/loop.h"\n#include "base/buf.h"\n#include <uv.h>\n',
            "src/sys/tls.c": '#include <openssl/evp.h>\n#include <sys/types.h>\n',
            "src/core/decide.c": '#include "metaagent/err.h"\n#include <metaagent/err.h>\n',
            "tests/unit/sys/loop.c": '#include "support/temp.h"\n#include "sys/loop.h"\n',
        })
        self.assertEqual((code, out), (0, ""))

    def test_a_floor_above_is_refused(self):
        self.refuses("src/base/buf.c", '#include "sys/loop.h"\n', "base may not include sys")

    def test_a_floor_beside_is_refused(self):
        self.refuses("src/core/decide.c", '#include "sys/loop.h"\n', "core may not include sys")

    def test_an_oddly_written_include_is_seen(self):
        self.refuses("src/base/buf.c", ' #  include\t"sys/loop.h"\n', "base may not include sys")

    def test_an_unknown_floor_is_refused(self):
        self.refuses("src/core/decide.c", '#include "util/list.h"\n', "util is no floor")

    def test_an_include_without_its_floor_is_refused(self):
        self.refuses("src/base/buf.c", '#include "buf.h"\n', 'write "base/buf.h"')

    def test_a_library_outside_its_home_is_refused(self):
        self.refuses("src/core/decide.c", "#include <uv.h>\n", "only in src/sys/loop")

    def test_a_home_is_a_file_prefix(self):
        self.refuses("src/sys/loops.c", "#include <uv.h>\n", "only in src/sys/loop")

    def test_a_library_directory_has_a_home_too(self):
        self.refuses("include/metaagent/x.h", "#include <openssl/evp.h>\n", "only in src/sys")

    def test_a_public_header_includes_no_floor(self):
        self.refuses("include/metaagent/x.h", '#include "base/buf.h"\n', "public header")

    def test_a_unit_test_stays_on_its_floor(self):
        self.refuses("tests/unit/base/buf.c", '#include "sys/loop.h"\n', "base may not include sys")

    def test_a_folder_that_is_no_floor_is_refused(self):
        code, out = self.check({"src/util/list.c": "int x;\n"})
        self.assertEqual((code, out), (1, "src/util/list.c: util is no floor of layers.txt\n"))

    def test_a_cycle_of_floors_is_refused(self):
        code, out = self.check({}, "a: b\nb: c\nc: a\n")
        self.assertEqual(code, 1)
        self.assertIn("is above itself", out)

    def test_a_table_that_cannot_be_read_is_refused(self):
        self.assertEqual(self.check({}, "base = sys\n")[0], 2)
        self.assertEqual(self.check({}, "base: nowhere\n")[0], 2)


if __name__ == "__main__":
    unittest.main()
