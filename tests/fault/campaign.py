"""A whole run, broken at a place that is counted, and resumed; and all that must hold afterwards, looked at from outside.

    NAME_matrix.py PROGRAM FAKE_LLM FAIL_CALLS_LIBRARY [test names]

META_AGENT_SEED draws other random choices of a campaign ("fresh": ones that nobody tried), POINTS says how many random ones there are: "all" for every
one. ONE=K:ERROR[,K:ERROR...] is a single case: the first fault strikes the run, each later one a resume.
"""
import concurrent.futures
import fcntl
import json
import os
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

WORKERS = 2
SECONDS = 60
PROMPT = "Build a note box"
CALLS = "write,fsync,truncate,rename,link,unlink,mkdir,send,recv"

program, fake_llm, library = (str(Path(sys.argv.pop(1)).resolve()) for _ in range(3))
data = str(Path(__file__).resolve().parents[2] / "share/meta-agent")
scratch = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None


def block(path, text):
    return f"=== FILE {{{{nonce}}}} {path}\n{text}=== END {{{{nonce}}}}\n"


# What stands for a compiler takes no time: it is killed in its sandbox, not while it works.
MAKEFILE = "all:\n\ttest -s start.c\n\ntest:\n\t@echo 'TAP version 13'; echo '1..1'; echo 'ok 1 - it starts'\n"


def script(checked):
    """A planner and three tasks of a file each: one first, then two at once, of which one is sent back once while the other is waited for. `checked`: the first one
    writes code that a compiler is asked about."""
    code = block("core/start.sh", "#!/bin/sh\nexit 0\n")
    if checked:
        code += block("core/start.c", "int start;\n") + block("core/Makefile", MAKEFILE)
    plan = {"summary": "A note box", "tasks": [
        {"id": "core", "name": "The core", "agent": "backend", "writes": ["core/**"]},
        {"id": "page", "name": "The page", "agent": "frontend", "depends_on": ["core"], "writes": ["page/**"]},
        {"id": "guide", "name": "The guide", "agent": "documentation", "depends_on": ["core"], "writes": ["*.md"]}]}
    return {"replies": [
        {"when": '<task id="plan"', "text": json.dumps(plan), "usage": {"input": 1200, "output": 80}},
        {"when": '<task id="core"', "text": code,
         "usage": {"input": 900, "output": 70}},
        {"when": ['<task id="page"', "<problem>"], "text": block("page/index.html", "<p>Notes</p>\n"),
         "usage": {"input": 990, "output": 65}},
        {"when": '<task id="page"', "text": block("../outside.txt", "not yours\n"),
         "usage": {"input": 950, "output": 60}},
        {"when": '<task id="guide"', "text": block("README.md", "# A note box\n"), "delay_ms": 60,
         "usage": {"input": 940, "output": 50}}]}


class Refused(Exception):
    """Something does not hold."""


def must(condition, *what):
    if not condition:
        raise Refused(" ".join(str(part) for part in what))


