/** What the library promises, used through what it exports. */
import assert from "node:assert/strict";
<% if pathOperations %>
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
<% end %>
import { <% if entities or pathOperations %>beforeEach, <% end %><% if pathOperations %>afterEach, <% end %>test } from "node:test";
import * as library from "<%= app.name %>";
<% if entities %>

let database;

beforeEach(() => {
  database = new library.Database();
});
<% end %>
<% for e in entities %>

/** Valid values; what they need is kept. */
function new<%= e.name %>(changes = {}, other = false) {
  return {
<% for f in e.fields %>
    <%= f.name %>: <% if f.type == "boolean" %>other<% else %>other ? <%= f.sample2 | json %> : <%= f.sample | json %><% end %>,
<% end %>
<% for r in e.refs %>
<% if r.required %>
    <%= r.name %>: any<%= r.to %>().id,
<% end %>
<% end %>
    ...changes,
  };
}

const any<%= e.name %> = () => database.<%= e.vars %>.find()[0] ?? database.<%= e.vars %>.add(new<%= e.name %>());

test("<%= e.label | lower | article %> is found by its id with all its values", () => {
  const values = new<%= e.name %>();
  const added = database.<%= e.vars %>.get(database.<%= e.vars %>.add(values).id);
  for (const [name, value] of Object.entries(values)) assert.deepEqual(added[name], value, name);
});

test("only the named fields of <%= e.label | lower | article %> change", () => {
  const added = database.<%= e.vars %>.add(new<%= e.name %>());
  database.<%= e.vars %>.update(added.id, { <%= e.titleField %>: <%= e.title.sample2 | json %> });
  assert.deepEqual(database.<%= e.vars %>.get(added.id), { ...added, <%= e.titleField %>: <%= e.title.sample2 | json %> });
});

test("<%= e.label | lower | article %> that is removed is gone and its id is not used again", () => {
  const { id } = database.<%= e.vars %>.add(new<%= e.name %>());
  database.<%= e.vars %>.remove(id);
  assert.deepEqual(database.<%= e.vars %>.find(), []);
  assert.throws(() => database.<%= e.vars %>.get(id), library.NotFoundError);
  assert.throws(() => database.<%= e.vars %>.update(id, {}), library.NotFoundError);
  assert.throws(() => database.<%= e.vars %>.remove(id), library.NotFoundError);
  assert.notEqual(database.<%= e.vars %>.add(new<%= e.name %>()).id, id);
});

test("<%= e.labels | lower %> are searched, filtered and sorted", () => {
  const first = database.<%= e.vars %>.add(new<%= e.name %>());
  const second = database.<%= e.vars %>.add(new<%= e.name %>({}, true));
  const find = (query) => database.<%= e.vars %>.find(query).map(({ id }) => id);
  assert.deepEqual(find({ search: String(second.<%= e.titleField %>).toUpperCase() }), [second.id]);
  assert.deepEqual(find({ where: { <%= e.titleField %>: first.<%= e.titleField %> } }), [first.id]);
  assert.deepEqual(find({ sort: "id", reverse: true }), [second.id, first.id]);
});

test("<%= e.labels | lower %> come back from JSON", () => {
  const added = database.<%= e.vars %>.add(new<%= e.name %>());
  const again = library.Database.fromJSON(JSON.parse(JSON.stringify(database)));
  assert.deepEqual(again.<%= e.vars %>.get(added.id), added);
});

/** Which fields of values are refused. */
function refused<%= e.name %>(changes, other) {
  let names = [];
  const values = new<%= e.name %>(changes, other);
  const before = database.<%= e.vars %>.size;
  assert.throws(() => database.<%= e.vars %>.add(values), (error) => {
    assert.ok(error instanceof library.InvalidError);
    names = Object.keys(error.problems);
    return true;
  });
  assert.equal(database.<%= e.vars %>.size, before);
  return names;
}
<% for f in e.fields %>
<% if f.required and f.type != "boolean" %>

test("<%= f.name %> of <%= e.label | lower | article %> is required", () => {
  assert.deepEqual(refused<%= e.name %>({ <%= f.name %>: null }), ["<%= f.name %>"]);
});
<% end %>
<% if f.unique and f.type != "boolean" %>

