#!/usr/bin/env python3
"""Hostile plans, given to the whole program: each ends in words, within seconds of one processor and little memory.

    hostile_plan_test.py PROGRAM

The kernel ends whoever takes more than CPU_S seconds; memory is what the largest process had resident. Cut at every byte,
and as a model's answer, plans are tested in tests/unit/model/plan_check.c and tests/unit/engine/reply_plan.c.
"""
import os
import resource
import subprocess
import sys
import unittest
from pathlib import Path

from place import Place

CPU_S = 20  # of a build with sanitizers, on a slow machine; the others take tenths
MEMORY_MIB = 200
TASK = '{"id":"a","name":"A"}'


def plan(*tasks):
    return '{"tasks":[' + ",".join(tasks) + "]}"


def task(number, *deps, more=""):
    names = ",".join(f'"t{d}"' for d in deps)
    return f'{{"id":"t{number}","name":"x","agent":"backend","depends_on":[{names}]{more}}}'


def with_id(text):
    return plan('{"id":"%s","name":"x"}' % text)


def with_number(text):
    return plan('{"id":"a","name":"x","timeout_s":%s}' % text)


# What the text is, the text, and what is said of it.
ROWS = [
    ("a million tasks", lambda: plan(*(task(i) for i in range(10**6))), "larger than 16777216 bytes"),
    ("a million small tasks", lambda: plan(*["{}"] * 10**6), "/tasks: 1000000 tasks, more than 10000"),
    ("a cycle of two", lambda: plan(task(0, 1), task(1, 0)), "t0 -> t1 -> t0"),
    ("a cycle of ten thousand", lambda: plan(*(task(i, (i + 1) % 10**4) for i in range(10**4))), "more -> t"),
    ("itself", lambda: plan(task(0, 0)), "/tasks/0/depends_on/0: a task cannot depend on itself"),
    ("nobody", lambda: plan(task(0, 7)), '/tasks/0/depends_on/0: no task "t7"'),
    ("the same id", lambda: plan(TASK, TASK), "/tasks/1/id: \"a\" is taken"),
    ("the same id, folded", lambda: plan(TASK, TASK.replace('"a"', '"A"')), "/tasks/1/id: \"A\" is taken"),
    ("an empty id", lambda: with_id(""), "/tasks/0/id: expected 1 to 64"),
    ("an id of ten megabytes", lambda: with_id("a" * 10 * 2**20), "/tasks/0/id: expected 1 to 64"),
    ("an id with a slash", lambda: with_id("a/b"), "/tasks/0/id: expected 1 to 64"),
    ("an id that climbs", lambda: with_id("../x"), "/tasks/0/id: expected 1 to 64"),
    ("an id with a newline", lambda: with_id("a\\nb"), "/tasks/0/id: expected 1 to 64"),
    ("an id with a NUL", lambda: with_id("a\\u0000"), "U+0000"),
    ("arrays within arrays", lambda: '{"contract":' + "[" * 10**5 + "]" * 10**5 + "}", "nested too deep"),
    ("1e400", lambda: with_number("1e400"), "/tasks/0/timeout_s: expected a whole number"),
    ("2^63", lambda: with_number(2**63), "/tasks/0/timeout_s: expected a whole number"),
    ("2^64", lambda: with_number(2**64), "/tasks/0/timeout_s: expected a whole number"),
    ("NaN", lambda: with_number("NaN"), "expected a value"),
    ("leading zeros", lambda: with_number("007"), "no number"),
    ("ten thousand retries", lambda: plan('{"id":"a","name":"x","max_retries":10000}'), "from 0 to 20"),
    ("duplicate keys", lambda: '{"tasks":[' + TASK + '],"tasks":[]}', "same key twice"),
    ("half a surrogate", lambda: with_id("\\ud800"), "half a pair"),
    ("a BOM", lambda: "\ufeff" + plan(TASK), "expected a value"),
    ("text behind it", lambda: plan(TASK) + " and more", "more text behind"),
    ("two documents", lambda: plan(TASK) * 2, "more text behind"),
    ("a fence", lambda: "```json\n" + plan(TASK) + "\n```", "expected a value"),
    ("a cut one", lambda: plan(TASK)[:-3], "ends too early"),
]


def is_sanitized(program):
    return b"__asan_init" in Path(program).read_bytes()


class HostilePlans(unittest.TestCase):
    def setUp(self):
        self.place = Place(PROGRAM)
        self.addCleanup(self.place.close)

    def ask(self, *words):
        """Exit code, what was said, and MiB that it had at most."""
        def limit():
            resource.setrlimit(resource.RLIMIT_CPU, (CPU_S, CPU_S))
        with subprocess.Popen(["meta-agent", *words], cwd=self.place.work, env=self.place.env, preexec_fn=limit,
                              stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) as child:
            said = child.stdout.read().decode()
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
        return child.returncode, said, usage.ru_maxrss / 1024

    def check(self, name, text, says, exit_code=1):
        (self.place.work / "plan.json").write_bytes(text if isinstance(text, bytes) else text.encode())
        code, said, mib = self.ask("plan", "--check", "plan.json")
        self.assertEqual(code, exit_code, f"{name}: {said[:500]}")
        self.assertTrue(says in said, f"{name}: {said[:500]}")
        self.assertLess(len(said), 10000, name)
        if not is_sanitized(PROGRAM):
            self.assertLess(mib, MEMORY_MIB, name)

    def test_each_is_refused_in_words_and_within_bounds(self):
        for name, text, says in ROWS:
            with self.subTest(name):
                self.check(name, text(), says)

    def test_overlong_utf8_is_no_text(self):
        self.check("overlong", plan('{"id":"a","name":"NAME"}').encode().replace(b"NAME", b"\xc0\xaf"), "UTF-8", 2)

    def test_a_run_is_not_begun_with_one(self):
        (self.place.work / "plan.json").write_text(plan(task(0, 1), task(1, 0)))
        code, said, _ = self.ask("run", "p", "--plan", "plan.json", "-o", "out", "--provider", "offline", "--no-verify")
        self.assertEqual(code, 5, said)
        self.assertFalse((self.place.work / "out").exists())

    def test_who_writes_the_same_file_at_the_same_time_is_told(self):
        more = ',"writes":["src/a.ts"]'
        (self.place.work / "plan.json").write_text(plan(task(0, more=more), task(1, more=more)))
        code, said, _ = self.ask("plan", "--check", "plan.json")
        self.assertEqual(code, 0, said)
        self.assertIn("may write what", said)


if __name__ == "__main__":
    PROGRAM = sys.argv.pop(1)
    unittest.main()
