import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { fileURLToPath } from "node:url";
import { main } from "../src/cli.js";

let root, file;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "cli-"));
  file = join(root, "records.json");
});

afterEach(() => rmSync(root, { recursive: true }));

/** Calls the program inside this one, which is quick; what it prints. */
function call(...args) {
  const { code, out, err } = main(["--file", file, ...args]);
  assert.equal(code, 0, err);
  return out;
}

function refuse(code, ...args) {
  const result = main(["--file", file, ...args]);
  assert.equal(result.code, code, result.out);
  return result.err;
}

test("help and version are told", () => {
  assert.match(call("--help"), /^usage: <%= app.name %>/);
  assert.equal(call("--version"), "<%= app.name %> 0.1.0\n");
});

test("wrong use is told", () => {
  assert.match(refuse(2), /--help/);
  assert.match(refuse(2, "no-such-command"), /no-such-command is no/);
  assert.match(refuse(2, "--no-such-option"), /unknown option/);
});

test("it runs as a program of its own", () => {
  const program = fileURLToPath(new URL("../src/main.js", import.meta.url));
  const env = { ...process.env, "<%= app.module | constant %>_FILE": file };
  const calls = [[0, [<% for e in entities %><% if loop.first %><% if not alone %>"<%= e.command %>", <% end %>"list"<% end %><% end %>]], [1, [<% for e in entities %><% if loop.first %><% if not alone %>"<%= e.command %>", <% end %>"show", "5"<% end %><% end %>]], [2, ["--no-such"]]];
  for (const [code, args] of calls) {
    const done = spawnSync(process.execPath, [program, ...args], { env, encoding: "utf8" });
    assert.equal(done.status, code, done.stderr);
    assert.equal(done.stdout !== "", code === 0);
    assert.equal(done.stderr !== "", code !== 0);
  }
  const stdio = ["ignore", openSync("/dev/full", "w"), "pipe"];
  const full = spawnSync(process.execPath, [program, "--help"], { stdio, encoding: "utf8" });
  assert.equal(full.status, 1);
  assert.match(full.stderr, /standard output: /);
});
<% for e in entities %>

const <%= e.var %> = (...args) => call(<% if not alone %>"<%= e.command %>", <% end %>...args);

/** Adds one with everything that it needs. */
function add<%= e.name %>(...args) {
<% for r in e.refs %>
<% if r.required %>
  add<%= r.to %>();
<% end %>
<% end %>
  return <%= e.var %>(
    "add",
    <%= e.title.typed | json %>,
<% for f in e.fields %>
<% if f.required and not f.isTitle and f.type != "boolean" %>
    "--<%= f.option %>",
    <%= f.typed | json %>,
<% end %>
<% end %>
<% for r in e.refs %>
<% if r.required %>
    "--<%= r.option %>",
    "1",
<% end %>
<% end %>
    ...args,
  );
}

const <%= e.var %>One = () => JSON.parse(<%= e.var %>("show", "1", "--json"))[0];

test("<%= e.label | lower | article %> is added, shown, changed and removed", () => {
  assert.equal(add<%= e.name %>(), `added <%= e.label | lower %> 1: ${<%= e.title.typed | json %>}\n`);
  assert.equal(<%= e.var %>One().<%= e.titleField %>, <%= e.title.typed | json %>);
  assert.ok(<%= e.var %>("show", "1").includes(<%= e.title.typed | json %>));
  <%= e.var %>("edit", "1", "--<%= e.title.option %>", <%= e.title.typed2 | json %>);
  assert.ok(<%= e.var %>("list").includes(<%= e.title.typed2 | json %>));
  assert.equal(<%= e.var %>("remove", "1"), "removed <%= e.label | lower %> 1\n");
  assert.equal(<%= e.var %>("list"), "no <%= e.labels | lower %>\n");
  assert.match(refuse(1, <% if not alone %>"<%= e.command %>", <% end %>"show", "1"), /<%= e.label | lower %> 1 does not exist/);
});

