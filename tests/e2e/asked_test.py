#!/usr/bin/env python3
"""Checks that tasks and agents ask for: they are run, mended, and missed where they are not there."""
import json
import unittest

import world
from world import TINY_TEST, Test, block

PACKAGE = json.dumps({"name": "tiny", "version": "1.0.0", "private": True, "type": "module",
                      "scripts": {"test": "node --test", "e2e": "node e2e.js"}}) + "\n"
CODE = block("double.js", "export const double = (n) => n + n;\n") + block("double.test.js", TINY_TEST)
GOOD = 'import { double } from "./double.js";\nprocess.exit(double(4) === 8 ? 0 : 1);\n'
BAD = GOOD.replace("=== 8", "=== 9")


class Asked(Test):
    def make(self, code, verify, text, *replies, **env):
        plan = {"tasks": [{"id": "code", "name": "Write the code", "agent": "backend", "verify": verify}]}
        self.world.write("plan.json", json.dumps(plan))
        answers = [{"when": '<task id="code"', "text": block("package.json", PACKAGE) + CODE + text}, *replies]
        self.world.write("script.json", json.dumps({"replies": answers}))
        self.run_agent(code, "A package", "-o", "out", "--plan", "plan.json", "--script", "script.json", **env)
        return self.world.meta_agent("status", "-o", "out", "--json").json()

    def states(self, status):
        return {c["phase"] + " " + c["package"]: c["state"] for c in status["checks"]}

    def test_a_script_that_passes_is_one_of_the_checks(self):
        status = self.make(0, ["test", "e2e"], block("e2e.js", GOOD))
        self.assertEqual(status["verdict"], "verified")
        self.assertEqual(self.states(status), {"install .": "passed", "test .": "passed", "e2e .": "passed"})

    def test_a_script_that_nobody_asks_for_is_not_run(self):
        status = self.make(0, [], block("e2e.js", BAD))
        self.assertEqual(self.states(status), {"install .": "passed", "test .": "passed"})

    def test_a_script_that_fails_is_mended(self):
        mend = {"when": '<task id="repair-1"', "text": block("e2e.js", GOOD)}
        status = self.make(0, ["e2e"], block("e2e.js", BAD), mend)
        self.assertEqual((status["verdict"], self.states(status)["e2e ."]), ("verified", "passed"))

    def test_what_the_project_does_not_have_leaves_it_unverified(self):
        status = self.make(7, ["test", "lint"], block("e2e.js", GOOD))
        self.assertEqual(status["verdict"], "unverified")
        self.assertEqual(status["reason"], "task code asks for lint, which the project does not have")

    def test_an_agent_asks_for_all_its_tasks(self):
        self.world.write("config/meta-agent/agents/backend.md",
                         "---\nname: backend\ndescription: writes code\nverify: [e2e, audit]\n---\nYou write code.\n")
        status = self.make(7, [], block("e2e.js", GOOD), XDG_CONFIG_HOME=str(self.world.dir / "config"))
        self.assertEqual(self.states(status)["e2e ."], "passed")
        self.assertEqual(status["reason"], "task code asks for audit, which the project does not have")


if __name__ == "__main__":
    world.main()
