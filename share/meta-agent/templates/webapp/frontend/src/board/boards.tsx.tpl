import { api } from "../api";
import * as titles from "../api/titles";
<% if boardsOfStates %>
import * as types from "../api/types";
import * as format from "../lib/format";
<% end %>
<% if boardsOfLanes %>
import { useCollection } from "../lib/useCollection";
<% end %>
import { BoardView } from "./BoardView";
<% for b in boards %>

export function <%= b.name %>Board() {
<% if b.toVars %>
  const { items: lanes, error, reload } = useCollection(api.<%= b.toVars %>);

  return (
    <BoardView
      title="<%= b.title %>"
      path="/<%= b.path %>"
      resource={api.<%= b.vars %>}
      titleOf={titles.<%= b.var %>}
<% if b.required %>
      failed={error && { error, onRetry: reload }}
      lanes={lanes?.map((lane) => ({ key: String(lane.id), title: titles.<%= b.toVar %>(lane) || `#${lane.id}` }))}
<% else %>
      failed={error && { error, onRetry: reload }}
      lanes={
        lanes && [
          { key: "", title: "No <%= b.fieldLabel | lower %>" },
          ...lanes.map((lane) => ({ key: String(lane.id), title: titles.<%= b.toVar %>(lane) || `#${lane.id}` })),
        ]
      }
<% end %>
      laneOf={(<%= b.var %>) => String(<%= b.var %>.<%= b.field %><% if not b.required %> ?? ""<% end %>)}
      changeTo={(lane) => ({ <%= b.field %>: <% if b.required %>Number(lane)<% else %>lane ? Number(lane) : null<% end %> })}
    />
  );
<% else %>
  return (
    <BoardView
      title="<%= b.title %>"
      path="/<%= b.path %>"
      resource={api.<%= b.vars %>}
      titleOf={titles.<%= b.var %>}
<% if b.required %>
      lanes={types.<%= b.var %><%= b.field | pascal | plural %>.map((key) => ({ key, title: format.choice(key) }))}
<% else %>
      lanes={[
        { key: "", title: "No <%= b.fieldLabel | lower %>" },
        ...types.<%= b.var %><%= b.field | pascal | plural %>.map((key) => ({ key, title: format.choice(key) })),
      ]}
<% end %>
      laneOf={(<%= b.var %>) => <%= b.var %>.<%= b.field %><% if not b.required %> ?? ""<% end %>}
      changeTo={(lane) => ({ <%= b.field %>: <% if b.required %>lane<% else %>(lane || null)<% end %> as types.<%= b.name %>["<%= b.field %>"] })}
    />
  );
<% end %>
}
<% end %>
