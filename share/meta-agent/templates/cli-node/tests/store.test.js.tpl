import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, lstatSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { Store, StoreError } from "../src/store.js";
<% for e in entities %>
<% if loop.first %>
import { any<%= e.name %> } from "./support.js";
<% end %>
<% end %>

let root, path, store;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "store-"));
  path = join(root, "new", "records.json");
  store = new Store(path);
});

afterEach(() => rmSync(root, { recursive: true }));
<% for e in entities %>
<% if loop.first %>

test("without a file nothing is kept", () => {
  assert.equal(store.read().<%= e.vars %>.size, 0);
  assert.ok(!existsSync(path));
});

test("what was changed is read again, and nothing else is left", () => {
  const added = store.change((database) => any<%= e.name %>(database));
  assert.deepEqual(store.read().<%= e.vars %>.get(added.id), added);
  assert.equal(JSON.parse(readFileSync(path, "utf8")).format, 1);
  assert.deepEqual(readdirSync(dirname(path)), ["records.json"]);
});

test("a link is followed and stays, and what is no ordinary file is refused", () => {
  store.change((database) => any<%= e.name %>(database));
  const link = join(root, "link.json");
  symlinkSync(path, link);
  new Store(link).change((database) => database.<%= e.vars %>.remove(1));
  assert.equal(store.read().<%= e.vars %>.size, 0);
  assert.ok(lstatSync(link).isSymbolicLink());
  assert.throws(() => new Store(root), StoreError);
});

test("an exception leaves the file as it was", () => {
  store.change((database) => any<%= e.name %>(database));
  const before = readFileSync(path, "utf8");
  assert.throws(() =>
    store.change((database) => {
      database.<%= e.vars %>.remove(1);
      throw new Error("stop");
    }),
  );
  assert.equal(readFileSync(path, "utf8"), before);
});

test("what does not fit on the disk leaves the file as it was", () => {
  store.change((database) => any<%= e.name %>(database));
  const before = readFileSync(path, "utf8");
  const program = `import { Store } from "${new URL("../src/store.js", import.meta.url)}";
    new Store(process.argv[1]).change((database) => (database.toJSON = () => ({ much: "x".repeat(9000) })));`;
  const node = [process.execPath, "--input-type=module", "-e", program, path];
  const done = spawnSync("sh", ["-c", 'ulimit -f 4 && exec "$0" "$@"', ...node], { encoding: "utf8" });
  assert.notEqual(done.status, 0);
  assert.match(done.stderr, /EFBIG/);
  assert.equal(readFileSync(path, "utf8"), before);
});

test("a lock of a program that is gone holds nobody up", () => {
  store.change((database) => any<%= e.name %>(database));
  writeFileSync(`${path}.lock`, "999999999");
  store.change((database) => database.<%= e.vars %>.remove(1));
  assert.ok(!existsSync(`${path}.lock`));
});

test("what is no file of ours is refused and left alone", () => {
  store.change((database) => any<%= e.name %>(database));
  for (const text of ["", "{", "[]", '{"format": 2}', '{"format": 1, "<%= e.vars %>": {"records": 5}}']) {
    writeFileSync(path, text);
    assert.throws(() => store.change(() => {}), StoreError, text);
    assert.equal(readFileSync(path, "utf8"), text);
  }
});
<% end %>
<% end %>
