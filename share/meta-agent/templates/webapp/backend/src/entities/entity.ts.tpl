import { defineEntity } from "../crud/entity.js";
import * as field from "../crud/fields.js";

export default defineEntity({
  label: <%= e.label | json %>,
<% if features.audit_log %>
  titleFields: ["<%= e.titleField %>"<% if e.surname %>, "<%= e.surname.name %>"<% end %>],
<% end %>
  path: "<%= e.path %>",
  table: "<%= e.table %>",
<% if features.auth %>
  owned: <%= e.owned %>,
<% end %>
  fields: {
<% for f in e.fields %>
<% if f.type == "enum" %>
    <%= f.name %>: field.oneOf("<%= f.column %>", {
      values: [<% for v in f.values %><% if not loop.first %>, <% end %><%= v | json %><% end %>],
<% if f.required %>
      required: true,
<% end %>
<% if f.hasDefault %>
      default: <%= f.default | json %>,
<% end %>
    }),
<% elif f.hasDefault %>
    <%= f.name %>: field.<% if f.type == "datetime" %>dateTime<% elif f.type == "markdown" %>text<% else %><%= f.type %><% end %>("<%= f.column %>", {
<% if f.required %>
      required: true,
<% end %>
<% if f.moving %>
      default: field.<% if f.type == "date" %>today<% else %>now<% end %>,
<% else %>
      default: <%= f.default | json %>,
<% end %>
    }),
<% elif f.type == "boolean" %>
    <%= f.name %>: field.boolean("<%= f.column %>"),
<% else %>
<% if f.type == "tags" %>
    <%= f.name %>: field.tags("<%= f.column %>"),
<% elif f.type == "datetime" %>
    <%= f.name %>: field.dateTime("<%= f.column %>"<% if f.required %>, { required: true }<% end %>),
<% elif f.type == "markdown" %>
    <%= f.name %>: field.text("<%= f.column %>"<% if f.required %>, { required: true }<% end %>),
<% else %>
    <%= f.name %>: field.<%= f.type %>("<%= f.column %>"<% if f.required %>, { required: true }<% end %>),
<% end %>
<% end %>
<% end %>
<% for r in e.refs %>
    <%= r.name %>: field.reference("<%= r.column %>", {
      table: "<%= r.toPath | snake %>",
      label: <%= r.toLabel | json %>,
<% if r.required %>
      required: true,
<% end %>
    }),
<% end %>
  },
<% if e.links %>
  links: {
<% for l in e.links %>
    <%= l.name %>: {
      label: <%= l.toLabel | json %>,
      table: "<%= l.table %>",
      column: "<%= l.column %>",
      toTable: "<%= l.toTable %>",
      toColumn: "<%= l.toColumn %>",
    },
<% end %>
  },
<% end %>
});
