import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { Database, <% if e.children %>InUseError, <% end %>InvalidError, NotFoundError } from "../src/index.js";
import { any<%= e.name %>, <%= e.var %>Values<% for c in e.children %><% if c.name != e.name %>, <%= c.var %>Values<% end %><% end %> } from "./support.js";

/** Another value in every field. */
const others = {
<% for f in e.fields %>
  <%= f.name %>: <%= f.sample2 | json %>,
<% end %>
};

let database, kept;
const values = (changes) => <%= e.var %>Values(database, changes);

beforeEach(() => {
  database = new Database();
  kept = database.<%= e.vars %>;
});

test("what is added gets an id and is found by it", () => {
  const added = kept.add(values());
  assert.equal(added.id, 1);
  assert.deepEqual(kept.get(1), added);
  assert.equal(kept.size, 1);
  assert.equal(any<%= e.name %>(database).id, 1);
});

test("a record is changed only through the repository", () => {
  kept.add(values()).<%= e.titleField %> = "else";
  assert.equal(kept.get(1).<%= e.titleField %>, <%= e.title.sample | json %>);
});

test("named fields are changed and no others", () => {
  const added = kept.add(values());
  const changed = kept.update(1, { <%= e.titleField %>: others.<%= e.titleField %> });
  assert.deepEqual(changed, { ...added, <%= e.titleField %>: others.<%= e.titleField %> });
  assert.throws(() => kept.update(1, { noSuchField: 1 }), InvalidError);
});

test("what is removed is gone and its id is not used again", () => {
  kept.add(values());
  kept.remove(1);
  assert.throws(() => kept.get(1), NotFoundError);
  assert.throws(() => kept.remove(1), NotFoundError);
  assert.equal(kept.add(values()).id, 2);
});

test("records are searched, filtered and sorted", () => {
  const [first, second] = [kept.add(values()), kept.add(values(others))];
  assert.deepEqual(kept.find(), [first, second]);
  assert.deepEqual(kept.find({ reverse: true }), [second, first]);
  assert.deepEqual(kept.find({ search: others.<%= e.titleField %>.toUpperCase() }), [second]);
  assert.deepEqual(kept.find({ where: { <%= e.titleField %>: first.<%= e.titleField %> } }), [first]);
  assert.equal(kept.find({ sort: "<%= e.titleField %>" }).length, 2);
  assert.throws(() => kept.find({ sort: "noSuchField" }), InvalidError);
});

test("everything comes back from JSON as it was", () => {
  kept.add(values());
  kept.add(values(others));
  const again = Database.fromJSON(JSON.parse(JSON.stringify(database)));
  assert.deepEqual(again.toJSON(), database.toJSON());
});
<% for f in e.fields %>
<% if f.required and f.type != "boolean" %>

test("<%= f.name %> is required", () => {
  assert.throws(() => kept.add(values({ <%= f.name %>: null })), (error) => {
    assert.deepEqual(error.problems, { <%= f.name %>: "is required" });
    return true;
  });
});
<% elif f.type != "boolean" %>

test("<%= f.name %> may be missing", () => {
  assert.equal(kept.add(values({ <%= f.name %>: undefined })).<%= f.name %>, null);
});
<% end %>
<% if f.unique %>

test("<%= f.name %> is unique", () => {
  kept.add(values());
  assert.throws(() => kept.add(values()), /is taken already/);
  kept.update(1, { <%= f.name %>: <%= f.sample | json %> });
});
<% end %>
<% if f.type == "enum" %>

test("<%= f.name %> is one of its values", () => {
  assert.throws(() => kept.add(values({ <%= f.name %>: "no-such-value" })), /must be one of/);
});
<% end %>
<% end %>
<% for r in e.refs %>

test("<%= r.name %> must exist", () => {
  assert.throws(() => kept.add(values({ <%= r.name %>: 999 })), /999 does not exist/);
});
<% end %>
<% for c in e.children %>

test("it is not removed while <%= c.snake | article %> refers to it as <%= c.refName %>", () => {
  const target = any<%= e.name %>(database);
  database.<%= c.vars %>.add(<%= c.var %>Values(database, { <% if c.name == e.name %>...others, <% end %><%= c.refName %>: target.id }));
  assert.throws(() => kept.remove(target.id), InUseError);
});
<% end %>
