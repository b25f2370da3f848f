/** What the program promises, called as its users call it. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { <% if pathOperations %>existsSync, <% end %>mkdtempSync, <% if pathOperations %>readFileSync, <% end %>rmSync<% if operations %>, writeFileSync<% end %> } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, test } from "node:test";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../src/main.js", import.meta.url));
let cwd;

beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "acceptance-"));
});

afterEach(() => rmSync(cwd, { recursive: true }));

function run(args, input) {
<% if entities %>
  return spawnSync(process.execPath, [program, "--file", "records.json", ...args], { cwd, input, encoding: "utf8" });
<% else %>
  return spawnSync(process.execPath, [program, ...args], { cwd, input, encoding: "utf8" });
<% end %>
}

/** Runs the program in a process of its own: what it prints. */
function call(args, input = "") {
  const { status, stdout, stderr } = run(args, input);
  assert.equal(status, 0, stderr);
  return stdout;
}

/** What it says is wrong. */
function refuse(code, args, input = "") {
  const { status, stdout, stderr } = run(args, input);
  assert.deepEqual([status, stdout], [code, ""], stderr);
  assert.notEqual(stderr, "");
  assert.doesNotMatch(stderr, /\n +at /);
  return stderr;
}

test("help names what there is", () => {
  const told = call(["--help"]);
<% if entities %>
  const words = ["add", "list", "show", "edit", "remove"<% if not alone %><% for e in entities %>, "<%= e.command %>"<% end %><% end %>];
<% elif single %>
  const words = ["<%= app.name %>"];
<% else %>
  const words = [<% for op in operations %><% if not loop.first %>, <% end %>"<%= op.command %>"<% end %>];
<% end %>
  for (const word of words) assert.ok(told.includes(word), word);
});

test("wrong use ends with 2 and says so", () => {
  refuse(2, ["--no-such-option"]);
<% if not single %>
  refuse(2, ["no-such-command"]);
  refuse(2, []);
<% end %>
});
<% for e in entities %>

const <%= e.var %> = (...args) => call([<% if not alone %>"<%= e.command %>", <% end %>...args]);
const refuse<%= e.name %> = (code, ...args) => refuse(code, [<% if not alone %>"<%= e.command %>", <% end %>...args]);
const listed<%= e.name %> = (...more) => JSON.parse(<%= e.var %>("list", "--json", ...more));
const idsOf<%= e.name %> = (...more) => listed<%= e.name %>(...more).map(({ id }) => String(id));
const shown<%= e.name %> = (id) => JSON.parse(<%= e.var %>("show", id, "--json"))[0];
const any<%= e.name %> = () => idsOf<%= e.name %>()[0] ?? add<%= e.name %>();

/** Adds one with everything that it must have; its id. */
function add<%= e.name %>({ other = false, more = [] } = {}) {
  const told = <%= e.var %>(
    "add",
    other ? <%= e.title.typed2 | json %> : <%= e.title.typed | json %>,
<% for f in e.fields %>
<% if f.required and not f.isTitle and f.type != "boolean" %>
    "--<%= f.option %>",
    other ? <%= f.typed2 | json %> : <%= f.typed | json %>,
<% end %>
<% end %>
<% for r in e.refs %>
<% if r.required %>
    "--<%= r.option %>",
    any<%= r.to %>(),
<% end %>
<% end %>
    ...more,
  );
  return /\d+/.exec(told)[0];
}

test("<%= e.label | lower | article %> is kept from one call to the next", () => {
  const id = add<%= e.name %>();
  assert.equal(shown<%= e.name %>(id).<%= e.titleField %>, <%= e.title.typed | json %>);
  assert.deepEqual(idsOf<%= e.name %>(), [id]);
  assert.ok(<%= e.var %>("list").includes(<%= e.title.typed | json %>));
});

test("a change of <%= e.label | lower | article %> is kept", () => {
  const id = add<%= e.name %>();
  <%= e.var %>("edit", id, "--<%= e.title.option %>", <%= e.title.typed2 | json %>);
  assert.equal(shown<%= e.name %>(id).<%= e.titleField %>, <%= e.title.typed2 | json %>);
});

