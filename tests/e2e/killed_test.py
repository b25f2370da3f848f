#!/usr/bin/env python3
"""kill -9 while a tree is being verified, in each phase: nothing of it runs on, is mounted, or stays behind for good."""
import os
import shutil
import signal
import socket
import threading
import time
import unittest
from pathlib import Path

import world
from world import Test

FOREVER = "4711.5"  # seconds that only the commands of these trees sleep
MAKEFILE = "all:\n\t{build}\ntest: all\n\t{test}\n"
SLEEP = "(setsid sleep " + FOREVER + " &) ; sleep " + FOREVER


class Silent:
    """A registry that takes connections and never answers."""

    def __init__(self):
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        self.asked = threading.Event()
        self.taken = []
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        try:
            while True:
                self.taken.append(self.socket.accept())
                self.asked.set()
        except OSError:
            pass


def command_lines():
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                yield int(entry), Path("/proc", entry, "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            except OSError:
                pass


class Killed(Test):
    def setUp(self):
        super().setUp()
        self.tmp = self.world.dir.parent / "tmp"
        self.tmp.mkdir(mode=0o711)
        for parent in self.tmp.parents:
            if parent.is_relative_to(Path(self.world.temp.name).resolve()):
                parent.chmod(0o711)
        self.world.env["TMPDIR"] = str(self.tmp)

    def wait(self, what, message):
        for _ in range(600):
            if what():
                return
            time.sleep(0.05)
        self.fail(message)

    def running(self, mark):
        return [line for pid, line in command_lines() if mark in line and pid != os.getpid()]

    def kill_when(self, begun, mark, **env):
        live = self.world.start(world.program, "verify", "-o", "tree", **env)
        self.wait(lambda: begun() or live.poll() is not None, "it did not begin")
        self.assertIsNone(live.poll(), "it ended before it was killed")
        live.send_signal(signal.SIGKILL)
        live.communicate()
        self.wait(lambda: not self.running(mark), f"still running: {self.running(mark)}")
        self.assertNotIn(str(self.tmp), Path("/proc/self/mountinfo").read_text())
        self.assert_next_one_sweeps()

    def assert_next_one_sweeps(self):
        """What was left is old enough the next time."""
        for left in self.tmp.iterdir():
            os.utime(left, (1e9, 1e9))
        shutil.rmtree(self.world.dir / "tree")
        self.world.write("tree/README.md", "nothing\n")
        self.assert_exit(self.world.meta_agent("verify", "-o", "tree"), 7)
        self.assertEqual(os.listdir(self.tmp), [])

    def kill_command(self):
        self.kill_when(lambda: len(self.running("sleep " + FOREVER)) >= 2, "sleep " + FOREVER)

    def test_while_it_installs(self):
        silent = Silent()
        self.addCleanup(silent.socket.close)
        self.world.write("tree/requirements.txt", "tiny\n")
        self.kill_when(silent.asked.is_set, "META_AGENT_PACKAGES", PIP_INDEX_URL=silent.url + "/simple")

    def test_while_it_builds(self):
        self.world.write("tree/Makefile", MAKEFILE.format(build=SLEEP, test="true"))
        self.kill_command()

    def test_while_it_tests(self):
        self.world.write("tree/Makefile", MAKEFILE.format(build="true", test=SLEEP))
        self.kill_command()

    def test_while_it_copies(self):
        """The copy is there, and nothing runs yet."""
        for i in range(3000):
            self.world.write(f"tree/d{i // 100}/{i}", "x" * 5000)
        self.kill_when(lambda: any(self.tmp.glob("meta-agent-verify-*/d*")), str(self.tmp))


if __name__ == "__main__":
    world.main()
