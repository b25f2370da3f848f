"""Where an end-to-end test runs: an empty directory, the real program, the real tools, nobody's keys.

    NAME_test.py PROGRAM FAKE_LLM [test names]
"""
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

KEEP = ("PATH", "LANG", "TMPDIR", "NODE_EXTRA_CA_CERTS", "META_AGENT_NODE_DIR",
        "http_proxy", "https_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")
PRIVATE_NODE = "/usr/local/lib/meta-agent/node"
LISTS_AND_TASKS = "Build a todo app with lists, tasks (title, due date, done) and user login"

program = fake_llm = None


class Done:
    """A command that has ended."""

    def __init__(self, argv, code, out, err, took):
        self.argv, self.code, self.out, self.err, self.took = argv, code, out, err, took

    def json(self):
        return json.loads(self.out)

    def __str__(self):
        return (f"\n$ {' '.join(map(str, self.argv))}\nexit {self.code} after {self.took:.1f} s\n"
                f"--- stdout\n{self.out[-6000:]}\n--- stderr\n{self.err[-20000:]}")


def own_settings():
    """What the user's npm is configured with: the tests have a home of their own."""
    env = {name: value for name, value in os.environ.items()
           if name in KEEP or name.lower() in ("npm_config_registry", "npm_config_cafile")}
    npmrc = Path.home() / ".npmrc"
    if npmrc.exists():
        env["npm_config_userconfig"] = str(npmrc)
    return env


class World:
    def __init__(self):
        self.temp = tempfile.TemporaryDirectory(prefix="meta-agent-e2e-")
        top = Path(self.temp.name).resolve()
        self.home, self.dir = top / "home", top / "work"
        for directory in (self.home, self.dir):
            directory.mkdir()
        self.env = {**own_settings(), "HOME": str(self.home), "TZ": "UTC",
                    "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_NOSYSTEM": "1",
                    "GIT_AUTHOR_NAME": "Somebody", "GIT_AUTHOR_EMAIL": "somebody@localhost",
                    "GIT_COMMITTER_NAME": "Somebody", "GIT_COMMITTER_EMAIL": "somebody@localhost"}

    def close(self):
        self.temp.cleanup()

    def call(self, *argv, timeout=120, cwd=None, **env):
        """Run a command to its end; what it started ends with it when the time is over."""
        started = time.monotonic()
        p = self.start(*argv, cwd=cwd, **env)
        try:
            out, err = p.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            os.killpg(p.pid, signal.SIGKILL)
            out, err = p.communicate()
            err += f"\n(killed after {timeout} s)"
        return Done(argv, p.returncode, out, err, time.monotonic() - started)

    def start(self, *argv, cwd=None, **env):
        return subprocess.Popen(list(map(str, argv)), cwd=cwd or self.dir, env={**self.env, **env}, text=True,
                                errors="replace", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, start_new_session=True)

    def meta_agent(self, *args, timeout=120, **env):
        return self.call(program, *args, timeout=timeout, **env)

    def git(self, repo, *args):
        done = self.call("git", "-C", repo, *args)
        if done.code != 0:
            raise AssertionError(str(done))
        return done.out.strip()

    def write(self, name, content):
        path = self.dir / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return path

    def repository(self, name):
        """Somebody's own, with one commit."""
        repo = self.dir / name
        self.write(f"{name}/notes.txt", "mine\n")
        self.git(repo, "init", "--quiet", "--initial-branch=trunk")
        self.git(repo, "add", ".")
        self.git(repo, "commit", "--quiet", "--message=Notes")
        return repo


class Test(unittest.TestCase):
    """A test in a world of its own."""

    def setUp(self):
        self.world = World()
        self.addCleanup(self.world.close)

    def assert_exit(self, done, code):
        self.assertEqual(done.code, code, str(done))
        return done

    def run_agent(self, code, *args, **more):
        return self.assert_exit(self.world.meta_agent("run", *args, **more), code)


def world_of_module(name, missing):
    """A world, and a directory for packages on a disk, for all tests of a file; they are skipped where missing(world) says why."""
    here = World()
    unittest.addModuleCleanup(here.close)
    why = missing(here)
    if why:
        raise unittest.SkipTest(why)
    room = Path(tempfile.mkdtemp(prefix=f"meta-agent-{name}-", dir="/var/tmp"))
    unittest.addModuleCleanup(shutil.rmtree, room)
    return here, room


