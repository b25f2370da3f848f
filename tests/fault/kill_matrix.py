#!/usr/bin/env python3
"""SIGKILL before or after any call of a run that writes, syncs, names or sends something; then it is resumed."""
import fcntl
import http.client
import json
import os
import random
import sqlite3
import subprocess
import unittest

import campaign
from campaign import Reference, Refused, World, must

KILLED = -9


def judge_with(reference):
    def judge(case):
        with World(**reference.world) as w:
            for fault in case.split(","):
                done = w.run(fault=fault)
                must(done.returncode in (KILLED, 0), "killed, and it exits with", done.returncode, done.stderr)
                if w.has_finished():
                    break
            else:
                done = w.run()
                must(done.returncode == 0, "resumed, it exits with", done.returncode, done.stdout[-500:], done.stderr)
            reference.check(w)
    return judge


def spoilers():
    """What may be wrong after a run, and how: each must be found, or the campaign proves nothing."""
    def event(w):
        w.told.append('{"v":1,"seq":1,"kind":"run.started"}')

    def request(w):
        c = http.client.HTTPConnection(w.url.removeprefix("http://"))
        c.request("POST", "/v1beta/models/m:generateContent", '{"contents": "<output nonce=\\"00"}')
        c.getresponse().read()
        c.close()

    def file(w):
        (w.out / "README.md").write_text("# Another\n")

    def litter(w):
        (w.out / ".git/objects/x.tmp").write_text("")

    def commit(w):
        last = w.git("log", "-1", "--format=%(trailers:key=Meta-Agent-Effect)")
        w.git("-c", "user.name=x", "-c", "user.email=x", "commit", "--allow-empty", "-qm", f"Again\n\n{last}")

    def damage(w):
        pack = next((w.out / ".git/objects/pack").glob("*.pack"))
        pack.chmod(0o644)
        pack.write_bytes(pack.read_bytes()[:-30] + b"x" * 30)

    def lock(w):
        spoiler = open(w.out / ".meta-agent/run.lock")
        fcntl.flock(spoiler, fcntl.LOCK_EX)
        w.clean_up = spoiler.close

    def process(w):
        child = subprocess.Popen(["sleep", "20"], cwd=w.out)
        w.clean_up = lambda: (child.kill(), child.wait())

    def spent(w):
        w.status = lambda real=w.status: {**real(), "cost_usd": 0.5}

    return [event, request, file, litter, commit, damage, lock, process, spent]


class Kills(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.reference = Reference()
        cls.calls = campaign.calls_of_a_run(campaign.CALLS)
        cls.sites = campaign.first_of_each_site(cls.calls)
        print(f"{len(cls.calls)} calls at {len(cls.sites)} sites", flush=True)
        cls.seed = campaign.seed_of_campaign()

    def assert_all_recover(self, what, cases, reference=None):
        refused = campaign.sweep(cases, judge_with(reference or self.reference))
        print(f"{what}: {len(cases)} cases, {len(refused)} refused, META_AGENT_SEED={self.seed}", flush=True)
        self.assertEqual(refused, [], "\n".join(refused[:20]))

    def test_a_kill_at_each_site_and_at_random_is_recovered_from(self):
        if "ONE" in os.environ:
            self.assert_all_recover("one", [os.environ["ONE"]])
            return
        calls = range(1, len(self.calls) + 1)
        random_ones = campaign.chosen(calls, None, 100, self.seed)
        cases = [f"{k}:kill" for k in self.sites]
        cases += [f"{k}:kill{'-after' if i % 2 else ''}" for i, k in enumerate(random_ones)]
        self.assert_all_recover("kills", cases)

    def test_so_is_one_while_a_compiler_is_asked_and_all_is_verified(self):
        """At the sites that a run without these has not: in copies, in the sandbox's start and end."""
        try:
            reference = Reference(checked=True)
        except Refused as e:
            self.skipTest(f"no run of this machine is verified: {e}")
        self.assertEqual(reference.checks, ["passed"])
        if "CHECKED" in os.environ:
            self.assert_all_recover("one", [os.environ["CHECKED"]], reference)
            return
        calls = campaign.calls_of_a_run(campaign.CALLS, checked=True)
        known = {self.calls[k - 1] for k in self.sites}
        new = [k for k, place in enumerate(calls, 1) if place not in known]
        cases = [f"{k}:kill{'-after' if i % 2 else ''}" for i, k in enumerate(campaign.chosen(new, None, 4, self.seed))]
        print(f"checked: {len(new)} of {len(calls)} calls are at sites of their own", flush=True)
        self.assert_all_recover("kills of checks", cases, reference)

    def test_whatever_is_wrong_is_found(self):
        for spoil in spoilers():
            with World() as w, self.subTest(spoil.__name__):
                self.assertEqual(w.run().returncode, 0)
                spoil(w)
                with self.assertRaises((Refused, BlockingIOError)):
                    self.reference.check(w)
                w.clean_up()

    def test_an_answer_that_is_lost_before_its_use_is_told_and_not_paid_for_again(self):
        """Killed at the unlink of the spool the answer is in the log alone, and unread."""
        for k in range(1, 100):
            with World() as w:
                w.run(fault=f"{k}:kill", calls="unlink")
                try:
                    last = json.loads(w.log()[-1])
                except Refused:
                    continue  # it had not begun
                if (last["kind"], last.get("task")) != ("call.replied", "core"):
                    continue
                db = sqlite3.connect(w.out / ".meta-agent/context.db")
                db.execute("UPDATE blobs SET data = x'00', packed = 0 WHERE hash = ?", (last["reply"],))
                db.commit()
                db.close()
                for _ in range(2):
                    done = w.run()
                    self.assertEqual(done.returncode, 8, done.stderr)
                    self.assertRegex(done.stderr, r"run [0-9a-f-]{36} cannot go on, something that its log names is lost "
                                                  r"\(`run --abandon` gives it up\): blob [0-9a-f]{12}")
                self.assertEqual(len(w.requests()), 2)
                return
        self.fail("no answer was killed behind")

    def test_so_is_a_kill_of_the_resume_after_it(self):
        if "ONE" in os.environ:
            self.skipTest("one case alone")
        dice = random.Random(self.seed)
        n = len(self.calls)
        count = 20 if os.environ.get("POINTS") != "all" else n
        cases = [f"{dice.randint(1, n)}:kill,{dice.randint(1, n // 2)}:kill,{dice.randint(1, n // 3)}:kill-after"
                 for _ in range(count)]
        self.assert_all_recover("kills of kills", cases)


if __name__ == "__main__":
    unittest.main(verbosity=2)
