#!/usr/bin/env python3
"""Turn a prompt into an app from Python, through ctypes: embed.py LIBRARY DIR PROMPT

The structs are those of metaagent.h; `size` lets the library refuse another version's.
"""
import ctypes as c
import json
import select
import sys

EVENT = c.CFUNCTYPE(None, c.c_void_p, c.c_char_p)


class Err(c.Structure):
    _fields_ = [("code", c.c_int), ("sys", c.c_int), ("msg", c.c_char * 512)]


class RunOpts(c.Structure):
    _fields_ = [("size", c.c_size_t)] + [(name, c.c_char_p) for name in (
        "output", "run", "from", "prompt", "plan", "contract", "provider", "model", "script", "record",
        "replay", "base_url")] + [
        (name, c.c_int64) for name in (
            "jobs", "timeout_ms", "max_cost_microusd", "max_tokens", "retry_budget",
            "chaos", "max_repairs")] + [
        (name, c.c_int) for name in ("fail_fast", "no_fallback", "no_verify", "sandbox_off", "fresh", "format_off", "quick_checks_off", "format_rates_off", "abandon",
            "approve")] + [
        ("on_event", EVENT), ("on_progress", c.c_void_p), ("on_check", c.c_void_p), ("data", c.c_void_p)]


class MetaAgentError(Exception):
    pass


def load(path):
    lib = c.CDLL(path)
    pointer, place = c.c_void_p, c.POINTER(c.c_void_p)
    lib.ma_ctx_new.argtypes = [pointer, place, c.POINTER(Err)]
    lib.ma_run_start.argtypes = [pointer, c.POINTER(RunOpts), place, c.POINTER(Err)]
    lib.ma_run_result.argtypes = [pointer, c.POINTER(c.c_int), place, c.POINTER(Err)]
    for name in ("ctx_free", "ctx_fd", "ctx_timeout_ms", "ctx_turn", "run_over", "run_free", "string_free"):
        getattr(lib, "ma_" + name).argtypes = [pointer]
    return lib


def check(code, err):
    if code:
        raise MetaAgentError(err.msg.decode())


def show(_data, event):
    """An exception cannot leave a callback: nothing here raises one."""
    print(event.decode(), flush=True)


def wait(lib, ctx, run):
    """The host's own loop: sleep until the library has something to do."""
    while not lib.ma_run_over(run):
        timeout = lib.ma_ctx_timeout_ms(ctx)
        select.select([lib.ma_ctx_fd(ctx)], [], [], None if timeout < 0 else timeout / 1000)
        lib.ma_ctx_turn(ctx)


def build(lib, output, prompt):
    """The exit code and the summary of a run of `prompt` into `output`."""
    err, ctx, run, text, code = Err(), c.c_void_p(), c.c_void_p(), c.c_void_p(), c.c_int()
    opts = RunOpts(size=c.sizeof(RunOpts), output=output.encode(), prompt=prompt.encode(),
                   provider=b"offline", no_verify=1, on_event=EVENT(show))
    try:
        check(lib.ma_ctx_new(None, c.byref(ctx), c.byref(err)), err)
        check(lib.ma_run_start(ctx, c.byref(opts), c.byref(run), c.byref(err)), err)
        wait(lib, ctx, run)
        check(lib.ma_run_result(run, c.byref(code), c.byref(text), c.byref(err)), err)
        return code.value, json.loads(c.string_at(text))
    finally:
        lib.ma_string_free(text)
        lib.ma_run_free(run)
        lib.ma_ctx_free(ctx)


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__.splitlines()[0])
    try:
        code, summary = build(load(sys.argv[1]), sys.argv[2], sys.argv[3])
    except MetaAgentError as error:
        sys.exit(f"embed.py: {error}")
    print(f"{summary['verdict']}: {summary['tasks']['completed']} of {summary['tasks']['total']} tasks")
    return code


if __name__ == "__main__":
    sys.exit(main())
