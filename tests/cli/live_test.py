#!/usr/bin/env python3
"""The command line on a terminal: what a person sees, and what Ctrl-C does.

    live_test.py PROGRAM [test names]
"""
import json
import re
import sqlite3
import subprocess
import sys
import threading
import time
import unittest
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from place import DATA, Place
from terminal import Terminal

PROGRAM = sys.argv.pop(1)


class Dripping(BaseHTTPRequestHandler):
    """Answers piece by piece, forty characters fifty times a second, until it is told to end."""
    end = threading.Event()
    protocol_version = "HTTP/1.0"

    def log_message(self, format, *args):
        pass

    def event(self, value):
        self.wfile.write(f"data: {json.dumps(value)}\n\n".encode())

    def piece(self, text, finish=None):
        self.event({"choices": [{"index": 0, "delta": {"content": text}, "finish_reason": finish}]})

    def do_POST(self):
        request = self.rfile.read(int(self.headers["Content-Length"])).decode()
        nonce = re.findall(r'<output nonce=\\"(\w+)', request)[-1]
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.piece(f"=== FILE {nonce} index.html\n")
        while not self.end.wait(0.02):
            self.piece("x" * 39 + "\n")
        self.piece(f"=== END {nonce}\n", "stop")
        self.event({"choices": [], "usage": {"prompt_tokens": 1000, "completion_tokens": 2000}})
        self.wfile.write(b"data: [DONE]\n\n")


