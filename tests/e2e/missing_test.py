#!/usr/bin/env python3
"""What the machine does not have: the app is made all the same, and nothing is claimed that was not seen."""
import os
import shutil
import socket
import subprocess
import unittest

import world
from world import PRIVATE_NODE, Test, everywhere, hiding, node_bin, tiny_replies

RECIPES = "Build a recipe box with ingredients and user login"
LISTENS = """import net from "node:net";
import test from "node:test";

test("a server", (t, done) => {
  const server = net.createServer().listen(0, "127.0.0.1", () => server.close(done));
});
"""


def setUpModule():
    try:
        tried = subprocess.run([*hiding(*everywhere("bwrap")), "true"], capture_output=True, text=True, check=False)
    except FileNotFoundError as e:
        raise AssertionError("bubblewrap is not installed: run `make deps`") from e
    if tried.returncode != 0:
        raise unittest.SkipTest("programs cannot be hidden here: " + tried.stderr.strip())


class Missing(Test):
    def tiny(self):
        return self.world.write("tiny.json", {"replies": tiny_replies()})

    def run_without(self, paths, code, *args, timeout=120, **env):
        done = self.world.call(*hiding(*paths), world.program, "run", *args, timeout=timeout, **env)
        return self.assert_exit(done, code)

    def assert_made_but_unverified(self, done, output):
        self.assertRegex(done.out, r"\AUNVERIFIED: ")
        self.assertIn("tasks     7 of 7 completed", done.out)
        self.assertTrue((self.world.dir / output / "backend/src/server.ts").exists())
        status = self.world.meta_agent("status", "-o", output, "--json").json()
        self.assertEqual((status["verdict"], status["exit"]), ("unverified", 7))
        self.assertEqual({c["state"] for c in status["checks"]}, {"skipped"})
        return status


class NodeMissing(Missing):
    def hidden(self):
        """Every Node.js; npm stays, it is of no use alone."""
        return [*everywhere("node"), *everywhere("nodejs"), os.path.dirname(PRIVATE_NODE)]

    def test_without_node_the_app_is_made_and_the_mend_is_named(self):
        done = self.run_without(self.hidden(), 7, RECIPES, "-o", "out", META_AGENT_NODE_DIR="")
        self.assert_made_but_unverified(done, "out")
        self.assertIn("Node.js 20.19, 22.12 or newer is needed and there is none", done.out)
        self.assertIn("make deps", done.out)
        self.assertIn("META_AGENT_NODE_DIR", done.out)

    def test_a_node_that_is_too_old_is_named(self):
        old = self.world.write("old/bin/node", "#!/bin/sh\necho v18.20.4\n")
        old.chmod(0o755)
        for parent in old.parents:
            if parent.is_relative_to(self.world.dir.parent):
                parent.chmod(0o755)
        done = self.run_without(self.hidden(), 7, RECIPES, "-o", "out", META_AGENT_NODE_DIR="",
                                PATH=f"{old.parent}:{os.environ['PATH']}")
        self.assert_made_but_unverified(done, "out")
        self.assertIn(f"found only v18.20.4 in {old.parents[1]}"[:60], done.out)

    def test_a_node_that_is_not_on_the_path_is_named_where_the_app_is_started(self):
        """As on Debian 12, whose own Node.js is too old: the private one is nobody's PATH."""
        private = self.world.dir.parent / "private"
        (private / "bin").mkdir(parents=True)
        shutil.copy(os.path.realpath(node_bin() + "/node"), private / "bin/node")
        npm = private / "bin/npm"
        npm.write_text("#!/bin/sh\nexit 0\n")
        npm.chmod(0o755)
        for directory in (self.world.dir.parent, private, private / "bin"):
            directory.chmod(0o755)
        package = '{"name":"dev","private":true,"scripts":{"dev":"node x.js","test":"node --test"}}\n'
        replies = tiny_replies()
        replies[1]["text"] = replies[1]["text"].replace(world.TINY_PACKAGE, package)
        script = self.world.write("dev.json", {"replies": replies})
        done = self.world.call(*hiding(*self.hidden()), world.program, "run", "Write a package", "-o", "out",
                               "--script", script, "--sandbox", "off", META_AGENT_NODE_DIR=str(private))
        self.assertIn("Start it:", done.out, str(done))
        self.assertIn(f"PATH={private}/bin:$PATH", done.out)


