#!/usr/bin/python3
"""peer.py NAME GRAPH [SLOTS]: run a graph's no-op tasks by another scheduler and print microseconds per task.

Exits 77 where that scheduler is not installed. GRAPH: lines "task milliseconds dependency...".
"""
import asyncio
import os
import shutil
import subprocess
import sys
import tempfile
import time

NOT_INSTALLED = 77


def read_graph(path):
    with open(path) as f:
        rows = [[int(word) for word in line.split()] for line in f]
    return {row[0]: row[2:] for row in rows}


async def asyncio_run(graph, slots, timeout):
    """Ready the instant the last dependency is done; `slots` workers; a time-out for each task, if any."""
    waiting = {task: len(deps) for task, deps in graph.items()}
    nexts = {task: [] for task in graph}
    for task, deps in graph.items():
        for dep in deps:
            nexts[dep].append(task)
    ready = asyncio.Queue()
    left = len(graph)

    async def no_op():
        return None

    async def worker():
        nonlocal left
        while True:
            task = await ready.get()
            if task is None:
                return
            for _ in range(3):
                try:
                    await (asyncio.wait_for(no_op(), timeout) if timeout else no_op())
                    break
                except Exception:
                    continue
            left -= 1
            for after in nexts[task]:
                waiting[after] -= 1
                if waiting[after] == 0:
                    ready.put_nowait(after)
            if left == 0:
                for _ in range(slots):
                    ready.put_nowait(None)

    for task, n in waiting.items():
        if n == 0:
            ready.put_nowait(task)
    await asyncio.gather(*(worker() for _ in range(slots)))
    assert left == 0


def run_asyncio(graph, slots):
    asyncio.run(asyncio_run(graph, slots, 300))


def run_asyncio_bare(graph, slots):
    asyncio.run(asyncio_run(graph, slots, None))


def no_op(*_):
    return None


def run_dask(graph, slots):
    try:
        import dask
    except ImportError:
        sys.exit(NOT_INSTALLED)
    tasks = {task: (no_op, *deps) for task, deps in graph.items()}
    began = time.perf_counter()
    dask.get(tasks, list(graph))
    return time.perf_counter() - began


def run_program(graph, name, header, rule, argv):
    if not shutil.which(argv[0]):
        sys.exit(NOT_INSTALLED)
    with tempfile.TemporaryDirectory() as where:
        with open(os.path.join(where, name), "w") as f:
            f.write(header + " ".join(f"t{task}" for task in graph) + "\n")
            for task, deps in graph.items():
                f.write(rule(task, [f"t{dep}" for dep in deps]))
        began = time.perf_counter()
        subprocess.run(argv, cwd=where, check=True, stdout=subprocess.DEVNULL)
        return time.perf_counter() - began


def run_ninja(graph, slots):
    return run_program(graph, "build.ninja", "rule no_op\n command = true\nbuild all: phony ",
        lambda task, deps: f"build t{task}: no_op {' '.join(deps)}\n", ["ninja", f"-j{slots}", "all"])


def run_ninja_phony(graph, slots):
    return run_program(graph, "build.ninja", "build all: phony ",
        lambda task, deps: f"build t{task}: phony {' '.join(deps)}\n", ["ninja", f"-j{slots}", "all"])


def run_make(graph, slots):
    return run_program(graph, "Makefile", "all: ",
        lambda task, deps: f"t{task}: {' '.join(deps)}\n\t@/bin/true\n", ["make", "-s", f"-j{slots}"])


PEERS = {
    "asyncio": run_asyncio,
    "asyncio-bare": run_asyncio_bare,
    "dask": run_dask,
    "ninja": run_ninja,
    "ninja-phony": run_ninja_phony,
    "make": run_make,
}


def main():
    graph = read_graph(sys.argv[2])
    slots = int(sys.argv[3]) if len(sys.argv) > 3 else 4
    began = time.perf_counter()
    took = PEERS[sys.argv[1]](graph, slots) or time.perf_counter() - began
    print(f"{took * 1e6 / len(graph):.3f}")


main()
