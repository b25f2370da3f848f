#!/usr/bin/env python3
"""What is refused, and that a refusal leaves everything as it was."""
import json
import os
import signal
import unittest

import world
from world import Test, picture, tiny_replies, wait_until

BOOKS = "Build a book library with books and authors, without login"


class Refused(Test):
    def test_what_is_no_web_application_is_refused_and_nothing_is_made(self):
        done = self.run_agent(4, "write a device driver", "-o", "out")
        self.assertIn('"device driver" cannot be built without a model', done.out)
        self.assertIn("without a model", done.out)
        self.assertNotIn("Start it", done.out)
        self.assertEqual(picture(self.world.dir / "out").keys() & {"package.json", "backend", "README.md"}, set())
        self.assertEqual(self.world.git(self.world.dir / "out", "rev-list", "--all"), "")
        status = self.assert_exit(self.world.meta_agent("status", "-o", "out", "--json"), 0).json()
        self.assertEqual((status["verdict"], status["tasks"]["total"]), ("failed", 0))

    def test_another_prompt_is_welcome_after_a_refusal(self):
        self.run_agent(4, "write a device driver", "-o", "out")
        self.run_agent(0, BOOKS, "-o", "out", "--no-verify")

    def test_an_output_below_a_file_cannot_be_made(self):
        self.world.write("file", "mine\n")
        done = self.run_agent(9, BOOKS, "-o", "file/out")
        self.assertIn("choose another directory", done.err)
        done = self.run_agent(9, BOOKS, "-o", "file")
        self.assertIn("file", done.err)
        self.assertEqual((self.world.dir / "file").read_text(), "mine\n")

    @unittest.skipIf(os.geteuid() == 0, "root may write anywhere")
    def test_an_output_that_may_not_be_written_is_refused(self):
        (self.world.dir / "closed").mkdir(mode=0o500)
        done = self.run_agent(9, BOOKS, "-o", "closed/out")
        self.assertIn("choose another directory", done.err)

    def refuse_dirty(self, repo, *names):
        before = picture(repo)
        done = self.run_agent(9, BOOKS, "-o", repo.name)
        self.assertEqual(picture(repo), before)
        self.assertFalse((repo / ".meta-agent").exists())
        self.assertIn("commit or stash", done.err)
        for name in names:
            self.assertIn(name, done.err)

    def test_a_changed_file_is_not_touched(self):
        repo = self.world.repository("repo")
        self.world.write("repo/notes.txt", "changed\n")
        self.refuse_dirty(repo, "notes.txt")

    def test_a_staged_file_is_not_touched(self):
        repo = self.world.repository("repo")
        self.world.write("repo/new.txt", "new\n")
        self.world.git(repo, "add", "new.txt")
        self.refuse_dirty(repo, "new.txt")

    def test_an_untracked_file_is_not_touched(self):
        repo = self.world.repository("repo")
        self.world.write("repo/new.txt", "new\n")
        self.refuse_dirty(repo, "new.txt")


class Foreign(Test):
    """A repository that is somebody's own, and clean."""

    def state(self, repo):
        git = repo / ".git"
        return (self.world.git(repo, "rev-parse", "HEAD"), (git / "HEAD").read_bytes(), (git / "index").read_bytes(),
                (git / "config").read_bytes(), (repo / "notes.txt").read_bytes(),
                sorted(p.name for p in repo.iterdir() if p.name != ".meta-agent"))

    def test_the_run_gets_a_branch_and_touches_nothing_else(self):
        repo = self.world.repository("repo")
        before = self.state(repo)
        self.run_agent(0, BOOKS, "-o", "repo", "--no-verify")
        self.assertEqual(self.state(repo), before)
        run = self.world.meta_agent("status", "-o", "repo", "--json").json()
        branch = f"meta-agent/{run['run']}"
        self.assertEqual(self.world.git(repo, "rev-parse", branch), run["commit"])
        files = self.world.git(repo, "ls-tree", "-r", "--name-only", branch).split()
        self.assertLessEqual({"notes.txt", "package.json", "backend/src/server.ts"}, set(files))
        self.assertEqual(self.world.git(repo, "merge-base", "trunk", branch), before[0])

    def test_where_the_files_are_is_said(self):
        self.world.repository("repo")
        done = self.run_agent(0, BOOKS, "-o", "repo", "--no-verify")
        run = self.world.meta_agent("status", "-o", "repo", "--json").json()["run"]
        self.assertIn(f"meta-agent/{run}", done.out)
        self.assertNotIn("npm run dev", done.out)

    def test_a_second_run_gets_a_branch_of_its_own(self):
        repo = self.world.repository("repo")
        for _ in range(2):
            self.run_agent(0, BOOKS, "-o", "repo", "--no-verify")
        self.assertEqual(len(self.world.git(repo, "branch", "--list", "meta-agent/*").splitlines()), 2)

    def test_no_hook_runs(self):
        repo = self.world.repository("repo")
        for name in ("pre-commit", "post-commit", "reference-transaction", "post-checkout", "commit-msg"):
            hook = repo / ".git/hooks" / name
            hook.parent.mkdir(exist_ok=True)
            hook.write_text(f"#!/bin/sh\n: >{self.world.dir}/hooked\n")
            hook.chmod(0o755)
        self.run_agent(0, BOOKS, "-o", "repo", "--no-verify")
        self.assertFalse((self.world.dir / "hooked").exists())

    def test_an_output_inside_a_repository_is_a_repository_of_its_own(self):
        repo = self.world.repository("repo")
        before = self.state(repo)
        self.run_agent(0, BOOKS, "-o", "repo/out/books", "--no-verify")
        self.assertEqual(self.state(repo)[:5], before[:5])
        self.assertEqual(self.world.git(repo / "out/books", "status", "--porcelain"), "")
        self.assertEqual(self.world.git(repo, "branch", "--list", "meta-agent/*"), "")


