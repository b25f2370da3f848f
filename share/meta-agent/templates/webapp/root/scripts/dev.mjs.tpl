// Starts everything that development needs: the compiler in watch mode, the
// API (restarted on every change) and the front end's dev server.
import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const shell = process.platform === "win32";

function npm(...args) {
  return ["npm", args, { cwd: root, stdio: "inherit", shell }];
}

const firstBuild = spawnSync(...npm("run", "build", "--workspace", "backend"));
if (firstBuild.status !== 0) process.exit(firstBuild.status ?? 1);

const children = [
  spawn(...npm("run", "watch", "--workspace", "backend")),
  spawn(...npm("run", "dev", "--workspace", "backend")),
  spawn(...npm("run", "dev", "--workspace", "frontend")),
];

let stopping = false;
function stop(code) {
  if (stopping) return;
  stopping = true;
  process.exitCode = code;
  for (const child of children) child.kill();
}

for (const child of children) child.on("exit", (code) => stop(code ?? 0));
process.on("SIGINT", () => stop(0));
process.on("SIGTERM", () => stop(0));
