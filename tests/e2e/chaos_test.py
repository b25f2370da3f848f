#!/usr/bin/env python3
"""Whole runs with a model that makes mistakes: a few of those that `make chaos` makes, and how it is asked for.

CHAOS_SEEDS: how many seeds for each prompt (3); CHAOS_FROM: the first of them (1).
"""
import json
import os
import sys

import chaos_runs
import world
from world import LISTS_AND_TASKS, Test

SEEDS = int(os.environ.get("CHAOS_SEEDS", "3"))
FROM = int(os.environ.get("CHAOS_FROM", "1"))
PROGRAM = chaos_runs.KINDS["program"][0]
BREAKS = 20         # the program
EXPECTS_OTHERS = 22  # a test of the program expects what nobody promised


class Chaos(Test):
    def chaos(self, seed, prompt, *more):
        done = self.world.meta_agent("run", "--chaos", seed, "--json", *more, "-o", f"out-{seed}", prompt, timeout=900)
        events = [json.loads(line) for line in done.out.splitlines()]
        self.assertTrue(events, done)
        return events

    def tree(self, seed):
        return self.world.git(self.world.dir / f"out-{seed}", "rev-parse", "HEAD^{tree}")

    def test_each_run_ends_with_an_honest_verdict(self):
        lab = chaos_runs.Lab(world.program, self.world.dir / "lab")
        outcomes = chaos_runs.campaign(lab, ["files", "program", "library", "c"], range(FROM, FROM + SEEDS), jobs=2)
        print(chaos_runs.tell(outcomes), file=sys.stderr)
        self.assertEqual([(o["name"], o["complaints"]) for o in outcomes if o["complaints"]], [])
        self.assertEqual([(o["name"], o["hollow"]) for o in outcomes if o["hollow"]], [])
        self.assertGreaterEqual(100 * sum(o["good"] for o in outcomes) / len(outcomes), chaos_runs.LEAST_PERCENT)

    def test_a_dishonest_verdict_is_seen(self):
        """The judge of the runs is tried as well: a tree whose tests do not pass is not verified again."""
        self.chaos(FROM, PROGRAM, "--no-verify")
        lab = chaos_runs.Lab(world.program, self.world.dir)
        name = f"out-{FROM}"
        self.assertEqual(chaos_runs.fails_again(lab, name, {}), "")
        self.assertIn("failed", chaos_runs.fails_again(lab, name, {"tests/test_wrong.py": b"import nothing_of_that_name\n"}))
        result = {"checks": [], "reason": "", "work": []}
        for verdict, code, said in (("verified", 0, "no test passed"), ("verified", 7, "exit 7"), ("failed", 1, "not said why")):
            outcome = {"name": name, "verdict": verdict, "exit": code}
            self.assertIn(said, "; ".join(chaos_runs.complaints_of_verdict(lab, "program", outcome, result)))

    def test_a_wrong_test_is_mended_by_its_author_and_told(self):
        result = self.chaos(EXPECTS_OTHERS, PROGRAM)[-1]
        self.assertEqual(result["verdict"], "verified")
        self.assertEqual([(r["cause"], r["end"]) for r in result["repairs"]], [("", "unchanged"), ("tests", "better")])
        self.assertEqual(result["tests_changed"], ["tests/test_cli.py"])
        report = (self.world.dir / f"out-{EXPECTS_OTHERS}/.meta-agent/report.md").read_text()
        self.assertIn("Repairs have changed tests: tests/test\\_cli.py.", report)

    def test_what_a_check_names_is_mended(self):
        """A seed that breaks what the tests find: it is repaired, and verified."""
        result = self.chaos(BREAKS, PROGRAM)[-1]
        self.assertEqual(result["verdict"], "verified")
        self.assertEqual([r["end"] for r in result["repairs"]], ["better"])
        self.assertEqual(result["tests_changed"], [])

    def test_the_same_seed_makes_the_same_run(self):
        first = self.chaos(FROM, LISTS_AND_TASKS, "--no-verify")
        tree = self.tree(FROM)
        (self.world.dir / f"out-{FROM}").rename(self.world.dir / "before")
        again = self.chaos(FROM, LISTS_AND_TASKS, "--no-verify")
        made = [sorted(e.get("request_id") or "" for e in events if e.get("kind") == "call.replied") for events in (first, again)]
        self.assertEqual(made[0], made[1])
        self.assertEqual(tree, self.tree(FROM))

    def test_a_run_goes_on_with_the_mistakes_it_began_with(self):
        self.run_agent(6, "--chaos", 3, "--approve", "--no-verify", "-o", "out", LISTS_AND_TASKS)
        done = self.assert_exit(self.world.meta_agent("approve", "-o", "out", "--json"), 0)
        models = {e["model"] for e in map(json.loads, done.out.splitlines()) if e.get("kind") == "call.replied"}
        self.assertEqual(models, {"chaos-3"})

    def test_what_excludes_it_is_refused(self):
        for more in (["--provider", "gemini"], ["--model", "x"], ["--provider", "offline,gemini"]):
            done = self.run_agent(2, "--chaos", 3, "-o", "out", *more, "A page")
            self.assertRegex(done.err, "mistakes")
            self.assertFalse((self.world.dir / "out").exists())
        for seed in ("0", "-1", "x", "99999999999999999999"):
            self.run_agent(2, "--chaos", seed, "-o", "out", "A page")


if __name__ == "__main__":
    world.main()