test("what <%= e.label | lower | article %> holds does not move on the terminal", () => {
<% if e.title.type == "string" %>
  add<%= e.name %>();
  assert.match(<%= e.var %>("edit", "1", "--<%= e.title.option %>", "a\x1b[31mb\u202e"), /: a\\x1b\[31mb\\u202e\n$/);
  assert.match(<%= e.var %>("show", "1"), /a\\x1b\[31mb\\u202e\n/);
  assert.match(<%= e.var %>("list"), /a\\x1b\[31mb\\u202e/);
  assert.equal(<%= e.var %>One().<%= e.titleField %>, "a\x1b[31mb\u202e");
<% end %>
  assert.match(refuse(2, <% if not alone %>"<%= e.command %>", <% end %>"list", "--where", "a\x07=1"), /a\\x07/);
});

test("changes of <%= e.labels | lower %> are told as JSON, or not at all", () => {
  const [{ id, ...added }] = JSON.parse(add<%= e.name %>("--json"));
  assert.equal(added.<%= e.titleField %>, <%= e.title.typed | json %>);
  const change = ["edit", String(id), "--<%= e.title.option %>", <%= e.title.typed2 | json %>];
  assert.equal(JSON.parse(<%= e.var %>(...change, "--json"))[0].<%= e.titleField %>, <%= e.title.typed2 | json %>);
  assert.equal(<%= e.var %>(...change, "--quiet"), "");
<% if e.doneField %>
  assert.equal(JSON.parse(<%= e.var %>("done", String(id), "--json"))[0].<%= e.doneField.name %>, true);
  assert.equal(<%= e.var %>("done", String(id), "--quiet"), "");
<% end %>
  assert.equal(<%= e.var %>("remove", String(id), "--quiet"), "");
  assert.equal(<%= e.var %>("list"), "no <%= e.labels | lower %>\n");
});

test("<%= e.labels | lower %> are searched, filtered, sorted and given as CSV", () => {
  add<%= e.name %>();
  const text = <%= e.title.typed | json %>;
  const count = (...args) => JSON.parse(<%= e.var %>("list", "--json", ...args)).length;
  assert.equal(count("--search", text.toUpperCase()), 1);
  assert.equal(count("--search", "no such text"), 0);
  assert.equal(count("--where", `<%= e.title.option %>=${text}`, "--sort", "<%= e.title.option %>", "--reverse"), 1);
  assert.match(<%= e.var %>("list", "--csv"), /^id,.*\n1,/);
  assert.match(refuse(2, <% if not alone %>"<%= e.command %>", <% end %>"list", "--sort", "no-such-field"), /is no field/);
});

test("<%= e.label | lower | article %> without a title is refused and nothing is kept", () => {
  assert.match(refuse(2, <% if not alone %>"<%= e.command %>", <% end %>"add", " "), /<%= e.title.option %>: must/);
  assert.ok(!existsSync(file));
});
<% for f in e.fields %>
<% if not f.isTitle and f.type != "boolean" %>

test("<%= f.option %> of <%= e.label | lower | article %> is set by its option", () => {
  add<%= e.name %>();
  <%= e.var %>("edit", "1", "--<%= f.option %>", <%= f.typed2 | json %>);
  const found = JSON.parse(<%= e.var %>("list", "--json", "--where", `<%= f.option %>=${<%= f.typed2 | json %>}`));
  assert.equal(found.length, 1);
<% if not f.required %>
  <%= e.var %>("edit", "1", "--<%= f.option %>", "");
  assert.equal(<%= e.var %>One().<%= f.name %>, null);
<% end %>
<% if f.invalid and f.type in ["integer", "decimal", "money", "date", "datetime", "time", "email", "url", "phone", "image", "file", "enum"] %>
  assert.match(refuse(2, <% if not alone %>"<%= e.command %>", <% end %>"edit", "1", "--<%= f.option %>", <%= f.invalid | json %>), /<%= f.option %>: must/);
<% end %>
});
<% elif f.type == "boolean" %>

test("<%= f.option %> of <%= e.label | lower | article %> is switched", () => {
  add<%= e.name %>("--<%= f.option %>");
  assert.equal(<%= e.var %>One().<%= f.name %>, true);
  <%= e.var %>("edit", "1", "--no-<%= f.option %>");
  assert.equal(<%= e.var %>One().<%= f.name %>, false);
});
<% end %>
<% end %>
<% for r in e.refs %>

test("<%= r.option %> of <%= e.label | lower | article %> must exist", () => {
  add<%= e.name %>();
  assert.match(refuse(2, <% if not alone %>"<%= e.command %>", <% end %>"edit", "1", "--<%= r.option %>", "999"), /<%= r.option %>: 999 does not exist/);
});
<% end %>
<% if e.doneField %>

test("<%= e.label | lower | article %> is marked as done", () => {
  add<%= e.name %>();
  assert.equal(<%= e.var %>("done", "1"), `done: ${<%= e.title.typed | json %>}\n`);
  assert.equal(<%= e.var %>One().<%= e.doneField.name %>, true);
});
<% end %>
<% end %>

test("a file that is none of ours is refused", () => {
  writeFileSync(file, "not ours");
  assert.match(refuse(1, <% for e in entities %><% if loop.first %><% if not alone %>"<%= e.command %>", <% end %><% end %><% end %>"list"), /records\.json/);
});
