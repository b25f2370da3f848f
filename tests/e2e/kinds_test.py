#!/usr/bin/env python3
"""Every kind of project but the web application: made, verified in the sandbox, and used as its README says."""
import json
import os
import pathlib
import re
import shutil
import sys
import unittest

import world
from world import World, node_bin

TASKS = "A Python CLI todo manager with lists and tasks (title, due date, done, priority: low/medium/high)"
PROMPTS = {
    "todo": TASKS,
    "words": "Write a Python script that counts words in files and sorts lines",
    "count": "Write a Python script that counts words in files",
    "contacts": "A Python library for contacts (name, email unique, phone, birthday) and groups",
    "node-todo": "A Node.js CLI todo manager with lists and tasks (title, due date, done, priority: low/medium/high)",
    "node-csv": "A JavaScript command line tool that converts CSV to JSON",
    "node-contacts": "A TypeScript library for contacts (name, email unique, phone, birthday) and groups",
    "c-words": "A C program that counts words in files and sorts lines",
    "c-todo": "A C CLI todo manager with lists and tasks (title, due date, done, priority: low/medium/high)",
    "c-contacts": "A C library for contacts (name, email unique, phone, birthday) and groups",
    "c-library": "A C library that counts words and sorts lines",
    "cafe": "A static site for a cafe called Blue Door with menu, gallery, blog, faq and contact page",
    "studio": "A landing page for a yoga studio",
}
# A bug for each promise that acceptance tests are to notice: the project, a file, what stands in it, and what instead; None: the file is gone.
BUGS = [
    ("todo", "src/todo_manager/store.py", "os.replace(name, self.path)", "pass"),
    ("todo", "src/todo_manager/cli.py", "return _fail(str(error), 1)", "return _fail(str(error), 0)"),
    ("words", "src/text_tools/operations/count.py", "text.split()", "text.split(' ')"),
    ("contacts", "src/contacts/repository.py", "if field.unique and any(", "if not field.unique and any("),
    ("node-todo", "src/store.js", "renameSync(part, this.path);", ""),
    ("node-todo", "src/fields.js", "if (field.values && ", "if (false && "),
    ("node-csv", "src/cli.js", "code: 2", "code: 1"),
    ("node-contacts", "src/repository.js", "this.#records.delete(id);", ""),
    ("c-words", "src/main.c", "return fail(1, name, strerror(errno));", "return 0;"),
    ("c-todo", "src/store.c", "rename(part, path)", "unlink(part)"),
    ("c-todo", "src/fields.c", "day <= days[month - 1]", "day >= days[month - 1]"),
    ("c-contacts", "src/records.c", "if (user)", "if (!user)"),
    ("c-library", "src/op_sort.c", "options->reverse ?", "!options->reverse ?"),
    ("cafe", "menu.html", None, None),
    ("cafe", "index.html", 'href="faq.html"', 'href="questions.html"'),
    ("studio", "index.html", 'id="pricing"', 'id="prices"'),
]


