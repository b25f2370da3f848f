#!/usr/bin/env python3
"""The same for somebody who is not root: started by root, the tests become another user."""
import os
import shutil
import unittest
from pathlib import Path

import world
from world import LANDLOCK_CREATE_RULESET, LISTS_AND_TASKS, Test, as_user, denying, everywhere, hiding, tiny_replies

NOBODY = 65534
BUILT = ("src/cli/meta-agent", "src/cage/meta-agent-cage", "libmetaagent.so.0")


@unittest.skipIf(os.geteuid() != 0, "the other tests run as somebody who is not root already")
class Nobody(Test):
    def setUp(self):
        """The program and its data, where everybody can read them; a home that is Nobody's."""
        super().setUp()
        top = self.world.dir.parent
        build = Path(world.program).parents[2]
        for name in BUILT:
            (top / "built" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(build / name, top / "built" / name)
        shutil.copytree(Path(__file__).parents[2] / "share", top / "built/share")
        top.chmod(0o755)
        for own in (self.world.home, self.world.dir):
            os.chown(own, NOBODY, NOBODY)
            own.chmod(0o700)
        self.program = top / "built" / BUILT[0]

    def nobody(self, code, *args):
        done = self.world.call(*as_user(NOBODY), self.program, *args)
        return self.assert_exit(done, code)

    def test_version_works(self):
        self.assertRegex(self.nobody(0, "version").out, r"^meta-agent \d+\.\d+\.\d+")

    def test_an_app_is_made_and_belongs_to_its_user(self):
        self.nobody(0, "run", LISTS_AND_TASKS, "-o", "out/todo", "--no-verify")
        owners = {p.lstat().st_uid for p in (self.world.dir / "out").rglob("*")}
        self.assertEqual(owners, {NOBODY})

    def test_a_package_is_verified_as_its_user(self):
        script = self.world.write("tiny.json", {"replies": tiny_replies()})
        done = self.nobody(0, "run", "Write a package", "-o", "out", "--script", script)
        self.assertRegex(done.out, r"\AVERIFIED\n")
        self.assertRegex(done.out, rf"sandbox: bubblewrap [0-9.]+, uid {NOBODY}, seccomp")
        self.assertRegex(done.out, r"test .* 2 of 2 tests")

    def verify_alone(self, *prefix):
        script = self.world.write("tiny.json", {"replies": tiny_replies()})
        done = self.world.call(*prefix, self.program, "run", "Write a package", "-o", "out", "--script", script)
        self.assert_exit(done, 0)
        self.assertRegex(done.out, r"\AVERIFIED\n")
        self.assertRegex(done.out, rf"sandbox: landlock \d+ alone, uid {NOBODY}, seccomp, no sockets")
        self.assertRegex(done.out, r"test .* 2 of 2 tests")

    def test_without_bubblewrap_landlock_alone_verifies(self):
        self.verify_alone(*hiding(*everywhere("bwrap")), *as_user(NOBODY))

    def test_where_namespaces_are_denied_landlock_alone_verifies(self):
        """In a namespace that is the last one: what `user.max_user_namespaces` says of the machine elsewhere."""
        self.verify_alone(*as_user(NOBODY), "bwrap", "--dev-bind", "/", "/", "--unshare-user", "--disable-userns", "--")

    def test_without_bubblewrap_and_landlock_nothing_is_begun(self):
        done = self.world.call(*hiding(*everywhere("bwrap")), *as_user(NOBODY), *denying(LANDLOCK_CREATE_RULESET),
                               self.program, "run", LISTS_AND_TASKS, "-o", "out")
        self.assert_exit(done, 9)
        for said in ("bubblewrap is not installed", "apt-get install bubblewrap", "landlock", "--sandbox off",
                     "--no-verify"):
            self.assertIn(said, done.err)
        self.assertEqual(done.out, "")
        self.assertFalse((self.world.dir / "out").exists())

    def test_a_file_that_cannot_be_copied_is_named(self):
        secret = self.world.write("tree/sub/secret", "x")
        secret.chmod(0)
        for path in (secret.parent, secret.parent.parent):
            path.chmod(0o755)
        done = self.nobody(9, "verify", "-o", "tree")
        self.assertIn("it cannot be checked in a copy: sub: copying secret in tree: Permission denied", done.err)

    def test_an_output_that_may_not_be_written_is_refused(self):
        os.chown(self.world.dir, 0, 0)
        self.world.dir.chmod(0o755)
        done = self.nobody(9, "run", LISTS_AND_TASKS, "-o", "out")
        self.assertIn("choose another directory", done.err)


if __name__ == "__main__":
    world.main()
