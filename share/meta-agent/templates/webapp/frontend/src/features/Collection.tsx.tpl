import { api } from "../../api";
import { CollectionView } from "../../components/CollectionView";
import * as Show from "../../components/show";
<% if e.refs %>
import { useTitles } from "../../lib/useTitles";
<% end %>
import { <%= e.name %>Form } from "./<%= e.name %>Form";

interface <%= e.name %>CollectionProps {
  level?: 1 | 2;
<% for r in e.refs %>
  <%= r.name %>?: number;
<% end %>
}

<% if e.refs %>
export function <%= e.name %>Collection({ level, ...filter }: <%= e.name %>CollectionProps) {
<% else %>
export function <%= e.name %>Collection({ level }: <%= e.name %>CollectionProps) {
<% end %>
<% for r in e.refs %>
  const <%= r.name %>Title = useTitles(api.<%= r.toVars %>, (<%= r.toVar %>) => <%= r.toVar %>.<%= r.toTitleField %>);
<% if loop.last %>

<% end %>
<% end %>
  return (
    <CollectionView
      title="<%= e.labels %>"
      level={level}
      noun="<%= e.label | lower %>"
      resource={api.<%= e.vars %>}
<% if e.refs %>
      filter={filter}
<% end %>
      titleOf={(<%= e.var %>) => <%= e.var %>.<%= e.titleField %>}
<% if e.children %>
      deleteWarning="Whatever cannot exist without it is deleted as well."
<% end %>
<% if e.refs %>
      renderForm={(controls) => <<%= e.name %>Form {...controls} defaults={filter} />}
<% else %>
      renderForm={(controls) => <<%= e.name %>Form {...controls} />}
<% end %>
      renderRow={(<%= e.var %>, row) => (
        <Show.Row key={<%= e.var %>.id} {...row}>
<% for f in e.fields %>
<% if f.type == "boolean" and f.name in ["done", "completed"] %>
          <Show.Check label="<%= f.label %>" checked={<%= e.var %>.<%= f.name %>} onChange={(<%= f.name %>) => row.update({ <%= f.name %> })} />
<% end %>
<% end %>
          <Show.Body>
            <Show.Title to={`/<%= e.path %>/${<%= e.var %>.id}`}>{row.title}</Show.Title>
<% for f in e.fields %>
<% if f.type in ["text", "markdown"] and f.name != e.titleField %>
            <Show.Excerpt>{<%= e.var %>.<%= f.name %>}</Show.Excerpt>
<% end %>
<% end %>
            <Show.Details>
<% for f in e.fields %>
<% if f.name == e.titleField or f.type in ["text", "markdown", "json"] or f.name in ["done", "completed"] and f.type == "boolean" %>
<% elif f.type == "boolean" %>
              <Show.Toggle
                label="<%= f.label %>"
                checked={<%= e.var %>.<%= f.name %>}
                onChange={(<%= f.name %>) => row.update({ <%= f.name %> })}
              />
<% else %>
              <Show.Detail label="<%= f.label %>" type="<%= f.type %>" value={<%= e.var %>.<%= f.name %>} />
<% end %>
<% end %>
<% for r in e.refs %>
              {!filter.<%= r.name %> && (
                <Show.Detail label="<%= r.label %>" type="string" value={<%= r.name %>Title(<%= e.var %>.<%= r.name %>)} />
              )}
<% end %>
              <Show.Added at={<%= e.var %>.createdAt} />
            </Show.Details>
          </Show.Body>
        </Show.Row>
      )}
    />
  );
}
