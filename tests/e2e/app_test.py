#!/usr/bin/env python3
"""The main job for real: prompts become apps that are verified, that start, and that work."""
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import unittest
import urllib.error
import urllib.request
from pathlib import Path

import world
from world import LISTS_AND_TASKS, node_bin, wait_until

OTHERS = [("recipes", "Build a recipe box with ingredients and user login"),
          ("books", "Build a book library with books and authors, without login"),
          ("inventory", "Build an inventory app with products, suppliers and warehouses")]


def setUpModule():
    """One app, generated and verified once; one installation of its packages."""
    global here, ran, out, tree, room
    here, room = world.world_of_module("e2e", registry_is_missing)
    room.chmod(0o755)  # the sandbox's user has to get through
    ran = here.meta_agent("run", LISTS_AND_TASKS, "-o", "out/todo", timeout=400, TMPDIR=str(room))
    for evidence in re.findall(r"meta-agent (show \S+) ", ran.out):
        ran.err += here.meta_agent(*evidence.split(), "-o", "out/todo").out[-20000:]
    out, tree = here.dir / "out/todo", here.dir / "copy"


def npm_in(place, cwd, *args, timeout=300, **env):
    bin_dir = node_bin()
    # The user's own package cache: a second run of the tests downloads nothing.
    return place.call("npm", *args, cwd=cwd, timeout=timeout, PATH=f"{bin_dir}:{os.environ['PATH']}",
                      npm_config_cache=str(Path.home() / ".npm"), npm_config_update_notifier="false", **env)


def npm(*args, cwd=None, **env):
    return npm_in(here, cwd or tree, *args, **env)


def registry_is_missing(place):
    """Why nothing can be installed, or nothing."""
    place.write("ping/package.json", "{}")
    ping = npm_in(place, place.dir / "ping", "view", "express", "version", timeout=60, npm_config_fetch_retries="0")
    return ping.code != 0 and "the package registry cannot be reached: " + ping.err.strip().splitlines()[-1]


def installed():
    """A copy of the app with its packages, as whoever follows the program's words has it."""
    if not (tree / "node_modules").exists():
        here.git(here.dir, "clone", "--quiet", out, tree)
        done = npm("install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline")
        if done.code != 0:
            shutil.rmtree(tree)
            raise AssertionError(str(done))
    return tree


