#!/usr/bin/env python3
"""Whole runs with a model that makes mistakes: what comes of them is told as it is.

CHAOS_SEEDS: how many seeds for each prompt (4); CHAOS_FROM: the first of them (1). CHAOS_VERIFY=1: what needs packages is installed, built
and tested as well, as `make chaos` does.
"""
import collections
import json
import os
import sys

import world
from world import LISTS_AND_TASKS, Test

PROMPTS = [LISTS_AND_TASKS,
           "A command line tool in Python to track expenses with amount, category and date",
           "A JavaScript library for bookings: rooms (name, seats) and bookings (room, guest email, start date, end date)"]
SEEDS = int(os.environ.get("CHAOS_SEEDS", "4"))
FROM = int(os.environ.get("CHAOS_FROM", "1"))
BREAKS = 20  # the program of PROMPTS[1]
VERIFY = os.environ.get("CHAOS_VERIFY") == "1"
LEAST_PERCENT = 95
EXITS = {"verified": 0, "failed": 1, "unverified": 0}
NO_FILE_BEGINS_WITH = ("```", "=== FILE", "<file path", "*** Begin Patch", "Certainly!")
NO_LINE_IS = ("=== END", "// ... rest of the code unchanged", "// ... existing code ...",
              "# ... (rest of the file remains the same)", "/* ... other functions ... */", "</file>", "</think>")


class Outcome:
    def __init__(self, name, events):
        self.name, self.result = name, events[-1]
        self.verdict = self.result.get("verdict")
        answers = [e for e in events if e.get("kind") in ("call.replied", "call.failed")]
        self.calls = len(answers)
        self.made = [m for e in answers for m in (e.get("request_id") or "").split(",") if m]
        self.why = next((e.get("message", "") for e in events if e.get("kind") == "task.failed"),
                        self.result.get("reason") or "")


class Chaos(Test):
    def chaos(self, seed, prompt, *more):
        name = f"out-{seed}-{PROMPTS.index(prompt)}"
        done = self.world.meta_agent("run", "--chaos", seed, "--json", *more, "-o", name, prompt, timeout=900)
        events = [json.loads(line) for line in done.out.splitlines()]
        self.assertTrue(events, done)
        outcome = Outcome(name, events)
        self.assertIn(outcome.verdict, EXITS, done)
        if outcome.verdict != "unverified" or "--no-verify" in more:
            self.assertEqual(done.code, EXITS[outcome.verdict], done)
        return outcome

    def git(self, outcome, *args):
        return self.world.git(self.world.dir / outcome.name, *args)

    def check_tree(self, outcome):
        """Nothing of how a model writes files down is in one of them."""
        self.git(outcome, "fsck", "--strict")
        for path in self.git(outcome, "ls-files").splitlines():
            text = (self.world.dir / outcome.name / path).read_text(errors="replace")
            self.assertFalse(text.startswith(NO_FILE_BEGINS_WITH), f"{outcome.name}: {path}: {text[:60]!r}")
            for line in text.splitlines():
                self.assertNotIn(line.strip(), NO_LINE_IS, f"{outcome.name}: {path}")

    def tell(self, prompt, outcomes):
        n, kinds = len(outcomes), collections.Counter(o.verdict for o in outcomes)
        made = collections.Counter(m for o in outcomes for m in set(o.made))
        calls = sorted(o.calls for o in outcomes)
        print(f"chaos: {prompt[:40]}: {n} runs: " + ", ".join(f"{v} {k} ({100 * v / n:.1f} %)" for k, v in kinds.most_common()) +
              f"; calls of a run: {sum(calls) / n:.1f}, at most {calls[-1]}; "
              f"{sum(not o.made for o in outcomes)} without a mistake", file=sys.stderr)
        print("chaos: runs with " + ", ".join(f"{k} {v}" for k, v in made.most_common()), file=sys.stderr)
        for o in outcomes:
            if o.verdict == "failed":
                print(f"chaos: {o.name}: {o.why.splitlines()[0][:140]} (after {','.join(o.made)})", file=sys.stderr)

    def test_each_run_ends_with_an_honest_verdict(self):
        outcomes = []
        for prompt in PROMPTS:
            more = ["--no-verify"] if prompt == LISTS_AND_TASKS and not VERIFY else []
            of_prompt = []
            for seed in range(FROM, FROM + SEEDS):
                outcome = self.chaos(seed, prompt, *more)
                self.check_tree(outcome)
                outcome.good = outcome.verdict == ("unverified" if more else "verified")
                of_prompt.append(outcome)
            self.tell(prompt, of_prompt)
            outcomes += of_prompt
        self.assertGreaterEqual(100 * sum(o.good for o in outcomes) / len(outcomes), LEAST_PERCENT)

    def test_what_a_check_names_is_mended(self):
        """A seed that breaks what the tests find: it is repaired, and verified."""
        outcome = self.chaos(BREAKS, PROMPTS[1])
        self.assertEqual(outcome.verdict, "verified")
        self.assertEqual([r["end"] for r in outcome.result["repairs"]], ["better"])

    def test_the_same_seed_makes_the_same_run(self):
        first = self.chaos(FROM, PROMPTS[0], "--no-verify")
        tree = self.git(first, "rev-parse", "HEAD^{tree}")
        (self.world.dir / first.name).rename(self.world.dir / "before")
        again = self.chaos(FROM, PROMPTS[0], "--no-verify")
        self.assertEqual(sorted(first.made), sorted(again.made))
        self.assertEqual(tree, self.git(again, "rev-parse", "HEAD^{tree}"))

    def test_a_run_goes_on_with_the_mistakes_it_began_with(self):
        self.run_agent(6, "--chaos", 3, "--approve", "--no-verify", "-o", "out", PROMPTS[0])
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
