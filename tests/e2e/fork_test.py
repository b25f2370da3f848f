#!/usr/bin/env python3
"""Forks, counted where the calls arrive: a fork pays for what differs, and for nothing else."""
import json
import signal

import world
from providers_test import CANARY, Server
from world import Test, picture, tiny_replies, wait_until

HANGS = {"when": '<task id="checks"', "delay_ms": 600000, "times": 1, "text": "too late"}


class Fork(Test):
    def serve(self, *first):
        self.server = Server(self.world, [*first, *tiny_replies()])
        self.addCleanup(self.server.close)
        self.keys = {"GEMINI_API_KEY": CANARY, "GEMINI_BASE_URL": self.server.url}

    def first_run(self, *more, code=7):
        return self.run_agent(code, "Write a package", "-o", "out", "--json", *more, **self.keys)

    def fork(self, code, *more):
        done = self.world.meta_agent("fork", "-o", "out", "--json", *more, **self.keys)
        self.assert_exit(done, code)
        return json.loads(done.out.splitlines()[-1]) if done.out else done

    def log(self, *more):
        done = self.assert_exit(self.world.meta_agent("log", "-o", "out", "--json", *more), 0)
        return [json.loads(line) for line in done.out.splitlines()]

    def start_run(self):
        run = self.world.start(world.program, "run", "Write a package", "-o", "out", "--no-verify", **self.keys)
        self.addCleanup(run.communicate)
        self.addCleanup(run.kill)
        return run

    def waits_for_checks(self):
        """There may be no log yet."""
        done = self.world.meta_agent("log", "-o", "out", "--json")
        return any('"call.admitted","task":"checks"' in line for line in done.out.splitlines())

    def files(self):
        return {path: what for path, what in picture(self.world.dir / "out").items() if not path.startswith(".git/")}

    def test_a_fork_from_the_last_task_pays_one_call_and_is_verified(self):
        self.serve()
        first = json.loads(self.first_run(code=0).out.splitlines()[-1])
        before = self.files()
        fork = self.fork(0, "--from", "checks")
        self.assertEqual((fork["verdict"], fork["calls"], fork["reused"]), ("verified", 1, 1))
        self.assertEqual((fork["parent"], fork["from"]), (first["run"], "checks"))
        self.assertEqual(fork["usage"]["input"], 950)
        self.assertEqual(first["calls"], 3)
        self.assertEqual(self.files(), before)
        self.assertEqual(len(self.server.requests()), first["calls"] + fork["calls"])

    def test_the_requests_of_a_fork_are_the_same_bytes(self):
        self.serve()
        self.first_run("--no-verify", code=0)
        self.fork(0, "--from", "checks")
        self.fork(0, "--from", "plan")
        bodies = [r.split("\r\n\r\n", 1)[-1] for r in self.server.requests()]
        self.assertEqual(len(bodies), 5)
        self.assertEqual(bodies[3], bodies[2])
        self.assertEqual(bodies[4], bodies[0])

    def test_another_model_is_asked_from_the_task_on(self):
        self.serve()
        self.first_run("--no-verify", code=0)
        fork = self.fork(0, "--from", "code", "--model", "gemini-another")
        self.assertEqual((fork["calls"], fork["reused"]), (2, 0))
        self.assertEqual(sum("gemini-another" in r for r in self.server.requests()), 2)

    def test_a_run_that_is_stopped_is_forked_and_the_live_one_names_its_owner(self):
        self.serve(HANGS)
        live = self.start_run()
        wait_until(self.waits_for_checks, 30, "the last call")
        done = self.world.meta_agent("fork", "-o", "out", "--from", "checks", **self.keys)
        self.assert_exit(done, 9)
        self.assertIn(f"pid {live.pid}", done.err)
        live.send_signal(signal.SIGKILL)
        live.wait(timeout=30)
        parent = self.log()[0]["run"]
        fork = self.fork(0, "--from", "checks")
        self.assertEqual((fork["calls"], fork["reused"], fork["tasks"]["completed"]), (1, 1, 2))
        ended = self.log("--run", parent)[-1]
        self.assertEqual((ended["kind"], ended["message"]), ("run.finished", "abandoned"))
        self.assertEqual(len(self.server.requests()), 4)

    def test_a_fork_that_is_killed_goes_on_and_asks_nothing_twice(self):
        self.serve(HANGS)
        first = self.start_run()
        wait_until(self.waits_for_checks, 30, "the last call")
        first.send_signal(signal.SIGKILL)
        first.wait(timeout=30)
        for _ in range(4):
            fork = self.world.start(world.program, "fork", "-o", "out", "--from", "checks", "--json", **self.keys)
            fork.stdout.readline()
            fork.send_signal(signal.SIGKILL)
            fork.communicate(timeout=30)
        done = self.world.meta_agent("resume", "-o", "out", "--json", **self.keys)
        self.assert_exit(done, 0)
        intended = [e for e in self.log() if e["kind"] == "call.admitted"]
        self.assertEqual({e["task"] for e in intended}, {"checks"})
        self.assertEqual(json.loads(done.out.splitlines()[-1])["tasks"]["completed"], 2)
        self.assertEqual(self.world.git(self.world.dir / "out", "status", "--short"), "")


if __name__ == "__main__":
    world.main()
