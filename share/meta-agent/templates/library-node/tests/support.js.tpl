/** Records for tests. */
<% for e in entities %>

/** Valid values of <%= e.label | lower | article %>; what it needs is kept. */
export function <%= e.var %>Values(database, changes = {}) {
  return {
<% for f in e.fields %>
    <%= f.name %>: <%= f.sample | json %>,
<% end %>
<% for r in e.refs %>
<% if r.required %>
    <%= r.name %>: any<%= r.to %>(database).id,
<% end %>
<% end %>
    ...changes,
  };
}

/** One that is kept. */
export function any<%= e.name %>(database) {
  return database.<%= e.vars %>.find()[0] ?? database.<%= e.vars %>.add(<%= e.var %>Values(database));
}
<% end %>
