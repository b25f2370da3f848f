/* What the <% if cli %>program<% else %>library<% end %> does: each gives NULL, or what is wrong. */
#ifndef OPERATIONS_H
#define OPERATIONS_H

#include "text.h"
<% for op in operations %>

struct <%= op.id %>_options {
<% for a in op.arguments %>
    const char *<%= a.name %>;
<% end %>
<% for o in op.options %>
<% if o.type == "flag" %>
    bool <%= o.name %>;
<% elif o.type == "int" %>
    long <%= o.name %>;
<% else %>
    const char *<%= o.name %>;
<% end %>
<% end %>
<% if not op.arguments and not op.options %>
    char none; /* there are no options */
<% end %>
};

/* <%= op.summary %>. */
<% if op.input == "text" %>
const char *op_<%= op.id %>(const struct <%= op.id %>_options *options, const char *text, size_t size, struct text *out);
<% else %>
const char *op_<%= op.id %>(const struct <%= op.id %>_options *options, struct text *out);
<% end %>
<% end %>

#endif