def wait_until(condition, seconds, what):
    """Poll until condition() is true; what it said goes into the failure."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        answer = condition()
        if answer:
            return answer
        time.sleep(0.05)
    raise AssertionError(f"waited {seconds} s for {what() if callable(what) else what}")


def picture(directory):
    """Every file below a directory with its mode and content, but for the state of meta-agent."""
    return {str(p.relative_to(directory)): (p.lstat().st_mode, p.read_bytes() if p.is_file() else b"")
            for p in sorted(Path(directory).rglob("*")) if ".meta-agent" not in p.parts}


def as_user(uid):
    return ["setpriv", "--reuid", str(uid), "--regid", str(uid), "--clear-groups", "--no-new-privs"]


def hiding(*paths):
    """A prefix for a command that shall not find these programs (files) and directories."""
    argv = ["bwrap", "--dev-bind", "/", "/"] + (["--cap-add", "ALL"] if os.geteuid() == 0 else [])
    for path in sorted({os.path.realpath(p) for p in paths if os.path.exists(p)}):
        argv += ["--tmpfs", path] if os.path.isdir(path) else ["--ro-bind", "/dev/null", path]
    return argv + ["--"]


DENY = """
import ctypes, os, struct, sys
allow, deny = 0x7FFF0000, 0x00050000 | 1
calls = [int(n) for n in sys.argv[1].split(",")]
code = struct.pack("HBBI", 0x20, 0, 0, 0)
for left, call in zip(range(len(calls), 0, -1), calls):
    code += struct.pack("HBBI", 0x15, left, 0, call)
code += struct.pack("HBBI", 6, 0, 0, allow) + struct.pack("HBBI", 6, 0, 0, deny)
filter = ctypes.create_string_buffer(code)
program = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(filter)))
prctl = ctypes.CDLL(None, use_errno=True).prctl
if prctl(38, 1, 0, 0, 0) or prctl(22, 2, program, 0, 0):
    sys.exit(f"no filter: {ctypes.get_errno()}")
os.execvp(sys.argv[2], sys.argv[2:])
"""
LANDLOCK_CREATE_RULESET = 444  # on every machine


def denying(*calls):
    """A prefix for a command on whose machine these system calls, by their numbers, are not permitted."""
    return [sys.executable, "-c", DENY, ",".join(map(str, calls))]


def everywhere(name):
    """Every place where a program of that name could be found."""
    dirs = os.environ["PATH"].split(":") + ["/usr/local/bin", "/usr/bin", "/bin"]
    return [os.path.join(d, name) for d in dirs]


def node_bin():
    """The directory of a Node.js that generated apps run on, as the program itself looks for it."""
    dirs = [os.environ.get("META_AGENT_NODE_DIR", "/nonexistent") + "/bin", *os.environ["PATH"].split(":"),
            PRIVATE_NODE + "/bin", str(Path.home() / ".local/share/meta-agent/node/bin")]
    for directory in dirs:
        node = shutil.which("node", path=directory)
        if node and shutil.which("npm", path=directory):
            version = subprocess.run([node, "-p", "process.versions.node"], capture_output=True, text=True,
                                     check=False).stdout.strip().split(".")
            if len(version) == 3 and (int(version[0]), int(version[1])) >= (20, 19):
                return directory
    raise AssertionError("there is no Node.js 20.19 or newer with npm: run `make deps`")


TINY_PACKAGE = '{"name":"tiny","version":"1.0.0","private":true,"type":"module","scripts":{"test":"node --test"}}\n'
TINY_TEST = """import assert from "node:assert";
import test from "node:test";
import { double } from "./double.js";

test("two and two", () => assert.equal(double(2), 4));
test("nothing", () => assert.equal(double(0), 0));
"""


def block(path, content):
    return "=== FILE {{nonce}} " + path + "\n" + content + "=== END {{nonce}}\n"


def tiny_replies():
    """A script that makes a package without dependencies, which can be verified without a registry."""
    plan = {"summary": "A tiny package", "tasks": [
        {"id": "code", "name": "Write the code", "agent": "backend", "writes": ["**"]},
        {"id": "checks", "name": "Write the tests", "agent": "testing", "depends_on": ["code"], "writes": ["**"]}]}
    return [
        {"when": '<task id="plan"', "text": json.dumps(plan), "usage": {"input": 1200, "output": 80}},
        {"when": '<task id="code"', "usage": {"input": 900, "output": 70},
         "text": block("package.json", TINY_PACKAGE) + block("double.js", "export const double = (n) => n + n;\n")},
        {"when": '<task id="checks"', "usage": {"input": 950, "output": 60},
         "text": block("double.test.js", TINY_TEST)}]


def main():
    """Exit 77, which is "skipped", when every test was."""
    global program, fake_llm
    program, fake_llm = (str(Path(p).resolve()) for p in (sys.argv.pop(1), sys.argv.pop(1)))
    ended = unittest.main(verbosity=2, exit=False).result
    if not ended.wasSuccessful():
        sys.exit(1)
    sys.exit(77 if ended.testsRun > 0 and len(ended.skipped) == ended.testsRun else 0)