test("<%= f.name %> of <%= e.label | lower | article %> is there only once", () => {
  const first = database.<%= e.vars %>.add(new<%= e.name %>());
  assert.deepEqual(refused<%= e.name %>({ <%= f.name %>: first.<%= f.name %> }, true), ["<%= f.name %>"]);
});
<% end %>
<% if f.type == "enum" %>

test("<%= f.name %> of <%= e.label | lower | article %> is one of its values", () => {
  const { id } = any<%= e.name %>();
  for (const value of <%= f.values | json %>) database.<%= e.vars %>.update(id, { <%= f.name %>: value });
  assert.deepEqual(refused<%= e.name %>({ <%= f.name %>: "no-such-value" }, true), ["<%= f.name %>"]);
});
<% elif f.type in ["integer", "decimal", "money", "date", "datetime", "time", "email", "url", "phone", "image", "file"] %>

test("a wrong <%= f.name %> of <%= e.label | lower | article %> is refused", () => {
  assert.deepEqual(refused<%= e.name %>({ <%= f.name %>: <%= f.invalid | json %> }), ["<%= f.name %>"]);
});
<% end %>
<% end %>
<% for r in e.refs %>

test("<%= r.name %> of <%= e.label | lower | article %> is the id of what is there", () => {
  assert.deepEqual(refused<%= e.name %>({ <%= r.name %>: 999 }), ["<%= r.name %>"]);
});
<% end %>
<% for c in e.children %>

test("<%= e.label | lower | article %> is not removed while <%= c.snake | article %> refers to it as <%= c.refName %>", () => {
  const target = any<%= e.name %>();
  database.<%= c.vars %>.add(new<%= c.name %>({ <%= c.refName %>: target.id }, true));
  assert.throws(() => database.<%= e.vars %>.remove(target.id), library.InUseError);
});
<% end %>
<% end %>
<% if pathOperations %>

let root;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "acceptance-"));
});

afterEach(() => rmSync(root, { recursive: true }));

function write(name, text) {
  writeFileSync(join(root, name), text);
  return join(root, name);
}
<% end %>
<% for op in operations %>
<% for x in op.examples %>

test(`<%= op.id | camel %> gives what is promised, <%= loop.index %>`, () => {
  const options = camelised(<%= x.call | json %>);
  assert.equal(library.<%= op.id | camel %>(<% if op.input == "text" %><%= x.input | json %>, <% end %>options), <%= x.output | json %>);
});
<% end %>
<% if op.id == "duplicates" %>

test("duplicates are files of the same content", () => {
  const same = [write("a", "x"), write("b", "x")];
  assert.deepEqual(library.duplicates([...same, write("c", "y")]).trim().split("\n"), same);
});
<% elif op.id == "checksum" %>

test("checksum is the SHA-256 of the content", () => {
  const path = write("a", "abc");
  const digest = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
  assert.deepEqual(library.checksum([path]).trim().split(/\s+/), [digest, path]);
});
<% elif op.id == "rename" %>

test("rename changes names, and only shows them in a dry run", () => {
  const path = write("IMG_1.txt", "x");
  library.rename([path], { find: "IMG", replace: "photo", dryRun: true });
  assert.ok(existsSync(path));
  library.rename([path], { find: "IMG", replace: "photo" });
  assert.equal(readFileSync(join(root, "photo_1.txt"), "utf8"), "x");
});
<% elif op.id == "password" %>

test("passwords have their length and are others each time", () => {
  const lines = library.password({ length: 12, count: 3 }).trim().split("\n");
  assert.deepEqual(lines.map((line) => line.length), [12, 12, 12]);
  assert.equal(new Set(lines).size, 3);
});
<% elif op.id == "dice" %>

test("dice show what they can", () => {
  assert.match(library.dice({ dice: "d6" }), /^[1-6]\n$/);
  assert.throws(() => library.dice({ dice: "six" }), RangeError);
});
<% end %>
<% end %>
<% if operations %>

/** The names of options as they are written in JavaScript. */
function camelised(options) {
  const camel = (name) => name.replace(/_(.)/g, (_, letter) => letter.toUpperCase());
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [camel(name), value]));
}
<% end %>