class Unfinished(Test):
    """An output whose run is live, or was stopped."""

    def setUp(self):
        super().setUp()
        quick = tiny_replies()
        slow = [dict(row, delay_ms=60000) if "checks" in row["when"] else row for row in quick]
        self.quick = self.world.write("quick.json", {"replies": quick})
        self.slow = self.world.write("slow.json", {"replies": slow})
        self.live = self.world.start(world.program, "run", "Write a package", "-o", "out", "--script", self.slow,
                                     "--no-verify", "--json")
        self.addCleanup(self.end)
        wait_until(lambda: '"task":"checks"' in (line := self.live.stdout.readline()) and "call.prepared" in line
                   or self.live.poll() is not None, 20, "the second task's call")

    def end(self):
        if self.live.poll() is None:
            os.killpg(self.live.pid, signal.SIGKILL)
        self.live.communicate()

    def interrupt(self):
        self.live.send_signal(signal.SIGINT)
        self.live.communicate(timeout=20)
        self.assertEqual(self.live.returncode, 130)

    def again(self, code, prompt, *more):
        return self.run_agent(code, prompt, "-o", "out", "--script", self.quick, "--no-verify", *more)

    def test_a_second_run_names_the_owner_and_the_first_goes_on(self):
        done = self.again(9, "Write a package", "--abandon")
        self.assertIn(f"pid {self.live.pid}", done.err)
        self.assertIsNone(self.live.poll())

    def test_another_prompt_is_told_the_choices(self):
        self.interrupt()
        done = self.again(9, "Write something else")
        self.assertIn("meta-agent resume -o out", done.err)
        self.assertIn("run --abandon", done.err)
        self.again(0, "Write something else", "--abandon")
        runs = self.world.meta_agent("runs", "-o", "out", "--json").json()["runs"]
        self.assertEqual(len(runs), 2)

    def test_the_same_prompt_goes_on_and_repeats_nothing(self):
        self.interrupt()
        self.again(0, "Write a package")
        log = [json.loads(line) for line in self.world.meta_agent("log", "-o", "out", "--json").out.splitlines()]
        kinds = [(e["kind"], e.get("task")) for e in log]
        self.assertIn(("run.resumed", None), kinds)
        self.assertEqual(kinds.count(("call.replied", "code")), 1)
        self.assertEqual(kinds.count(("files.committed", "code")), 1)
        self.assertEqual([e["seq"] for e in log], list(range(1, len(log) + 1)))
        self.assertEqual(self.world.git(self.world.dir / "out", "rev-list", "--count", "HEAD"), "2")

    def test_the_dead_owner_of_a_run_is_in_nobodys_way(self):
        os.killpg(self.live.pid, signal.SIGKILL)
        self.live.communicate()
        self.again(0, "Write a package")

    def events(self):
        return [json.loads(line) for line in self.world.meta_agent("log", "-o", "out", "--json").out.splitlines()]

    def test_a_stopped_owner_is_overtaken_when_its_lease_ends_and_writes_nothing_when_it_wakes(self):
        os.kill(self.live.pid, signal.SIGSTOP)
        refusals = []

        def overtaken():
            done = self.world.meta_agent("run", "Write a package", "-o", "out", "--script", self.quick, "--no-verify")
            refusals.append(done)
            return done.code != 9

        wait_until(overtaken, 60, "the end of the lease")
        self.assert_exit(refusals.pop(), 0)
        self.assertTrue(refusals)
        for done in refusals:
            self.assertIn(f"pid {self.live.pid} on ", done.err)
        before = self.events(), picture(self.world.dir / "out"), self.world.git(self.world.dir / "out", "rev-parse", "HEAD")
        os.kill(self.live.pid, signal.SIGCONT)
        _, err = self.live.communicate(timeout=60)
        self.assertEqual(self.live.returncode, 9)
        self.assertIn("was taken over", err)
        after = self.events(), picture(self.world.dir / "out"), self.world.git(self.world.dir / "out", "rev-parse", "HEAD")
        self.assertEqual(after, before)
        self.assertEqual(before[0][-1]["kind"], "run.finished")

    def test_of_two_that_resume_at_once_exactly_one_runs(self):
        self.interrupt()
        both = [self.world.start(world.program, "resume", "-o", "out", "--script", self.slow, "--json") for _ in range(2)]
        wait_until(lambda: any(p.poll() is not None for p in both), 60, "the one that is refused")
        refused, self.live = sorted(both, key=lambda p: p.poll() is None)
        _, err = refused.communicate()
        self.assertEqual(refused.returncode, 9, err)
        self.assertIn(f"pid {self.live.pid} on ", err)
        self.assertIsNone(self.live.poll())
        wait_until(lambda: "run.resumed" in [e["kind"] for e in self.events()], 20, "the run to go on")
        self.assertEqual([e["kind"] for e in self.events()].count("run.resumed"), 1)


if __name__ == "__main__":
    world.main()
