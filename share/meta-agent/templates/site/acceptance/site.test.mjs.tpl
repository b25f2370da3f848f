/** What the site promises, read as its visitors' browsers read it. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";

const root = new URL("../", import.meta.url);
const all = (html, pattern) => [...html.matchAll(pattern)].map((match) => match[1]);
const read = (page) => readFileSync(new URL(page, root), "utf8");

const promised = [
  "index.html",
<% if not onePage %>
<% for p in pages %>
  "<%= p %>.html",
<% end %>
<% end %>
];

test("every page that is promised is there", () => {
  for (const page of promised) assert.ok(existsSync(new URL(page, root)), page);
});

for (const page of promised) {
  test(`${page} has a title and one heading of the first level`, () => {
    const html = read(page);
    assert.match(html, /^<!doctype html>/i);
    assert.match(html, /<html[^>]* lang="/);
    assert.match(html, /<title>[^<]*\S[^<]*<\/title>/);
    assert.equal(all(html, /<h1\b[^>]*>([^]*?)<\/h1>/g).length, 1);
    assert.notEqual(all(html, /<h1\b[^>]*>([^]*?)<\/h1>/g)[0].replace(/<[^>]*>/g, "").trim(), "");
  });

  test(`${page} has a way to every page`, () => {
    const links = all(read(page), /<a\b[^>]*\shref="([^"]*)"/g);
<% if onePage %>
    for (const id of [<% for p in pages %><% if not loop.first %>, <% end %>"#<%= p %>"<% end %>]) assert.ok(links.includes(id), id);
<% else %>
    for (const other of promised) assert.ok(links.includes(other), other);
<% end %>
  });

  test(`${page} links to nothing that is not there`, () => {
    for (const target of all(read(page), /\s(?:href|src)="([^"]*)"/g)) {
      if (/^[a-z]+:/.test(target)) continue;
      const [file, id] = target.split("#");
      const there = new URL(file || page, root);
      assert.ok(existsSync(there), target);
      if (id) assert.ok(all(readFileSync(there, "utf8"), /\sid="([^"]*)"/g).includes(id), target);
    }
  });

  test(`${page} asks nothing of a server, and describes its pictures`, () => {
    const html = read(page);
    assert.doesNotMatch(html, /<script\b|\s(?:src|srcset)="(?:https?:)?\/\//);
    for (const [picture] of html.matchAll(/<img\b[^>]*>/g)) assert.match(picture, /\salt="/);
  });
}
<% if onePage %>
<% for p in pages %>

test("the section <%= p %> is there, with a heading", () => {
  const [, section] = read("index.html").split(/(?=<section\b[^>]*\sid="<%= p %>")/);
  assert.ok(section, "<%= p %>");
  assert.match(section.split("</section>")[0], /<h2\b[^>]*>\s*[^\s<]/);
});
<% end %>
<% else %>

test("every page has a title of its own", () => {
  const titles = promised.map((page) => all(read(page), /<title>([^<]*)</g)[0]);
  assert.equal(new Set(titles).size, titles.length, titles.join(", "));
});
<% end %>
<% if has.blog %>

test("the blog has entries, each with a heading", () => {
  const blog = <% if onePage %>"index.html"<% else %>"blog.html"<% end %>;
  const entries = all(read(blog), /\shref="(posts\/[^"#]*)"/g);
  assert.ok(entries.length > 0);
  for (const entry of entries) assert.match(read(entry), /<h1\b/);
});
<% end %>
<% if has.contact %>

test("there is an address to write to", () => {
  assert.match(read(<% if onePage %>"index.html"<% else %>"contact.html"<% end %>), /\shref="mailto:[^"@]+@[^"]+"/);
});
<% end %>
