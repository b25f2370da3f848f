#!/usr/bin/env python3
"""The installation of many small packages with a warm cache, in the sandbox, beside `npm ci --offline` outside of it.

    bench/install.py PROGRAM [PACKAGES]

Both take turns, five times; a registry on the loopback has the packages. Milliseconds; the median and the best.
"""
import base64
import hashlib
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests/support"))
from package_registry import Registry, tarball  # noqa: E402

ROUNDS = 5


def fill(registry, n):
    """A lock that names n packages of some files each."""
    packages = {"": {"dependencies": {f"p{i}": "1.0.0" for i in range(n)}}}
    for i in range(n):
        content = tarball({"package/package.json": json.dumps({"name": f"p{i}", "version": "1.0.0"}),
                           **{f"package/lib/{k}.js": f"module.exports = {i * k};\n" * 50 for k in range(10)}})
        registry.files[f"/npm/p{i}/-/p{i}-1.0.0.tgz"] = content
        packages[f"node_modules/p{i}"] = {
            "version": "1.0.0", "resolved": f"{registry.url}/npm/p{i}/-/p{i}-1.0.0.tgz",
            "integrity": "sha512-" + base64.b64encode(hashlib.sha512(content).digest()).decode()}
    return {"lockfileVersion": 3, "packages": packages}


def ours(program, tree, env):
    done = subprocess.run([program, "verify", "-o", tree, "--json"], env=env, capture_output=True, text=True, check=False)
    check = json.loads(done.stdout)["checks"][0]
    if check["state"] != "passed":
        sys.exit(f"the installation is {check['state']}: {check['why']}")
    return check["took_ms"]


def npm(tree, env):
    shutil.rmtree(tree / "node_modules", ignore_errors=True)
    began = time.monotonic()
    subprocess.run(["npm", "ci", "--offline", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=tree, env=env,
                   stdout=subprocess.DEVNULL, check=True)
    return (time.monotonic() - began) * 1000


def main():
    program, n = Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) > 2 else 300
    registry = Registry()
    with tempfile.TemporaryDirectory(prefix="meta-agent-install-") as top:
        tree, env = Path(top) / "tree", {**os.environ, "npm_config_registry": registry.url + "/npm/",
                                         "npm_config_cache": top + "/npm"}
        tree.mkdir()
        lock = fill(registry, n)
        (tree / "package-lock.json").write_text(json.dumps(lock))
        (tree / "package.json").write_text(json.dumps({"dependencies": lock["packages"][""]["dependencies"]}))
        cold = ours(program, tree, env)
        subprocess.run(["npm", "ci", "--ignore-scripts"], cwd=tree, env=env, stdout=subprocess.DEVNULL, check=True)
        times = [(ours(program, tree, env), npm(tree, env)) for _ in range(ROUNDS)]
    registry.close()
    inside, outside = zip(*times)
    print(f"{n} packages, in the sandbox, first time          {cold:8.0f} ms")
    print(f"the same, warm: median, best                {statistics.median(inside):8.0f} {min(inside):8.0f} ms")
    print(f"npm ci --offline outside: median, best      {statistics.median(outside):8.0f} {min(outside):8.0f} ms")


if __name__ == "__main__":
    main()
