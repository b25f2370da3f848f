#!/usr/bin/env python3
"""What the configuration says reaches the wire: per provider, per agent, and what of it the options replace."""
import json

import world
from providers_test import CANARY, Server
from world import Test, tiny_replies

CONFIG = """
provider: gemini
providers:
  gemini:
    key_file: key
    base_url: {url}
    model: gemini-2.5-flash
    top_p: 0.5
    temperature: 0.75
    max_output_tokens: 5000
    headers: {{X-Title: my tests}}
agents:
  planner: {{temperature: 0.25, effort: low, safety: {{jailbreak: off}}}}
  {agent}: {{model: gemini-3.1-pro-preview, max_output_tokens: 999}}
"""


class Settings(Test):
    def serve(self, agent):
        server = Server(self.world, tiny_replies())
        self.addCleanup(server.close)
        directory = self.world.home / ".config/meta-agent"
        directory.mkdir(parents=True)
        for name, text in (("key", CANARY + "\n"), ("config.yaml", CONFIG.format(url=server.url, agent=agent))):
            (directory / name).write_text(text)
            (directory / name).chmod(0o600)
        return server

    def ask(self, *more):
        server = self.serve("backend")
        self.run_agent(0, "Write a package", "-o", "out", "--no-verify", *more)
        bodies = [json.loads(request.split("\n\n", 1)[1]) for request in server.requests()]
        heads = [request.split("\n\n", 1)[0] for request in server.requests()]
        return heads, bodies

    def test_each_request_is_asked_as_its_agent_and_its_provider_are_set(self):
        heads, bodies = self.ask()
        self.assertIn("/gemini-2.5-flash:", heads[0])
        self.assertTrue(all("X-Title: my tests" in head for head in heads))
        plan = bodies[0]["generationConfig"]
        self.assertEqual((plan["temperature"], plan["topP"], plan["maxOutputTokens"]), (0.25, 0.5, 5000))
        self.assertEqual(plan["thinkingConfig"], {"thinkingBudget": 1024})
        self.assertEqual(bodies[0]["safetySettings"], [{"category": "HARM_CATEGORY_JAILBREAK", "threshold": "OFF"}])
        of_agent = [(h, b) for h, b in zip(heads, bodies) if 'agent="backend"' in json.dumps(b).replace("\\", "")]
        self.assertTrue(of_agent)
        for head, body in of_agent:
            self.assertIn("/gemini-3.1-pro-preview:", head)
            config = body["generationConfig"]
            self.assertEqual((config["temperature"], config["maxOutputTokens"]), (0.75, 999))
            self.assertNotIn("safetySettings", body)

    def test_the_model_that_is_named_is_every_agents(self):
        heads, _ = self.ask("--model", "gemini-3.8-flash")
        self.assertTrue(all("/gemini-3.8-flash:" in head for head in heads), heads)


    def test_what_costs_nobody_knows_how_much_is_not_asked_under_a_budget(self):
        server = self.serve("backend")
        done = self.run_agent(3, "Write a package", "-o", "out", "--no-verify", "--model", "gemini-9", "--max-cost", "1")
        self.assertIn("price", done.out)
        self.assertEqual(server.requests(), [])

    def test_a_price_of_ones_own_lets_it_be_asked(self):
        server = self.serve("backend")
        prices = [{"provider": "gemini", "model": "gemini-9", "input": 0.1, "output": 1}]
        (self.world.home / ".config/meta-agent/prices.json").write_text(json.dumps({"dated": "2026-11-20", "prices": prices}))
        self.run_agent(0, "Write a package", "-o", "out", "--no-verify", "--model", "gemini-9", "--max-cost", "5")
        self.assertEqual(len(server.requests()), 3)

    def started(self, output):
        log = self.assert_exit(self.world.meta_agent("log", "-o", output, "--json"), 0).out
        return json.loads(log.splitlines()[0])

    def write(self, output, code=0):
        return self.run_agent(code, "Write a package", "-o", output, "--no-verify")

    def test_how_models_keep_to_formats_is_remembered(self):
        self.serve("backend")
        remembered = self.world.home / ".cache/meta-agent/formats.json"
        self.write("first")
        self.assertNotIn("formats", self.started("first"))
        rows = json.loads(remembered.read_text())["models"]
        self.assertEqual(sum(row["whole"][0] for row in rows), 2)
        self.assertEqual(remembered.stat().st_mode & 0o777, 0o600)
        self.write("second")
        known = json.loads(self.started("second")["formats"])
        self.assertEqual(known, [{k: v for k, v in row.items() if k != "at"} for row in rows])
        self.assert_exit(self.world.meta_agent("log", "-o", "second", "--record", "tape.jsonl"), 0)
        self.run_agent(0, "Write a package", "-o", "again", "--no-verify", "--replay", "tape.jsonl")
        self.assertEqual(self.started("again")["formats"], self.started("second")["formats"])
        shown = self.world.meta_agent("models", "--json").json()["formats"]
        self.assertEqual(sum(row["whole"]["replies"] for row in shown), 4)
        self.assertIn("Replies that were well formed, of late.", self.world.meta_agent("models").out)
        remembered.write_text("{")
        self.assertIn("it is begun anew", self.write("third").err)
        self.assertNotIn("formats", self.started("third"))
        self.assertEqual(sum(row["whole"][0] for row in json.loads(remembered.read_text())["models"]), 2)

    def test_what_models_keep_to_is_not_remembered_where_it_is_off(self):
        self.serve("backend")
        config = self.world.home / ".config/meta-agent/config.yaml"
        config.write_text(config.read_text() + "format_rates: off\n")
        self.write("out")
        self.assertFalse((self.world.home / ".cache/meta-agent/formats.json").exists())


    def test_a_run_says_which_settings_of_a_package_it_does_not_take(self):
        repo = self.world.repository("mine")
        self.world.write("mine/tool/Makefile", "test:\n\t@echo 'TAP version 13'; echo '1..1'; echo 'ok 1 - it works'\n")
        self.world.write("mine/tool/meta-agent.yaml", "rerun: true\nsmok:\n  off: true\n")
        self.world.git(repo, "add", ".")
        self.world.git(repo, "commit", "--quiet", "--message=Tool")
        plan = {"tasks": [{"id": "code", "name": "Write the code", "agent": "backend", "writes": ["tool/**"]}]}
        self.world.write("plan.json", plan)
        self.world.write("script.json", {"replies": [{"when": '<task id="code"', "text": world.block("tool/x.txt", "x\n")}]})
        wrong = "tool/meta-agent.yaml:2: /smok: there is no such setting; did you mean smoke?"
        done = self.run_agent(7, "A tool", "-o", "mine", "--plan", "plan.json", "--script", "script.json")
        self.assertLess(done.err.index(wrong), done.err.index("is built and tested"), done.err)
        status = self.world.meta_agent("status", "-o", "mine", "--json").json()
        self.assertEqual({c["phase"] + " " + c["package"]: c["state"] for c in status["checks"]},
                         {"test tool": "passed", "settings tool": "skipped"})
        self.assertEqual(status["reason"], "settings in tool: none of its settings is taken: " + wrong)


if __name__ == "__main__":
    world.main()
