"""A program on a terminal of its own, and the screen as a person would see it."""
import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
import unicodedata

PATIENCE = 60  # seconds until a wait is given up: only reached by a failure
SEQUENCE = re.compile(r"\x1b\[(\??\d*(?:;\d+)*)([A-Za-z])")


def columns_of(char):
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


class Screen:
    """What the escape sequences that the program uses do; any other is an error.

    Lines that have become longer than the screen is wide are folded, as terminals do.
    """

    def __init__(self, columns):
        self.columns = columns
        self.lines = [""]
        self.row = self.column = 0
        self.colours = 0
        self.rest = ""
        self.widest = 0

    def feed(self, text):
        text = self.rest + text
        at = 0
        while at < len(text):
            if text[at] == "\x1b":
                match = SEQUENCE.match(text, at)
                if not match:
                    break
                self.obey(match[1], match[2])
                at = match.end()
            else:
                self.put(text[at])
                at += 1
        self.rest = text[at:]
        assert len(self.rest) < 16, f"an unknown sequence: {self.rest!r}"

    def obey(self, number, letter):
        if letter == "A":
            self.go_up(int(number or 1))
        elif letter == "K" and not number:
            self.lines[self.row] = self.lines[self.row][:self.column]
        elif letter == "J" and not number:
            self.lines[self.row] = self.lines[self.row][:self.column]
            del self.lines[self.row + 1:]
        elif letter == "m":
            self.colours += 1
        else:
            raise AssertionError(f"an unknown sequence: {number}{letter}")

    def height(self, line):
        return max(1, -(-len(line.rstrip()) // self.columns))

    def go_up(self, rows):
        rows -= self.column // self.columns
        while rows > 0 and self.row > 0:
            self.row -= 1
            rows -= self.height(self.lines[self.row])
        self.column = max(0, -rows) * self.columns + self.column % self.columns

    def put(self, char):
        if char == "\r":
            self.column -= self.column % self.columns
        elif char == "\n":
            self.row += 1
            self.column = 0
            if self.row == len(self.lines):
                self.lines.append("")
        else:
            line = self.lines[self.row].ljust(self.column)
            self.lines[self.row] = line[:self.column] + char + line[self.column + 1:]
            self.column += 1
            self.widest = max(self.widest, sum(map(columns_of, self.lines[self.row])))

    def text(self):
        return "\n".join(line.rstrip() for line in self.lines).rstrip("\n")


class Terminal:
    """Runs argv; its stdout goes to the file `out` where one is named, else to the screen."""

    def __init__(self, argv, cwd, columns=80, lines=24, env=None, out=None):
        self.screen = Screen(columns)
        self.raw = ""
        self.decoder = __import__("codecs").getincrementaldecoder("utf-8")()
        self.pid, self.fd = pty.fork()
        if self.pid == 0:
            self.become(argv, cwd, columns, lines, env, out)

    @staticmethod
    def become(argv, cwd, columns, lines, env, out):
        try:
            fcntl.ioctl(2, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))
            os.chdir(cwd)
            if out:
                os.dup2(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o666), 1)
            os.execve(argv[0], argv, env)
        finally:
            os._exit(127)

    def read(self, seconds):
        """Whether there may be more."""
        ready, _, _ = select.select([self.fd], [], [], seconds)
        if not ready:
            raise AssertionError(f"nothing more came; the screen:\n{self.screen.text()}")
        try:
            data = os.read(self.fd, 65536)
        except OSError:  # the other end is closed
            return False
        text = self.decoder.decode(data)
        self.raw += text
        self.screen.feed(text)
        return bool(data)

    def wait_until(self, holds, what="what was waited for"):
        until = time.monotonic() + PATIENCE
        while not holds():
            if not self.read(max(0, until - time.monotonic())):
                raise AssertionError(f"it ended without {what}:\n{self.screen.text()}")

    def wait_for(self, pattern):
        """Until the screen shows it."""
        self.wait_until(lambda: re.search(pattern, self.screen.text()), repr(pattern))

    def resize(self, columns, lines=24):
        self.screen.columns = columns
        fcntl.ioctl(self.fd, termios.TIOCSWINSZ, struct.pack("HHHH", lines, columns, 0, 0))

    def type(self, keys):
        os.write(self.fd, keys.encode())

    def end(self):
        """Wait for its end: the exit code, or minus the signal."""
        until = time.monotonic() + PATIENCE
        while self.read(max(0, until - time.monotonic())):
            pass
        os.close(self.fd)
        status = os.waitpid(self.pid, 0)[1]
        return os.waitstatus_to_exitcode(status)

    def kill(self):
        os.kill(self.pid, signal.SIGKILL)
