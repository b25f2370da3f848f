/** The kinds of records. */
<% for e in entities %>

export const <%= e.var %>Model = Object.freeze({
  name: "<%= e.name %>",
  label: <%= e.label | json %>,
  labels: <%= e.labels | json %>,
  collection: "<%= e.vars %>",
  title: "<%= e.titleField %>",
  fields: [
<% for f in e.fields %>
    {
      name: "<%= f.name %>",
      label: <%= f.label | json %>,
      option: "<%= f.option %>",
      type: "<%= f.type %>",
<% if f.required and f.type != "boolean" %>
      required: true,
<% end %>
<% if f.unique %>
      unique: true,
<% end %>
<% if f.type == "enum" %>
      values: <%= f.values | json %>,
<% end %>
    },
<% end %>
<% for r in e.refs %>
    {
      name: "<%= r.name %>",
      label: <%= r.label | json %>,
      option: "<%= r.option %>",
      type: "reference",
<% if r.required %>
      required: true,
<% end %>
      refersTo: "<%= r.toVars %>",
    },
<% end %>
  ],
});
<% end %>
