<% if entities %>
export { InUseError, InvalidError, NotFoundError, RecordError } from "./errors.js";
export { Database, Repository } from "./repository.js";
<% else %>
<% for op in operations %>
export { <%= op.id | camel %> } from "./operations/<%= op.id %>.js";
<% end %>
<% end %>
