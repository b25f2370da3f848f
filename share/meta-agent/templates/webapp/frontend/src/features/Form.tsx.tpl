<% if e.refs or e.links %>
import { api } from "../../api";
<% end %>
<% if e.refs or e.links %>
import * as titles from "../../api/titles";
<% end %>
import * as types from "../../api/types";
import type { FormControls } from "../../components/CollectionView";
import * as Fields from "../../components/fields";
import { SubmitForm } from "../../components/SubmitForm";
<% if e.hasMoving %>
import * as format from "../../lib/format";
<% end %>
<% if e.refs or e.links %>

interface <%= e.name %>FormProps extends FormControls<types.<%= e.name %>> {
  /** What a new one starts with. */
  defaults?: Partial<types.<%= e.name %>Input>;
}

export function <%= e.name %>Form({ item, defaults, onSave, onCancel }: <%= e.name %>FormProps) {
<% else %>

export function <%= e.name %>Form({ item, onSave, onCancel }: FormControls<types.<%= e.name %>>) {
<% end %>
<% if e.hasDefaults %>
  const start: Partial<types.<%= e.name %>Input> = item ?? {
<% for f in e.fields %>
<% if f.hasDefault %>
    <%= f.name %>: <% if f.type == "date" and f.moving %>format.today()<% elif f.moving %>format.now()<% else %><%= f.default | json %><% end %>,
<% end %>
<% end %>
  };
<% end %>
  return (
    <SubmitForm
      key={item?.id ?? "new"}
      submitLabel={item ? "Save" : "Create"}
      onCancel={onCancel}
      onSubmit={(values) =>
        onSave({
<% for f in e.fields %>
<% include "partials/read.tpl" %>
<% end %>
<% for l in e.links %>
          <%= l.name %>: values.ids("<%= l.name %>"),
<% end %>
<% for r in e.refs %>
          <%= r.name %>: values.number<% if not r.required %>OrNull<% end %>("<%= r.name %>"),
<% end %>
        })
      }
    >
<% for f in e.fields %>
<% include "partials/input.tpl" %>
<% end %>
<% for r in e.refs %>
      <Fields.<% if r.unique %>Free<% end %>Reference
        name="<%= r.name %>"
        label="<%= r.label %>"
        resource={api.<%= r.toVars %>}
        titleOf={titles.<%= r.toVar %>}
        defaultValue={item ? item.<%= r.name %> : defaults?.<%= r.name %>}
<% if r.unique %>
        takers={api.<%= e.vars %>}
        takenBy={(<%= e.var %>) => (<%= e.var %>.id === item?.id ? null : <%= e.var %>.<%= r.name %>)}
<% end %>
<% if r.required %>
        required
<% end %>
      />
<% end %>
<% for l in e.links %>
      <Fields.References
        name="<%= l.name %>"
        label="<%= l.label %>"
        resource={api.<%= l.toVars %>}
        titleOf={titles.<%= l.toVar %>}
        defaultValue={item ? item.<%= l.name %> : defaults?.<%= l.name %>}
      />
<% end %>
    </SubmitForm>
  );
}
