<% for e in entities %>
export { <%= e.name %>Collection } from "./<%= e.path %>/<%= e.name %>Collection";
<% end %>