test("<%= e.label | lower | article %> that is removed is gone and its id is not used again", () => {
  const id = add<%= e.name %>();
  <%= e.var %>("remove", id);
  assert.deepEqual(idsOf<%= e.name %>(), []);
  assert.notEqual(add<%= e.name %>(), id);
});

test("<%= e.label | lower | article %> that is not there ends with 1", () => {
  assert.match(refuse<%= e.name %>(1, "show", "999"), /999/);
  assert.match(refuse<%= e.name %>(1, "edit", "999", "--<%= e.title.option %>", <%= e.title.typed2 | json %>), /999/);
  assert.match(refuse<%= e.name %>(1, "remove", "999"), /999/);
});

test("<%= e.labels | lower %> are searched, filtered and sorted", () => {
  const [first, second] = [add<%= e.name %>(), add<%= e.name %>({ other: true })];
  assert.deepEqual(idsOf<%= e.name %>("--search", <%= e.title.typed2 | json %>.toUpperCase()), [second]);
  assert.deepEqual(idsOf<%= e.name %>("--where", `<%= e.title.option %>=${<%= e.title.typed | json %>}`), [first]);
  assert.deepEqual(idsOf<%= e.name %>("--sort", "id", "--reverse"), [second, first]);
  assert.match(<%= e.var %>("list", "--csv"), new RegExp(`^id,[^]*\n${first},[^]*\n${second},`));
});

test("<%= e.label | lower | article %> without a title is refused and not kept", () => {
  refuse<%= e.name %>(2, "add");
  assert.deepEqual(idsOf<%= e.name %>(), []);
});
<% for f in e.fields %>
<% if f.type == "boolean" %>

test("<%= f.option %> of <%= e.label | lower | article %> is switched on and off", () => {
  const id = add<%= e.name %>({ more: ["--<%= f.option %>"] });
  assert.equal(shown<%= e.name %>(id).<%= f.name %>, true);
  <%= e.var %>("edit", id, "--no-<%= f.option %>");
  assert.equal(shown<%= e.name %>(id).<%= f.name %>, false);
});
<% elif not f.isTitle %>

test("<%= f.option %> of <%= e.label | lower | article %> is kept as it was given", () => {
  const id = add<%= e.name %>();
  <%= e.var %>("edit", id, "--<%= f.option %>", <%= f.typed2 | json %>);
  assert.deepEqual(idsOf<%= e.name %>("--where", `<%= f.option %>=${<%= f.typed2 | json %>}`), [id]);
});
<% if f.required %>

test("<%= f.option %> of <%= e.label | lower | article %> is required", () => {
  assert.match(refuse<%= e.name %>(2, "add", <%= e.title.typed | json %>), /<%= f.option %>/);
  assert.deepEqual(idsOf<%= e.name %>(), []);
});
<% end %>
<% if f.invalid and f.type in ["integer", "decimal", "money", "date", "datetime", "time", "email", "url", "phone", "image", "file", "enum"] %>

test("a wrong <%= f.option %> of <%= e.label | lower | article %> is refused", () => {
  const id = add<%= e.name %>();
  const before = shown<%= e.name %>(id);
  assert.match(refuse<%= e.name %>(2, "edit", id, "--<%= f.option %>", <%= f.invalid | json %>), /<%= f.option %>/);
  assert.deepEqual(shown<%= e.name %>(id), before);
});
<% end %>
<% end %>
<% if f.unique and f.type != "boolean" %>

test("<%= f.option %> of <%= e.label | lower | article %> is there only once", () => {
  const [first, second] = [add<%= e.name %>(), add<%= e.name %>({ other: true })];
  <%= e.var %>("edit", first, "--<%= f.option %>", <%= f.typed | json %>);
  refuse<%= e.name %>(2, "edit", second, "--<%= f.option %>", <%= f.typed | json %>);
});
<% end %>
<% end %>
<% for r in e.refs %>

