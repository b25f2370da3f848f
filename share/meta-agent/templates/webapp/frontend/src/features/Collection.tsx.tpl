import { api } from "../../api";
import * as titles from "../../api/titles";
<% if features.filter and e.hasChoice %>
import * as types from "../../api/types";
<% end %>
import { CollectionView } from "../../components/CollectionView";
<% if features.filters and e.hasFilter %>
import * as Filters from "../../components/filters";
<% end %>
import * as Show from "../../components/show";
<% if e.refs or e.links %>
import { useTitles } from "../../lib/useTitles";
<% end %>
import { <%= e.name %>Form } from "./<%= e.name %>Form";

interface <%= e.name %>CollectionProps {
  level?: 1 | 2;
<% if features.addressed %>
  address?: string;
<% end %>
<% for r in e.refs %>
  <%= r.name %>?: number;
<% end %>
<% for l in e.links %>
  <%= l.name %>?: number;
<% end %>
}

<% if e.refs or e.links %>
export function <%= e.name %>Collection({ level<% if features.addressed %>, address<% end %>, ...filter }: <%= e.name %>CollectionProps) {
<% else %>
export function <%= e.name %>Collection({ level<% if features.addressed %>, address<% end %> }: <%= e.name %>CollectionProps) {
<% end %>
<% for l in e.links %>
  const <%= l.name %>Title = useTitles(api.<%= l.toVars %>, titles.<%= l.toVar %>);
<% end %>
<% for r in e.refs %>
  const <%= r.name %>Title = useTitles(api.<%= r.toVars %>, titles.<%= r.toVar %>);
<% if loop.last %>

<% end %>
<% end %>
  return (
    <CollectionView
      title="<%= e.labels %>"
      level={level}
<% if features.addressed %>
      address={address}
<% end %>
      noun="<%= e.label | lower %>"
      resource={api.<%= e.vars %>}
<% if e.refs or e.links %>
      filter={filter}
<% end %>
      titleOf={titles.<%= e.var %>}
<% if e.children %>
      deleteWarning="Whatever cannot exist without it is deleted as well."
<% end %>
<% if e.refs or e.links %>
      renderForm={(controls) => <<%= e.name %>Form {...controls} defaults={<% if e.links %>{ ...filter<% for l in e.links %>, <%= l.name %>: filter.<%= l.name %> ? [filter.<%= l.name %>] : []<% end %> }<% else %>filter<% end %>} />}
<% else %>
      renderForm={(controls) => <<%= e.name %>Form {...controls} />}
<% end %>
<% if features.filters %>
<% if not e.hasFilter %>
      filters={[]}
<% else %>
      filters={[
<% for f in e.fields %>
<% if f.type == "tags" %>
        Filters.tag("<%= f.name %>", "<%= f.label %>"),
<% elif not features.filter %>
<% elif f.type == "enum" %>
        Filters.choice("<%= f.name %>", "<%= f.label %>", types.<%= e.var %><%= f.name | pascal | plural %>),
<% elif f.type == "boolean" %>
        Filters.yesNo("<%= f.name %>", "<%= f.label %>"),
<% elif f.type in ["date", "datetime"] %>
        Filters.days("<%= f.name %>", "<%= f.label %>"),
<% end %>
<% end %>
<% if features.filter %>
<% for r in e.refs %>
        Filters.reference("<%= r.name %>", "<%= r.label %>", api.<%= r.toVars %>, titles.<%= r.toVar %>),
<% end %>
<% end %>
      ]}
<% end %>
<% end %>
<% if features.sort %>
      sortedBy={[
<% for f in e.fields %>
<% if f.type != "json" %>
        { name: "<%= f.name %>", label: "<%= f.label %>" },
<% end %>
<% end %>
      ]}
<% end %>
      renderRow={(<%= e.var %>, row) => (
        <Show.Row key={<%= e.var %>.id} {...row}>
<% for f in e.fields %>
<% if f.type == "boolean" and f.name in ["done", "completed"] %>
          <Show.Check label="<%= f.label %>" checked={<%= e.var %>.<%= f.name %>} onChange={(<%= f.name %>) => row.update({ <%= f.name %> })} />
<% end %>
<% end %>
<% for f in e.fields %>
<% if f.type == "image" and f.name != e.titleField %>
          <Show.Thumbnail src={<%= e.var %>.<%= f.name %>} />
<% end %>
<% end %>
          <Show.Body>
            <Show.Title to={`/<%= e.path %>/${<%= e.var %>.id}`}>{row.title}</Show.Title>
<% for f in e.fields %>
<% if f.isExcerpt %>
            <Show.<% if f.type == "markdown" %>Markdown<% end %>Excerpt>{<%= e.var %>.<%= f.name %>}</Show.<% if f.type == "markdown" %>Markdown<% end %>Excerpt>
<% end %>
<% end %>
            <Show.Details>
<% for f in e.fields %>
<% if not f.isListed or f.name in ["done", "completed"] and f.type == "boolean" %>
<% elif f.type == "rating" %>
              <Show.Rating label="<%= f.label %>" value={<%= e.var %>.<%= f.name %>} onChange={(<%= f.name %>) => row.update({ <%= f.name %> })} />
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
<% for l in e.links %>
              <Show.Detail label="<%= l.label %>" type="string" value={<%= e.var %>.<%= l.name %>.map(<%= l.name %>Title).join(", ")} />
<% end %>
<% for r in e.refs %>
              {!filter.<%= r.name %> && (
                <Show.Detail
                  label="<%= r.label %>"
                  type="string"
                  value={<%= r.name %>Title(<%= e.var %>.<%= r.name %>)}
                  to={`/<%= r.toPath %>/${<%= e.var %>.<%= r.name %>}`}
                />
              )}
<% end %>
<% if e.brief %>
              <Show.Added at={<%= e.var %>.createdAt} />
<% end %>
            </Show.Details>
          </Show.Body>
        </Show.Row>
      )}
    />
  );
}
