import { render, screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { elements, excerpt, Markdown } from "./Markdown";

function show(text: string): HTMLElement {
  return render(<Markdown text={text} />).container;
}

function html(text: string): string {
  return show(text).innerHTML.replace(/ class="[^"]*"/g, "");
}

describe("Markdown", () => {
  it("has headings below those of the page", () => {
    show("# One\n\n## Two\n###### Six");
    expect(screen.getByRole("heading", { level: 3, name: "One" })).toBeVisible();
    expect(screen.getByRole("heading", { level: 4, name: "Two" })).toBeVisible();
    expect(screen.getByRole("heading", { level: 6, name: "Six" })).toBeVisible();
  });

  it.each([
    ["one\ntwo\n\nthree", "<p>one\ntwo</p><p>three</p>"],
    ["*a* _b_ **c** __d__ ~~e~~", "<p><em>a</em> <em>b</em> <strong>c</strong> <strong>d</strong> <del>e</del></p>"],
    ["***a** b*", "<p><em><strong>a</strong> b</em></p>"],
    ["a_b_c 2 * 3 * 4 **x", "<p>a_b_c 2 * 3 * 4 **x</p>"],
    ["**a *b** c", "<p><strong>a *b</strong> c</p>"],
    ["`*a*` \\*b\\*", "<p><code>*a*</code> *b*</p>"],
    ["- a\n- b\n  - c\n\n  d\n\nx", "<ul><li><p>a</p></li><li><p>b</p><ul><li><p>c</p></li></ul><p>d</p></li></ul><p>x</p>"],
    ["3. a\n4) b\ngoes on", '<ol start="3"><li><p>a</p></li><li><p>b\ngoes on</p></li></ol>'],
    ["- [ ] a\n- [x] b", "<ul><li><p>☐ a</p></li><li><p>☑ b</p></li></ul>"],
    ["> a\ngoes on\n> - b\n\nc", "<blockquote><p>a\ngoes on</p><ul><li><p>b</p></li></ul></blockquote><p>c</p>"],
    ["```js\na *b*\n\n<i>\n```\nc", "<pre>a *b*\n\n&lt;i&gt;</pre><p>c</p>"],
    ["a\n\n---\n* * *", "<p>a</p><hr><hr>"],
  ])("reads %j", (text, expected) => {
    expect(html(text)).toBe(`<div>${expected}</div>`);
  });

  it("has tables", () => {
    show("| a | b |\n|---|:-:|\n| *c* | d\\|e |\n\n| no | table |\n|---|");
    const table = screen.getByRole("table");
    expect(within(table).getAllByRole("columnheader")).toHaveLength(2);
    expect(within(table).getByRole("cell", { name: "d|e" })).toBeVisible();
    expect(within(table).getByText("c").tagName).toBe("EM");
  });

  it("shows HTML as the text that it is", () => {
    const text = 'a <img src=x onerror="alert(1)"> <script>alert(1)</script> &lt; <b>c</b>';
    const shown = show(`${text}\n\n[${text}](/x)`);
    expect(shown.querySelector("img, script, b")).toBeNull();
    expect(screen.getByText(text, { selector: "p" })).toBeVisible();
  });

  it.each([
    ["[a *b*](https://example.com/x_(y)_z)", "https://example.com/x_(y)_z"],
    ['[a](mailto:ada@example.com "Mail")', "mailto:ada@example.com"],
    ["[a](/app?x=1#y)", "/app?x=1#y"],
    ["[a](notes/3)", "notes/3"],
    ["![a](HTTP://example.com/a.png)", "HTTP://example.com/a.png"],
    ["see https://example.com/a_b_c.", "https://example.com/a_b_c"],
    ["see https://example.com/a_(b)", "https://example.com/a_(b)"],
    ["**https://example.com**", "https://example.com"],
    ["see <http://example.com/?a=(b>", "http://example.com/?a=(b"],
  ])("links %s", (text, address) => {
    show(text);
    expect(screen.getByRole("link")).toHaveAttribute("href", address);
  });

  it("opens other sites beside the application", () => {
    show("[a](/\\\\example.com) [b](/c) https://:");
    expect(screen.getByRole("link", { name: "a" })).toHaveAttribute("target", "_blank");
    expect(screen.getByRole("link", { name: "b" })).not.toHaveAttribute("target");
    expect(screen.getAllByRole("link")).toHaveLength(2);
  });

  it.each([
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](\u0001javascript:alert)",
    "[a](data:text/html,x)",
    "[a](vbscript:x)",
    "[a](file:///etc/passwd)",
    "[a](//:0)",
    "<javascript:alert(1)>",
  ])("links nothing to %s", (text) => {
    expect(show(text)).toHaveTextContent(text);
    expect(screen.queryByRole("link")).toBeNull();
  });

  it.each([
    "[", "[a](", "[a](b ", "![[a]((", "`", "#", "# #", "-", "- - ", "~", "|", "https://..", "<http://", " ", "(", "[a](()",
  ])("takes no longer for many %j than for other text", (part) => {
    expect(elements(part.repeat(500_000 / part.length)).length).toBeLessThan(2);
  });

  it.each(["*a ", "_*", "***a ", "`a``b```", "> ", "-\n", " - a\n\n", "|-\n", "```\n", "> - ", "\\"])("reads many %j", (part) => {
    expect(elements(part.repeat(2_000))).not.toHaveLength(0);
  });

  it("has a beginning without marks", () => {
    expect(excerpt("# A **day**\n\n- by `the` [sea](/x)\n- out\n\n| a | b |\n|-|-|\n")).toBe("A day by the sea out a b");
  });
});
