import assert from "node:assert/strict";
import { <% if pathOperations %>existsSync, mkdtempSync, readdirSync, <% end %>readFileSync<% if pathOperations %>, rmSync, writeFileSync<% end %> } from "node:fs";
<% if pathOperations %>
import { tmpdir } from "node:os";
import { join } from "node:path";
<% end %>
import { test } from "node:test";
import * as operations from "../src/index.js";

const examples = JSON.parse(readFileSync(new URL("examples.json", import.meta.url), "utf8"));
const ofText = new Set([<% for op in textOperations %><% if not loop.first %>, <% end %>"<%= op.id %>"<% end %>]);
const camel = (name) => name.replace(/_(.)/g, (_, letter) => letter.toUpperCase());

for (const { operation, call, input, output } of examples) {
  test(`${operation} ${JSON.stringify(call)} gives what its example says`, () => {
    const options = Object.fromEntries(Object.entries(call).map(([name, v]) => [camel(name), v]));
    const given = ofText.has(operation) ? [input, options] : [options];
    assert.equal(operations[camel(operation)](...given), output);
  });
}
<% for op in operations %>
<% if op.id == "password" %>

test("passwords have their length and every sort", () => {
  const lines = operations.password({ length: 12, count: 3, symbols: true }).trim().split("\n");
  assert.deepEqual(lines.map((line) => line.length), [12, 12, 12]);
  for (const line of lines) {
    for (const sort of [/[a-z]/, /[A-Z]/, /[0-9]/, /[!#$%&*+=?@_-]/]) assert.match(line, sort);
  }
  assert.throws(() => operations.password({ length: 3 }), RangeError);
});
<% elif op.id == "dice" %>

test("dice show what they can", () => {
  assert.match(operations.dice({ dice: "d6" }), /^[1-6]\n$/);
  const [shown, total] = operations.dice({ dice: "3d4" }).trim().split(" = ");
  assert.equal(shown.split(" ").reduce((sum, n) => sum + Number(n), 0), Number(total));
  assert.throws(() => operations.dice({ dice: "six" }), RangeError);
});
<% end %>
<% end %>
<% if pathOperations %>

function inDirectory(files, check) {
  const root = mkdtempSync(join(tmpdir(), "files-"));
  try {
    const paths = Object.entries(files).map(([name, text]) => {
      writeFileSync(join(root, name), text);
      return join(root, name);
    });
    check(root, paths);
  } finally {
    rmSync(root, { recursive: true });
  }
}
<% for op in pathOperations %>
<% if op.id == "duplicates" %>

test("files of the same content are found", () => {
  inDirectory({ a: "x", b: "x", c: "y" }, (root, paths) => {
    assert.equal(operations.duplicates([root]), `${paths[0]}\n${paths[1]}\n`);
    assert.ok(existsSync(paths[0]));
  });
  assert.throws(() => operations.duplicates(["/no/such/file"]), /does not exist/);
});
<% elif op.id == "checksum" %>

test("a checksum is that of the content", () => {
  const digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  inDirectory({ a: "abc" }, (root, [path]) => {
    assert.equal(operations.checksum([path]), `${digest}  ${path}\n`);
    assert.throws(() => operations.checksum([root]), /is no file/);
  });
});
<% elif op.id == "rename" %>

test("files are renamed, or only shown", () => {
  inDirectory({ "IMG_1.txt": "x" }, (root, [path]) => {
    const shown = operations.rename([path], { find: "IMG", replace: "photo", dryRun: true });
    assert.ok(shown.endsWith("photo_1.txt\n") && existsSync(path));
    operations.rename([path], { find: "IMG", replace: "photo" });
    assert.deepEqual(readdirSync(root), ["photo_1.txt"]);
  });
});

test("nothing is renamed where a name is taken", () => {
  inDirectory({ a1: "x", a2: "y", b2: "z" }, (root, paths) => {
    const call = () => operations.rename(paths.slice(0, 2), { find: "a", replace: "b" });
    assert.throws(call, /is there already/);
    assert.deepEqual(readdirSync(root).sort(), ["a1", "a2", "b2"]);
  });
});
<% end %>
<% end %>
<% end %>
