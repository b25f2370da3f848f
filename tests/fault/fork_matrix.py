#!/usr/bin/env python3
"""A fork is killed at its calls: it goes on, or was never begun and the tree is untouched; it ends as one that nothing happens to."""
import json
import re
import shutil
import tempfile
import unittest
from pathlib import Path

import campaign
from campaign import CALLS, World, must

HOW = ("kill", "kill-after")
FORK = ("fork", "--from", "page", "--prompt", "Make the page", "-o", "out", "--json")


class Fork(World):
    """An output with a run that has ended, made once and copied."""

    def __init__(self, made=None):
        super().__init__()
        if made:
            shutil.copytree(made, self.out, symlinks=True)
        self.before = len(self.runs()) if made else 0

    def fork(self, **how):
        self.struck = "fault" in how
        return self.start(*FORK, "--base-url", self.url, **how)

    def resume(self):
        return self.start("resume", "-o", "out", "--base-url", self.url, "--json")

    def runs(self):
        done = self.start("runs", "-o", "out", "--json")
        must(done.returncode == 0, "runs:", done.stderr)
        return json.loads(done.stdout)["runs"]

    def outcome(self):
        """What a fork comes to, but for ids and dates."""
        status = self.status()
        must((status["phase"], status["tasks"]["completed"]) == ("finished", 3), "it is", status["phase"], status["tasks"])
        must(status["parent"] and status["from"] == "page", "it is no fork:", status["parent"], status["from"])
        must(len(self.runs()) == self.before + 1, "runs:", self.runs())
        self.git("fsck", "--strict", "--no-dangling")
        must(self.git("status", "--porcelain") == "", "the work tree:", self.git("status", "--porcelain"))
        return {"picture": self.picture(), "subjects": [re.sub(r"[0-9a-f-]{36}", "RUN", line) for line in self.git("log", "--format=%s").splitlines()], "asked": len(self.requests()),
                "ambiguous": status["possibly_billed"]}


def judge_with(made, head, usual):
    def judge(case):
        with Fork(made) as w:
            for fault in case.split(","):
                done = w.fork(fault=fault)
                must(done.returncode <= 0, "it exits with", done.returncode, done.stderr)  # 0: it was at its end already
                begun = len(w.runs()) > w.before
                must(begun or w.git("rev-parse", "HEAD") == head, "the tree has gone back, and no run says so")
            done = w.resume() if begun and w.status()["phase"] != "finished" else None if begun else w.fork()
            must(not done or done.returncode == 0, "then it exits with", done and done.returncode, done and done.stderr)
            came = w.outcome()
            must(came["asked"] <= usual["asked"] + came["ambiguous"], came["asked"], "requests,", came["ambiguous"], "ambiguous")
            for what in ("picture", "subjects"):
                must(came[what] == usual[what], what, ":", came[what], "instead of", usual[what])
    return judge


class Forks(unittest.TestCase):
    def test_a_fork_that_is_killed_goes_on_or_has_touched_nothing(self):
        seed = campaign.seed_of_campaign()
        with tempfile.TemporaryDirectory(prefix="ma-campaign-", dir=campaign.scratch) as temp:
            made = Path(temp) / "out"
            with Fork() as w:
                done = w.run()
                must(done.returncode == 0, done.stderr)
                head = w.git("rev-parse", "HEAD")
                shutil.copytree(w.out, made, symlinks=True)
            with Fork(made) as w:
                done = w.fork(fault="1000000:kill", sites=w.dir / "sites")
                must(done.returncode == 0, done.stdout[-2000:], done.stderr)
                calls = [tuple(line.split()[1:]) for line in (w.dir / "sites").read_text().splitlines()]
                usual = w.outcome()
            self.assertEqual(usual["subjects"][3], "Back to before run RUN")
            self.assertEqual((usual["asked"], usual["ambiguous"]), (2, 0))
            places = campaign.chosen(campaign.first_of_each_site(calls), None, 50, seed)
            points = campaign.chosen(range(1, len(calls) + 1), None, 20, seed)
            cases = [campaign.os.environ["ONE"]] if "ONE" in campaign.os.environ else \
                [f"{k}:{how}" for k in sorted({*points, *places}) for how in HOW if len(points) == len(calls) or how == HOW[k % 2]]
            refused = campaign.sweep(cases, judge_with(made, head, usual))
        print(f"forks: {len(calls)} calls ({CALLS}) at {len(places)} places, {len(cases)} cases, {len(refused)} refused, META_AGENT_SEED={seed}", flush=True)
        self.assertEqual(refused, [], "\n".join(refused[:40]))


if __name__ == "__main__":
    unittest.main(verbosity=2)