class World:
    """An output, a server that counts, and the processes that work on the output one after the other."""

    def __init__(self, checked=False):
        self.checked = checked
        self.temp = tempfile.TemporaryDirectory(prefix="ma-campaign-", dir=scratch)
        self.dir = Path(self.temp.name)
        self.out = self.dir / "out"
        (self.dir / "script.json").write_text(json.dumps(script(checked)))
        self.dir.chmod(0o711)  # whom commands run as must get to the copies that they work in
        self.copies = self.dir / "copies"
        self.copies.mkdir()
        prices = self.dir / ".config/meta-agent/prices.json"
        prices.parent.mkdir(parents=True)
        prices.write_text(json.dumps({"dated": "2026-11-10", "unit": "USD per million tokens", "prices": [
            {"provider": "gemini", "model": "fake-gemini", "input": 3, "output": 20}]}))
        self.env = {"PATH": os.environ["PATH"], "HOME": str(self.dir), "GEMINI_API_KEY": "k" * 39, "TZ": "UTC", "TMPDIR": str(self.copies),
                    "GIT_CONFIG_NOSYSTEM": "1", "META_AGENT_DATA": data, "ASAN_OPTIONS": "verify_asan_link_order=0:detect_leaks=0"}
        self.server = subprocess.Popen([fake_llm, self.dir / "script.json", "100000", "600", self.dir / "requests"],
                                       stdout=subprocess.PIPE, text=True)
        self.url = f"http://127.0.0.1:{int(self.server.stdout.readline())}"
        self.told = []
        self.struck = False  # the last process, which may not have given back the lease
        self.clean_up = lambda: None

    def __enter__(self):
        return self

    def __exit__(self, *failure):
        if self.server.poll() is None:
            self.server.kill()
        self.server.communicate()
        self.temp.cleanup()

    def start(self, *args, fault=None, calls=CALLS, sites=None):
        env = dict(self.env)
        if fault:
            env |= {"LD_PRELOAD": library, "FAIL_CALLS": f"{calls}:{fault}"}
        if sites:
            env["FAIL_CALLS_SITES"] = str(sites)
        return subprocess.run([program, *args], env=env, cwd=self.dir, capture_output=True, text=True,
                              errors="replace", stdin=subprocess.DEVNULL, timeout=SECONDS)

    def run(self, **how):
        """`run` of the prompt, which is `resume` where there is something to resume. What it told is kept. Copies that were left before are old by then."""
        for copy in self.copies.iterdir():
            os.utime(copy, (time.time() - 120,) * 2)
        done = self.start("run", PROMPT, "-o", "out", "--provider", "gemini", "--model", "gemini-2.5-flash",
                          "--base-url", self.url, "-j", "2", "--verify" if self.checked else "--no-verify", "--json", **how)
        self.struck = "fault" in how
        self.told += [line for line in done.stdout.split("\n")[:-1] if line.startswith('{"v":')]
        return done

    def requests(self):
        """It writes them down when it ends."""
        self.server.send_signal(signal.SIGTERM)
        self.server.communicate(timeout=10)
        return re.split(r"(?m)^== \d+\n", (self.dir / "requests").read_text(errors="replace"))[1:]

    def git(self, *args):
        done = subprocess.run(["git", "-C", self.out, *args], env=self.env, capture_output=True, text=True)
        must(done.returncode == 0, "git", *args, ":", done.stdout, done.stderr)
        return done.stdout.strip()

    def log(self):
        done = self.start("log", "-o", "out", "--json")
        must(done.returncode == 0, "log:", done.stderr)
        return done.stdout.splitlines()

    def status(self):
        done = self.start("status", "-o", "out", "--json")
        must(done.returncode == 0, "status:", done.stderr)
        return json.loads(done.stdout)

    def holders(self):
        """Who has the lease of a run that has begun."""
        db = sqlite3.connect(self.out / ".meta-agent/context.db")
        found = db.execute("SELECT holder FROM streams WHERE name LIKE 'run/%' AND seq > 0 AND holder <> ''").fetchall()
        db.close()
        return found

    def has_finished(self):
        done = self.start("status", "-o", "out", "--json")
        return done.returncode == 0 and json.loads(done.stdout)["phase"] == "finished"

    def picture(self):
        """The tree of the last commit, and the files, with their modes, as they lie there."""
        files = {str(p.relative_to(self.out)): (p.stat().st_mode, p.read_bytes())
                 for p in self.out.rglob("*") if p.is_file() and p.relative_to(self.out).parts[0][:2] not in (".g", ".m")}
        return self.git("rev-parse", "HEAD^{tree}"), files


def check_log(w, lines):
    """Whole, append-only, and with each thing in it once."""
    events = [json.loads(line) for line in lines]
    must([e["seq"] for e in events] == list(range(1, len(events) + 1)), "the log has holes")
    lost = set(w.told) - set(lines)
    must(not lost, "told, and not in the log:", *lost)
    count = lambda kind: [e.get("task", "") for e in events if e["kind"] == kind]
    must(count("run.finished") == [""], "it finished", len(count("run.finished")), "times")
    for kind in ("files.committed", "task.completed"):
        must(sorted(count(kind)) == ["core", "guide", "page"], kind, count(kind))
    for kind in ("call.replied", "call.intended"):
        must(len({e["effect"] for e in events if e["kind"] == kind}) == len(count(kind)), kind, "twice for one effect")
    intended = {e["effect"] for e in events if e["kind"] == "call.intended"}
    must({e["effect"] for e in events if e["kind"] == "call.replied"} <= intended, "a reply without its intent")
    return events


def check_money(w, events, status, requests, usual):
    intents = sum(e["kind"] == "call.intended" for e in events)
    ambiguous = status["possibly_billed"]
    must(len(requests) <= intents + ambiguous, len(requests), "requests,", intents, "intents,", ambiguous, "ambiguous")
    must(len(requests) <= usual + ambiguous, len(requests), "requests instead of", usual, "with", ambiguous, "ambiguous")
    nonces = [re.search(r'<output nonce=\\"([0-9a-f]+)', r) for r in requests]
    must(all(nonces), "a request without a nonce")
    must(len({n[1] for n in nonces}) <= intents, "more requests of different calls than intents")
    ended = [e for e in events if e["kind"] in ("call.replied", "call.failed")]
    for kind in ("input", "output"):
        must(status["usage"][kind] == sum(e.get(f"{kind}_tokens", 0) for e in ended), "the sum of", kind, "tokens")
    spent = sum(e.get("cost_microusd", 0) for e in ended)
    must(spent > 0 and round(status["cost_usd"] * 1e6) == spent, "spent", status["cost_usd"], "and", spent)


