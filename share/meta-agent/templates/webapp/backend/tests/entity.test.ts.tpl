import { beforeEach, describe, expect, it } from "vitest";
import { Fixtures, type Input } from "./fixtures.js";
import { startApp, type TestClient } from "./support.js";

const path = "/<%= e.path %>";

/** Another valid value for every field. */
const changes = {
<% for f in e.fields %>
  <%= f.name %>: <%= f.sample2 | json %>,
<% end %>
};

describe("<%= e.labels | lower %>", () => {
<% if features.auth %>
  let app: ReturnType<typeof startApp>;
<% end %>
  let client: TestClient;
  let input: Input;

  beforeEach(async () => {
<% if features.auth %>
    app = startApp();
    client = app.signIn("ada@example.com");
<% else %>
    ({ client } = startApp());
<% end %>
    input = await new Fixtures(client).<%= e.var %>Input();
  });

  async function create(body: Input = input): Promise<{ id: number; updatedAt: string }> {
    const response = await client.post(path, body).expect(201);
    return response.body;
  }

  /** Valid input that has nothing in common with the first. */
  async function another(): Promise<Input> {
<% for r in e.refs %>
<% if r.unique and r.required %>
    const <%= r.name %> = await new Fixtures(client, "second").<%= r.toVar %>Id();
<% end %>
<% end %>
    return { ...input, ...changes<% for r in e.refs %><% if r.unique and r.required %>, <%= r.name %><% end %><% end %> };
  }

  it("are none at first", async () => {
    const response = await client.get(path).expect(200);
    expect(response.body).toEqual([]);
  });

  it("are created and read back", async () => {
    const response = await client.post(path, input).expect(201);
    expect(response.body).toMatchObject(input);
    expect(response.headers["location"]).toBe(`/api${path}/${response.body.id}`);

    const read = await client.get(`${path}/${response.body.id}`).expect(200);
    expect(read.body).toEqual(response.body);
  });

  it("take JSON and no other body, and tell which methods there are", async () => {
    const form = await client.post(path).type("form").send("a=b").expect(415);
    expect(form.body).toEqual({ error: "The body must be JSON" });
    const response = await client.put(path, input).expect(405);
    expect(response.body).toEqual({ error: "PUT is not allowed here" });
    expect(response.headers["allow"]).toBe("GET, HEAD, POST");
  });

  it("are listed, the newest first", async () => {
    const first = await create();
    const second = await create(await another());
    const response = await client.get(path).expect(200);
    expect(response.body).toEqual([second, first]);
  });

  it("are changed field by field", async () => {
    const { id } = await create();
    const response = await client.patch(`${path}/${id}`, changes).expect(200);
    expect(response.body).toMatchObject({ ...input, ...changes, id });

    const unchanged = await client.patch(`${path}/${id}`, {}).expect(200);
    expect(unchanged.body).toMatchObject({ ...input, ...changes, id });
  });

  it("are replaced as a whole", async () => {
    const { id } = await create();
    const response = await client.put(`${path}/${id}`, { ...input, ...changes }).expect(200);
    expect(response.body).toMatchObject({ ...input, ...changes, id });
  });

  it("are not changed by who has not seen the last change", async () => {
    const { id, updatedAt } = await create();
    const seen = await client.patch(`${path}/${id}`, { ...changes, updatedAt }).expect(200);
    expect(seen.body.updatedAt > updatedAt).toBe(true);

    for (const stale of [updatedAt, null, 7]) {
      const refused = await client.patch(`${path}/${id}`, { ...input, updatedAt: stale }).expect(409);
      expect(Object.keys(refused.body.fields)).toEqual(["updatedAt"]);
      await client.put(`${path}/${id}`, { ...input, updatedAt: stale }).expect(409);
    }
    const kept = await client.get(`${path}/${id}`).expect(200);
    expect(kept.body).toEqual(seen.body);
    await client.put(`${path}/${id}`, { ...input, updatedAt: seen.body.updatedAt }).expect(200);
  });

  it("are deleted", async () => {
    const { id } = await create();
    await client.delete(`${path}/${id}`).expect(204);
    await client.get(`${path}/${id}`).expect(404);
    await client.delete(`${path}/${id}`).expect(404);
  });

  it("that do not exist are answered with 404", async () => {
    await client.get(`${path}/999999`).expect(404);
    await client.get(`${path}/nonsense`).expect(404);
    await client.put(`${path}/999999`, input).expect(404);
    await client.patch(`${path}/999999`, changes).expect(404);
    await client.delete(`${path}/999999`).expect(404);
  });

  it("are refused when the body is not an object", async () => {
    await client.post(path, [input]).expect(400);
  });
<% for f in e.fields %>
<% if f.hasDefault %>

  it("have a default for <%= f.name %>", async () => {
    const { id } = await create({ ...input, <%= f.name %>: undefined });
    const { body } = await client.get(`${path}/${id}`).expect(200);
<% if f.type == "date" and f.moving %>
    expect(body.<%= f.name %>).toBe(body.createdAt.slice(0, 10));
<% elif f.moving %>
    expect(Math.abs(Date.parse(body.<%= f.name %>) - Date.parse(body.createdAt))).toBeLessThan(60_000);
<% else %>
    expect(body.<%= f.name %>).toBe(<%= f.default | json %>);
<% end %>
  });

  it("keep <%= f.name %> when something else is changed", async () => {
    const { id } = await create({ ...input, ...changes });
    const { body } = await client.patch(`${path}/${id}`, {}).expect(200);
    expect(body.<%= f.name %>).toBe(changes.<%= f.name %>);
  });
<% end %>
<% if f.required and not f.hasDefault and f.type != "boolean" %>

  it("need a value for <%= f.name %>", async () => {
    const response = await client.post(path, { ...input, <%= f.name %>: undefined }).expect(400);
    expect(response.body.fields).toEqual({ <%= f.name %>: "This field is required" });
  });
<% elif not f.required and not (f.type in ["boolean", "tags"]) %>

  it("may have no <%= f.name %>", async () => {
    const { id } = await create();
    const response = await client.patch(`${path}/${id}`, { <%= f.name %>: null }).expect(200);
    expect(response.body.<%= f.name %>).toBeNull();
  });
<% end %>
<% if f.isTitle and f.type == "string" %>

  it("refuse a NUL character, at which the database would cut <%= f.name %>", async () => {
    const response = await client.post(path, { ...input, <%= f.name %>: "a\0b" }).expect(400);
    expect(response.body.fields).toEqual({ <%= f.name %>: "Must not contain a NUL character" });
  });
<% end %>
<% if f.invalid %>

  it("refuse an invalid <%= f.name %>", async () => {
    const response = await client.post(path, { ...input, <%= f.name %>: <%= f.invalid | json %> }).expect(400);
    expect(Object.keys(response.body.fields)).toEqual(["<%= f.name %>"]);
  });
<% end %>
<% if f.unique %>

  it("do not share one <%= f.name %>", async () => {
    await create();
    const body = { ...(await another()), <%= f.name %>: input.<%= f.name %> };
    const response = await client.post(path, body).expect(409);
    expect(Object.keys(response.body.fields)).toEqual(["<%= f.name %>"]);
<% if e.owned %>

    const stranger = app.signIn("grace@example.com");
    const theirs = await new Fixtures(stranger).<%= e.var %>Input();
    await stranger.post(path, theirs).expect(201);
<% end %>
  });
<% end %>
<% end %>
<% for f in e.fields %>
<% if f.type == "tags" %>

  it("are found by one of their <%= f.name %>", async () => {
    const { id } = await create();
    const found = await client.get(`${path}?<%= f.name %>=${<%= f.sample | json %>[0]?.toUpperCase()}`).expect(200);
    expect(found.body).toMatchObject([{ id }]);
    const others = await client.get(`${path}?<%= f.name %>=no-such-tag`).expect(200);
    expect(others.body).toEqual([]);
  });
<% elif f.type == "rating" %>

  it("have one to five stars", async () => {
    const { id } = await create();
    await client.patch(`${path}/${id}`, { <%= f.name %>: 5 }).expect(200);
    for (const stars of [0, 6, 2.5]) {
      await client.patch(`${path}/${id}`, { <%= f.name %>: stars }).expect(400);
    }
  });
<% end %>
<% end %>
<% for l in e.links %>

  it("are joined with <%= l.label | lower %>", async () => {
    const other = await new Fixtures(client, "second").<%= l.toVar %>Id();
    const { id } = await create({ ...input, <%= l.name %>: [other] });
    const read = await client.get(`${path}/${id}`).expect(200);
    expect(read.body.<%= l.name %>).toEqual([other]);

    const found = await client.get(`${path}?<%= l.name %>=${other}`).expect(200);
    expect(found.body).toMatchObject([{ id }]);
    const others = await client.get(`${path}?<%= l.name %>=999999`).expect(200);
    expect(others.body).toEqual([]);

    const same = await client.patch(`${path}/${id}`, changes).expect(200);
    expect(same.body.<%= l.name %>).toEqual([other]);
    const none = await client.patch(`${path}/${id}`, { <%= l.name %>: [] }).expect(200);
    expect(none.body.<%= l.name %>).toEqual([]);
    await client.patch(`${path}/${id}`, { <%= l.name %>: [other] }).expect(200);
    await client.delete(`/<%= l.toPath %>/${other}`).expect(204);
    const after = await client.get(`${path}/${id}`).expect(200);
    expect(after.body.<%= l.name %>).toEqual([]);
  });

  it("refuse unknown <%= l.label | lower %>", async () => {
    const unknown = await client.post(path, { ...input, <%= l.name %>: [999999] }).expect(400);
    expect(Object.keys(unknown.body.fields)).toEqual(["<%= l.name %>"]);
    await client.post(path, { ...input, <%= l.name %>: "all" }).expect(400);
<% if features.auth %>

    const stranger = app.signIn("grace@example.com");
    const theirs = await new Fixtures(stranger).<%= l.toVar %>Id();
    await client.post(path, { ...input, <%= l.name %>: [theirs] }).expect(400);
<% end %>
  });
<% end %>
<% for r in e.refs %>
<% if r.unique %>

  it("do not share one <%= r.label | lower %>", async () => {
    const <%= r.name %> = await new Fixtures(client, "second").<%= r.toVar %>Id();
    await create({ ...input, <%= r.name %> });
    const response = await client.post(path, { ...input, ...changes, <%= r.name %> }).expect(409);
    expect(Object.keys(response.body.fields)).toEqual(["<%= r.name %>"]);
  });
<% end %>

  it("refuse <% if r.required %>a missing or<% else %>an<% end %> unknown <%= r.name %>", async () => {
<% if r.required %>
    const missing = await client.post(path, { ...input, <%= r.name %>: undefined }).expect(400);
    expect(missing.body.fields).toEqual({ <%= r.name %>: "This field is required" });
<% end %>
    const unknown = await client.post(path, { ...input, <%= r.name %>: 999999 }).expect(400);
    expect(Object.keys(unknown.body.fields)).toEqual(["<%= r.name %>"]);
  });

  it("are found by their <%= r.name %>", async () => {
    const <%= r.name %> = await new Fixtures(client, "second").<%= r.toVar %>Id();
    const { id } = await create({ ...input, <%= r.name %> });
    const found = await client.get(`${path}?<%= r.name %>=${<%= r.name %>}`).expect(200);
    expect(found.body).toMatchObject([{ id, <%= r.name %> }]);

    const others = await client.get(`${path}?<%= r.name %>=999999`).expect(200);
    expect(others.body).toEqual([]);
  });
<% if r.required %>

  it("disappear with their <%= r.toLabel | lower %> (<%= r.name %>)", async () => {
    const { id } = await create();
    await client.delete(`/<%= r.toPath %>/${input.<%= r.name %>}`).expect(204);
    await client.get(`${path}/${id}`).expect(404);
  });
<% else %>

  it("outlive their <%= r.toLabel | lower %> (<%= r.name %>)", async () => {
    const <%= r.name %> = await new Fixtures(client, "second").<%= r.toVar %>Id();
    const { id } = await create({ ...input, <%= r.name %> });
    await client.delete(`/<%= r.toPath %>/${<%= r.name %>}`).expect(204);
    const response = await client.get(`${path}/${id}`).expect(200);
    expect(response.body.<%= r.name %>).toBeNull();
  });
<% end %>
<% if features.auth %>

  it("cannot refer to another user's <%= r.toLabel | lower %> (<%= r.name %>)", async () => {
    const stranger = app.signIn("grace@example.com");
    const <%= r.name %> = await new Fixtures(stranger).<%= r.toVar %>Id();
    const response = await client.post(path, { ...input, <%= r.name %> }).expect(400);
    expect(Object.keys(response.body.fields)).toEqual(["<%= r.name %>"]);
  });
<% end %>
<% end %>
<% if features.search %>

  it("are searched, with wildcards taken literally", async () => {
    const { id } = await create();
    const text = encodeURIComponent(String(input.<%= e.titleField %>).slice(1, 6));
    const found = await client.get(`${path}?q=${text}`).expect(200);
    expect(found.body).toMatchObject([{ id }]);

    const nothing = await client.get(`${path}?q=%25_%25`).expect(200);
    expect(nothing.body).toEqual([]);
  });

  it("are found by words in any order, each of which they have", async () => {
    const { id } = await create();
<% if e.surname %>
    const words = [input.<%= e.surname.name %>, input.<%= e.titleField %>].join(" ");
<% else %>
    const words = String(input.<%= e.titleField %>).split(" ").toReversed().join("  ");
<% end %>
    const found = await client.get(`${path}?q=${encodeURIComponent(words)}`).expect(200);
    expect(found.body).toMatchObject([{ id }]);
    const nothing = await client.get(`${path}?q=${encodeURIComponent(`${words} zzz`)}`).expect(200);
    expect(nothing.body).toEqual([]);
    await client.get(`${path}?q=${"a+".repeat(2000)}`).expect(200);
  });
<% end %>
<% if features.pagination %>

  it("come in pages", async () => {
    const first = await create();
    const second = await create(await another());
    const page = await client.get(`${path}?page=1&pageSize=1`).expect(200);
    expect(page.body).toEqual([second]);
    expect(page.headers["x-total-count"]).toBe("2");

    const next = await client.get(`${path}?page=2&pageSize=1`).expect(200);
    expect(next.body).toEqual([first]);
    await client.get(`${path}?page=0`).expect(400);
  });
<% end %>
<% if features.sort %>

  it("are sorted by any field, in both directions", async () => {
    const first = await create();
    const second = await create(await another());
    const titles = [input.<%= e.titleField %>, changes.<%= e.titleField %>].map(String);
    const inOrder = titles.toSorted()[0] === titles[0] ? [first, second] : [second, first];
    const up = await client.get(`${path}?sort=<%= e.titleField %>`).expect(200);
    expect(up.body).toEqual(inOrder);
    const down = await client.get(`${path}?sort=-<%= e.titleField %>`).expect(200);
    expect(down.body).toEqual(inOrder.toReversed());

    const oldest = await client.get(`${path}?sort=createdAt`).expect(200);
    expect(oldest.body).toHaveLength(2);
    await client.get(`${path}?sort=constructor`).expect(400);
  });
<% end %>
<% if features.ranged %>
<% for f in e.fields %>
<% if f.type == "enum" and features.filter %>

  it("are filtered by <%= f.name %>", async () => {
    const { id } = await create();
    const found = await client.get(`${path}?<%= f.name %>=${encodeURIComponent(<%= f.sample | json %>)}`);
    expect(found.body).toMatchObject([{ id }]);
    const others = await client.get(`${path}?<%= f.name %>=no-such-value`).expect(200);
    expect(others.body).toEqual([]);
  });
<% elif f.type == "boolean" and features.filter %>

  it("are filtered by <%= f.name %>", async () => {
    const { id } = await create();
    const found = await client.get(`${path}?<%= f.name %>=${String(<%= f.sample | json %>)}`);
    expect(found.body).toMatchObject([{ id }]);
    const others = await client.get(`${path}?<%= f.name %>=${String(!<%= f.sample | json %>)}`);
    expect(others.body).toEqual([]);
  });
<% elif f.type in ["integer", "decimal", "money"] %>

  it("are filtered by a range of <%= f.name %>", async () => {
    const { id } = await create();
    const within = `<%= f.name %>From=${Number(<%= f.sample | json %>) - 1}&<%= f.name %>To=${Number(<%= f.sample | json %>) + 1}`;
    const found = await client.get(`${path}?${within}`).expect(200);
    expect(found.body).toMatchObject([{ id }]);
    const beyond = await client.get(`${path}?<%= f.name %>From=${Number(<%= f.sample | json %>) + 1}`);
    expect(beyond.body).toEqual([]);
    await client.get(`${path}?<%= f.name %>To=many`).expect(400);
  });
<% elif f.type in ["date", "datetime"] %>

  it("are filtered by a range of <%= f.name %>", async () => {
    const { id } = await create();
    const day = String(<%= f.sample | json %>).slice(0, 10);
    const found = await client.get(`${path}?<%= f.name %>From=${day}&<%= f.name %>To=${day}`).expect(200);
    expect(found.body).toMatchObject([{ id }]);
    const earlier = await client.get(`${path}?<%= f.name %>To=1999-12-31`).expect(200);
    expect(earlier.body).toEqual([]);
    await client.get(`${path}?<%= f.name %>From=soon`).expect(400);
  });
<% end %>
<% end %>
<% end %>
<% if features.export_csv %>

  it("are exported as CSV", async () => {
    await create();
    const response = await client.get(`${path}/export.csv`).expect(200);
    expect(response.headers["content-type"]).toContain("text/csv");
    const [names, line] = response.text.split("\r\n");
    expect(names?.split(",")).toContain("<%= e.titleField %>");
    expect(line).toContain(String(input.<%= e.titleField %>));
  });
<% end %>
<% if features.import_csv and features.export_csv %>

  it("are the same after an export and an import", async () => {
    await create();
    await create(await another());
    const { text } = await client.get(`${path}/export.csv`).expect(200);
    const before = await client.get(path).expect(200);
    for (const { id } of before.body) await client.delete(`${path}/${id}`).expect(204);

    const response = await client.post(`${path}/import`).type("text/csv").send(text).expect(201);
    expect(response.body).toEqual({ created: 2 });
    const after = await client.get(path).expect(200);
    const plain = (records: Input[]) =>
      records.map(({ id, createdAt, updatedAt, ...values }) => JSON.stringify(values)).toSorted();
    expect(plain(after.body)).toEqual(plain(before.body));
  });
<% end %>
<% if features.import_csv %>

  it("are imported all or not at all", async () => {
    const csv = `<%= e.titleField %>,nonsense\r\nx,y\r\n`;
    const unknown = await client.post(`${path}/import`).type("text/csv").send(csv).expect(400);
    expect(unknown.body.error).toBe("Unknown columns: nonsense");
    const empty = await client.post(`${path}/import`).type("text/csv").send("<%= e.titleField %>,id\r\n,7\r\n").expect(400);
    expect(empty.body.error).toContain("Line 2: ");
    const cells = await client.post(`${path}/import`).type("text/csv").send("<%= e.titleField %>\n\nx,y\nx,y\n").expect(400);
    expect(cells.body.error).toBe("Line 3: There are more cells than columns\nLine 4: There are more cells than columns");
    const twice = await client.post(`${path}/import`).type("text/csv").send("id,id\n1,2\n").expect(400);
    expect(twice.body.error).toBe("There are two columns id");
    const list = await client.get(path).expect(200);
    expect(list.body).toEqual([]);
  });
<% end %>
<% if features.import_csv and features.export_csv %>
<% for f in e.fields %>
<% if f.unique %>

  it("are not imported where another has the <%= f.name %>", async () => {
    await create();
    const { text } = await client.get(`${path}/export.csv`).expect(200);
    const response = await client.post(`${path}/import`).type("text/csv").send(text).expect(400);
    expect(response.body.error).toMatch(/^Line 2: \w+: Another /);
  });
<% elif f.type == "boolean" %>

  it("are imported with true or false as <%= f.name %>", async () => {
    await create();
    const { text } = await client.get(`${path}/export.csv`).expect(200);
    const csv = text.replaceAll("true", "perhaps");
    const response = await client.post(`${path}/import`).type("text/csv").send(csv).expect(400);
    expect(response.body.error).toContain("<%= f.name %>: Must be true or false");
  });
<% end %>
<% end %>
<% end %>
<% if e.owned %>

  it("are out of reach without a login", async () => {
    await app.stranger.get(path).expect(401);
    await app.stranger.post(path, input).expect(401);
  });

  it("are invisible to other users", async () => {
    const { id } = await create();
    const stranger = app.signIn("grace@example.com");
    const list = await stranger.get(path).expect(200);
    expect(list.body).toEqual([]);
    await stranger.get(`${path}/${id}`).expect(404);
    await stranger.patch(`${path}/${id}`, changes).expect(404);
    await stranger.delete(`${path}/${id}`).expect(404);
    await client.get(`${path}/${id}`).expect(200);
  });
<% end %>
});
