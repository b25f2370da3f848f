import { isValidElement, type ReactNode } from "react";
import { append, inline } from "./inline";

const deepest = 5; // lists and quotes within others; what is deeper is text
const columnsMax = 12; // a line with more is no table
const marker = /^(\s*)(?:[-*+]|(\d{1,9})[.)])(?:\s|$)/;
const headings = [
  ["h3", "text-lg font-semibold"], // the page has the two levels above
  ["h4", "text-base font-semibold"],
  ["h5", "text-sm font-semibold"],
] as const;

function isBlank(line: string): boolean {
  return line.trim() === "";
}

function isRule(line: string): boolean {
  return /^(-{3,}|\*{3,}|_{3,})$/.test(line.replace(/\s/g, ""));
}

/** Whether a paragraph ends before this line. */
function begins(line: string): boolean {
  return isBlank(line) || isRule(line) || marker.test(line) || /^\s*(#{1,6}\s|>|```|~~~)/.test(line);
}

function cells(line: string): string[] {
  const inner = line.trim().replace(/^\||(?<!\\)\|$/g, "");
  return inner.split(/(?<!\\)\|/).map((cell) => cell.trim());
}

function each<Item>(items: Item[], show: (item: Item) => ReactNode): ReactNode[] {
  const shown: ReactNode[] = [];
  for (const item of items) append(shown, show(item));
  return shown;
}

function row(texts: string[], Cell: "th" | "td"): ReactNode {
  const className = "border border-slate-200 px-2 py-1 text-left align-top";
  return <tr>{each(texts, (text) => <Cell className={className}>{inline(text)}</Cell>)}</tr>;
}

/** Reads lines from the first to the last, each of them once. */
class Blocks {
  private at = 0;

  constructor(
    private readonly lines: string[],
    private readonly depth: number,
  ) {}

  private line(offset = 0): string {
    return this.lines[this.at + offset] ?? "";
  }

  private while(isSo: (line: string) => boolean): string[] {
    const from = this.at;
    while (this.at < this.lines.length && isSo(this.line())) this.at++;
    return this.lines.slice(from, this.at);
  }

  all(): ReactNode[] {
    const found: ReactNode[] = [];
    for (this.while(isBlank); this.at < this.lines.length; this.while(isBlank)) append(found, this.next());
    return found;
  }

  private next(): ReactNode {
    const line = this.line();
    const marks = /^\s*(#{1,6})\s/.exec(line)?.[1];
    const fence = /^\s*(`{3,}|~{3,})/.exec(line)?.[1];
    if (marks) {
      this.at++;
      const [Tag, className] = headings[marks.length - 1] ?? ["h6", "text-sm font-medium text-slate-500"];
      return <Tag className={className}>{inline(line.trim().slice(marks.length).trim())}</Tag>;
    }
    if (isRule(line)) {
      this.at++;
      return <hr className="border-slate-200" />;
    }
    if (fence && !line.trim().slice(fence.length).includes("`")) return this.fenced(fence);
    if (this.depth < deepest && /^\s*>/.test(line)) return this.quote();
    if (this.depth < deepest && marker.test(line)) return this.list();
    return this.table() ?? this.paragraph();
  }

  private inner(lines: string[]): ReactNode[] {
    return new Blocks(lines, this.depth + 1).all();
  }

  private fenced(fence: string): ReactNode {
    this.at++;
    const lines = this.while((line) => !line.trimStart().startsWith(fence));
    this.at++;
    return <pre className="rounded-lg bg-slate-100 p-3 font-mono text-xs whitespace-pre-wrap">{lines.join("\n")}</pre>;
  }

  private quote(): ReactNode {
    const lines = this.while((line) => /^\s*>/.test(line) || !begins(line)).map((line) => line.replace(/^\s*> ?/, ""));
    return <blockquote className="space-y-2 border-l-4 border-slate-200 pl-3 text-slate-600">{this.inner(lines)}</blockquote>;
  }

  /** Lines that are further in than the first belong to the item above, and so does text that goes on. */
  private list(): ReactNode {
    const [all = "", space = "", number] = marker.exec(this.line()) ?? [];
    const items: string[][] = [];
    const indent = (line: string) => line.length - line.trimStart().length;
    const isInner = (line: string) => !isBlank(line) && indent(line) > space.length;
    const isItem = (line: string) => marker.test(line) && /^\s*\d/.test(line) === Boolean(number) && !isRule(line);
    const goesOn = (line: string) =>
      isBlank(line) ? isInner(this.line(1)) || isItem(this.line(1)) : !begins(line) && Boolean(items.at(-1)?.at(-1));
    const add = (line: string) => {
      if (items.length > 0 && isInner(line)) items.at(-1)?.push(line.slice(Math.min(indent(line), all.length)));
      else if (isItem(line)) items.push([line.replace(marker, "").replace(/^\[ \] /, "☐ ").replace(/^\[x\] /i, "☑ ")]);
      else if (goesOn(line)) items.at(-1)?.push(line);
      else return false;
      return true;
    };

    this.while(add);
    const shown = each(items, (item) => <li className="space-y-1">{this.inner(item)}</li>);
    if (!number) return <ul className="list-disc space-y-1 pl-5">{shown}</ul>;
    return (
      <ol start={Number(number)} className="list-decimal space-y-1 pl-6">
        {shown}
      </ol>
    );
  }

  private table(): ReactNode {
    const head = cells(this.line());
    const under = this.line(1);
    const rules = /^[\s|:-]+$/.test(under) && under.includes("-") && this.line().includes("|") ? cells(under).length : 0;
    if (head.length !== rules || rules > columnsMax) return undefined;
    this.at += 2;
    const rows = this.while((line) => line.includes("|"));
    return (
      <table className="max-w-full border-collapse">
        <thead className="bg-slate-50">{row(head, "th")}</thead>
        <tbody>{each(rows, (line) => row(cells(line).slice(0, rules), "td"))}</tbody>
      </table>
    );
  }

  private paragraph(): ReactNode {
    const first = this.at;
    const lines = this.while((line) => this.at === first || !begins(line)).map((line) => line.trim());
    return <p className="whitespace-pre-line">{inline(lines.join("\n"))}</p>;
  }
}

/** The elements of a text, in a time that grows with its length alone. HTML in it is text. */
export function elements(text: string): ReactNode[] {
  return new Blocks(text.split(/\r\n?|\n/), 0).all();
}

function textOf(node: ReactNode): string {
  if (Array.isArray(node)) return node.map(textOf).join(node.every(isValidElement) ? " " : "");
  if (isValidElement<{ children?: ReactNode }>(node)) return textOf(node.props.children);
  return typeof node === "string" ? node : "";
}

/** How a text begins, without its marks. */
export function excerpt(text: string): string {
  return textOf(elements(text.slice(0, 600))).trim();
}

export function Markdown({ text }: { text: string }) {
  return <div className="space-y-3 wrap-anywhere whitespace-normal">{elements(text)}</div>;
}
