import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const skipped = new Set(["node_modules", ".git", ".meta-agent"]);

function find(directory, suffix) {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    if (entry.isDirectory()) return skipped.has(entry.name) ? [] : find(path, suffix);
    return entry.name.endsWith(suffix) ? [path] : [];
  });
}

const pages = find(root, ".html").map((path) => ({
  name: relative(root, path),
  path,
  html: readFileSync(path, "utf8"),
}));
const ordinary = pages.filter((page) => page.name !== "404.html");

const all = (html, pattern) => [...html.matchAll(pattern)].map((match) => match[1]);
const ids = (html) => all(html, /\sid="([^"]*)"/g);
const tags = (html, name) => html.match(new RegExp(`<${name}\\b[^>]*>`, "g")) ?? [];

test("the pages that were asked for are there", () => {
  const wanted = [
    "index.html",
    "404.html",
<% if not onePage %>
<% for p in pages %>
    "<%= p %>.html",
<% end %>
<% end %>
  ];
  const names = pages.map((page) => page.name);
  assert.deepEqual(wanted.filter((name) => !names.includes(name)), []);
});
<% if onePage %>

test("the sections that were asked for are there", () => {
  const there = ids(readFileSync(join(root, "index.html"), "utf8"));
  const wanted = [<% for p in pages %><% if not loop.first %>, <% end %>"<%= p %>"<% end %>];
  assert.deepEqual(wanted.filter((id) => !there.includes(id)), []);
});
<% end %>

for (const { name, html, path } of pages) {
  test(`${name} says its language, its title and its width`, () => {
    assert.match(html, /^<!doctype html>\n<html lang="[a-z]{2}">/);
    assert.match(html, /<title>[^<]{3,}<\/title>/);
    assert.match(html, /<meta name="viewport" content="width=device-width/);
    assert.match(html, /<meta charset="utf-8">/);
  });

  test(`${name} has one heading of the first level, and skips no level`, () => {
    const levels = all(html, /<h([1-6])\b/g).map(Number);
    assert.equal(levels.filter((level) => level === 1).length, 1);
    assert.equal(levels[0], 1);
    levels.forEach((level, at) => assert.ok(at === 0 || level <= levels[at - 1] + 1, `h${level}`));
  });

  test(`${name} uses every id once`, () => {
    assert.deepEqual(ids(html), [...new Set(ids(html))]);
  });

  test(`${name} describes its pictures and gives their size`, () => {
    for (const tag of tags(html, "img")) {
      assert.match(tag, / alt="[^"]*"/);
      assert.match(tag, / width="\d+" height="\d+"/);
    }
  });

  test(`${name} opens and closes its elements in order`, () => {
    const open = [];
    const empty = new Set(["meta", "link", "img", "br", "hr", "input"]);
    for (const [, end, element] of html.replace(/<!--[^]*?-->/g, "").matchAll(/<(\/?)([a-z][a-z0-9]*)\b/g)) {
      if (end) assert.equal(open.pop(), element);
      else if (!empty.has(element)) open.push(element);
    }
    assert.deepEqual(open, []);
  });

  test(`${name} links to what is there`, () => {
    for (const target of all(html, /\s(?:href|src)="([^"]*)"/g)) {
      if (/^(https:|mailto:|tel:)/.test(target) || target === "/") continue;
      const [file, id] = target.split("#");
      const there = file ? join(dirname(path), file) : path;
      assert.ok(existsSync(there), target);
      if (id) assert.ok(ids(readFileSync(there, "utf8")).includes(id), target);
    }
  });
}

for (const { name, html } of ordinary) {
  test(`${name} has landmarks, a way past the navigation and a description`, () => {
    for (const element of ["header", "nav", "main"]) assert.equal(tags(html, element).length, 1, element);
    assert.ok(tags(html, "footer").length >= 1);
    assert.match(html, /<a class="skip" href="#content">/);
    assert.match(html, /<meta name="description" content="[^"]+">/);
  });

  test(`${name} has the same navigation as the others`, () => {
    const labels = (text) => all(text.slice(0, text.indexOf("</nav>")), /<li><a [^>]*>([^<]*)</g);
    assert.deepEqual(labels(html), labels(ordinary[0].html));
  });

  test(`${name} is in the sitemap`, () => {
    const address = `https://[^/<]+/${name === "index.html" ? "" : name}<`;
    assert.match(readFileSync(join(root, "sitemap.xml"), "utf8"), new RegExp(address));
  });
}

test("titles are told apart", () => {
  const titles = pages.map(({ html }) => all(html, /<title>([^<]*)</g)[0]);
  assert.deepEqual(titles, [...new Set(titles)]);
});

test("text can be read on what is behind it, by day and by night", () => {
  const css = readFileSync(join(root, "assets/styles.css"), "utf8");
  const blocks = all(css, /:root \{([^}]*)\}/g);
  assert.equal(blocks.length, 2);
  for (const block of blocks) {
    const colours = Object.fromEntries([...block.matchAll(/--([a-z-]+): (#[0-9a-f]{6})/g)].map(([, k, v]) => [k, v]));
    for (const [front, back] of [
      ["text", "background"],
      ["text", "surface"],
      ["muted", "background"],
      ["muted", "surface"],
      ["accent", "background"],
      ["accent", "surface"],
      ["on-accent", "accent"],
    ]) {
      const ratio = contrast(colours[front], colours[back]);
      assert.ok(ratio >= 4.5, `${front} on ${back}: ${ratio.toFixed(2)}`);
    }
  }
});

/** As WCAG 2.2 defines it. */
function contrast(a, b) {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

function luminance(colour) {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = parseInt(colour.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