def check_output(w, events, litter=False):
    """The repository is sound and has each commit once; nothing lies about, nothing is locked, nobody is at work."""
    w.git("fsck", "--strict", "--no-dangling")
    must(w.git("status", "--porcelain") == "", "the work tree:", w.git("status", "--porcelain"))
    history = w.git("log", "--format=%H %(trailers:key=Meta-Agent-Effect,valueonly,separator=%x20)").splitlines()
    effects = [line.split()[1] for line in history]
    must(len(set(effects)) == len(effects) == 3, "commits:", history)
    commits = {e["commit"] for e in events if e["kind"] == "files.committed"}
    must(commits == {line.split()[0] for line in history}, "commits of the log are not those of the branch")
    left = [str(p) for p in w.out.rglob("*") if p.name.endswith((".tmp", ".lock")) and p.parent.name != ".meta-agent"]
    left += (w.out / ".meta-agent/tmp").glob("*")
    left += (w.out / ".meta-agent").glob("*.corrupted*")
    left += () if w.struck else w.copies.glob("*")
    must(litter or not left, "left behind:", *left)
    for lock in (w.out / ".meta-agent").glob("*.lock"):
        with open(lock) as f:
            fcntl.flock(f, fcntl.LOCK_EX | fcntl.LOCK_NB)
    db = sqlite3.connect(w.out / ".meta-agent/context.db")
    must(db.execute("PRAGMA integrity_check").fetchall() == [("ok",)], "SQLite's integrity check")
    db.close()
    must(w.struck or not w.holders(), "a lease is held:", *w.holders())
    for _ in range(1000 if w.checked else 1):  # what the kernel ends with its parent ends when it gets a processor
        if not processes_of(w):
            break
        time.sleep(0.01)
    must(not processes_of(w), "still at work:", processes_of(w))


def processes_of(w):
    found = []
    for p in Path("/proc").glob("[0-9]*/cwd"):
        try:
            if os.readlink(p).startswith(str(w.dir)) and p.parent.name != str(w.server.pid):
                found.append(p.parent.name + " " + (p.parent / "cmdline").read_text().replace("\0", " "))
        except OSError:
            pass  # it has ended, or is nobody's
    return found


def calls_of_a_run(calls, **world):
    """Those of these kinds that a run makes to which nothing happens: (name, site) of each."""
    with World(**world) as w:
        done = w.run(fault="1000000:kill", calls=calls, sites=w.dir / "sites")
        must(done.returncode == 0, done.stdout[-2000:], done.stderr)
        return [tuple(line.split()[1:]) for line in (w.dir / "sites").read_text().splitlines()]


def first_of_each_site(calls):
    places = {}
    for k, place in enumerate(calls, 1):
        places.setdefault(place, k)
    return sorted(places.values())


class Reference:
    """What a run comes to that nothing happens to."""

    def __init__(self, **world):
        self.world = world
        with World(**world) as w:
            done = w.run()
            must(done.returncode == 0, done.stdout[-2000:], done.stderr)
            self.picture = w.picture()
            events = check_log(w, w.log())
            self.checks = [e["verdict"] for e in events if e["kind"] == "quick.finished"]
            status = w.status()
            requests = w.requests()
            self.usual = len(requests)
            check_money(w, events, status, requests, self.usual)
            check_output(w, events)

    def check(self, w, **how):
        events = check_log(w, w.log())
        check_money(w, events, w.status(), w.requests(), self.usual)
        check_output(w, events, **how)
        must(w.picture() == self.picture, "the tree is another one:", w.picture(), "instead of", self.picture)


def chosen(everything, wanted, absent, seed):
    """`wanted` of them at random, or all."""
    points = os.environ.get("POINTS", str(absent)) if wanted is None else wanted
    if points == "all":
        return list(everything)
    return random.Random(seed).sample(list(everything), min(int(points), len(everything)))


def seed_of_campaign():
    """Always the same one, so that no change is refused for another's luck; "fresh" is one that nobody tried."""
    given = os.environ.get("META_AGENT_SEED", "20261129")
    return time.time_ns() // 1000000 % 100000 if given == "fresh" else int(given)


def sweep(cases, judge):
    """Judge each case, a few at a time: what each that is refused says."""
    def one(case):
        try:
            judge(case)
        except (Refused, subprocess.TimeoutExpired, OSError, ValueError, KeyError) as e:
            return f"ONE={case}: {type(e).__name__}: {e}"
        return None

    with concurrent.futures.ThreadPoolExecutor(WORKERS) as pool:
        return [said for said in pool.map(one, cases) if said]
