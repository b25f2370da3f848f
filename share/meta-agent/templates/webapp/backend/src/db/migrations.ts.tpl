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
<% elif f.type == "tags" %>
        "<%= f.column %>" TEXT NOT NULL DEFAULT '[]',
<% elif f.type in ["integer", "money", "rating"] %>
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
      CREATE <% if r.unique %>UNIQUE <% end %>INDEX "<%= e.table %>_<%= r.column %>" ON "<%= e.table %>" ("<%= r.column %>");
<% end %>
    `,
  },
<% end %>
<% if features.upload %>
  {
    name: "create_uploaded_files",
    sql: `
      CREATE TABLE uploaded_files (
        address TEXT PRIMARY KEY,
<% if features.auth %>
        user_id INTEGER REFERENCES users (id) ON DELETE SET NULL,
<% end %>
        created_at TEXT NOT NULL
      ) STRICT;

<% if features.auth %>
      CREATE INDEX uploaded_files_user ON uploaded_files (user_id);
<% end %>
<% for e in entities %>
<% for f in e.fields %>
<% if f.type in ["image", "file"] and not f.unique %>
      CREATE INDEX "<%= e.table %>_<%= f.column %>" ON "<%= e.table %>" ("<%= f.column %>");
<% end %>
<% end %>
<% end %>
    `,
  },
<% end %>
<% if features.roles %>
  {
    name: "add_roles",
    sql: `
      ALTER TABLE users ADD COLUMN role TEXT NOT NULL DEFAULT 'member' CHECK (role IN ('admin', 'member'));
      UPDATE users SET role = 'admin' WHERE id = (SELECT min(id) FROM users);
    `,
  },
<% end %>
<% if features.audit_log %>
  {
    name: "create_audit_log",
    sql: `
      CREATE TABLE audit_log (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        at TEXT NOT NULL,
        action TEXT NOT NULL,
        path TEXT NOT NULL,
        record_id INTEGER NOT NULL,
        title TEXT NOT NULL,
<% if features.auth %>
        user_id INTEGER REFERENCES users (id) ON DELETE SET NULL
<% else %>
        user_id INTEGER
<% end %>
      ) STRICT;

      CREATE INDEX audit_log_user ON audit_log (user_id);
    `,
  },
<% end %>
<% for e in entities %>
<% for l in e.links %>
  {
    name: "create_<%= l.table %>",
    sql: `
      CREATE TABLE "<%= l.table %>" (
        "<%= l.column %>" INTEGER NOT NULL REFERENCES "<%= e.table %>" (id) ON DELETE CASCADE,
        "<%= l.toColumn %>" INTEGER NOT NULL REFERENCES "<%= l.toTable %>" (id) ON DELETE CASCADE,
        PRIMARY KEY ("<%= l.column %>", "<%= l.toColumn %>")
      ) STRICT, WITHOUT ROWID;

      CREATE INDEX "<%= l.table %>_back" ON "<%= l.table %>" ("<%= l.toColumn %>");
    `,
  },
<% end %>
<% end %>
];
