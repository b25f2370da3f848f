#!/usr/bin/env python3
"""32 agents edit the same files at once; whatever the order in which their replies come, the tree is the same.

    orders.py SCENARIO        ORDERS=200 for a longer campaign, META_AGENT_SEED=N for another one
"""

import json
import os
import random
import subprocess
import sys
import tempfile

AGENTS = 32
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # commits sync much
FILES = {
    "package.json": '{\n  "name": "app",\n  "scripts": {\n    "start": "node ."\n  }\n}\n',
    ".dockerignore": "node_modules\n",
    "docs/guide.md": "# Guide\n\nBegin here.\n",
    "src/list.txt": "".join(f"place {i}\n\n\n" for i in range(AGENTS)),
    "src/limit.txt": "limit 10\n",
}


def edited(path, i):
    """The file as agent i makes it from the base, and the words that it adds."""
    text = FILES[path]
    word = f"agent{i}"
    if path == "package.json":
        return text.replace('"node ."', f'"node .",\n    "{word}": "run {word}"')
    if path == ".dockerignore":
        return text + word + "\n"
    if path == "docs/guide.md":
        return text + f"\n## Part {word}\n\nWhat {word} says.\n"
    return text.replace(f"place {i}\n", f"place {i} of {word}\n")


def block(path, text):
    return f"=== FILE {{{{nonce}}}} {path}\n{text}=== END {{{{nonce}}}}\n"


def case_of(rng):
    """A plan and what each agent answers; only the delays are drawn anew for each order."""
    tasks = [{"id": "base", "name": "Base", "agent": "architect", "writes": list(FILES)}]
    replies = [{"when": '<task id="base"', "text": "".join(block(*f) for f in FILES.items())}]
    wanted = []
    shown = {}  # what the tasks before one have written: it is shown that, and would take it back
    for i in range(AGENTS):
        dep = rng.randrange(i) if i > 4 and rng.random() < 0.3 else None
        free = [p for p in FILES if p != "src/limit.txt" and p not in shown.get(dep, ())]
        paths = rng.sample(free, min(len(free), rng.randint(1, 3)))
        shown[i] = {*shown.get(dep, ()), *paths}
        task = {"id": f"t{i}", "name": f"Task {i}", "agent": "backend", "depends_on": ["base"]}
        text = "".join(block(p, edited(p, i)) for p in paths)
        if i in (5, 20):  # these two do not agree, and the second one is asked again
            text += block("src/limit.txt", f"limit {i}\n")
            paths.append("src/limit.txt")
        text += block(f"own/{i}.txt", f"agent{i}\n")
        if rng.random() < 0.6:
            task["writes"] = rng.choice([paths + [f"own/{i}.txt"], ["**"], ["*", "*/**"]])
        if dep is not None:
            task["depends_on"].append(f"t{dep}")
        tasks.append(task)
        replies.append({"when": [f'<task id="t{i}"', "do not go together"],
                        "text": text.replace(f"limit {i}\n", f"limit 5\nlimit {i}\n")})
        replies.append({"when": f'<task id="t{i}"', "text": text})
        wanted += [(p, f"agent{i}") for p in paths if p != "src/limit.txt"]
    return tasks, replies, wanted


def sh(*args):
    return subprocess.run(args, check=True, capture_output=True, text=True).stdout.strip()


def run(scenario, tasks, replies, rng, top):
    """The tree that a run with its own delays ends with, and the order of its commits."""
    late = [dict(r, delay_ms=rng.choice([0, 0, rng.randint(1, 5), rng.randint(1, 3000)]))
            for r in replies]
    scn = os.path.join(top, "order.scn")
    out = os.path.join(top, "out")
    with open(scn, "w", encoding="utf-8") as f:
        json.dump({"prompt": "Build", "plan": {"tasks": tasks}, "jobs": rng.choice([2, 8, 32]),
                   "replies": late}, f)
    for line in sh(scenario, scn, "--out", out).splitlines():
        event = json.loads(line)
        if event["kind"] == "task.failed":
            sys.exit(f"{event['task']} failed: {event['message']}")
    sh("git", "-C", out, "fsck", "--strict")
    return out, sh("git", "-C", out, "rev-parse", "HEAD^{tree}"), sh(
        "git", "-C", out, "log", "--format=%s")


def main():
    given = os.environ.get("META_AGENT_SEED", "20261129")
    seed = random.SystemRandom().randrange(1 << 32) if given == "fresh" else int(given)
    orders = int(os.environ.get("ORDERS", "6"))
    print(f"META_AGENT_SEED={seed} ORDERS={orders}")
    tasks, replies, wanted = case_of(random.Random(seed))
    trees, logs = set(), set()
    for i in range(orders):
        with tempfile.TemporaryDirectory(dir=MEMORY) as top:
            out, tree, log = run(sys.argv[1], tasks, replies, random.Random(seed + i), top)
            trees.add(tree)
            logs.add(log)
            for path, word in wanted:
                with open(os.path.join(out, path), encoding="utf-8") as f:
                    if word not in f.read():
                        sys.exit(f"order {i}: {path} has lost what {word} added")
    print(f"{len(logs)} orders of commits, {len(trees)} trees")
    sys.exit(len(trees) != 1)


main()