def share(cases, n):
    """Some of them, spread over all; `make soak` takes each."""
    return cases if os.environ.get("META_AGENT_SOAK") else cases[::-(-len(cases) // n)]


APP = "A todo app with lists and tasks (title, due date, done)"
API = "A REST API for a bookstore: authors (name), books (title, isbn unique, price), with search and login"


def setUpModule():
    global here
    here = World()
    unittest.addModuleCleanup(here.close)


class Kinds(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.ran = {name: here.meta_agent("run", prompt, "-o", name, timeout=200)
                   for name, prompt in PROMPTS.items()}

    def python(self, project, *args, **env):
        return here.call(sys.executable, *args, cwd=here.dir / project,
                         PYTHONPATH=str(here.dir / project / "src"), PYTHONUTF8="1",
                         PYTHONDONTWRITEBYTECODE="1", **env)

    def test_each_is_verified_by_tests_of_its_own(self):
        for name, done in self.ran.items():
            with self.subTest(name):
                self.assertEqual(done.code, 0, str(done))
                self.assertEqual(done.out.splitlines()[0], "VERIFIED", str(done))
                status = here.meta_agent("status", "-o", name, "--json").json()
                tests = [c["tests"]["passed"] for c in status["checks"] if c["phase"] == "test"]
                self.assertGreaterEqual(sum(tests), 5, str(done))
                self.assertTrue(status["acceptance"]["ran"], name)
                self.assertTrue(status["acceptance"]["names"], name)

    def alone(self, name):
        """A copy of a project with its acceptance tests and no others."""
        copy = here.dir / "alone"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(here.dir / name, copy, ignore=shutil.ignore_patterns(".git", ".meta-agent", "tests", "build"))
        return copy

    def test_acceptance_tests_alone_notice_a_bug(self):
        for name, path, right, wrong in share(BUGS, 4):
            with self.subTest(name, path=path, bug=wrong):
                file = self.alone(name) / path
                text = file.read_text()
                if right is None:
                    file.unlink()
                else:
                    self.assertIn(right, text)
                    file.write_text(text.replace(right, wrong))
                done = here.meta_agent("verify", "-o", "alone", timeout=200)
                self.assertEqual(done.code, 1, str(done))
                self.assertRegex(done.out, r"failed: test in \.: \d+ of \d+ tests failed", str(done))

    def test_acceptance_tests_alone_find_nothing_where_there_is_no_bug(self):
        for name in share(("node-csv", "todo", "c-words", "cafe"), 1):
            with self.subTest(name):
                self.alone(name)
                done = here.meta_agent("verify", "-o", "alone", timeout=200)
                self.assertEqual(done.code, 0, str(done))

    def assert_list_is_kept(self, todo):
        self.assertEqual(todo("list", "add", "Home").out, "added list 1: Home\n")
        self.assertEqual(todo("task", "add", "Buy milk", "--list", "1", "--due-date", "2026-01-15").code, 0)
        self.assertEqual(todo("task", "done", "1").out, "done: Buy milk\n")
        self.assertRegex(todo("task", "list").out, r"1 +Buy milk +2026-01-15 +yes")
        refused = todo("list", "remove", "1")
        self.assertEqual((refused.code, refused.err), (1, "todo-manager: list 1 is used by task 1\n"))
        wrong = todo("task", "add", "x", "--due-date", "tomorrow")
        self.assertEqual((wrong.code, wrong.out), (2, ""))
        self.assertIn("due-date: must be a date", wrong.err)

    def test_the_todo_list_is_kept_between_calls(self):
        def todo(*args):
            return self.python("todo", "-m", "todo_manager", *args, XDG_DATA_HOME=str(here.dir / "data"))

        self.assert_list_is_kept(todo)

    def test_the_todo_list_of_node_is_kept_between_calls(self):
        def todo(*args):
            return here.call(f"{node_bin()}/node", "src/main.js", *args, cwd=here.dir / "node-todo",
                             XDG_DATA_HOME=str(here.dir / "node-data"))

        self.assert_list_is_kept(todo)

    def test_the_todo_list_of_c_is_kept_between_calls(self):
        made = here.call("make", cwd=here.dir / "c-todo")
        self.assertEqual(made.code, 0, str(made))

        def todo(*args):
            return here.call(here.dir / "c-todo/build/todo-manager", *args, XDG_DATA_HOME=str(here.dir / "c-data"))

        self.assert_list_is_kept(todo)

    def test_programs_of_python_and_c_use_the_same_file(self):
        file = here.dir / "shared.json"
        here.call("make", cwd=here.dir / "c-todo")
        c = [here.dir / "c-todo/build/todo-manager", "--file", file]
        self.assertEqual(here.call(*c, "task", "add", "Ä \"b\"\n", "--priority", "low").code, 0)
        read = self.python("todo", "-m", "todo_manager", "--file", str(file), "task", "list", "--json").json()
        self.assertEqual((read[0]["title"], read[0]["priority"], read[0]["done"]), ('Ä "b"', "low", False))
        self.assertEqual(self.python("todo", "-m", "todo_manager", "--file", str(file), "task", "done", "1").code, 0)
        self.assertTrue(here.call(*c, "task", "list", "--json").json()[0]["done"])

    def test_a_library_in_c_is_installed_and_used_as_its_readme_says(self):
        text = (here.dir / "c-contacts/README.md").read_text()
        here.write("use.c", re.search(r"```c\n(.*?)```", text, re.S).group(1))
        root = here.dir / "c-root"
        made = here.call("make", "install", f"DESTDIR={root}", "PREFIX=", cwd=here.dir / "c-contacts")
        self.assertEqual(made.code, 0, str(made))
        built = here.call("cc", "-Wall", "-Wextra", "-Werror", f"-I{root}/include", "-o", "use", "use.c", f"-L{root}/lib", "-lcontacts")
        self.assertEqual(built.code, 0, str(built))
        self.assertRegex(here.call(here.dir / "use").out, r"^1 \S+")

    def test_a_program_in_c_is_built_by_make(self):
        made = here.call("make", cwd=here.dir / "c-words")
        self.assertEqual(made.code, 0, str(made))
        here.write("lines.txt", "b\na\n")
        done = here.call(here.dir / "c-words/build/text-tools", "sort", "lines.txt")
        self.assertEqual((done.code, done.out), (0, "a\nb\n"), str(done))

    def test_words_are_counted(self):
        here.write("words.txt", "one two\nthree\n")
        done = self.python("words", "-m", "text_tools", "count", "--words", str(here.dir / "words.txt"))
        self.assertEqual((done.code, done.out), (0, "3\n"), str(done))

    def test_the_readme_names_commands_that_work(self):
        text = (here.dir / "todo/README.md").read_text()
        block = re.search(r"## Examples\n\n```sh\n(.*?)```", text, re.S).group(1)
        self.assertGreater(len(block.splitlines()), 1)
        for line in block.splitlines():
            command = line.replace("todo-manager", f"{sys.executable} -m todo_manager", 1)
            done = here.call("sh", "-c", command, PYTHONPATH=str(here.dir / "todo/src"),
                             XDG_DATA_HOME=str(here.dir / "examples"))
            self.assertEqual(done.code, 0, str(done))

    def test_the_same_prompt_gives_the_same_tree(self):
        again = here.meta_agent("run", TASKS, "-o", "again", "--no-verify")
        self.assertEqual(again.code, 0, str(again))
        trees = {here.git(here.dir / name, "rev-parse", "HEAD^{tree}") for name in ("todo", "again")}
        self.assertEqual(len(trees), 1)

    def test_what_a_site_makes_up_is_said_to_be_a_sample(self):
        for page in ("menu", "gallery", "faq", "contact"):
            text = (here.dir / "cafe" / f"{page}.html").read_text()
            self.assertRegex(text, r'class="note">[^<]*[Ss]ample', page)

    def test_a_site_asks_nothing_of_other_servers(self):
        for page in (here.dir / "cafe").rglob("*.html"):
            loaded = re.findall(r'(?:src|href)="(https?:[^"]*)"', page.read_text())
            self.assertEqual([a for a in loaded if "openstreetmap" not in a], [], page)


class DefaultPlan(unittest.TestCase):
    """The planner's plan was refused twice."""

    def run_by_default_plan(self, prompt, *more):
        script = here.write("hopeless.json", {"replies": [{"text": "I would rather not."}]})
        plan = here.meta_agent("plan", "--provider", "script", "--script", script, "--json", prompt)
        self.assertEqual((plan.code, plan.json()["warnings"][0]["cause"]), (0, "default"), str(plan))
        shutil.rmtree(here.dir / "default", ignore_errors=True)
        return here.meta_agent("run", prompt, "--plan", here.write("plan.json", plan.out), "-o", "default", *more, timeout=200)

    def files(self, project):
        return [n for n in here.git(here.dir / project, "ls-files").splitlines() if not n.startswith(".github")]

    def test_every_kind_is_built_of_the_same_files(self):
        for name, prompt in share(list({**PROMPTS, "app": APP, "api": API}.items()), 4):
            with self.subTest(name):
                whole = here.meta_agent("run", prompt, "-o", f"{name}-whole", "--no-verify")
                done = self.run_by_default_plan(prompt, "--no-verify")
                self.assertEqual((whole.code, done.code), (0, 0), str(done))
                self.assertEqual(self.files("default"), self.files(f"{name}-whole"))

    def test_it_ends_verified(self):
        for name in share(("node-csv", "contacts", "cafe"), 1):
            with self.subTest(name):
                done = self.run_by_default_plan(PROMPTS[name])
                self.assertEqual((done.code, done.out.splitlines()[0]), (0, "VERIFIED"), str(done))


class ContractByHand(unittest.TestCase):
    """Names that languages keep for themselves, an enum of one value, something that refers to its own kind."""

    RECORDS = [{"name": "class", "fields": [
                   {"name": "from"}, {"name": "import", "type": "enum", "values": ["only"]}, {"name": "lambda", "type": "boolean"},
                   {"name": "group by", "type": "enum", "values": ["a b", '"c"', "d'e"]}]},
               {"name": "Order", "fields": [
                   {"name": "new", "type": "email", "required": True, "unique": True},
                   {"name": "class", "type": "ref", "to": "Class", "required": True}, {"name": "order", "type": "ref", "to": "Order"},
                   {"name": "tags", "type": "tags"}, {"name": "stars", "type": "rating"}]}]

    def test_it_is_built_and_verified_in_every_kind(self):
        for contract in share(({"kind": "cli", "language": "python", "name": "json", "entities": self.RECORDS},
                               {"kind": "cli", "language": "node", "name": "fs", "entities": self.RECORDS},
                               {"kind": "library", "language": "python", "name": "typing", "entities": self.RECORDS},
                               {"kind": "library", "language": "node", "name": "node", "entities": self.RECORDS},
                               {"kind": "cli", "language": "c", "name": "int", "operations": ["count", "roman"]},
                               {"kind": "cli", "language": "c", "name": "struct", "entities": self.RECORDS},
                               {"kind": "library", "language": "c", "name": "double", "entities": self.RECORDS},
                               {"kind": "site", "name": "", "pages": [], "onePage": True}), 2):
            with self.subTest(f"{contract['kind']} {contract.get('language')}"):
                shutil.rmtree(here.dir / "by-hand", ignore_errors=True)
                done = here.meta_agent("run", "what I want", "--contract", here.write("contract.json", contract),
                                       "-o", "by-hand", timeout=200)
                self.assertEqual((done.code, done.out.splitlines()[0]), (0, "VERIFIED"), str(done))

    OPERATIONS = pathlib.Path(__file__).resolve().parents[2] / "share/meta-agent/templates/operations.json"
    NOT_IN_C = {"duplicates", "rename", "checksum", "dice"}

    def test_every_operation_keeps_its_examples_in_every_language(self):
        known = set(json.loads(self.OPERATIONS.read_text()))
        for language, left, command in (
                ("c", self.NOT_IN_C, ["make", "-j2", "test"]), ("node", set(), ["node", "--test"]),
                ("python", set(), [sys.executable, "-W", "error", "-m", "unittest", "discover", "-q", "-s", "tests"])):
            contract = {"kind": "library", "language": language, "name": f"all-{language}", "operations": sorted(known - left)}
            done = here.meta_agent("run", "all that is known", "--contract", here.write("contract.json", contract),
                                   "-o", contract["name"], "--no-verify")
            self.assertEqual(done.code, 0, str(done))
            done = here.call(*command, cwd=here.dir / contract["name"], PYTHONPATH="src", PYTHONUTF8="1", timeout=100)
            self.assertEqual(done.code, 0, str(done))


class Api(unittest.TestCase):
    def test_an_api_is_one_package_without_pages(self):
        done = here.meta_agent("run", API, "-o", "api", "--no-verify")
        self.assertEqual(done.code, 0, str(done))
        names = here.git(here.dir / "api", "ls-files").splitlines()
        self.assertIn("src/app.ts", names)
        self.assertIn("openapi.json", names)
        self.assertEqual([n for n in names if n.startswith(("frontend", "backend"))], [])

    @unittest.skipUnless(os.environ.get("META_AGENT_SOAK"), "installs packages: part of `make soak`")
    def test_an_api_is_verified(self):
        done = here.meta_agent("run", API, "-o", "verified", timeout=600)
        self.assertEqual(done.out.splitlines()[0], "VERIFIED", str(done))


if __name__ == "__main__":
    world.main()