test("<%= r.option %> of <%= e.label | lower | article %> is the id of what is there", () => {
  const id = add<%= e.name %>();
  assert.match(refuse<%= e.name %>(2, "edit", id, "--<%= r.option %>", "999"), /999/);
<% if r.to != e.name %>
  const target = any<%= r.to %>();
  <%= e.var %>("edit", id, "--<%= r.option %>", target);
  assert.equal(String(shown<%= e.name %>(id).<%= r.name %>), target);
<% end %>
});
<% end %>
<% for c in e.children %>
<% if c.name != e.name %>

test("<%= e.label | lower | article %> is not removed while <%= c.snake | article %> refers to it as <%= c.refOption %>", () => {
  const [target, child] = [any<%= e.name %>(), add<%= c.name %>()];
  call(["<%= c.name | kebab %>", "edit", child, "--<%= c.refOption %>", target]);
  refuse<%= e.name %>(1, "remove", target);
  assert.deepEqual(idsOf<%= e.name %>(), [target]);
});
<% end %>
<% end %>
<% if e.doneField %>

test("<%= e.label | lower | article %> is marked as done", () => {
  const id = add<%= e.name %>();
  <%= e.var %>("done", id);
  assert.equal(shown<%= e.name %>(id).<%= e.doneField.name %>, true);
});
<% end %>
<% end %>
<% for op in operations %>

const <%= op.id | camel %> = (...args) => [<% if not single %>"<%= op.command %>", <% end %>...args];
<% for x in op.examples %>

test(<%= op.command | json %> + <%= x.args | json | json %> + ` gives what is promised, ${<%= loop.index %>}`, () => {
  assert.equal(call(<%= op.id | camel %>(...<%= x.args | json %>), <%= x.input | json %>), <%= x.output | json %>);
});
<% end %>
<% if op.input == "text" %>

test("<%= op.command %> reads files and standard input alike", () => {
<% for x in op.examples %>
<% if loop.first %>
  writeFileSync(join(cwd, "input.txt"), <%= x.input | json %>);
  assert.equal(call(<%= op.id | camel %>(...<%= x.args | json %>, "input.txt")), <%= x.output | json %>);
  assert.match(refuse(1, <%= op.id | camel %>(...<%= x.args | json %>, "missing.txt")), /missing\.txt/);
<% end %>
<% end %>
});
<% elif op.id == "duplicates" %>

test("duplicates are files of the same content", () => {
  for (const [name, text] of [["a", "x"], ["b", "x"], ["c", "y"]]) writeFileSync(join(cwd, name), text);
  assert.deepEqual(call(duplicates("a", "b", "c")).trim().split("\n"), ["a", "b"]);
});
<% elif op.id == "checksum" %>

test("checksum is the SHA-256 of the content", () => {
  writeFileSync(join(cwd, "a"), "abc");
  const digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  assert.deepEqual(call(checksum("a")).trim().split(/\s+/), [digest, "a"]);
});
<% elif op.id == "rename" %>

test("rename changes names, and only shows them in a dry run", () => {
  writeFileSync(join(cwd, "IMG_1.txt"), "x");
  call(rename("--find", "IMG", "--replace", "photo", "--dry-run", "IMG_1.txt"));
  assert.ok(existsSync(join(cwd, "IMG_1.txt")));
  call(rename("--find", "IMG", "--replace", "photo", "IMG_1.txt"));
  assert.equal(readFileSync(join(cwd, "photo_1.txt"), "utf8"), "x");
});
<% elif op.id == "password" %>

test("passwords have their length and are others each time", () => {
  const lines = call(password("--length", "12", "--count", "3")).trim().split("\n");
  assert.deepEqual(lines.map((line) => line.length), [12, 12, 12]);
  assert.equal(new Set(lines).size, 3);
});
<% elif op.id == "dice" %>

test("dice show what they can", () => {
  assert.match(call(dice("d6")), /^[1-6]\n$/);
  refuse(1, dice("six"));
});
<% end %>
<% if op.input == "paths" %>

test("<%= op.command %> ends with 1 where a path is missing", () => {
  assert.match(refuse(1, <%= op.id | camel %>(<% if op.id == "rename" %>"--by-date", <% end %>"missing.txt")), /missing\.txt/);
});
<% end %>
<% end %>
