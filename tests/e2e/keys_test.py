#!/usr/bin/env python3
"""A key that is searched for in everything a run leaves behind, says, and gives to its children."""
import json
import re

import world
from providers_test import Server
from world import TINY_PACKAGE, TINY_TEST, Test, block

CANARY = "AIzaSyCANARY-4f1c9b2e77-0123456789abcdef"

# What a child sees: its own environment, and what every process was started with.
SPY = """import fs from "node:fs";
import test from "node:test";

const read = (path) => {
  try {
    return fs.readFileSync(path, "utf8");
  } catch {
    return "";
  }
};

test("spy", () => {
  const pids = fs.readdirSync("/proc").filter((name) => /^[0-9]+$/.test(name));
  const seen = { own: { ...process.env }, argv: pids.map((pid) => read(`/proc/${pid}/cmdline`)) };
  try {
    fs.writeFileSync("SEEN", JSON.stringify(seen));
  } catch {
    console.log("confined");
  }
  console.log(JSON.stringify(seen));
});
"""


def replies(seen):
    plan = {"summary": "A tiny package", "tasks": [{"id": "code", "name": "Write", "agent": "backend", "writes": ["**"]}]}
    text = block("package.json", TINY_PACKAGE) + block("double.test.js", TINY_TEST) + block("spy.test.js", SPY.replace("SEEN", str(seen))) + \
        block("double.js", "export const double = (n) => n + n;\n")
    busy = {"error": {"code": 503, "status": "UNAVAILABLE", "message": "busy for the key {{key}}"}}
    return [{"class": "overload", "times": 1, "wire": {"status": 503, "body": busy}},
            {"when": '<task id="plan"', "text": json.dumps(plan)},
            {"when": '<task id="code"', "text": text}]


class Canary(Test):
    def setUp(self):
        super().setUp()
        self.seen = self.world.dir / "seen.json"

    def play(self, code, *more, **env):
        """A run whose key is known to nobody but the server; then everything there is to search."""
        w = self.world
        server = Server(w, replies(self.seen))
        self.addCleanup(server.close)
        run = self.run_agent(code, "Write a package", "-o", "out", "--provider", "gemini", "--record", "tape", *more,
                             GEMINI_BASE_URL=server.url, **env)
        texts = {"run": run.out + run.err}
        for command in (["log"], ["log", "--json"], ["status"], ["status", "--json"], ["show", "report"],
                        ["show", "plan"], ["show", "code"], ["runs", "--json"]):
            done = w.meta_agent(*command, "-o", "out", **env)
            texts[" ".join(command)] = done.out + done.err
        for blob in set(re.findall(r"\b[0-9a-f]{64}\b", texts["log --json"])):
            texts[blob] = w.meta_agent("show", blob, "-o", "out", **env).out
        self.assertTrue(any("=== FILE" in text for text in texts.values()))
        texts["models"] = str(w.meta_agent("models", "--json", **env))
        texts["git"] = w.git(w.dir / "out", "log", "--all", "--patch", "--format=raw")
        self.assertIn("busy for the key", run.err)
        requests = server.requests()
        self.assertGreaterEqual(len(requests), 3)
        for request in requests:
            self.assertIn(CANARY, request)  # it was there to be lost
            self.assertEqual(request.count(CANARY), 1)
        return texts

    def search(self, texts, *sources):
        w = self.world
        known = {w.dir / name for name in ("requests", *sources)}
        places = {str(p): p.read_bytes() for top in (w.dir, w.home) for p in top.rglob("*")
                  if p.is_file() and p not in known}
        self.assertTrue(any(name.endswith("context.db") for name in places))
        self.assertIn(str(w.dir / "tape"), places)
        places |= {name: text.encode() for name, text in texts.items()}
        self.assertEqual([name for name, text in places.items() if CANARY.encode() in text], [])

    def assert_the_child_looked(self):
        seen = json.loads(self.seen.read_text())
        self.assertIn("PATH", seen["own"])
        self.assertTrue(any("meta-agent" in line for line in seen["argv"]))
        self.assertEqual([name for name in seen["own"] if "API_KEY" in name], [])

    def test_a_key_of_the_environment_is_nowhere(self):
        texts = self.play(7, "--sandbox", "off", GEMINI_API_KEY=CANARY)
        self.assert_the_child_looked()
        self.search(texts)

    def test_a_key_of_a_file_is_nowhere(self):
        path = self.world.write("key", CANARY + "\n")
        path.chmod(0o600)
        texts = self.play(7, "--sandbox", "off", GEMINI_API_KEY_FILE=str(path))
        self.assert_the_child_looked()
        self.search(texts, "key")

    def test_a_key_of_a_dotenv_is_nowhere(self):
        path = self.world.write(".env", f"PORT=1\nGEMINI_API_KEY='{CANARY}'\n")
        path.chmod(0o600)
        texts = self.play(7, "--sandbox", "off")
        self.assert_the_child_looked()
        self.search(texts, ".env")

    def test_the_sandbox_sees_none_either(self):
        self.search(self.play(0, GEMINI_API_KEY=CANARY))

    def test_a_single_call_tells_none_and_obeys_the_hint(self):
        w = self.world
        limit = {"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "slow down, {{key}}", "details": [
            {"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "3s"}]}}
        server = Server(w, [{"times": 1, "class": "rate", "wire": {"status": 429, "body": limit}},
                            {"when": "ship", "text": "Argo", "usage": {"input": 9, "output": 2}},
                            {"class": "auth", "wire": {"status": 401, "body": {"error": {"message": "not {{key}}"}}}}])
        self.addCleanup(server.close)
        env = {"GEMINI_API_KEY": CANARY, "GEMINI_BASE_URL": server.url}
        done = self.assert_exit(w.meta_agent("generate", "Name a ship", "--json", **env), 0)
        self.assertGreaterEqual(done.took, 3)
        self.assertRegex(done.err, r"attempt 2 in 3\.\d s: .*slow down")
        answer = done.json()
        self.assertEqual((answer["text"], answer["finish"], answer["provider"], answer["attempts"]),
                         ("Argo", "stop", "gemini", 2))
        wrong = self.assert_exit(w.meta_agent("generate", "Name a boat", "--stream", **env), 3)
        self.assertEqual(wrong.out, "")
        self.assertEqual(len(server.requests()), 3)
        self.assertNotIn(CANARY, f"{done}{wrong}")
        self.assertEqual(sorted(p.name for p in w.dir.iterdir()), ["requests", "script.json"])


if __name__ == "__main__":
    world.main()
