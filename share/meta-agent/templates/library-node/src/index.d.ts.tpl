<% if entities %>
<% for e in entities %>
export interface <%= e.name %> {
  id: number;
<% for f in e.fields %>
  <%= f.name %>: <% if f.type == "boolean" %>boolean<% else %><% if f.type in ["integer", "decimal", "money"] %>number<% elif f.type == "json" %>unknown<% elif f.type == "enum" %><% for v in f.values %><% if not loop.first %> | <% end %><%= v | json %><% end %><% else %>string<% end %><% if not f.required %> | null<% end %><% end %>;
<% end %>
<% for r in e.refs %>
  <%= r.name %>: number<% if not r.required %> | null<% end %>;
<% end %>
}

export type <%= e.name %>Input = Partial<Omit<<%= e.name %>, "id">>;

<% end %>
export interface Query<Input> {
  where?: Input;
  search?: string;
  sort?: string;
  reverse?: boolean;
}

export class Repository<T, Input> {
  readonly size: number;
  add(values: Input): T;
  get(id: number): T;
  has(id: number): boolean;
  update(id: number, changes: Input): T;
  remove(id: number): void;
  find(query?: Query<Input>): T[];
}

export class Database {
<% for e in entities %>
  readonly <%= e.vars %>: Repository<<%= e.name %>, <%= e.name %>Input>;
<% end %>
  toJSON(): object;
  static fromJSON(data: object): Database;
}

export class RecordError extends Error {}
export class NotFoundError extends RecordError {}
export class InUseError extends RecordError {}
export class InvalidError extends RecordError {
  readonly problems: Record<string, string>;
}
<% else %>
<% for op in operations %>
/** <%= op.summary %>. Throws RangeError with the reason where that cannot be done. */
export function <%= op.id | camel %>(
<% if op.input == "text" %>
  text: string,
<% elif op.input == "paths" %>
  paths: string[],
<% end %>
  options?: {
<% for a in op.arguments %>
    <%= a.name | camel %>: string;
<% end %>
<% for o in op.options %>
    <%= o.name | camel %>?: <% if o.type == "flag" %>boolean<% elif o.type == "int" %>number<% else %>string<% end %>;
<% end %>
  },
): string;
<% end %>
<% end %>
