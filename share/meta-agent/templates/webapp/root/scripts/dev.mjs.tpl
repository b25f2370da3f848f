// Starts everything that development needs: the compiler in watch mode, the
// API (restarted on every change) and the front end's dev server.
import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const cwd = fileURLToPath(new URL("..", import.meta.url));
const windows = process.platform === "win32";
const options = { cwd, shell: windows, stdio: ["ignore", "inherit", "inherit"] };

const firstBuild = spawnSync("npm", ["run", "build", "--workspace", "backend"], options);
if (firstBuild.status !== 0) process.exit(firstBuild.status ?? 1);

// Each gets a process group of its own, so that npm's children end with it.
const children = [
  ["run", "watch", "--workspace", "backend"],
  ["run", "dev", "--workspace", "backend"],
  ["run", "dev", "--workspace", "frontend"],
].map((args) => spawn("npm", args, { ...options, detached: !windows }));

let stopping = false;
function stop(code) {
  if (stopping) return;
  stopping = true;
  process.exitCode = code;
  for (const child of children) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    if (windows) child.kill();
    else process.kill(-child.pid, "SIGTERM");
  }
}

for (const child of children) child.on("exit", (code) => stop(code ?? 0));
process.on("SIGINT", () => stop(0));
process.on("SIGTERM", () => stop(0));
