#!/usr/bin/env python3
"""Every pair of features in one application or another: each passes the type check and the linter, some are tested and built.

The packages are installed once, for the first application. MATRIX=all checks every row of the array, else a few;
MATRIX_SEED makes another array.
"""
import itertools
import json
import os
import random
import unittest

import world
from app_test import npm_in, registry_is_missing

FEATURES = ["auth", "roles", "search", "filter", "sort", "pagination", "dashboard", "charts", "export_csv", "import_csv",
            "dark_mode", "tags", "ratings", "audit_log", "api_docs", "upload", "calendar", "drag_drop", "markdown"]
# What the contract holds: relations of many to many; a field of each type; a relation of one to one; defaults.
SHAPES = ["joined", "rich", "paired", "defaults"]
DEFAULTS = {"done": True, "dueDate": "today", "body": "Nothing *yet*", "price": 2.5, "size": 0.5, "count": 0, "state": "closed",
            "at": "now", "from": "09:30"}
SEED = int(os.environ.get("MATRIX_SEED", "1"))


def field(name, kind, **more):
    return {"name": name, "type": kind, "required": False, "unique": False, **more}


def contract(row):
    """The contract of a row: a model that has what the row's features work on."""
    plain = [field("title", "string", required=True), field("done", "boolean"), field("dueDate", "date")]
    rich = [field("body", "markdown"), field("price", "money"), field("size", "decimal"), field("count", "integer"),
            field("state", "enum", values=["open", "closed"]), field("at", "datetime"), field("from", "time"),
            field("mail", "email", unique=True), field("site", "url"), field("phone", "phone"), field("photo", "image"),
            field("paper", "file"), field("extra", "json"), field("notes", "text"), field("parent", "ref", to="Task")]
    task = plain + (rich if row["rich"] else []) + [field("list", "ref", to="List", required=True)]
    person = ([field("firstName", "string", required=True), field("lastName", "string")] if row["rich"] else
              [field("name", "string", required=True)])
    if row["paired"]:
        person.append(field("list", "ref", to="List", required=True, unique=True))
    if row["defaults"]:
        task = [{**of, "default": DEFAULTS[of["name"]]} if of["name"] in DEFAULTS else of for of in task]
    stay = [field("startDate", "date"), field("endDate", "date")] if row["rich"] else []
    relations = [{"from": "Task", "kind": "many_to_many", "to": "Person"}] if row["joined"] else []
    return {"kind": "webapp", "name": "matrix-app", "relations": relations,
            "entities": [{"name": "List", "fields": [field("name", "string", required=True)] + stay},
                         {"name": "Task", "fields": task},
                         {"name": "Person", "fields": person}],
            "features": [f for f in FEATURES if row[f]], "warnings": []}


def covering_array(factors, seed):
    """Rows of on and off so that each pair of factors comes in all four ways: greedily, the best of some random rows."""
    rng = random.Random(seed)
    pairs = {(a, x, b, y) for a, b in itertools.combinations(factors, 2) for x in (0, 1) for y in (0, 1)}
    rows = []

    def covered(row):
        return {p for p in pairs if row[p[0]] == p[1] and row[p[2]] == p[3]}

    while pairs:
        a, x, b, y = min(pairs)  # at least this pair is new, whatever the rest
        candidates = [{**{f: rng.randrange(2) for f in factors}, a: x, b: y} for _ in range(40)]
        best = max(candidates, key=lambda row: len(covered(row)))
        pairs -= covered(best)
        rows.append(best)
    return rows


def setUpModule():
    global here, modules, room
    here, room = world.world_of_module("matrix", registry_is_missing)
    modules = None


def generate(name, row):
    file = room / f"{name}.json"
    file.write_text(json.dumps(contract(row)))
    done = here.meta_agent("run", "a matrix app", "--contract", file, "-o", room / name, "--no-verify")
    if done.code != 0:
        raise AssertionError(str(done))
    return room / name


def link_packages(app):
    """The packages of the first application, which installs them."""
    global modules
    if modules is None:
        done = npm_in(here, app, "install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline")
        if done.code != 0:
            raise AssertionError(str(done))
        modules = app
        return
    for part in ("", "backend", "frontend"):
        if (modules / part / "node_modules").exists():
            (app / part / "node_modules").symlink_to(modules / part / "node_modules")


class Matrix(unittest.TestCase):
    def setUp(self):
        self.rows = covering_array(FEATURES + SHAPES, SEED)
        if os.environ.get("MATRIX") != "all":
            self.rows = [{f: 1 for f in FEATURES + SHAPES}] + self.rows[:2]

    def must(self, app, *script):
        done = npm_in(here, app, "run", *script)
        self.assertEqual(done.code, 0, str(done))

    def test_every_pair_of_features_passes_the_type_check_and_the_linter(self):
        for number, row in enumerate(self.rows):
            on = [f for f in FEATURES + SHAPES if row[f]]
            with self.subTest(f"row {number} of seed {SEED}: {' '.join(on)}"):
                app = generate(f"row{number}", row)
                link_packages(app)
                self.must(app, "typecheck")
                self.must(app, "lint")
                if number == 0 or os.environ.get("MATRIX") == "all":
                    self.must(app, "test")
                    self.must(app, "build")
                    self.must(app, "e2e")  # says that it did nothing where there is no Chromium


if __name__ == "__main__":
    world.main()
