import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { <% if textOperations %>mkdtempSync, <% end %>readFileSync<% if textOperations %>, rmSync, writeFileSync<% end %> } from "node:fs";
<% if textOperations %>
import { tmpdir } from "node:os";
import { join } from "node:path";
<% end %>
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../src/main.js", import.meta.url));
const examples = JSON.parse(readFileSync(new URL("examples.json", import.meta.url), "utf8"));

/** Calls the program as a program. */
function call(args, input = "") {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { input, encoding: "utf8" });
  return { status, stdout, stderr };
}

test("help and version are told", () => {
  assert.match(call(["--help"]).stdout, /^usage: <%= app.name %>/);
  assert.equal(call(["--version"]).stdout, "<%= app.name %> 0.1.0\n");
});

test("wrong use is told", () => {
  const { status, stdout, stderr } = call(["--no-such-option"]);
  assert.deepEqual([status, stdout], [2, ""]);
  assert.match(stderr, /^usage: /);
});

for (const { <% if not single %>command, <% end %>operation, args, input, output } of examples) {
  test(`${operation} ${args.join(" ")} prints what its example says`, () => {
    assert.deepEqual(call([<% if not single %>command, <% end %>...args], input), { status: 0, stdout: output, stderr: "" });
  });
}
<% for op in operations %>
<% if op.input == "text" %>

test("<%= op.command %> reads files, and tells which one is missing", () => {
  const { args, input, output } = examples.find(({ operation }) => operation === "<%= op.id %>");
  const root = mkdtempSync(join(tmpdir(), "tools-"));
  writeFileSync(join(root, "input.txt"), input);
  assert.equal(call([<% if not single %>"<%= op.command %>", <% end %>...args, join(root, "input.txt")]).stdout, output);
  rmSync(root, { recursive: true });
  const missing = call([<% if not single %>"<%= op.command %>", <% end %>...args, "/no/such/file"]);
  assert.deepEqual([missing.status, missing.stderr], [1, "<%= app.name %>: /no/such/file: No such file\n"]);
});
<% elif op.input == "paths" %>

test("<%= op.command %> tells which path is missing", () => {
  const { status, stderr } = call([<% if not single %>"<%= op.command %>", <% end %><% if op.id == "rename" %>"--by-date", <% end %>"/no/such/file"]);
  assert.equal(status, 1);
  assert.match(stderr, /no\/such\/file/);
});
<% elif op.random %>

test("<%= op.command %> prints a line", () => {
  const { status, stdout } = call([<% if not single %>"<%= op.command %>", <% end %><% if op.arguments %>"d6"<% end %>]);
  assert.equal(status, 0);
  assert.match(stdout, /^.+\n$/);
});
<% end %>
<% end %>
