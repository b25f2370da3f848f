#!/usr/bin/env python3
"""A run that asks a server is killed while an answer comes, and when it has come: what is asked again, and what it is told."""
import json
import signal
import sqlite3
from contextlib import closing

import world
from providers_test import CANARY, Server
from world import TINY_PACKAGE, TINY_TEST, Test, block, picture, tiny_replies, wait_until

END = b"e\x09\x00\x00\x00"  # the frame that makes a spool whole: docs/formats/spool.md
CODE = block("package.json", TINY_PACKAGE) + block("double.js", "export const double = (n) => n + n;\n")


class Resume(Test):
    def serve(self, *, pause_ms=60, **wire):
        """The code comes in small pieces and takes its time, but only once; with stall it never comes to its end."""
        slow = {"when": '<task id="code"', "times": 1, "usage": {"input": 900, "output": 70}, "text": CODE,
                "wire": {"chunk": 8, "piece": 100, "pause_ms": pause_ms, **wire}}
        self.server = Server(self.world, [slow, *tiny_replies()])
        self.addCleanup(self.server.close)
        self.env = {"GEMINI_API_KEY": CANARY, "GEMINI_BASE_URL": self.server.url}

    def start(self):
        w = self.world
        p = w.start(world.program, "run", "Write a package", "-o", "out", "--no-verify", **self.env)
        self.addCleanup(p.communicate)
        self.process = p

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def resume(self, code=0):
        return self.assert_exit(self.world.meta_agent("resume", "-o", "out", **self.env), code)

    def spools(self):
        return sorted((self.world.dir / "out/.meta-agent/spool").glob("*"))

    def log(self):
        done = self.assert_exit(self.world.meta_agent("log", "-o", "out", "--json"), 0)
        return [json.loads(line) for line in done.out.splitlines()]

    def status(self):
        return self.world.meta_agent("status", "-o", "out", "--json").json()

    def has_begun(self):
        """The first of the code's text is in its spool, and more."""
        def look():
            return any(b"=== FILE" in text and text.count(b'"candidates"') > 2
                       for text in (s.read_bytes() for s in self.spools()))
        wait_until(look, 30, "the code's answer")

    def kill_in_the_middle(self):
        self.start()
        self.has_begun()
        self.kill()

    def resolving(self):
        """The answer to the conflict has begun."""
        def look():
            done = self.world.meta_agent("log", "-o", "out", "--json")
            events = [json.loads(line) for line in done.out.splitlines()] if done.code == 0 else []
            effects = [e["effect"] for e in events if e["kind"] == "call.intended" and e.get("purpose") == "resolve"]
            return any(s.name.endswith(effect) and b"=== FILE" in s.read_bytes() for effect in effects for s in self.spools())
        wait_until(look, 30, "the resolution")

    def kill_before_the_commit(self, begun=None):
        """The log is held by somebody else while the rest of the answer comes."""
        self.start()
        (begun or self.has_begun)()
        with closing(sqlite3.connect(self.world.dir / "out/.meta-agent/context.db", timeout=10, isolation_level=None)) as db:
            db.execute("BEGIN IMMEDIATE")
            wait_until(lambda: any(END in s.read_bytes()[-20:] for s in self.spools()), 30, "the end of the answer")
            self.kill()
            db.execute("ROLLBACK")

    def assert_complete(self, asked, billed):
        self.assertEqual(len(self.server.requests()), asked)
        status = self.status()
        self.assertEqual((status["phase"], status["possibly_billed"]), ("finished", billed))
        self.assertEqual(self.spools(), [])
        files = {path: what for path, (_, what) in picture(self.world.dir / "out").items()}
        self.assertEqual(files["double.js"], b"export const double = (n) => n + n;\n")
        self.assertEqual(files["double.test.js"], TINY_TEST.encode())

    def test_an_answer_that_had_come_is_not_asked_for_again(self):
        self.serve()
        self.kill_before_the_commit()
        spool, = self.spools()
        self.assertEqual((spool.stat().st_mode & 0o777, spool.parent.stat().st_mode & 0o777), (0o600, 0o700))
        self.assertEqual([e["task"] for e in self.log() if e["kind"] == "call.replied"], ["plan"])
        done = self.resume()
        reply, = [e for e in self.log() if e["kind"] == "call.replied" and e["task"] == "code"]
        self.assertTrue(reply["recovered"])
        self.assertEqual(self.world.meta_agent("show", "code#1", "-o", "out", "--json").json()["state"], "recovered")
        self.assertEqual((reply["input_tokens"], reply["output_tokens"]), (900, 70))
        self.assertNotIn("possibly billed", done.out)
        self.assert_complete(asked=3, billed=0)

    def test_the_beginning_of_an_answer_is_kept_and_the_call_made_again(self):
        self.serve(stall=True)
        self.kill_in_the_middle()
        done = self.resume()
        failed, = [e for e in self.log() if e["kind"] == "call.failed"]
        self.assertEqual((failed["task"], failed["class"], failed["sent"]), ("code", "canceled", True))
        self.assertRegex(failed["message"], r"^the process ended while it was under way, after \d+ bytes of the answer$")
        shown = self.world.meta_agent("show", "code#1", "-o", "out", "--json").json()
        self.assertRegex(shown["part"], r"\A=== FILE")
        self.assertEqual((shown["state"], shown["reply"]), ("failed", None))
        self.assertIn("--- beginning of a reply, not used\n=== FILE", self.world.meta_agent("show", "code#1", "-o", "out").out)
        intents = [(e["task"], e["attempt"]) for e in self.log() if e["kind"] == "call.intended"]
        self.assertEqual(intents, [("plan", 1), ("code", 1), ("code", 2), ("checks", 1)])
        self.assertIn("1 possibly billed twice", done.out)
        self.assert_complete(asked=4, billed=1)

    def test_a_call_that_was_cut_off_and_is_made_again_is_counted(self):
        self.serve(stall=True)
        self.start()
        self.has_begun()
        self.process.send_signal(signal.SIGINT)
        self.process.communicate()
        self.assertEqual(self.process.returncode, 130)
        failed, = [e for e in self.log() if e["kind"] == "call.failed"]
        self.assertEqual((failed["task"], failed["class"], failed["sent"]), ("code", "canceled", True))
        self.assertEqual(self.status()["possibly_billed"], 0)  # until it is made again
        done = self.resume()
        self.assertIn("1 possibly billed twice", done.out)
        self.assert_complete(asked=4, billed=1)

    def test_an_answer_that_broke_off_and_is_asked_for_again_is_counted(self):
        self.serve(cut=300)
        self.start()
        self.process.communicate()
        failed, = [e for e in self.log() if e["kind"] == "call.failed"]
        self.assertEqual((failed["class"], failed["sent"]), ("transient", True))
        self.assert_complete(asked=4, billed=1)

    def test_what_is_lost_is_counted_once_however_often_it_is_recovered(self):
        self.serve(stall=True)
        self.kill_in_the_middle()
        for wait in (0.02, 0.05, 0.08, 0.1):
            self.process = self.world.start(world.program, "resume", "-o", "out", **self.env)
            try:
                self.process.communicate(timeout=wait)
            except world.subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGKILL)
                self.process.communicate()
        if self.status()["phase"] != "finished":
            self.resume()
        lost = [e for e in self.log() if e["kind"] == "call.failed"]
        billed = sum(e.get("count", 0) for e in self.log() if e["kind"] == "run.resumed")
        self.assertEqual(billed, sum(e.get("sent", False) for e in lost))
        self.assertEqual(len({e["effect"] for e in lost}), len(lost))
        intents = sum(e["kind"] == "call.intended" for e in self.log())
        asked = len(self.server.requests())
        self.assertLessEqual(asked, intents)
        self.assertLessEqual(asked - 3, billed)
        self.assert_complete(asked, billed)

    def test_a_spool_that_somebody_changed_is_no_answer(self):
        self.serve()
        self.kill_before_the_commit()
        spool, = self.spools()
        text = bytearray(spool.read_bytes())
        at = text.index(b"n + n")
        text[at:at + 5] = b"n - n"
        spool.write_bytes(text)
        self.resume()
        self.assertTrue([e for e in self.log() if e["kind"] == "call.failed" and e["task"] == "code"])
        self.assert_complete(asked=4, billed=1)

    def test_a_link_in_its_place_is_not_followed(self):
        self.serve()
        self.kill_before_the_commit()
        spool, = self.spools()
        spool.rename(self.world.dir / "elsewhere")
        spool.symlink_to(self.world.dir / "elsewhere")
        self.resume()
        failed, = [e for e in self.log() if e["kind"] == "call.failed"]
        self.assertIn("its spool is of no use", failed["message"])
        self.assertTrue((self.world.dir / "elsewhere").exists())
        self.assert_complete(asked=4, billed=1)

    def test_a_resolution_that_had_come_is_committed_and_not_asked_for_again(self):
        plan = {"summary": "Notes", "tasks": [
            {"id": "base", "name": "Base", "agent": "architect", "depends_on": []},
            {"id": "one", "name": "One", "agent": "backend", "depends_on": ["base"]},
            {"id": "code", "name": "Code", "agent": "frontend", "depends_on": ["base"]}]}
        both = block("notes.txt", "Notes\nof one\nof code\n")
        self.server = Server(self.world, [
            {"when": '<task id="plan"', "text": json.dumps(plan)},
            {"when": '<task id="base"', "text": block("notes.txt", "Notes\n")},
            {"when": '<task id="one"', "text": block("notes.txt", "Notes\nof one\n")},
            {"when": ['<task id="code"', '<conflict path="notes.txt"'], "times": 1, "text": both,
             "wire": {"chunk": 8, "piece": 100, "pause_ms": 150}},
            {"when": '<task id="code"', "text": block("notes.txt", "Notes\nof code\n")}])
        self.addCleanup(self.server.close)
        self.env = {"GEMINI_API_KEY": CANARY, "GEMINI_BASE_URL": self.server.url}
        self.kill_before_the_commit(self.resolving)
        intents = [(e["task"], e.get("purpose", "")) for e in self.log() if e["kind"] == "call.intended"]
        self.assertEqual(sorted(intents), [("base", ""), ("code", ""), ("code", "resolve"), ("one", ""), ("plan", "")])
        self.resume()
        self.assertEqual(len(self.server.requests()), 5)
        status = self.status()
        self.assertEqual((status["phase"], status["possibly_billed"]), ("finished", 0))
        self.assertEqual((self.world.dir / "out/notes.txt").read_text(), "Notes\nof one\nof code\n")
        shown = self.world.meta_agent("show", "code#2", "-o", "out", "--json").json()
        self.assertEqual((shown["state"], shown["purpose"]), ("recovered", "resolve"))
        self.assertIn("Meta-Agent-Resolved: notes.txt", self.world.git("out", "log", "-1", "--format=%B", "HEAD"))


if __name__ == "__main__":
    world.main()
