#!/usr/bin/env python3
"""What is recorded of a run that asked a server is replayed without one: the same log but for times and ids."""
import json
import signal

import world
from providers_test import CANARY, Server
from world import TINY_PACKAGE, TINY_TEST, Test, block, picture, tiny_replies, wait_until

# Times and ids, and what is named by a hash of them: reports and outputs of commands tell how long they took.
MASKED = ("at", "run", "effect", "commit", "head", "tree", "deadline", "not_before", "took_ms", "report", "cassette", "base_url")
PLAN = {"summary": "Four parts", "tasks": [
    *({"id": name, "name": f"Write {name}", "agent": "backend", "writes": [f"{name}/**"]} for name in ("a", "b", "c", "d")),
    {"id": "all", "name": "Join them", "agent": "documentation", "depends_on": ["a", "b", "c", "d"]}]}


def masked(event):
    gone = MASKED + (("blob",) if event["kind"] == "check.finished" else ())
    return {name: value for name, value in event.items() if name not in gone}


class Cassette(Test):
    def setUp(self):
        super().setUp()
        self.tape = self.world.dir / "tape"

    def log(self, output):
        done = self.assert_exit(self.world.meta_agent("log", "-o", output, "--json"), 0)
        return [json.loads(line) for line in done.out.splitlines()]

    def record(self, code, replies, *more):
        """A run that asks a server, which is gone afterwards."""
        server = Server(self.world, replies)
        self.addCleanup(server.close)
        done = self.run_agent(code, "Write a package", "-o", "out", "--record", self.tape, *more,
                              GEMINI_API_KEY=CANARY, GEMINI_BASE_URL=server.url)
        self.asked = len(server.requests())
        return done

    def replay(self, code, *more, prompt="Write a package", output="again"):
        return self.run_agent(code, prompt, "-o", output, "--replay", self.tape, *more)

    def assert_same_log(self):
        was, now = ([masked(e) for e in self.log(output)] for output in ("out", "again"))
        self.assertEqual(was, now)
        return was

    def test_a_verified_run_is_verified_again_with_the_same_log(self):
        recorded = self.record(0, tiny_replies())
        replayed = self.replay(0)
        self.assertRegex(replayed.out, r"\AVERIFIED\n")
        self.assertRegex(replayed.out, r"answers +from the cassette [0-9a-f]{12}: no provider was asked")
        self.assertNotIn("answers ", recorded.out)
        self.assertIn("provider gemini", replayed.err)
        self.assertIn("answered from a cassette", replayed.err)
        events = self.assert_same_log()
        self.assertEqual(sum(e["kind"] == "call.replied" for e in events), self.asked)
        self.assertEqual(*({path: what for path, what in picture(self.world.dir / output).items() if not path.startswith(".git/")}
                           for output in ("out", "again")))

    def test_retries_a_cut_reply_and_a_rejected_plan_are_gone_through_again(self):
        code = block("package.json", TINY_PACKAGE) + block("double.js", "export const double = (n) => n + n;\n")
        plan, _, checks = tiny_replies()
        half = code[:len(code) // 2]
        self.record(0, [
            {"when": '<task id="plan"', "times": 1, "text": '{"summary": "no tasks"}'}, plan,
            {"when": '<task id="code"', "class": "transient", "times": 1},
            {"when": '<task id="code"', "class": "length", "times": 1, "text": half},
            {"when": '<task id="code"', "text": code[len(half):]},
            {"when": '<task id="checks"', "times": 1, "text": "I would rather not."}, checks], "--no-verify", "-j", "1")
        self.replay(0, "--no-verify", "-j", "1")
        kinds = [e["kind"] for e in self.assert_same_log()]
        for kind in ("plan.rejected", "call.failed", "files.rejected"):
            self.assertIn(kind, kinds)
        self.assertTrue(any(e.get("continues") for e in self.log("again")))
        lines = self.tape.read_text().splitlines()
        self.assertEqual(len(lines) - 1, self.asked)

    def test_of_tasks_at_once_each_has_the_same_events_in_the_same_order(self):
        parts = [{"when": f'<task id="{name}"', "delay_ms": delay, "text": block(f"{name}/x.txt", f"{name}\n")}
                 for name, delay in (("a", 300), ("b", 200), ("c", 100), ("d", 0))]
        self.record(0, [{"when": '<task id="plan"', "text": json.dumps(PLAN)},
                        {"when": '<task id="c"', "class": "rate", "retry_after_ms": 200, "times": 1}, *parts,
                        {"when": '<task id="all"', "text": block("README.md", "# All\n")}], "--no-verify", "-j", "4")
        self.replay(0, "--no-verify", "-j", "4")
        logs = []
        for output in ("out", "again"):
            tasks = {}
            for event in map(masked, self.log(output)):
                del event["seq"]
                if event["kind"] != "call.delayed":
                    tasks.setdefault(event.get("task"), []).append(event)
            logs.append(tasks)
        self.assertEqual(logs[0], logs[1])
        self.assertEqual(set(logs[0]), {None, "plan", "a", "b", "c", "d", "all"})

    def test_another_prompt_misses_with_the_nearest_request_and_the_difference(self):
        self.record(0, tiny_replies(), "--no-verify")
        done = self.replay(4, "--no-verify", prompt="Write a parcel")
        self.assertRegex(done.out, r"task plan; nearest is line 2 \(task plan\), \d+% of the lines alike; message 1, line 2: "
                                   r'recorded "Write a package", asked "Write a parcel"')
        self.assertEqual(sum(e["kind"] == "call.intended" for e in self.log("again")), 1)

    def test_no_key_is_in_it_and_none_is_needed(self):
        echo = block("package.json", TINY_PACKAGE) + block("double.js", "// {{key}}\n") + block("double.test.js", TINY_TEST)
        plan = {"summary": "A package", "tasks": [{"id": "code", "name": f"Write, not {CANARY}", "agent": "backend",
                                                   "writes": ["**"]}]}
        busy = {"error": {"code": 503, "status": "UNAVAILABLE", "message": "busy for {{key}}"}}
        self.record(0, [{"class": "overload", "times": 1, "wire": {"status": 503, "body": busy}},
                        {"when": '<task id="plan"', "text": json.dumps(plan)},
                        {"when": '<task id="code"', "text": echo}], "--no-verify")
        text = self.tape.read_text()
        self.assertIn("busy for", text)
        self.assertNotIn(CANARY, text)
        self.assertEqual(self.tape.stat().st_mode & 0o777, 0o600)
        self.replay(0, "--no-verify")
        again = self.world.dir / "tape2"
        self.assert_exit(self.world.meta_agent("log", "-o", "out", "--record", again, GEMINI_API_KEY=CANARY), 0)
        self.assertEqual(again.read_text(), text)

    def test_what_was_given_before_a_kill_is_not_given_again(self):
        self.record(0, [{"when": '<task id="code"', "class": "rate", "retry_after_ms": 3000, "times": 1}, *tiny_replies()],
                    "--no-verify")
        w = self.world
        p = w.start(world.program, "run", "Write a package", "-o", "again", "--replay", self.tape, "--no-verify")
        self.addCleanup(p.communicate)
        wait_until(lambda: "task.retried" in w.meta_agent("log", "-o", "again").out, 20, "the retry")
        p.send_signal(signal.SIGKILL)
        p.wait()
        refused = self.assert_exit(w.meta_agent("resume", "-o", "again", GEMINI_API_KEY=CANARY), 3)
        self.assertIn("--replay FILE", refused.err)
        self.assert_exit(w.meta_agent("resume", "-o", "again", "--replay", self.tape), 0)
        failed = [e["class"] for e in self.log("again") if e["kind"] == "call.failed"]
        self.assertEqual(failed, ["rate"])


if __name__ == "__main__":
    world.main()
