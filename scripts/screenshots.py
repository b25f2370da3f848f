#!/usr/bin/env python3
"""scripts/screenshots.py PROGRAM DIRECTORY: generate three applications, fill them, and take pictures of them with headless Chromium."""
import base64
import contextlib
import json
import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

SIZES = {"desktop": (1180, 760, False), "phone": (390, 780, True)}
TASKS = [("Order new shelves", "high", "doing"), ("Paint the north wall", "medium", "todo"),
         ("Call the electrician", "high", "done"), ("Measure the windows", "low", "done"),
         ("Choose the floor", "medium", "todo"), ("Book the removal van", "low", "todo")]
RECIPES = [("Lemon risotto", ["rice", "quick"], 5), ("Roast cauliflower", ["oven", "vegan"], 4),
           ("Plum cake", ["oven", "sweet"], 5), ("Lentil soup", ["vegan", "quick"], 3)]
EXPENSES = [("Train to Oslo", 84.5, "travel"), ("Groceries", 46.2, "food"), ("Concert", 35, "fun"),
            ("Hostel", 120, "travel"), ("Dinner with Ada", 58.9, "food"), ("Museum", 14, "fun"), ("Coffee beans", 18.4, "food")]

APPS = {
    "list": ("A project tracker with projects (name, description), tasks (title, priority: low/medium/high, state: todo/doing/done, "
             "due date, project), search, filters, sorting and pagination, no login",
             [("projects", [{"name": "New office"}, {"name": "Website"}]),
              ("tasks", [{"title": t, "priority": p, "state": s, "dueDate": f"2026-0{3 + i % 3}-1{i}", "projectId": 1 + i % 2}
                         for i, (t, p, s) in enumerate(TASKS)])],
             "/tasks", None, ("desktop", "phone")),
    "form": ("A recipe box with recipes (title, servings, minutes, steps), ingredients (name), tags and star ratings, no login. "
             "Recipes have and belong to many ingredients.",
             [("ingredients", [{"name": n} for n in ("Rice", "Lemon", "Butter", "Parmesan", "Stock")]),
              ("recipes", [{"title": t, "servings": 4, "minutes": 30, "steps": "Prepare everything.\nCook it slowly.", "tags": g,
                            "rating": r, "ingredientIds": [1, 2, 3]} for t, g, r in RECIPES])],
             "/recipes", "Edit Lemon risotto", ("phone",)),
    "dashboard": ("An expense tracker with expenses (description, amount, category: travel/food/fun, date), dashboard with charts, dark "
                  "mode and CSV export, no login",
                  [("expenses", [{"description": d, "amount": a, "category": c, "date": "2026-03-14"} for d, a, c in EXPENSES])],
                  "/", None, ("desktop", "phone")),
}


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def ask(url, body=None):
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json"})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=10) as answer:
        return json.load(answer)


def wait_for(what, url):
    for _ in range(300):
        with contextlib.suppress(OSError, urllib.error.URLError):
            return ask(url)
        time.sleep(0.1)
    raise SystemExit(f"{what} does not answer at {url}")


