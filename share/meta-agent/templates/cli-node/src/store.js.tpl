/**
 * The file that everything is kept in. It is JSON, read whole and written whole: to a new file beside it
 * that then takes its name, so that there is always an old or a new one. A lock file stands beside it from
 * reading to writing, so that two programs at the same time lose nothing of each other's.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { InvalidError } from "./errors.js";
import { Database } from "./repository.js";

const waitMs = 20;
const waitsMax = 500;

/** The file cannot be read or written. */
export class StoreError extends Error {}

/** $<%= app.module | constant %>_FILE, else a file in the user's data directory. */
export function defaultPath(env = process.env) {
  if (env["<%= app.module | constant %>_FILE"]) return env["<%= app.module | constant %>_FILE"];
  const data = env["XDG_DATA_HOME"] || join(homedir(), ".local", "share");
  return join(data, "<%= app.name %>", "<%= app.name %>.json");
}

export class Store {
  /** Follows a link, so that the file behind it is the one that is written. Throws StoreError. */
  constructor(path) {
    const found = existsSync(path);
    if (found && !statSync(path).isFile()) throw new StoreError(`${path}: it is no ordinary file`);
    this.path = found && lstatSync(path).isSymbolicLink() ? realpathSync(path) : path;
  }

  /** Everything that is kept; nothing where there is no file. Throws StoreError. */
  read() {
    try {
      const data = JSON.parse(readFileSync(this.path, "utf8"));
      if (data?.format !== 1) throw new SyntaxError("it is not a file of this program");
      return Database.fromJSON(data);
    } catch (error) {
      if (error.code === "ENOENT") return new Database();
      if (error.code || error instanceof SyntaxError || error instanceof InvalidError) {
        throw new StoreError(`${this.path}: ${error.message}`);
      }
      throw error;
    }
  }

  /** What `change` does to the database is written when it returns, and not when it throws. */
  change(change) {
    this.#lock();
    try {
      const database = this.read();
      const result = change(database);
      this.#write(database);
      return result;
    } finally {
      rmSync(`${this.path}.lock`, { force: true });
    }
  }

  #lock() {
    for (let waits = 0; waits < waitsMax; waits += 1) {
      try {
        mkdirSync(dirname(this.path), { recursive: true });
        const lock = openSync(`${this.path}.lock`, "wx");
        writeSync(lock, String(process.pid));
        closeSync(lock);
        return;
      } catch (error) {
        if (error.code !== "EEXIST") throw new StoreError(`${this.path}: ${error.message}`);
        if (this.#holderIsGone()) rmSync(`${this.path}.lock`, { force: true });
        else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, waitMs);
      }
    }
    throw new StoreError(`${this.path} is in use; if it is not, remove ${this.path}.lock`);
  }

  #holderIsGone() {
    try {
      const pid = Number(readFileSync(`${this.path}.lock`, "utf8"));
      if (pid > 0) process.kill(pid, 0);
      return false;
    } catch (error) {
      return error.code === "ESRCH";
    }
  }

  #write(database) {
    const part = `${this.path}.${process.pid}.part`;
    try {
      const file = openSync(part, "w", 0o600);
      writeFileSync(file, `${JSON.stringify({ format: 1, ...database.toJSON() }, null, 2)}\n`);
      fsyncSync(file);
      closeSync(file);
      renameSync(part, this.path);
    } catch (error) {
      rmSync(part, { force: true });
      throw new StoreError(`${this.path}: ${error.message}`);
    }
  }
}
