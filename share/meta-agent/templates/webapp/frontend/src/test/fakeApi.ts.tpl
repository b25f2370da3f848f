import { vi } from "vitest";

type Row = Record<string, unknown>;

interface SeenRequest {
  method: string;
  path: string;
  /** With its question mark, or "". */
  query: string;
  body: unknown;
}

function parse(text: string) {
  return text.startsWith("{") ? JSON.parse(text) : { text };
}

/** Answers `fetch` as the real API would, from memory. */
export class FakeApi {
  readonly requests: SeenRequest[] = [];
  private readonly tables = new Map<string, Row[]>();
  private readonly answers: { method: string; status: number; body: unknown }[] = [];
  private readonly failing = new Set<string>();
  private nextId = 1;

  constructor() {
    vi.stubGlobal("fetch", async (url: string, init: RequestInit) =>
      this.handle(new URL(url, "http://localhost"), init),
    );
  }

  add(path: string, values: Row): Row & { id: number } {
    const now = "2026-01-01T12:00:00.000Z";
    const row = { ...values, id: this.nextId++, createdAt: now, updatedAt: now };
    this.rows(path).unshift(row);
    return row;
  }

  /** Somebody else changes a record. */
  touch(path: string, id: number): void {
    for (const row of this.rows(path)) {
      if (row["id"] === id) row["updatedAt"] = "2026-01-01T13:00:00.000Z";
    }
  }

  /** Answers the next request of this method with `status` and `body`; as no server would, where that is 0. */
  answerOnce(method: string, status: number, body: unknown): void {
    this.answers.push({ method, status, body });
  }

  /** From now on this list fails, or no longer does. */
  fail(path: string, failing = true): void {
    if (failing) this.failing.add(path);
    else this.failing.delete(path);
  }

  bodies(method: string, path: string): unknown[] {
    const seen = this.requests.filter((r) => r.method === method && r.path === path);
    return seen.map((request) => request.body);
  }

  /** The queries with which a list was asked for. */
  asked(path: string): string {
    const seen = this.requests.filter((r) => r.method === "GET" && r.path === path);
    return seen.map(({ query }) => query).join("\n");
  }

  private rows(path: string): Row[] {
    const rows = this.tables.get(path) ?? [];
    this.tables.set(path, rows);
    return rows;
  }

  private handle(url: URL, init: RequestInit): Response {
    const method = init.method ?? "GET";
    const path = url.pathname.replace(/^\/api/, "");
    const body = typeof init.body === "string" ? parse(init.body) : undefined;
    this.requests.push({ method, path, query: url.search, body });

    if (method === "GET" && this.failing.has(path)) {
      return Response.json({ error: "Something went wrong on our side" }, { status: 500 });
    }
    const index = this.answers.findIndex((answer) => answer.method === method);
    const [answer] = index < 0 ? [] : this.answers.splice(index, 1);
    if (answer?.status === 0) throw new TypeError("Failed to fetch");
    if (answer) return Response.json(answer.body, { status: answer.status });

    const [, table = "", id] = /^(\/[^/]+)(?:\/(\d+))?$/.exec(path) ?? [];
    if (method === "POST") return Response.json(this.add(table, body), { status: 201 });
    if (!id) return this.list(table, url.searchParams);

    const rows = this.rows(table);
    const at = rows.findIndex((row) => row["id"] === Number(id));
    const row = rows[at];
    if (!row) return Response.json({ error: "Not found" }, { status: 404 });
    if (method === "DELETE") {
      rows.splice(at, 1);
      return new Response(null, { status: 204 });
    }
    if (body?.updatedAt !== undefined && body.updatedAt !== row["updatedAt"]) {
      const error = "It has been changed meanwhile";
      return Response.json({ error, fields: { updatedAt: error } }, { status: 409 });
    }
    rows[at] = { ...row, ...body };
    return Response.json(rows[at]);
  }

  private list(table: string, query: URLSearchParams): Response {
    const conditions = [...query].filter(([name]) => /Ids?$/.test(name));
    const rows = this.rows(table).filter((row) =>
      conditions.every(([name, value]) => [row[name]].flat().includes(Number(value))),
    );
<% if features.pagination %>
    const size = Number(query.get("pageSize") ?? rows.length);
    const first = (Number(query.get("page") ?? 1) - 1) * size;
    const total = { headers: { "X-Total-Count": String(rows.length) } };
    return Response.json(rows.slice(first, first + size), total);
<% else %>
    return Response.json(rows);
<% end %>
  }
}
