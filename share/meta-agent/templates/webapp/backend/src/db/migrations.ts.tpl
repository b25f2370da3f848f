export interface Migration {
  name: string;
  sql: string;
}

/** Append new migrations at the end; never change one that has been released. */
export const migrations: Migration[] = [
<% if features.auth %>
  {
    name: "create_accounts",
    sql: `
      CREATE TABLE users (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        email TEXT NOT NULL UNIQUE COLLATE NOCASE,
        name TEXT NOT NULL,
        password_hash TEXT NOT NULL,
        created_at TEXT NOT NULL
      ) STRICT;

      CREATE TABLE auth_sessions (
        token_hash TEXT PRIMARY KEY,
        user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
        expires_at TEXT NOT NULL
      ) STRICT;

      CREATE INDEX auth_sessions_user ON auth_sessions (user_id);
    `,
  },
<% end %>
<% for e in entities %>
  {
    name: "create_<%= e.table %>",
    sql: `
      CREATE TABLE "<%= e.table %>" (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
<% if e.owned %>
        user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
<% end %>
<% for f in e.fields %>
<% if f.type == "boolean" %>
        "<%= f.column %>" INTEGER NOT NULL DEFAULT 0,
<% elif f.type in ["integer", "money"] %>
        "<%= f.column %>" INTEGER<% if f.required %> NOT NULL<% end %>,
<% elif f.type == "decimal" %>
        "<%= f.column %>" REAL<% if f.required %> NOT NULL<% end %>,
<% else %>
        "<%= f.column %>" TEXT<% if f.required %> NOT NULL<% end %>,
<% end %>
<% end %>
<% for r in e.refs %>
<% if r.required %>
        "<%= r.column %>" INTEGER NOT NULL REFERENCES "<%= r.toPath | snake %>" (id) ON DELETE CASCADE,
<% else %>
        "<%= r.column %>" INTEGER REFERENCES "<%= r.toPath | snake %>" (id) ON DELETE SET NULL,
<% end %>
<% end %>
        created_at TEXT NOT NULL,
        updated_at TEXT NOT NULL
      ) STRICT;
<% if e.owned %>

      CREATE INDEX "<%= e.table %>_user" ON "<%= e.table %>" (user_id);
<% end %>
<% for f in e.fields %>
<% if f.unique %>
<% if e.owned %>
      CREATE UNIQUE INDEX "<%= e.table %>_<%= f.column %>" ON "<%= e.table %>" (user_id, "<%= f.column %>");
<% else %>
      CREATE UNIQUE INDEX "<%= e.table %>_<%= f.column %>" ON "<%= e.table %>" ("<%= f.column %>");
<% end %>
<% end %>
<% end %>
<% for r in e.refs %>
      CREATE INDEX "<%= e.table %>_<%= r.column %>" ON "<%= e.table %>" ("<%= r.column %>");
<% end %>
    `,
  },
<% end %>
];
