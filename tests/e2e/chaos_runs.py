#!/usr/bin/env python3
"""Runs with a model that makes mistakes, looked at from outside, and a table of what became of them.

    chaos_runs.py PROGRAM [--kinds app,program,c,library,python-library,files] [--seeds 200] [--from 1] [--jobs 1] [--keep DIR]

What is known of a seed and this program is in DIR/outcomes.jsonl: a campaign that is started again goes on with those that are missing. DIR
keeps the trees of the runs that missed.
"""
import argparse
import collections
import concurrent.futures
import fnmatch
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import world

KINDS = {
    "app": (world.LISTS_AND_TASKS, []),
    "program": ("A command line tool in Python to track expenses with amount, category and date", []),
    "c": ("A command line tool in C that counts the words and lines of a text and reverses its lines", []),
    "library": ("A JavaScript library for bookings: rooms (name, seats) and bookings (room, guest email, start date, end date)", []),
    "python-library": ("A Python library for bookings: rooms (name, seats) and bookings (room, guest email, start date, end date)", []),
    "files": (world.LISTS_AND_TASKS, ["--no-verify"]),
}
JUDGED = ("program", "c", "library", "python-library")  # whose tests need no packages: those of a run without mistakes are run on what came out
EXITS = {"verified": (0,), "failed": (1, 3, 4, 5, 6), "unverified": (7,)}
NO_FILE_BEGINS_WITH = ("```", "=== FILE", "<file path", "*** Begin Patch", "Certainly!")
NO_LINE_IS = ("=== END", "// ... rest of the code unchanged", "// ... existing code ...",
              "# ... (rest of the file remains the same)", "/* ... other functions ... */", "</file>", "</think>")
TESTS = ("test/*", "tests/*", "*/test/*", "*/tests/*", "*.test.*", "test_*", "acceptance/*", "*/acceptance/*")
RUN_S = 1800


def digest_of(program):
    """Of the program and of its library, in which most of it is."""
    linked = subprocess.run(["ldd", program], text=True, capture_output=True).stdout.split()
    digest = hashlib.sha256(Path(program).read_bytes())
    for path in (word for word in linked if word.startswith("/") and "libmetaagent" in word):
        digest.update(Path(path).read_bytes())
    return digest.hexdigest()[:16]


class Lab:
    """Where runs are made: one home for all of them, so that packages are fetched once."""

    def __init__(self, program, directory):
        self.program, self.dir = program, Path(directory).resolve()
        self.digest = digest_of(program)
        self.home = self.dir / "home"
        self.home.mkdir(parents=True, exist_ok=True)
        self.again = {}  # what was said of a tree that was verified from nothing
        self.env = {**world.own_settings(), "HOME": str(self.home), "TZ": "UTC", "GIT_CONFIG_GLOBAL": "/dev/null",
                    "GIT_CONFIG_NOSYSTEM": "1"}

    def call(self, *argv):
        done = subprocess.run(list(map(str, argv)), cwd=self.dir, env=self.env, text=True, errors="replace",
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=RUN_S)
        return world.Done(argv, done.returncode, done.stdout, done.stderr, 0)

    def git(self, name, *args):
        done = self.call("git", "-C", self.dir / name, *args)
        if done.code != 0:
            raise AssertionError(str(done))
        return done.out.strip()

    def tests_of(self, kind):
        """The tests that a model without mistakes writes: path -> bytes."""
        name = f"without-mistakes-{kind}"
        if not (self.dir / name).exists():
            self.call(self.program, "run", "--provider", "offline", "--no-verify", "-o", name, KINDS[kind][0])
        return {path: (self.dir / name / path).read_bytes() for path in self.git(name, "ls-files").splitlines()
                if any(fnmatch.fnmatch(path, glob) for glob in TESTS)}


def complaints_of_tree(lab, name):
    """What of how a model writes files down is in one of them."""
    lab.git(name, "fsck", "--strict")
    for path in lab.git(name, "ls-files").splitlines():
        text = (lab.dir / name / path).read_text(errors="replace")
        if text.startswith(NO_FILE_BEGINS_WITH):
            yield f"{path} begins with {text[:40]!r}"
        for line in text.splitlines():
            if line.strip() in NO_LINE_IS:
                yield f"{path} has the line {line.strip()!r}"


