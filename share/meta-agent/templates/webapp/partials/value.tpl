<% if f.type in ["integer", "decimal"] %>
            {Show.number(<%= e.var %>.<%= f.name %>)}
<% elif f.type == "money" %>
            {Show.money(<%= e.var %>.<%= f.name %>)}
<% elif f.type == "boolean" %>
            {<%= e.var %>.<%= f.name %> ? "Yes" : "No"}
<% elif f.type == "date" %>
            {Show.date(<%= e.var %>.<%= f.name %>)}
<% elif f.type == "datetime" %>
            {Show.dateTime(<%= e.var %>.<%= f.name %>)}
<% elif f.type == "time" %>
            {Show.time(<%= e.var %>.<%= f.name %>)}
<% elif f.type == "enum" %>
            {<%= e.var %>.<%= f.name %> && <Show.Badge>{Show.choice(<%= e.var %>.<%= f.name %>)}</Show.Badge>}
<% elif f.type == "email" %>
            {<%= e.var %>.<%= f.name %> && <Show.MailLink address={<%= e.var %>.<%= f.name %>} />}
<% elif f.type in ["url", "file"] %>
            {<%= e.var %>.<%= f.name %> && <Show.WebLink href={<%= e.var %>.<%= f.name %>} />}
<% elif f.type == "image" %>
            {<%= e.var %>.<%= f.name %> && <Show.Picture src={<%= e.var %>.<%= f.name %>} alt="<%= f.label %>" />}
<% elif f.type == "json" %>
            {<%= e.var %>.<%= f.name %> !== null && <Show.Code>{Show.json(<%= e.var %>.<%= f.name %>)}</Show.Code>}
<% else %>
            {<%= e.var %>.<%= f.name %>}
<% end %>
