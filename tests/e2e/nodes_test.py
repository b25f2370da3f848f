#!/usr/bin/env python3
"""A generated application on each Node.js that it says it runs on: installed, checked, linted, tested, built, used.

Each Node.js comes from the package registry; NODES names others, as in NODES="22.12.0 25".
"""
import json
import os
import platform
import shutil
import unittest
from pathlib import Path

import world
from app_test import npm_in, registry_is_missing
from matrix_test import FEATURES, SHAPES, contract

NODES = os.environ.get("NODES", "20 22 24").split()
INSTALL = ("install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline")


def setUpModule():
    global here, room, app
    here, room = world.world_of_module("nodes", registry_is_missing)
    file, app = room / "contract.json", room / "app"
    file.write_text(json.dumps(contract({f: 1 for f in FEATURES + SHAPES})))
    done = here.meta_agent("run", "an app with everything", "--contract", file, "-o", app, "--no-verify")
    if done.code != 0:
        raise AssertionError(str(done))


class Nodes(unittest.TestCase):
    def npm(self, place, bin_dir, *args):
        """npm is a program of Node.js: it runs on the first one of PATH, and so does all that it starts."""
        done = here.call("npm", *args, cwd=place, timeout=900, PATH=f"{bin_dir}:{os.environ['PATH']}",
                         npm_config_cache=str(Path.home() / ".npm"), npm_config_update_notifier="false")
        self.assertEqual(done.code, 0, str(done))
        return done

    def node(self, version):
        """The directory of a Node.js of the registry."""
        machine = {"x86_64": "x64", "aarch64": "arm64"}[platform.machine()]
        place = room / f"node-{version}"
        place.mkdir()
        (place / "package.json").write_text('{"private":true}')
        done = npm_in(here, place, *INSTALL, f"node-linux-{machine}@{version}")
        self.assertEqual(done.code, 0, str(done))
        return place / f"node_modules/node-linux-{machine}/bin"

    def test_an_application_with_every_feature_passes_on_each(self):
        for version in NODES:
            with self.subTest(f"Node.js {version}"):
                bin_dir = self.node(version)
                told = here.call(bin_dir / "node", "--version").out.strip()
                self.assertTrue(told.startswith(f"v{version}"), told)
                place = room / f"app-{version}"
                here.git(room, "clone", "--quiet", app, place)
                installed = self.npm(place, bin_dir, *INSTALL)
                self.assertNotIn("deprecated", installed.out + installed.err)
                self.assertNotIn("EBADENGINE", installed.err)
                packages = json.loads((place / "node_modules/.package-lock.json").read_text())["packages"]
                self.assertEqual([n for n, p in packages.items() if p.get("hasInstallScript")], [])
                times = [f"install {installed.took:.1f} s"]
                for script in ("typecheck", "lint", "test", "build", "e2e", "seed"):
                    done = self.npm(place, bin_dir, "run", script)
                    times.append(f"{script} {done.took:.1f} s")
                print(f"{told}: {len(packages)} packages, {', '.join(times)}", flush=True)
                shutil.rmtree(place)


if __name__ == "__main__":
    world.main()
