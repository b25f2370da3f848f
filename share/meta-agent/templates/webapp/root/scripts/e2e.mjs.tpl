// The application as a person uses it, in Chromium, on a phone and on a desktop.
// CHROMIUM says where the browser is; without one there is nothing to do.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const screens = [
  { name: "phone", width: 390, height: 780, mobile: true },
  { name: "desktop", width: 1180, height: 760, mobile: false },
];
<% for e in entities %>
<% if loop.first %>
const record = {
  path: "/<%= e.path %>",
  labels: "<%= e.labels %>",
  label: "<%= e.label | lower %>",
  fields: {
<% for f in e.fields %>
<% if f.required and f.type != "boolean" %>
    "<%= f.label %>": <%= f.sample | json %>,
<% end %>
<% end %>
  },
<% for f in e.fields %>
<% if f.name == e.titleField %>
  titleField: "<%= f.label %>",
<% if e.surname and e.surname.required %>
  title: `${<%= f.sample | json %>} ${<%= e.surname.sample | json %>}`,
  otherTitle: `${<%= f.sample2 | json %>} ${<%= e.surname.sample | json %>}`,
<% else %>
  title: <%= f.sample | json %>,
  otherTitle: <%= f.sample2 | json %>,
<% end %>
  newTitle: <%= f.sample2 | json %>,
<% end %>
<% end %>
};
<% end %>
<% end %>

function findBrowser() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const places = (process.env.PATH ?? "").split(delimiter);
  const files = names.flatMap((name) => places.map((place) => join(place, name)));
  return files.find((file) => existsSync(file));
}

/** Chromium by its debugging protocol: JSON that ends with a zero, through a pair of pipes. */
class Browser {
  waiting = new Map();
  problems = [];
  calls = 0;

  constructor(program, profile) {
    const sandbox = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
    const flags = ["--headless=new", "--remote-debugging-pipe", "--no-first-run", "--disable-gpu"];
    this.process = spawn(program, [...flags, ...sandbox, `--user-data-dir=${profile}`], {
      stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
    });
    this.closed = new Promise((resolve) => {
      const onEnd = () => {
        for (const { reject } of this.waiting.values()) reject(new Error(`${program} has ended`));
        resolve();
      };
      this.process.once("error", onEnd);
      this.process.once("exit", onEnd);
    });
    let text = "";
    this.process.stdio[3].on("error", () => undefined);
    this.process.stdio[4].setEncoding("utf8").on("data", (chunk) => {
      const messages = (text + chunk).split("\0");
      text = messages.pop();
      for (const message of messages) this.receive(JSON.parse(message));
    });
  }

  receive({ id, result, error, method, params }) {
    if (method === "Runtime.exceptionThrown") {
      const { text, exception } = params.exceptionDetails;
      this.problems.push(exception?.description ?? text);
    }
    const call = this.waiting.get(id);
    this.waiting.delete(id);
    if (error) call?.reject(new Error(error.message));
    else call?.resolve(result);
  }

  send(method, params = {}, sessionId = undefined) {
    const id = ++this.calls;
    this.process.stdio[3].write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    return new Promise((resolve, reject) => this.waiting.set(id, { resolve, reject }));
  }

  /** A page that shares nothing with others. */
  async open({ width, height, mobile }) {
    const { browserContextId } = await this.send("Target.createBrowserContext");
    const { targetId } = await this.send("Target.createTarget", { url: "about:blank", browserContextId });
    const { sessionId } = await this.send("Target.attachToTarget", { targetId, flatten: true });
    const page = new Page((method, params) => this.send(method, params, sessionId));
    await page.send("Runtime.enable");
    const metrics = { width, height, mobile, deviceScaleFactor: 1 };
    await page.send("Emulation.setDeviceMetricsOverride", metrics);
    return page;
  }

  async close() {
    this.send("Browser.close").catch(() => undefined);
    await Promise.race([this.closed, sleep(5000)]);
    this.process.kill("SIGKILL");
  }
}

class Page {
  constructor(send) {
    this.send = send;
  }

  async evaluate(work, ...values) {
    const expression = `(${work})(...${JSON.stringify(values)})`;
    const { result, exceptionDetails } = await this.send("Runtime.evaluate", {
      expression,
      returnByValue: true,
    });
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? "it threw");
    return result.value;
  }

  async until(what, condition, ...values) {
    for (let turn = 0; turn < 400; turn++) {
      if (await this.evaluate(condition, ...values)) return;
      await sleep(50);
    }
    const seen = await this.evaluate(() => document.body.innerText);
    throw new Error(`${what} does not come; the page shows:\n${seen}`);
  }

  async visit(url, heading) {
    await this.send("Page.navigate", { url });
    await this.until(`the page ${heading}`, (text) => document.querySelector("h1")?.textContent === text, heading);
  }

  /** Clicks what is called so, once it is there. */
  async click(name) {
    const find = (wanted) => {
      const scope = document.querySelector("dialog") ?? document;
      const called = (button) => (button.getAttribute("aria-label") ?? button.textContent).trim();
      return [...scope.querySelectorAll("button, a")].find((button) => called(button) === wanted);
    };
    await this.until(`“${name}”`, `(name) => Boolean((${find})(name))`, name);
    await this.evaluate(`(name) => (${find})(name).click()`, name);
  }

  /** Enters a value where the label, or what the field is called, says so. */
  async fill(label, value) {
    await this.evaluate(
      (wanted, text) => {
        const labels = [...document.querySelectorAll("label")];
        const control =
          labels.find((one) => one.textContent.trim() === wanted)?.control ??
          document.querySelector(`[aria-label="${wanted}"]`);
        const local = control.type === "datetime-local" ? text.slice(0, 16) : text;
        const { set } = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(control), "value");
        set.call(control, local);
        control.dispatchEvent(new Event("input", { bubbles: true }));
        control.dispatchEvent(new Event("change", { bubbles: true }));
      },
      label,
      typeof value === "object" ? JSON.stringify(value) : String(value),
    );
  }

  async shows(text) {
    await this.until(`“${text}”`, (wanted) => document.body.innerText.includes(wanted), text);
    const tooWide = await this.evaluate(() => document.documentElement.scrollWidth > innerWidth);
    if (tooWide) throw new Error("The page is wider than the screen");
  }

  async lists(title) {
    const find = (wanted) =>
      !document.querySelector("dialog") &&
      [...document.querySelectorAll("main li a")].some((link) => link.textContent === wanted);
    await this.until(`“${title}” in the list`, find, title);
  }
}

