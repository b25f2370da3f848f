<% if f.type == "boolean" %>
      <Fields.Checkbox name="<%= f.name %>" label="<%= f.label %>" defaultChecked={<% if e.hasDefaults %>start.<% else %>item?.<% end %><%= f.name %>} />
<% elif f.type == "enum" %>
      <Fields.Select
        name="<%= f.name %>"
        label="<%= f.label %>"
        choices={types.<%= e.var %><%= f.name | pascal | plural %>}
        defaultValue={<% if e.hasDefaults %>start.<% else %>item?.<% end %><%= f.name %>}
<% if f.required %>
        required
<% end %>
      />
<% elif f.type == "tags" %>
      <Fields.Tags name="<%= f.name %>" label="<%= f.label %>" defaultValue={<% if e.hasDefaults %>start.<% else %>item?.<% end %><%= f.name %>} />
<% elif f.type == "rating" %>
      <Fields.Stars name="<%= f.name %>" label="<%= f.label %>" defaultValue={<% if e.hasDefaults %>start.<% else %>item?.<% end %><%= f.name %>}<% if f.required %> required<% end %> />
<% elif f.type == "decimal" %>
      <Fields.Input
        name="<%= f.name %>"
        label="<%= f.label %>"
        type="number"
        step="any"
        defaultValue={<% if e.hasDefaults %>start.<% else %>item?.<% end %><%= f.name %>}
<% if f.required %>
        required
<% end %>
      />
<% elif f.type == "money" %>
      <Fields.Input
        name="<%= f.name %>"
        label="<%= f.label %>"
        type="number"
        step={0.01}
        defaultValue={<% if e.hasDefaults %>start.<% else %>item?.<% end %><%= f.name %>}
<% if f.required %>
        required
<% end %>
      />
<% elif f.type == "markdown" %>
      <Fields.Markdown name="<%= f.name %>" label="<%= f.label %>" defaultValue={<% if e.hasDefaults %>start.<% else %>item?.<% end %><%= f.name %>}<% if f.required %> required<% end %> />
<% elif f.type == "text" %>
      <Fields.TextArea name="<%= f.name %>" label="<%= f.label %>" defaultValue={<% if e.hasDefaults %>start.<% else %>item?.<% end %><%= f.name %>}<% if f.required %> required<% end %> />
<% elif f.type == "json" %>
      <Fields.Json name="<%= f.name %>" label="<%= f.label %>" defaultValue={<% if e.hasDefaults %>start.<% else %>item?.<% end %><%= f.name %>}<% if f.required %> required<% end %> />
<% elif f.type == "datetime" %>
      <Fields.DateTime name="<%= f.name %>" label="<%= f.label %>" defaultValue={<% if e.hasDefaults %>start.<% else %>item?.<% end %><%= f.name %>}<% if f.required %> required<% end %> />
<% elif f.type == "integer" %>
      <Fields.Input name="<%= f.name %>" label="<%= f.label %>" type="number" step={1} defaultValue={<% if e.hasDefaults %>start.<% else %>item?.<% end %><%= f.name %>}<% if f.required %> required<% end %> />
<% elif f.type in ["date", "time", "email"] %>
      <Fields.Input name="<%= f.name %>" label="<%= f.label %>" type="<%= f.type %>" defaultValue={<% if e.hasDefaults %>start.<% else %>item?.<% end %><%= f.name %>}<% if f.required %> required<% end %> />
<% elif f.type in ["image", "file"] %>
      <Fields.Upload name="<%= f.name %>" label="<%= f.label %>"<% if f.type == "image" %> image<% end %> defaultValue={<% if e.hasDefaults %>start.<% else %>item?.<% end %><%= f.name %>}<% if f.required %> required<% end %> />
<% elif f.type == "url" %>
      <Fields.Input name="<%= f.name %>" label="<%= f.label %>" type="url" defaultValue={<% if e.hasDefaults %>start.<% else %>item?.<% end %><%= f.name %>}<% if f.required %> required<% end %> />
<% elif f.type == "phone" %>
      <Fields.Input name="<%= f.name %>" label="<%= f.label %>" type="tel" defaultValue={<% if e.hasDefaults %>start.<% else %>item?.<% end %><%= f.name %>}<% if f.required %> required<% end %> />
<% else %>
      <Fields.Input name="<%= f.name %>" label="<%= f.label %>" defaultValue={<% if e.hasDefaults %>start.<% else %>item?.<% end %><%= f.name %>}<% if f.required %> required<% end %> />
<% end %>