class OnATerminal(unittest.TestCase):
    def setUp(self):
        self.place = Place(PROGRAM)
        self.addCleanup(self.place.close)
        self.place.env["TERM"] = "xterm-256color"

    def run_page(self, script, columns=80, lines=24, more=(), **env):
        argv = [self.place.program, "run", "Write a page", "-o", "out", "--no-verify", "--script", str(DATA / script), *more]
        return Terminal(argv, self.place.work, columns, lines, {**self.place.env, **env},
                        out=self.place.work / "result")

    def result(self):
        return (self.place.work / "result").read_text()

    def test_the_block_ends_as_one_row_per_task(self):
        t = self.run_page("two.json")
        self.assertEqual(t.end(), 0)
        rows = t.screen.text().splitlines()[-4:]
        self.assertRegex(rows[0], r"^✓ plan +planner +completed +\d\.\ds +34 tok$")
        self.assertRegex(rows[1], r"^✓›page +devops +completed +\d\.\ds +30 tok$")
        self.assertRegex(rows[2], r"^✓›guide +documentation +completed +\d\.\ds +25 tok$")
        self.assertRegex(rows[3], r"^\d\.\ds  2 of 2 tasks  2,989 tokens  › critical path$")
        self.assertTrue(self.result().startswith("UNVERIFIED"))

    def test_the_plan_stays_above_the_block(self):
        t = self.run_page("two.json")
        self.assertEqual(t.end(), 0)
        self.assertIn("plan            accepted: 2 tasks\n          1  page   devops\n"
                      "          2  guide  documentation  after page\n", t.screen.text())

    def test_no_line_is_wider_than_the_terminal(self):
        for columns in 60, 100:
            with self.subTest(columns=columns):
                self.setUp()
                t = self.run_page("slow.json", columns)
                t.wait_for(r"●›guide +documentation +calling +\d")
                self.assertLess(t.screen.widest, columns)
                self.assertIn(
                    "" if columns == 100 else " started:\n          provider script, ", t.screen.text())
                self.assertRegex(t.screen.text(), r"✓›page +devops +completed +\d\.\ds +30 tok\n●›guide")
                t.type("\x03")
                self.assertEqual(t.end(), 130)

    def test_a_resized_terminal_gets_a_block_of_its_width(self):
        t = self.run_page("slow.json", 100)
        t.wait_for("●›guide +documentation +calling")
        t.resize(40)
        t.wait_for(r"(?m)^●›guide +calling")
        t.type("\x03")
        self.assertEqual(t.end(), 130)

    def test_a_low_terminal_shows_what_is_worked_on(self):
        t = self.run_page("slow.json", lines=4)
        t.wait_for(r"●›guide .*\n  and 2 more: 2 completed\n")
        t.type("\x03")
        self.assertEqual(t.end(), 130)

    def test_colours_are_left_out_where_they_are_not_wanted(self):
        t = self.run_page("two.json")
        self.assertEqual(t.end(), 0)
        self.assertGreater(t.screen.colours, 0)
        self.setUp()
        t = self.run_page("two.json", NO_COLOR="1")
        self.assertEqual(t.end(), 0)
        self.assertEqual(t.screen.colours, 0)
        self.assertIn("\x1b[K", t.raw)

    def test_a_dumb_terminal_gets_lines_as_a_pipe_does(self):
        t = self.run_page("two.json", TERM="dumb")
        self.assertEqual(t.end(), 0)
        self.assertNotIn("\x1b", t.raw)
        self.assertRegex(t.screen.text(), r"page            completed in \d\.\d\d s: 1 file in commit [0-9a-f]{7}\n")

    def test_ctrl_c_stops_the_run_and_says_how_to_go_on(self):
        t = self.run_page("slow.json")
        t.wait_for("●›guide +documentation +calling")
        t.type("\x03")
        self.assertEqual(t.end(), 130)
        self.assertIn("stopping; press Ctrl-C again to quit at once\n", t.screen.text())
        self.assertIn("STOPPED: SIGINT\n", self.result())
        self.assertIn("meta-agent resume -o out\n", self.result())

    def test_a_plan_is_carried_out_when_somebody_says_yes(self):
        t = self.run_page("two.json", more=["--approve"])
        t.wait_for(r"wave 1\n +page +devops[^?]*Carry out this plan\? \[y\]es, \[n\]o, \[e\]dit:")
        self.assertFalse((self.place.work / "out" / "index.html").exists())
        t.type("what?\r")
        t.wait_for(r"\[e\]dit: what\?\nCarry out this plan\?")
        t.type("y\r")
        self.assertEqual(t.end(), 0)
        self.assertTrue(self.result().startswith("UNVERIFIED"))
        self.assertTrue((self.place.work / "out" / "index.html").exists())

    def test_a_plan_is_edited_checked_again_and_carried_out(self):
        t = self.run_page("two.json", more=["--approve"], EDITOR="sed -i s/documentation/nobody/")
        t.wait_for(r"Carry out this plan\?")
        t.type("e\r")
        t.wait_for(r'no agent "nobody"[^?]*This plan cannot be carried out\. \[e\]dit, \[n\]o:')
        t.type("y\r")
        t.wait_for(r"\[n\]o: y\nThis plan cannot be carried out")
        t.type("n\r")
        self.assertEqual(t.end(), 6)
        t = self.run_page("two.json", more=["--approve"], VISUAL="sed -i 's/Write the guide/Write the leaflet/'")
        t.wait_for(r"Carry out this plan\?")
        t.type("e\r")
        t.wait_for(r"Write the leaflet[^?]*Carry out this plan\?")
        t.type("y\r")
        self.assertEqual(t.end(), 0)
        self.assertIn("Write the leaflet", self.ask("show plan"))

    def test_a_plan_that_nobody_says_yes_to_waits(self):
        for answer, code in ("n\r", 6), ("\x04", 6), ("\x03", 130):
            t = self.run_page("two.json", more=["--approve"])
            t.wait_for(r"Carry out this plan\?")
            t.type(answer)
            self.assertEqual(t.end(), code)
            self.assertIn("STOPPED: approval", self.result())
            self.assertIn("meta-agent approve -o out", self.result())

    def test_the_block_is_not_drawn_more_than_ten_times_a_second(self):
        started = time.monotonic()
        t = self.run_page("slow.json")
        t.wait_for(r"●›guide +documentation +calling +1\.\ds")
        t.type("\x03")
        self.assertEqual(t.end(), 130)
        # Notes and the last picture are drawn at once.
        self.assertLess(t.raw.count("\x1b[J"), 10 * (time.monotonic() - started) + 4)

    def watch(self, columns=80, lines=24, *more, **env):
        return Terminal([self.place.program, "status", "--watch", "-o", "out", *more], self.place.work, columns, lines,
                        {**self.place.env, **env})

    def test_the_speed_of_a_reply_is_seen_here_and_elsewhere(self):
        server = ThreadingHTTPServer(("127.0.0.1", 0), Dripping)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        self.addCleanup(Dripping.end.set)
        Dripping.end.clear()
        task = {"id": "page", "name": "A page", "agent": "devops", "writes": ["**"]}
        (self.place.work / "plan.json").write_text(json.dumps({"summary": "one", "tasks": [task]}))
        t = Terminal([self.place.program, "run", "A page", "-o", "out", "--no-verify", "--plan", "plan.json",
                      "--provider", "openai", "--base-url", f"http://127.0.0.1:{server.server_port}/v1"],
                     self.place.work, 90, 24, {**self.place.env, "OPENAI_API_KEY": "test-key"})
        t.wait_for(r"●›page +devops +calling +\d+\.\ds +~\d{3} tok/s")
        w = self.watch()
        w.wait_for(r"●›page +devops +calling +\d+\.\ds +~\d{3} tok/s")
        Dripping.end.set()
        self.assertEqual(t.end(), 0)
        self.assertEqual(w.end(), 0)
        for seen in t, w:
            self.assertRegex(seen.screen.text(), r"✓›page +devops +completed +\d+\.\ds +2\.0k tok +\$0\.\d+")
        self.assertFalse((self.place.work / "out/.meta-agent/under_way.json").exists())

    def test_resizing_leaves_one_block_and_what_is_above_it(self):
        t = self.run_page("slow.json", 100)
        t.wait_for("●›guide +documentation +calling")
        for columns in 60, 30, 44, 120, 100:
            with self.subTest(columns=columns):
                t.resize(columns)
                seen = len(t.raw)
                t.wait_until(lambda: t.raw.count("\x1b[J", seen) > 1)
                text = t.screen.text()
                self.assertEqual(text.count("●›guide"), 1)
                self.assertEqual(text.count("✓›page"), 1)
                self.assertEqual(text.count("plan            accepted: 2 tasks"), 1)
                self.assertLess(max(map(len, text.splitlines()[-4:])), columns)
        t.type("\x03")
        self.assertEqual(t.end(), 130)

    def test_a_second_ctrl_c_quits_at_once(self):
        t = self.run_page("slow.json")
        t.wait_for("●›guide +documentation +calling")
        # Nothing can be logged while somebody else holds the store: the run cannot stop in order.
        store = sqlite3.connect(self.place.work / "out/.meta-agent/context.db", isolation_level=None)
        self.addCleanup(store.close)
        store.execute("BEGIN EXCLUSIVE")
        t.type("\x03")
        t.wait_for("press Ctrl-C again to quit at once\n")
        t.type("\x03")
        self.assertEqual(t.end(), 130)
        store.execute("ROLLBACK")
        self.assertNotIn("run.interrupted", self.ask("log"))
        self.assertIn("nobody works on it any more", self.ask("status"))

    def ask(self, command):
        return subprocess.run([self.place.program, *command.split(), "-o", "out"], cwd=self.place.work, env=self.place.env,
                              text=True, capture_output=True, check=True).stdout

    def test_another_terminal_shows_the_same_block(self):
        t = self.run_page("slow.json", 100)
        t.wait_for("●›guide +documentation +calling")
        for columns in 100, 60:
            with self.subTest(columns=columns):
                w = self.watch(columns)
                w.wait_for(r"✓ plan +planner.*\n✓›page +devops.*\n●›guide +documen\S+ +calling +\d.*\n\d.* 1 of 2 tasks")
                self.assertLess(max(map(len, w.screen.text().splitlines()[-4:])), columns)
                w.type("\x03")
                self.assertEqual(w.end(), 130)
        w = self.watch(NO_COLOR="1")
        w.wait_for("●›guide +documentation +calling")
        w.resize(30)
        w.wait_for("(?m)^●›guide +calling")
        t.type("\x03")
        self.assertEqual(t.end(), 130)
        self.assertEqual(w.end(), 130)
        self.assertEqual(w.screen.colours, 0)
        self.assertIn("STOPPED: SIGINT\n", w.screen.text())
        self.assertIn("meta-agent resume -o out", w.screen.text())

    def test_watching_ends_with_the_run(self):
        t = self.run_page("brief.json")
        t.wait_for("page +devops +completed")
        w = self.watch()
        self.assertEqual(t.end(), 0)
        self.assertEqual(w.end(), 0)
        self.assertRegex(w.screen.text(), r"✓›guide +documentation +completed .*\n.*2 of 2 tasks")
        self.assertIn("UNVERIFIED: verification was switched off\n", w.screen.text())

    def test_a_stopped_terminal_does_not_hold_the_run_up(self):
        t = self.run_page("brief.json")
        t.wait_for("page +devops +completed")
        t.type("\x13")  # Ctrl-S
        self.assertEqual(self.watch().end(), 0)
        t.type("\x11")  # Ctrl-Q
        self.assertEqual(t.end(), 0)
        self.assertRegex(t.screen.text(), r"✓›guide +documentation +completed .*\n.*2 of 2 tasks")

    def test_watching_a_killed_run_says_that_nobody_works_on_it(self):
        t = self.run_page("slow.json")
        t.wait_for("●›guide +documentation +calling")
        w = self.watch()
        w.wait_for("●›guide +documentation +calling")
        t.kill()
        self.assertEqual(t.end(), -9)
        self.assertEqual(w.end(), 137)
        self.assertIn("NOT FINISHED: working; nobody works on it any more\n", w.screen.text())

    def test_a_dumb_terminal_is_told_lines_of_a_watched_run(self):
        t = self.run_page("two.json")
        self.assertEqual(t.end(), 0)
        w = self.watch(TERM="dumb")
        self.assertEqual(w.end(), 0)
        self.assertNotIn("\x1b", w.raw)
        self.assertIn("guide           started by documentation\n", w.screen.text())

    def test_text_from_models_does_not_command_the_terminal(self):
        # Screen knows the sequences that the program uses and fails on any other; of these only colours might be told.
        t = self.run_page("hostile.json", 120, NO_COLOR="1")
        self.assertEqual(t.end(), 1)
        self.assertIn(r'no agent "ag\x1b]0;owned\x07ent"', t.screen.text())
        self.assertIn(r"model m\x1b[35mine", t.screen.text())
        self.assertRegex(t.screen.text(), r'✗›guide +documentation +failed .* path "\.\./c\\x1b\[31m/d')
        self.assertEqual(t.screen.colours, 0)
        for w in self.watch(120, NO_COLOR="1"), self.watch(TERM="dumb"):
            self.assertEqual(w.end(), 1)
            self.assertEqual(w.screen.colours, 0)
            self.assertNotIn("\x07", w.raw)
        self.assertNotIn("\x07", t.raw)

    def show(self, *what, **env):
        argv = [self.place.program, "show", "-o", "out", *what]
        return Terminal(argv, self.place.work, 100, 24, {**self.place.env, **env})

    def test_a_diff_has_colours_of_ours_alone(self):
        script = json.loads((DATA / "two.json").read_text())
        script["replies"][1]["text"] = script["replies"][1]["text"].replace("Hello", "\x1b[35mHello\x07")
        (self.place.work / "script.json").write_text(json.dumps(script))
        subprocess.run([self.place.program, "run", "Write a page", "-o", "out", "--no-verify", "--script", "script.json"],
                       cwd=self.place.work, env=self.place.env, capture_output=True, check=False)
        t = self.show("--diff", "page")
        self.assertEqual(t.end(), 0)
        self.assertIn("\x1b[32m+<h1>\\x1b[35mHello\\x07</h1>\x1b[m", t.raw)
        self.assertIn("\x1b[36m@@ ", t.raw)
        self.assertNotIn("\x07", t.raw)
        for plain in self.show("--diff", "page", NO_COLOR="1"), self.show("page", TERM="dumb"):
            self.assertEqual(plain.end(), 0)
            self.assertNotIn("\x1b", plain.raw)
            self.assertIn("+<h1>\\x1b[35mHello\\x07</h1>", plain.raw)

    def test_200_tasks_do_not_overflow_the_screen(self):
        tasks = [{"id": f"t{i:03}", "name": "A task", "agent": "devops", "writes": [f"{i}.txt"]} for i in range(200)]
        (self.place.work / "plan.json").write_text(json.dumps({"summary": "many", "tasks": tasks}))
        slow = {"when": "", "text": "=== FILE {{nonce}} x.txt\nx\n=== END {{nonce}}\n", "delay_ms": 600000}
        (self.place.work / "slow.json").write_text(json.dumps({"replies": [slow]}))
        t = Terminal([self.place.program, "run", "Many", "-o", "out", "--no-verify", "-j", "3", "--plan", "plan.json",
                      "--script", "slow.json"], self.place.work, 80, 12, self.place.env)
        t.wait_for(r"● t002 +devops +calling +\d(.*\n)+  and 191 more: \d+ \w+.*\n\d.*s  0 of 200 tasks")
        for busy in "● t000", "● t001", "● t002":
            self.assertIn(busy, t.screen.text().replace("›", " "))
        self.assertLess(len(t.screen.text().splitlines()), 12 + 3)  # two that stay, one of them in two lines
        t.type("\x03")
        self.assertEqual(t.end(), 130)

    def test_a_limited_provider_and_added_tasks_are_seen_here_and_elsewhere(self):
        t = Terminal([self.place.program, "run", "A note box", "-o", "out", "--no-verify", "--plan",
                      str(DATA / "added_plan.json"), "--script", str(DATA / "limited.json")],
                     self.place.work, 110, 24, self.place.env)
        seen = (r"✓›split +architect +completed .*\n·›tests .*\n↻›users +backend +(backoff|delayed) [56]\ds .* \S+.*\n"
                r"·›orders +backend +waiting\n.*1 of 4 tasks")
        t.wait_for(seen)
        w = self.watch(110)
        w.wait_for(seen)
        w.type("\x03")
        self.assertEqual(w.end(), 130)
        self.assertIn("2 tasks added by split\n", t.screen.text())
        t.type("\x03")
        self.assertEqual(t.end(), 130)

    def test_show_makes_control_characters_visible(self):
        t = self.run_page("escapes.json")
        self.assertEqual(t.end(), 0)
        t = Terminal([self.place.program, "show", "page", "-o", "out"], self.place.work, env=self.place.env)
        self.assertEqual(t.end(), 0)
        self.assertIn(r"<h1>\x1b[31mHello</h1>", t.screen.text())
        self.assertNotIn("\x1b", t.raw)


if __name__ == "__main__":
    unittest.main()
