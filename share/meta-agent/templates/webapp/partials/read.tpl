<% if f.type == "tags" %>
          <%= f.name %>: values.words("<%= f.name %>"),
<% elif f.type in ["integer", "decimal", "money", "rating"] %>
          <%= f.name %>: values.number<% if not f.required %>OrNull<% end %>("<%= f.name %>"),
<% elif f.type == "boolean" %>
          <%= f.name %>: values.checked("<%= f.name %>"),
<% elif f.type == "datetime" %>
          <%= f.name %>: values.dateTime<% if not f.required %>OrNull<% end %>("<%= f.name %>"),
<% elif f.type == "enum" %>
          <%= f.name %>: values.choice<% if not f.required %>OrNull<% end %>("<%= f.name %>", types.<%= e.var %><%= f.name | pascal | plural %>),
<% elif f.type == "json" %>
          <%= f.name %>: values.json("<%= f.name %>"),
<% else %>
          <%= f.name %>: values.text<% if not f.required %>OrNull<% end %>("<%= f.name %>"),
<% end %>