class Verified(unittest.TestCase):
    def status(self):
        done = here.meta_agent("status", "-o", out, "--json")
        self.assertEqual(done.code, 0, str(done))
        return done.json()

    def log(self):
        done = here.meta_agent("log", "-o", out, "--json")
        return [json.loads(line) for line in done.out.splitlines()]

    def test_the_run_is_verified(self):
        self.assertEqual(ran.code, 0, str(ran))
        self.assertEqual(ran.out.splitlines()[0], "VERIFIED", str(ran))
        self.assertIn("the offline provider answers", ran.err)
        self.assertIn("sandbox: bubblewrap", ran.out)

    def test_the_end_says_how_to_start_it(self):
        self.assertRegex(ran.out, r"\nStart it:\n  cd out/todo && .*npm install\n  .*npm run dev\n$")

    def test_only_what_the_prompt_names_is_built(self):
        entities = sorted(p.stem for p in (out / "backend/src/entities").glob("*.ts"))
        self.assertEqual([e for e in entities if e != "index"], ["lists", "tasks"])

    def test_every_task_is_a_commit_with_its_trailers(self):
        status = self.status()
        keys = "Meta-Agent-Run,Meta-Agent-Task,Meta-Agent-Model"
        shape = "%H" + "".join(f"|%(trailers:key={k},valueonly,separator=%x2C)" for k in keys.split(","))
        rows = [line.split("|") for line in here.git(out, "log", f"--format={shape}").splitlines()]
        self.assertEqual(sorted((r[0], r[2]) for r in rows), sorted((w["commit"], w["task"]) for w in status["work"]))
        self.assertEqual({(r[1], r[3]) for r in rows}, {(status["run"], "offline-1")})
        self.assertEqual(rows[0][0], status["commit"])

    def test_the_repository_is_clean_and_sound(self):
        self.assertEqual(here.git(out, "status", "--porcelain"), "")
        self.assertEqual(here.git(out, "rev-parse", "--abbrev-ref", "HEAD"), "main")
        fsck = here.call("git", "-C", out, "fsck", "--strict", "--no-dangling")
        self.assertEqual((fsck.code, fsck.out), (0, ""), str(fsck))
        for name in here.git(out, "ls-files").splitlines():
            self.assertNotIn("node_modules", name)

    def test_status_agrees_with_itself_the_log_and_git(self):
        s, log = self.status(), self.log()
        self.assertEqual((s["verdict"], s["phase"], s["exit"], s["interrupted"]), ("verified", "finished", 0, False))
        self.assertEqual(s["prompt"], LISTS_AND_TASKS)
        self.assertEqual(s["tasks"]["total"], s["tasks"]["completed"])
        self.assertEqual(s["tasks"]["total"], len(s["work"]))
        self.assertEqual(s["commit"], here.git(out, "rev-parse", "HEAD"))
        replies = [e for e in log if e["kind"] == "call.replied"]
        self.assertEqual(s["calls"], len(replies))
        for key, field in (("input", "input_tokens"), ("output", "output_tokens")):
            self.assertEqual(s["usage"][key], sum(e.get(field, 0) for e in replies))
        self.assertEqual(s["cost_usd"], 0)

    def test_every_check_passed_and_tests_were_counted(self):
        checks = self.status()["checks"]
        self.assertEqual([c["phase"] for c in checks], ["install", "lint", "typecheck", "build", "test", "test", "smoke"])
        self.assertEqual({(c["state"], c["exit"]) for c in checks}, {("passed", 0)})
        self.assertEqual([c["package"] for c in checks[4:6]], ["backend", "frontend"])
        for tests in (c["tests"] for c in checks[4:6]):
            self.assertGreater(tests["passed"], 10)
            self.assertEqual((tests["failed"], tests["skipped"]), (0, 0))
            self.assertIn(f"{tests['passed']} of {tests['passed']} tests", ran.out)

    def test_the_log_is_numbered_without_gaps(self):
        log = self.log()
        self.assertEqual([e["seq"] for e in log], list(range(1, len(log) + 1)))
        self.assertEqual((log[0]["kind"], log[-1]["kind"]), ("run.started", "run.finished"))
        self.assertEqual([e["at"] for e in log], sorted(e["at"] for e in log))
        text = here.meta_agent("log", "-o", out).out.splitlines()
        self.assertEqual([int(line.split()[0]) for line in text], list(range(1, len(log) + 1)))

    def test_show_gives_a_tasks_request_reply_and_diff(self):
        done = here.meta_agent("show", "backend", "-o", out)
        self.assertEqual(done.code, 0, str(done))
        for part in ("--- system\n", "--- request\n", "--- reply\n", "=== FILE ", "+++ b/backend/src/server.ts"):
            self.assertIn(part, done.out)
        plan = here.meta_agent("show", "plan", "-o", out).json()
        self.assertEqual({t["id"] for t in plan["tasks"]}, {w["task"] for w in self.status()["work"]})

    def test_progress_is_told_in_the_order_of_events(self):
        told = [line[10:] for line in ran.err.splitlines() if re.match(r"\d\d:\d\d:\d\d  ", line)]
        for phase, after in (("install", "lint"), ("lint", "typecheck"), ("typecheck", "build"), ("build", "test"), ("test", "smoke")):
            ended = next(i for i, line in enumerate(told) if re.match(rf"{phase} .*passed in", line))
            begun = next(i for i, line in enumerate(told) if re.match(rf"{after} .*npm ", line))
            self.assertLess(ended, begun, str(ran))

    def test_nothing_is_left_behind(self):
        self.assertEqual(list(room.glob("meta-agent-*")), [])  # node keeps a compile cache beside


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def ask(url, body=None, token=None):
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    request = urllib.request.Request(url, json.dumps(body).encode() if body is not None else None, headers)
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=10) as answer:
            return answer.status, answer.headers.get_content_type(), answer.read().decode()
    except urllib.error.HTTPError as e:
        return e.code, e.headers.get_content_type(), e.read().decode()


def answers(url):
    try:
        return ask(url)[0] == 200
    except OSError:
        return False


