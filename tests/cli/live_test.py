#!/usr/bin/env python3
"""The command line on a terminal: what a person sees, and what Ctrl-C does.

    live_test.py PROGRAM [test names]
"""
import sys
import time
import unittest

from place import DATA, Place
from terminal import Terminal

PROGRAM = sys.argv.pop(1)


class OnATerminal(unittest.TestCase):
    def setUp(self):
        self.place = Place(PROGRAM)
        self.addCleanup(self.place.close)
        self.place.env["TERM"] = "xterm-256color"

    def run_page(self, script, columns=80, lines=24, **env):
        argv = [self.place.program, "run", "Write a page", "-o", "out", "--no-verify", "--script", str(DATA / script)]
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
                rows = t.screen.text().splitlines()
                self.assertLess(max(map(len, rows[-4:])), columns)
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

    def test_the_block_is_not_drawn_more_than_ten_times_a_second(self):
        started = time.monotonic()
        t = self.run_page("slow.json")
        t.wait_for(r"●›guide +documentation +calling +1\.\ds")
        t.type("\x03")
        self.assertEqual(t.end(), 130)
        # Notes and the last picture are drawn at once.
        self.assertLess(t.raw.count("\x1b[J"), 10 * (time.monotonic() - started) + 4)

    def test_show_makes_control_characters_visible(self):
        t = self.run_page("escapes.json")
        self.assertEqual(t.end(), 0)
        t = Terminal([self.place.program, "show", "page", "-o", "out"], self.place.work, env=self.place.env)
        self.assertEqual(t.end(), 0)
        self.assertIn(r"<h1>\x1b[31mHello</h1>", t.screen.text())
        self.assertNotIn("\x1b", t.raw)


if __name__ == "__main__":
    unittest.main()
