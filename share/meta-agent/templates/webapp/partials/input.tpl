<% if f.type == "boolean" %>
      <Fields.Checkbox
        name="<%= f.name %>"
        label="<%= f.label %>"
        defaultChecked={item?.<%= f.name %>}
      />
<% elif f.type in ["text", "markdown"] %>
      <Fields.TextArea
        name="<%= f.name %>"
        label="<%= f.label %>"
        defaultValue={item?.<%= f.name %>}
<% if f.required %>
        required
<% end %>
      />
<% elif f.type == "json" %>
      <Fields.Json
        name="<%= f.name %>"
        label="<%= f.label %>"
        defaultValue={item?.<%= f.name %>}
<% if f.required %>
        required
<% end %>
      />
<% elif f.type == "enum" %>
      <Fields.Select
        name="<%= f.name %>"
        label="<%= f.label %>"
        choices={types.<%= e.var %><%= f.name | pascal | plural %>}
        defaultValue={item?.<%= f.name %>}
<% if f.required %>
        required
<% end %>
      />
<% elif f.type == "datetime" %>
      <Fields.DateTime
        name="<%= f.name %>"
        label="<%= f.label %>"
        defaultValue={item?.<%= f.name %>}
<% if f.required %>
        required
<% end %>
      />
<% else %>
      <Fields.Input
        name="<%= f.name %>"
        label="<%= f.label %>"
<% if f.type == "integer" %>
        type="number"
        step={1}
<% elif f.type == "decimal" %>
        type="number"
        step="any"
<% elif f.type == "money" %>
        type="number"
        step={0.01}
<% elif f.type in ["date", "time", "email"] %>
        type="<%= f.type %>"
<% elif f.type in ["url", "image", "file"] %>
        type="url"
<% elif f.type == "phone" %>
        type="tel"
<% end %>
        defaultValue={item?.<%= f.name %>}
<% if f.required %>
        required
<% end %>
      />
<% end %>