def processes_in(directory):
    """Who works there: a process counts by its working directory."""
    found = []
    for proc in Path("/proc").glob("[0-9]*"):
        try:
            where = os.readlink(proc / "cwd")
            words = (proc / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:  # it has ended
            continue
        if Path(where).is_relative_to(directory):
            found.append((int(proc.name), words))
    return found


class Started(unittest.TestCase):
    """The commands that the program names, and those that the app's README names."""

    def setUp(self):
        self.copy = installed()
        shutil.rmtree(self.copy / "data", ignore_errors=True)
        self.port = free_port()
        self.api = f"http://127.0.0.1:{self.port}/api"

    def begin(self, *command):
        self.printed = here.dir / "printed"
        with open(self.printed, "w", encoding="utf-8") as f:
            env = {**here.env, "PORT": str(self.port), "PATH": f"{node_bin()}:{os.environ['PATH']}", "NO_COLOR": "1"}
            self.app = subprocess.Popen(command, cwd=self.copy, env=env, stdin=subprocess.DEVNULL, stdout=f,
                                        stderr=subprocess.STDOUT, start_new_session=True)
        self.addCleanup(self.kill)
        wait_until(lambda: answers(self.api + "/health") or self.died(), 60, self.what)

    def died(self):
        if self.app.poll() is not None:
            raise AssertionError(f"it ended with {self.app.returncode}\n{self.printed.read_text()}")

    def what(self):
        return "the app\n" + self.printed.read_text()

    def kill(self):
        for pid, _ in processes_in(self.copy):
            os.kill(pid, signal.SIGKILL)
        self.app.wait(timeout=10)

    def stop(self, seconds=60):
        os.killpg(self.app.pid, signal.SIGINT)  # as Ctrl-C does
        wait_until(lambda: not processes_in(self.copy), seconds, lambda: f"the end of {processes_in(self.copy)}")
        self.assertFalse(answers(self.api + "/health"))

    def ask(self, path, body=None, token=None, base=None):
        url = (base or self.api) + path
        status, kind, text = ask(url, body, token) if not base else wait_until(
            lambda: a if (a := ask(url, body, token))[0] < 500 else None, 30, self.what)
        self.assertEqual(kind, "application/json", text)
        return status, json.loads(text)

    def use(self, base=None):
        """What a user does first. In development the API may be restarting: its proxy then says so."""
        status, joined = self.ask("/auth/register", {"name": "Ada", "email": "ada@example.com",
                                                     "password": "correct horse"}, base=base)
        self.assertEqual(status, 201, joined)
        token = joined["token"]
        status, made = self.ask("/lists", {"name": "Home"}, token, base)
        self.assertEqual(status, 201, made)
        task = {"title": "Water the plants", "dueDate": "2030-02-28", "done": False, "listId": made["id"]}
        status, added = self.ask("/tasks", task, token, base)
        self.assertEqual(status, 201, added)
        status, read = self.ask(f"/tasks/{added['id']}", None, token, base)
        self.assertEqual(status, 200, read)
        self.assertEqual({key: read[key] for key in task}, task)
        status, listed = self.ask(f"/tasks?listId={made['id']}", None, token, base)
        self.assertEqual((status, len(listed.get("items", listed) if isinstance(listed, dict) else listed)), (200, 1))
        return token

    def test_npm_run_dev_serves_the_page_and_the_api(self):
        self.begin("npm", "run", "dev")
        shown = wait_until(lambda: re.search(r"http://localhost:(\d+)/", self.printed.read_text().replace(
            f"http://localhost:{self.port}", "")), 30, self.what)
        page = f"http://localhost:{shown[1]}"
        wait_until(lambda: answers(page), 30, self.what)
        status, kind, text = ask(page)
        self.assertEqual((status, kind), (200, "text/html"))
        self.assertIn('<div id="root">', text)
        self.use(page + "/api")
        self.stop()

    def test_npm_run_build_and_npm_start_serve_both(self):
        done = npm("run", "build")
        self.assertEqual(done.code, 0, str(done))
        self.begin("npm", "start")
        token = self.use()
        self.assertEqual(self.ask("/lists")[0], 401)
        self.assertEqual(self.ask("/lists", {"name": ""}, token)[0], 400)
        self.assertEqual(self.ask("/nothing", None, token)[0], 404)
        self.assertEqual(self.ask("/auth/login", {"email": "ada@example.com", "password": "wrong horse"})[0], 401)
        status, kind, text = ask(f"http://127.0.0.1:{self.port}/lists")
        self.assertEqual((status, kind), (200, "text/html"))
        self.assertIn('<div id="root">', text)
        with socket.create_connection(("127.0.0.1", self.port)):  # as a browser does, which has asked nothing yet
            self.stop(30)


class Typed(unittest.TestCase):
    """Other prompts: their code holds together under strict types, with the packages of the first app."""

    def generate(self, prompt, name):
        done = here.meta_agent("run", prompt, "-o", name, "--no-verify")
        self.assertEqual(done.code, 0, str(done))
        return here.dir / name

    def test_other_prompts_pass_the_type_check(self):
        for name, prompt in OTHERS:
            with self.subTest(prompt):
                app = self.generate(prompt, name)
                ours, theirs = (json.loads((d / "backend/package.json").read_text()) for d in (app, installed()))
                self.assertLessEqual(ours["dependencies"].items(), theirs["dependencies"].items())
                for part in ("", "backend", "frontend"):
                    if (tree / part / "node_modules").exists():
                        (app / part / "node_modules").symlink_to(tree / part / "node_modules")
                done = npm("run", "typecheck", cwd=app)
                self.assertEqual(done.code, 0, str(done))

    def test_a_login_is_there_only_where_it_is_asked_for(self):
        with_login = self.generate(OTHERS[0][1], "with")
        without = self.generate(OTHERS[1][1], "without")
        self.assertTrue((with_login / "backend/src/auth").exists())
        self.assertFalse((without / "backend/src/auth").exists())
        self.assertNotIn("token", (without / "README.md").read_text())

    def test_the_same_prompt_gives_the_same_tree(self):
        first, second = (self.generate(OTHERS[0][1], name) for name in ("first", "second"))
        trees = {here.git(repo, "rev-parse", "HEAD^{tree}") for repo in (first, second)}
        self.assertEqual(len(trees), 1)
        self.assertNotEqual(here.git(first, "rev-parse", "HEAD"), here.git(second, "rev-parse", "HEAD"))


if __name__ == "__main__":
    world.main()