class Browser:
    """Chromium by its debugging protocol: a WebSocket, of which only what is needed here is spoken."""

    def __init__(self, top):
        port = free_port()
        self.process = subprocess.Popen(
            ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--user-data-dir={top}/profile",
             "--no-first-run", f"--remote-debugging-port={port}", "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True)
        pages = wait_for("chromium", f"http://127.0.0.1:{port}/json/list")
        path = next(p for p in pages if p["type"] == "page")["webSocketDebuggerUrl"].split(str(port), 1)[1]
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.socket.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                            "Sec-WebSocket-Key: bWV0YS1hZ2VudC1zaG90cw==\r\nSec-WebSocket-Version: 13\r\n\r\n".encode())
        self.stream = self.socket.makefile("rb")
        while self.stream.readline().strip():
            pass
        self.calls = 0

    def close(self):
        self.socket.close()
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(timeout=20)

    def call(self, method, **params):
        self.calls += 1
        text = json.dumps({"id": self.calls, "method": method, "params": params}).encode()
        size = struct.pack("!BBH", 0x81, 0xFE, len(text)) if len(text) > 125 else struct.pack("!BB", 0x81, 0x80 | len(text))
        self.socket.sendall(size + b"\0\0\0\0" + text)  # masked with zeros
        while True:
            answer = json.loads(self.message())
            if answer.get("id") == self.calls:
                return answer.get("result", {})

    def message(self):
        data = b""
        while True:
            first, size = self.stream.read(2)
            if size == 126:
                size, = struct.unpack("!H", self.stream.read(2))
            elif size == 127:
                size, = struct.unpack("!Q", self.stream.read(8))
            data += self.stream.read(size)
            if first & 0x80:
                return data

    def evaluate(self, script):
        return self.call("Runtime.evaluate", expression=script, awaitPromise=True, returnByValue=True)["result"].get("value")

    def until(self, script):
        for _ in range(200):
            if self.evaluate(script):
                return
            time.sleep(0.05)
        raise SystemExit(f"it does not come true: {script}")

    def picture(self, url, size, click, dark, file):
        width, height, phone = size
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=phone)
        self.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}])
        self.call("Page.navigate", url=url)
        self.until("document.querySelector('main .card') !== null && !document.querySelector('[role=status]')")
        if click:
            self.evaluate(f"document.querySelector('[aria-label={json.dumps(click)}]').click()")
            self.until("document.querySelector('dialog form') !== null")
        time.sleep(0.5)
        wide = self.evaluate("document.documentElement.scrollWidth > innerWidth")
        if wide:
            print(f"{file.name}: wider than the screen")
        shot = self.call("Page.captureScreenshot", format="jpeg", quality=66)
        file.write_bytes(base64.b64decode(shot["data"]))
        print(f"{file.name}: {file.stat().st_size // 1024} KiB")


def run(*argv, cwd=None):
    done = subprocess.run([str(a) for a in argv], cwd=cwd, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, argv))}: {done.stdout[-2000:]}{done.stderr[-2000:]}")


def install(app, modules):
    """The packages of the first application serve the others, too."""
    if modules is None:
        run("npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", cwd=app)
        return app
    for part in ("", "backend", "frontend"):
        if (modules / part / "node_modules").exists():
            (app / part / "node_modules").symlink_to(modules / part / "node_modules")
    return modules


def main(program, directory):
    top = Path(tempfile.mkdtemp(prefix="meta-agent-pictures-", dir="/var/tmp"))
    browser = Browser(top)
    modules = None
    try:
        for name, (prompt, records, path, click, sizes) in APPS.items():
            app = top / name
            run(program, "run", prompt, "--provider", "offline", "--no-verify", "-o", app)
            modules = install(app, modules)
            run("npm", "run", "build", cwd=app)
            port = free_port()
            server = subprocess.Popen(["node", "backend/dist/server.js"], cwd=app, env={**os.environ, "PORT": str(port)})
            try:
                base = f"http://127.0.0.1:{port}"
                wait_for(name, f"{base}/api/health")
                for table, rows in records:
                    for row in rows:
                        ask(f"{base}/api/{table}", row)
                for size in sizes:
                    browser.picture(base + path, SIZES[size], click, name == "dashboard" and size == "phone",
                                    Path(directory) / f"app-{name}-{size}.jpg")
            finally:
                server.terminate()
                server.wait(timeout=20)
    finally:
        browser.close()
        shutil.rmtree(top, ignore_errors=True)


if __name__ == "__main__":
    if len(sys.argv) != 3:
        raise SystemExit(__doc__)
    if not shutil.which("chromium"):
        raise SystemExit("there is no chromium here (Debian: chromium)")
    main(Path(sys.argv[1]).resolve(), sys.argv[2])