def fails_again(lab, name, tests):
    """The tree in a directory of its own, with `tests` in it, is verified, the run's own tree from nothing: what is said against it."""
    tree = lab.git(name, "rev-parse", "HEAD^{tree}")
    if not tests and tree in lab.again:
        return lab.again[tree]
    copy = lab.dir / f"again-{name}"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(lab.dir / name, copy, symlinks=True, ignore=shutil.ignore_patterns(".meta-agent", ".git"))
    for path, content in tests.items():
        (copy / path).parent.mkdir(parents=True, exist_ok=True)
        (copy / path).write_bytes(content)
    done = lab.call(lab.program, "verify", *([] if tests else ["--fresh"]), "-o", copy)
    shutil.rmtree(copy)
    said = done.out.strip() if done.code != 0 else ""
    if not tests:
        lab.again[tree] = said
    return said


def complaints_of_verdict(lab, kind, outcome, result):
    """Whether the verdict is honest."""
    verdict = outcome["verdict"]
    if verdict not in EXITS:
        yield f"no verdict: {verdict}"
    elif outcome["exit"] not in ((0,) if outcome["verdict"] == "unverified" and KINDS[kind][1] else EXITS[verdict]):
        yield f"{verdict}, and exit {outcome['exit']}"
    if verdict == "verified":
        if not any((c.get("tests") or {}).get("passed") for c in result["checks"]):
            yield "verified, and no test passed"
        again = fails_again(lab, outcome["name"], {})
        if again:
            yield f"verified, and not when it is verified again: {again}"
    if verdict == "failed" and not result["reason"]:
        yield "failed, and not said why"
    if verdict == "failed" and not any(c["state"] == "failed" for c in result.get("checks") or []) and \
            not any(w["state"] in ("failed", "skipped") for w in result["work"]):
        yield "failed, and no check or task did"


def why_of(events, result):
    failed = [e for e in events if e.get("kind") == "task.failed" and not e["task"].startswith("repair-")]
    said = f"{failed[0]['task']}: {failed[0].get('message', '')}" if failed else result.get("reason", "")
    return " ".join(said.split())[:200]


def make(lab, kind, seed):
    """One run: what became of it, and what there is to say against that."""
    prompt, more = KINDS[kind]
    name = f"{kind}-{seed}"
    shutil.rmtree(lab.dir / name, ignore_errors=True)
    done = lab.call(lab.program, "run", "--chaos", seed, "--json", *more, "-o", name, prompt)
    events = [json.loads(line) for line in done.out.splitlines()]
    if not events:
        raise AssertionError(str(done))
    result = events[-1]
    answers = [e for e in events if e.get("kind") in ("call.replied", "call.failed")]
    outcome = {"program": lab.digest, "kind": kind, "seed": seed, "name": name, "verdict": result.get("verdict"), "exit": done.code,
               "calls": len(answers), "rounds": [r["end"] for r in result["repairs"]],
               "tests_changed": any(r.get("cause") == "tests" for r in result["repairs"]),
               "made": [m for e in answers for m in (e.get("request_id") or "").split(",") if m],
               "ms": result["last_ms"] - result["started_ms"], "why": why_of(events, result)}
    outcome["good"] = outcome["verdict"] == ("unverified" if more else "verified")
    outcome["complaints"] = [*complaints_of_tree(lab, name), *complaints_of_verdict(lab, kind, outcome, result)]
    outcome["hollow"] = fails_again(lab, name, lab.tests_of(kind)) if kind in JUDGED and outcome["verdict"] == "verified" else ""
    if outcome["good"] and not outcome["complaints"] and not outcome["hollow"]:
        shutil.rmtree(lab.dir / name)
    return outcome