class RegistryMissing(Missing):
    def closed_port(self):
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            return s.getsockname()[1]

    def test_without_the_registry_the_app_is_made_and_the_cause_is_named(self):
        registry = f"127.0.0.1:{self.closed_port()}"
        done = self.run_agent(7, RECIPES, "-o", "out", npm_config_registry=f"http://{registry}/", timeout=300)
        status = self.assert_made_but_unverified(done, "out")
        self.assertIn("the package registry cannot be reached", done.out)
        self.assertIn(registry, done.out)
        self.assertEqual([c["why"] for c in status["checks"][1:]], ["its packages are not installed"] * 6)


class SandboxMissing(Missing):
    @unittest.skipIf(os.geteuid() != 0, "e2e/user has what happens to somebody who is not root")
    def test_without_bubblewrap_landlock_alone_verifies_what_needs_no_network(self):
        done = self.run_without(everywhere("bwrap"), 0, "Write a package", "-o", "out", "--script", self.tiny())
        self.assertRegex(done.out, r"\AVERIFIED\n")
        self.assertRegex(done.out, r"sandbox: landlock \d+ alone, uid 651\d\d, seccomp, no sockets")
        self.assertRegex(done.out, r"test .* 2 of 2 tests")

    @unittest.skipIf(os.geteuid() != 0, "e2e/user has what happens to somebody who is not root")
    def test_landlock_alone_fetches_nothing_and_says_so(self):
        done = self.run_without(everywhere("bwrap"), 7, RECIPES, "-o", "out", META_AGENT_CACHE=str(self.world.home / "cache"))
        self.assertIn("there is no network where Landlock alone confines", done.out)

    @unittest.skipIf(os.geteuid() != 0, "e2e/user has what happens to somebody who is not root")
    def test_landlock_alone_opens_no_socket_and_says_so(self):
        replies = tiny_replies()
        replies[2]["text"] = world.block("double.test.js", LISTENS)
        script = self.world.write("listens.json", {"replies": replies})
        done = self.run_without(everywhere("bwrap"), 7, "Write a package", "-o", "out", "--script", script)
        self.assertIn("there are no sockets where Landlock alone confines", done.out)

    def test_without_a_sandbox_nothing_needs_one_where_nothing_is_verified(self):
        self.run_without(everywhere("bwrap"), 0, RECIPES, "-o", "out", "--no-verify")

    def test_evidence_is_not_taken_where_nothing_confines(self):
        self.world.write("p/tests/test_a.py", "import unittest\n\n\nclass A(unittest.TestCase):\n"
                         "    def test_a(self):\n        self.assertTrue(True)\n")
        cage = os.path.join(os.path.dirname(world.program), "../cage/meta-agent-cage")
        self.assertTrue(os.path.exists(cage))
        self.assert_exit(self.world.meta_agent("verify", "-o", "p"), 0)
        done = self.world.call(*hiding(cage), world.program, "verify", "-o", "p")
        self.assert_exit(done, 9)
        self.assertIn("meta-agent-cage is not installed", done.err)
        self.assertIn("--sandbox off", done.err)
        done = self.world.call(*hiding(cage), world.program, "verify", "-o", "p", "--sandbox", "off")
        self.assertRegex(self.assert_exit(done, 7).out, r"\Aunverified: ")

    def test_the_sandbox_can_be_given_up_and_the_verdict_says_so(self):
        done = self.run_without(everywhere("bwrap"), 7, "Write a package", "-o", "out", "--script", self.tiny(),
                                "--sandbox", "off")
        self.assertRegex(done.out, r"\AUNVERIFIED: every check passed, but without a sandbox\nchecks    sandbox: off\n")
        self.assertRegex(done.out, r"test .* 2 of 2 tests")
        status = self.world.meta_agent("status", "-o", "out", "--json").json()
        self.assertEqual((status["verdict"], status["sandbox"]), ("unverified", "off"))


if __name__ == "__main__":
    world.main()
