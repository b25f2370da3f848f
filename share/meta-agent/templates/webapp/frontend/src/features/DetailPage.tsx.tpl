import { api } from "../../api";
import * as titles from "../../api/titles";
import { DetailView } from "../../components/DetailView";
import * as Show from "../../components/show";
<% if e.refs or e.links %>
import { useTitles } from "../../lib/useTitles";
<% end %>
<% if e.children or e.linked %>
import * as Collections from "../collections";
<% end %>
import { <%= e.name %>Form } from "./<%= e.name %>Form";

export function <%= e.name %>DetailPage() {
<% for l in e.links %>
  const <%= l.name %>Title = useTitles(api.<%= l.toVars %>, titles.<%= l.toVar %>);
<% end %>
<% for r in e.refs %>
  const <%= r.name %>Title = useTitles(api.<%= r.toVars %>, titles.<%= r.toVar %>);
<% if loop.last %>

<% end %>
<% end %>
  return (
    <DetailView
      noun="<%= e.label | lower %>"
      path="/<%= e.path %>"
      listTitle="<%= e.labels %>"
      resource={api.<%= e.vars %>}
      titleOf={titles.<%= e.var %>}
<% if e.children %>
      deleteWarning="Whatever cannot exist without it is deleted as well."
<% end %>
      renderForm={(controls) => <<%= e.name %>Form {...controls} />}
      renderFacts={(<%= e.var %>) => (
        <>
<% for f in e.fields %>
<% if f.type == "markdown" or f.name != e.titleField and f.name != e.surname.name %>
          <Show.Fact label="<%= f.label %>" type="<%= f.type %>" value={<%= e.var %>.<%= f.name %>} />
<% end %>
<% end %>
<% for l in e.links %>
          <Show.Fact label="<%= l.label %>" type="string" value={<%= e.var %>.<%= l.name %>.map(<%= l.name %>Title).join(", ")} />
<% end %>
<% for r in e.refs %>
          <Show.Fact
            label="<%= r.label %>"
            type="string"
            value={<%= r.name %>Title(<%= e.var %>.<%= r.name %>)}
            to={`/<%= r.toPath %>/${<%= e.var %>.<%= r.name %>}`}
          />
<% end %>
          <Show.Fact label="Last changed" type="datetime" value={<%= e.var %>.updatedAt} />
        </>
      )}
<% if e.children or e.linked %>
    >
      {(<%= e.var %>) => (
        <>
<% for c in e.children %>
          <Collections.<%= c.name %>Collection level={2} <% if features.addressed %>address="<%= c.path %><% for d in e.children %><% if d.path == c.path and d.refName != c.refName %>.<%= c.refName %><% end %><% end %><% for d in e.linked %><% if d.path == c.path %>.<%= c.refName %><% end %><% end %>." <% end %><%= c.refName %>={<%= e.var %>.id} />
<% end %>
<% for c in e.linked %>
          <Collections.<%= c.name %>Collection level={2} <% if features.addressed %>address="<%= c.path %>." <% end %><%= c.linkName %>={<%= e.var %>.id} />
<% end %>
        </>
      )}
    </DetailView>
<% else %>
    />
<% end %>
  );
}
