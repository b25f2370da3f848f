import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
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
