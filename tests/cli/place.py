"""Where a test of the command line runs: an empty directory, without the user's keys and settings."""
import os
import tempfile
from pathlib import Path

DATA = Path(__file__).resolve().parent / "data"
KEEP = ("PATH", "LANG", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS", "TSAN_OPTIONS")


class Place:
    def __init__(self, program):
        self.program = str(Path(program).resolve())
        self.temp = tempfile.TemporaryDirectory(prefix="meta-agent-cli-")
        top = Path(self.temp.name).resolve()
        self.work = top / "work"
        self.bin = top / "bin"
        for directory in (self.work, self.bin, top / "home"):
            directory.mkdir()
        (self.bin / "meta-agent").symlink_to(self.program)
        self.env = {name: os.environ[name] for name in KEEP if name in os.environ}
        self.env.update(HOME=str(top / "home"), DATA=str(DATA), TZ="UTC",
                        PATH=f"{self.bin}:{os.environ['PATH']}",
                        META_AGENT_CACHE=str(top / "cache"))

    def close(self):
        self.temp.cleanup()
