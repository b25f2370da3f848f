<% if features.pagination or features.export_csv %>
import { request, send } from "./client";
<% else %>
import { request } from "./client";
<% end %>

export interface Stored {
  id: number;
  createdAt: string;
  updatedAt: string;
}

export type InputOf<Item extends Stored> = Omit<Item, keyof Stored>;
export type Query = { [name: string]: string | number | undefined };

/** The API's routes for one kind of record. */
export interface Resource<Item extends Stored> {
  list(query?: Query): Promise<Item[]>;
<% if features.pagination %>
  page(query: Query): Promise<{ items: Item[]; total: number }>;
<% end %>
  get(id: number): Promise<Item>;
  create(input: InputOf<Item>): Promise<Item>;
  /** `seen` is the version that is changed: nothing is where it is no longer the last one. */
  update(id: number, changes: Partial<InputOf<Item>>, seen?: string): Promise<Item>;
  remove(id: number): Promise<void>;
<% if features.export_csv %>
  exportCsv(query?: Query): Promise<Blob>;
<% end %>
<% if features.import_csv %>
  importCsv(text: string): Promise<{ created: number }>;
<% end %>
}

export function resource<Item extends Stored>(path: string): Resource<Item> {
  return {
    list: (query = {}) => request("GET", path + toQueryString(query)),
<% if features.pagination %>
    async page(query) {
      const response = await send("GET", path + toQueryString(query));
      const items: Item[] = await response.json();
      return { items, total: Number(response.headers.get("X-Total-Count") ?? items.length) };
    },
<% end %>
    get: (id) => request("GET", `${path}/${id}`),
    create: (input) => request("POST", path, input),
    update: (id, changes, seen) =>
      request("PATCH", `${path}/${id}`, seen ? { ...changes, updatedAt: seen } : changes),
    remove: (id) => request("DELETE", `${path}/${id}`),
<% if features.export_csv %>
    async exportCsv(query = {}) {
      const response = await send("GET", `${path}/export.csv${toQueryString(query)}`);
      return response.blob();
    },
<% end %>
<% if features.import_csv %>
    importCsv: (text) => request("POST", `${path}/import`, text, "text/csv"),
<% end %>
  };
}

function toQueryString(query: Query): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== "") parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return text ? `?${text}` : "";
}