def row_of(kind, outcomes):
    n, calls = len(outcomes), sorted(o["calls"] for o in outcomes)
    good = sum(o["good"] for o in outcomes)
    return (kind, n, f"{good} ({100 * good / n:.1f} %)", sum(o["verdict"] == "failed" for o in outcomes),
            sum(o["verdict"] == "unverified" and not o["good"] for o in outcomes), sum(bool(o["hollow"]) for o in outcomes),
            sum(bool(o["rounds"]) for o in outcomes), sum(o["tests_changed"] for o in outcomes), f"{sum(calls) / n:.1f}", calls[-1],
            f"{sum(o['ms'] for o in outcomes) / n / 1000:.1f}")


HEAD = ("prompt", "runs", "as they should end", "failed", "unverified", "other tests fail", "repaired", "tests mended", "calls", "at most",
        "s a run")


def table(outcomes):
    """Markdown, a row for each prompt."""
    rows = [HEAD] + [row_of(kind, of) for kind in KINDS if (of := [o for o in outcomes if o["kind"] == kind])]
    return "\n".join("| " + " | ".join(map(str, row)) + " |" + ("\n|" + "---|" * len(HEAD) if row is HEAD else "") for row in rows)


def tell_mistakes(outcomes):
    """Which mistakes runs had that missed, and of how many runs that had it."""
    had = collections.Counter(m for o in outcomes for m in set(o["made"]))
    missed = collections.Counter(m for o in outcomes if not o["good"] for m in set(o["made"]))
    return ", ".join(f"{m} {missed[m]}/{n}" for m, n in had.most_common())


def tell(outcomes):
    lines = [table(outcomes), "", "Missed, of the runs with a mistake: " + tell_mistakes(outcomes)]
    for o in outcomes:
        if not o["good"]:
            lines.append(f"{o['verdict']}: {o['why']} (rounds: {','.join(o['rounds'])}; made: {','.join(o['made'])})")
            lines.append(f"    meta-agent run --chaos {o['seed']} {' '.join(KINDS[o['kind']][1])} -o {o['name']} '{KINDS[o['kind']][0]}'")
        if o["hollow"]:
            lines.append(f"{o['name']} is verified, but not with the tests of a run without mistakes: {o['hollow'][:300]}")
        lines += [f"{o['name']}: {c}" for c in o["complaints"]]
    return "\n".join(lines)


def known(path, digest, wanted):
    outcomes = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
    return {(o["kind"], o["seed"]): o for o in outcomes if o["program"] == digest and (o["kind"], o["seed"]) in wanted}


def campaign(lab, kinds, seeds, jobs=1):
    """The outcomes of all, those that are known already among them; each is written down as soon as it is there."""
    path = lab.dir / "outcomes.jsonl"
    wanted = [(kind, seed) for kind in kinds for seed in seeds]
    outcomes = known(path, lab.digest, set(wanted))
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool, open(path, "a", encoding="utf-8") as log:
        for kind in set(kinds) & set(JUDGED):
            lab.tests_of(kind)
        for outcome in pool.map(lambda one: make(lab, *one), [one for one in wanted if one not in outcomes]):
            outcomes[outcome["kind"], outcome["seed"]] = outcome
            log.write(json.dumps(outcome) + "\n")
            log.flush()
    return [outcomes[one] for one in wanted]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--kinds", default="app,program,library")
    parser.add_argument("--seeds", type=int, default=200)
    parser.add_argument("--from", type=int, default=1, dest="first")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--keep")
    args = parser.parse_args()
    kinds = args.kinds.split(",")
    with tempfile.TemporaryDirectory(prefix="meta-agent-chaos-") as temp:
        lab = Lab(os.path.abspath(args.program), args.keep or temp)
        outcomes = campaign(lab, kinds, range(args.first, args.first + args.seeds), args.jobs)
    print(tell(outcomes))
    of = {kind: [o["good"] for o in outcomes if o["kind"] == kind] for kind in kinds}
    few = [kind for kind, good in of.items() if 100 * sum(good) < LEAST_PERCENT * len(good)]
    if few:
        print(f"fewer than {LEAST_PERCENT} % end as they should: {', '.join(few)}")
    return 1 if few or any(o["complaints"] for o in outcomes) else 0


LEAST_PERCENT = 95

if __name__ == "__main__":
    sys.exit(main())
