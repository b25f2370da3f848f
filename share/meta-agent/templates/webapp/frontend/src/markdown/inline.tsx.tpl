import { cloneElement, isValidElement, type ReactNode } from "react";

const tags = { "*": "em", _: "em", "**": "strong", __: "strong", "~~": "del" } as const;
type Mark = keyof typeof tags;

/*
 * An escape, code, other backticks, a link or a picture, an address, marks. Each of them ends where another could begin, so that
 * no text is looked at more than a few times.
 */
const token =
  /\\([!-/:-@[-`{-~])|(`+)([^`]+)\2(?!`)|`+|!?\[([^\][\n]*)\]\(((?:[^\s()]|\([^\s()]*\))+)(?:\s+"[^"\n]*")?\)|<(https?:\/\/[^\s<>]+)>|\bhttps?:\/\/(?:[^\s<>()[\]*]|\([^\s<>()*]*\))+|\*+|_+|~~/g;

/** Where a link leads to, read as a browser reads it; undefined: nowhere, or where it may not. */
function targetOf(href: string): URL | undefined {
  try {
    const url = new URL(href, window.location.origin);
    return ["http:", "https:", "mailto:"].includes(url.protocol) ? url : undefined;
  } catch {
    return undefined;
  }
}

/** The link, or its text where it may not lead there. */
function link(href: string, children: ReactNode): ReactNode {
  const target = targetOf(href);
  if (!target) return children;
  const elsewhere = target.protocol !== "mailto:" && target.origin !== window.location.origin;
  return (
    <a href={href} className="text-accent-700 underline" {...(elsewhere && { target: "_blank", rel: "noreferrer" })}>
      {children}
    </a>
  );
}

/** An address without the punctuation that ends the sentence. */
function withoutEnd(address: string): string {
  let end = address.length;
  while (".,;:!?*_~'\"".includes(address.charAt(end - 1))) end--;
  return address.slice(0, end);
}

/** What has been read stays where it is, which is its key. */
export function append(nodes: ReactNode[], node: ReactNode): void {
  nodes.push(isValidElement(node) ? cloneElement(node, { key: nodes.length }) : node);
}

/** What is read from left to right; each mark is open once at most. */
class Line {
  private readonly open: { mark: Mark; nodes: ReactNode[] }[] = [];
  private readonly nodes: ReactNode[] = [];

  add(node: ReactNode): void {
    if (node !== "") append(this.open.at(-1)?.nodes ?? this.nodes, node);
  }

  /** "***" closes what was opened last before the other. */
  addMarks(run: string, before: string, after: string): void {
    const one = run.charAt(0);
    const both = this.open.at(-1)?.mark === one + one ? [one + one, one] : [one, one + one];
    if (run.length > 3) this.add(run);
    else for (const mark of run.length === 3 ? both : [run]) this.addMark(mark as Mark, before, after);
  }

  private addMark(mark: Mark, before: string, after: string): void {
    const within = (other: string) => mark.startsWith("_") && /[\p{L}\p{N}]/u.test(other);
    const isOpen = this.open.some((one) => one.mark === mark);
    if (isOpen && /\S/.test(before) && !within(after)) {
      while (this.open.at(-1)?.mark !== mark) this.giveUp();
      const nodes = this.open.pop()?.nodes;
      const Tag = tags[mark];
      this.add(<Tag>{nodes}</Tag>);
    } else if (!isOpen && /\S/.test(after) && !within(before)) {
      this.open.push({ mark, nodes: [] });
    } else this.add(mark);
  }

  /** What was opened last is not closed: its mark is text. */
  private giveUp(): void {
    const last = this.open.pop();
    if (last) for (const node of [last.mark, ...last.nodes]) this.add(node);
  }

  end(): ReactNode {
    while (this.open.length > 0) this.giveUp();
    return this.nodes;
  }
}

/** Text with emphasis, code and links; `linked`: within a link, where there are no others. */
export function inline(text: string, linked = false): ReactNode {
  const line = new Line();
  let done = 0;

  for (const match of text.matchAll(token)) {
    const [all, escaped, , code, label, href, bracketed] = match;
    line.add(text.slice(done, match.index));
    done = match.index + all.length;
    if (code !== undefined) {
      line.add(<code className="rounded bg-slate-100 px-1 py-0.5 font-mono text-[0.9em]">{code}</code>);
    } else if (href !== undefined && !linked && targetOf(href)) {
      line.add(link(href, label ? inline(label, true) : href));
    } else if (/^<?http/.test(all) && !linked) {
      const address = bracketed ?? withoutEnd(all);
      line.add(link(address, address));
      if (!bracketed) line.add(all.slice(address.length));
    } else if (/^[*_~]/.test(all)) line.addMarks(all, text.charAt(match.index - 1), text.charAt(done));
    else line.add(escaped ?? all);
  }
  line.add(text.slice(done));
  return line.end();
}