async function use(page, base<% if features.auth %>, screen<% end %>) {
<% if features.auth %>
  await page.visit(`${base}/register`, "Create an account");
  await page.fill("Name", "Ada Lovelace");
  await page.fill("Email", `${screen.name}@example.com`);
  await page.fill("Password", "correct horse battery");
  await page.click("Register");
  await page.until("the start page", () => document.querySelector("aside") !== null);
<% end %>
  await page.visit(base + record.path, record.labels);
  await page.shows(`No ${record.labels.toLowerCase()} yet`);

  await page.click(`New ${record.label}`);
  for (const [label, value] of Object.entries(record.fields)) await page.fill(label, value);
  await page.click("Create");
  await page.lists(record.title);
  await page.shows(record.title);

  await page.click(`Edit ${record.title}`);
  await page.fill(record.titleField, record.newTitle);
  await page.click("Save");
  await page.lists(record.otherTitle);

<% if features.search %>
  const box = `Search ${record.labels.toLowerCase()}`;
  await page.fill(box, "no such thing");
  await page.shows("Nothing found");
  await page.fill(box, record.otherTitle);
  await page.lists(record.otherTitle);

<% end %>
  await page.click(`Delete ${record.otherTitle}`);
  await page.click("Delete");
<% if features.search %>
  await page.shows("Nothing found");
<% else %>
  await page.shows(`No ${record.labels.toLowerCase()} yet`);
<% end %>
<% if features.markdown %>
<% for e in entities %>
<% for f in e.fields %>
<% if f.type == "markdown" %>

  await page.visit(`${base}/<%= e.path %>`, "<%= e.labels %>");
  await page.click("New <%= e.label | lower %>");
  await page.fill("<%= f.label %>", "# Well\n<img src=x onerror=alert(1)> **done**");
  await page.click("Preview <%= f.label | lower %>");
  await page.shows("<img src=x onerror=alert(1)> done");
  await page.click("Cancel");
<% end %>
<% end %>
<% end %>
<% end %>
<% if features.drag_drop %>
<% for b in boards %>
<% if loop.first %>

  await page.visit(`${base}/app/board/<%= b.path %>`, "<%= b.title %>");
  await page.shows(<% if b.toVars %>"Nothing to show yet"<% else %>"0"<% end %>);
<% end %>
<% end %>
<% end %>
<% if features.calendar %>

  await page.visit(`${base}/app/calendar`, "Calendar");
  await page.shows("Nothing this month");
<% end %>
}

/** Chromium's last helpers may still write there for a moment. */
async function remove(directory) {
  for (let turn = 0; turn < 50; turn++) {
    try {
      rmSync(directory, { recursive: true, force: true });
      return;
    } catch {
      await sleep(100);
    }
  }
}

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function start(port, directory) {
  const server = spawn(process.execPath, ["backend/dist/server.js"], {
    cwd: root,
    env: { ...process.env, PORT: String(port), DATABASE_PATH: join(directory, "e2e.db") },
    stdio: ["ignore", "ignore", "inherit"],
  });
  for (let turn = 0; turn < 200; turn++) {
    const answer = await fetch(`http://127.0.0.1:${port}/api/health`).catch(() => undefined);
    if (answer?.ok) return server;
    if (server.exitCode !== null) break;
    await sleep(50);
  }
  server.kill();
  throw new Error("The server does not start");
}

const program = findBrowser();
if (!program) {
  console.log("e2e: skipped, as there is no Chromium here (CHROMIUM=… says where one is)");
  process.exit(0);
}
const built = spawnSync("npm", ["run", "build"], {
  cwd: root,
  shell: process.platform === "win32",
  stdio: ["ignore", "ignore", "inherit"],
});
if (built.status !== 0) process.exit(built.status ?? 1);

const directory = mkdtempSync(join(tmpdir(), "e2e-"));
let server;
let browser;
try {
  const port = await freePort();
  server = await start(port, directory);
  browser = new Browser(program, join(directory, "profile"));
  for (const screen of screens) {
    const page = await browser.open(screen);
    await use(page, `http://127.0.0.1:${port}`<% if features.auth %>, screen<% end %>);
    if (browser.problems.length > 0) throw new Error(browser.problems.join("\n"));
    console.log(`e2e: passed on a ${screen.name} of ${screen.width} pixels`);
  }
} catch (error) {
  console.error(`e2e: ${error.message}`);
  process.exitCode = 1;
} finally {
  await browser?.close();
  server?.kill();
  await remove(directory);
}
