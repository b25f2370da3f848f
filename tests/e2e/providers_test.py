#!/usr/bin/env python3
"""Whole runs through the HTTP clients of Gemini, OpenAI and Anthropic, against the server on the loopback."""
import json
import re
import signal

import world
from world import Test, tiny_replies

CANARY = "canary-4f1c9b2e77-key"


class Server:
    def __init__(self, w, replies):
        self.log = w.dir / "requests"
        self.process = w.start(world.fake_llm, w.write("script.json", {"replies": replies}), 1000, 100, self.log)
        self.url = f"http://127.0.0.1:{int(self.process.stdout.readline())}"

    def requests(self):
        """It writes them down when it ends."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=10)
        return re.split(r"(?m)^== \d+\n", self.log.read_text(errors="replace"))[1:]

    def close(self):
        if self.process.poll() is None:
            self.process.kill()
        self.process.communicate()


class Dialect:
    """What holds for every provider that is asked over HTTP."""

    name = key = url = header = path = None
    busy = 503

    def serve(self, *first):
        self.server = Server(self.world, [*first, *tiny_replies()])
        self.addCleanup(self.server.close)

    def ask(self, code, *more, **env):
        env = {self.key: CANARY, self.url: self.server.url + self.base, **env}
        return self.run_agent(code, "Write a package", "-o", "out", *more, **env)

    def log(self):
        done = self.world.meta_agent("log", "-o", "out", "--json")
        return [json.loads(line) for line in done.out.splitlines()]

    def assert_key_is_nowhere(self, *texts):
        out = self.world.dir / "out"
        places = {str(p): p.read_bytes() for p in out.rglob("*") if p.is_file()}
        places["git"] = self.world.git(out, "log", "--all", "--patch", "--format=raw").encode()
        for command in (["log", "--json"], ["status", "--json"], ["show", "plan"]):
            places[" ".join(command)] = self.world.meta_agent(*command, "-o", out).out.encode()
        places |= {f"text {i}": str(text).encode() for i, text in enumerate(texts)}
        self.assertEqual([place for place, text in places.items() if CANARY.encode() in text], [])

    def test_a_run_is_verified(self):
        self.serve()
        done = self.ask(0)
        self.assertRegex(done.out, r"\AVERIFIED\n")
        self.assertRegex(done.out, r"test .* 2 of 2 tests")
        self.assertNotIn("offline provider", done.err)
        self.assertIn(f"provider {self.name}", done.err)
        self.assertRegex(done.out, r"tokens    3,050 in, 210 out, 3 calls\n")
        self.assert_key_is_nowhere(done)
        requests = self.server.requests()
        self.assertEqual(len(requests), 3)
        for request in requests:
            self.assertIn(self.path, request.splitlines()[0])
            self.assertIn(f"\n{self.header}{CANARY}".lower(), request.replace("\r", "").lower())

    def test_a_wrong_key_ends_the_run_as_a_matter_of_configuration(self):
        self.serve({"class": "auth"})
        done = self.ask(3, "--no-verify")
        self.assertIn("key", done.out.splitlines()[0])
        self.assert_key_is_nowhere(done)
        self.assertEqual(len(self.server.requests()), 1)

    def test_an_overloaded_server_is_asked_again(self):
        self.serve({"when": '<task id="code"', "class": "overload", "times": 2})
        done = self.ask(0, "--no-verify")
        self.assertEqual(len(self.server.requests()), 5)
        failed = [e for e in self.log() if e["kind"] == "call.failed"]
        self.assertEqual([(e["task"], e["class"], e["status"]) for e in failed], [("code", "overload", self.busy)] * 2)
        self.assertIn("attempt 2 in ", done.err)
        self.assert_key_is_nowhere(done)

    def test_a_server_that_is_not_there_ends_the_run_as_the_providers_failure(self):
        self.serve()
        self.server.close()
        done = self.ask(4, "--no-verify", timeout=100)
        self.assert_key_is_nowhere(done)

    def test_a_key_is_needed(self):
        for env in ({}, {self.key: ""}, {self.key: " \n"}):
            done = self.run_agent(3, "Write a package", "-o", "out", "--provider", self.name, **env)
            self.assertIn(f"set {self.key}", done.err)
        self.assertFalse((self.world.dir / "out").exists())


class Gemini(Dialect, Test):
    name, key, url, base = "gemini", "GEMINI_API_KEY", "GEMINI_BASE_URL", ""
    header, path = "x-goog-api-key: ", "GenerateContent"


class OpenAI(Dialect, Test):
    name, key, url, base = "openai", "OPENAI_API_KEY", "OPENAI_BASE_URL", "/v1"
    header, path = "Authorization: Bearer ", "/chat/completions"


class OpenRouter(Dialect, Test):
    name, key, url, base = "openrouter", "OPENROUTER_API_KEY", "OPENROUTER_BASE_URL", "/v1"
    header, path = "Authorization: Bearer ", "/chat/completions"

    def test_what_the_provider_charges_is_the_cost_of_the_run(self):
        replies = [{**reply, "usage": {"input": 1000, "output": 70, "cost": 0.0125}} for reply in tiny_replies()]
        self.server = Server(self.world, replies)
        self.addCleanup(self.server.close)
        done = self.ask(0, "--no-verify", "--json")
        self.assertEqual(json.loads(done.out.splitlines()[-1])["cost_usd"], 0.0375)
        costs = [e.get("cost_microusd") for e in self.log() if e["kind"] == "call.replied"]
        self.assertEqual(costs, [12500] * 3)


class Anthropic(Dialect, Test):
    name, key, url, base = "anthropic", "ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL", ""
    header, path = "x-api-key: ", "/v1/messages"
    busy = 529


if __name__ == "__main__":
    world.main()
