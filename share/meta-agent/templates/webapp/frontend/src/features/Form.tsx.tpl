<% if e.refs %>
import { api } from "../../api";
<% end %>
import * as types from "../../api/types";
import type { FormControls } from "../../components/CollectionView";
import * as Fields from "../../components/fields";
import { SubmitForm } from "../../components/SubmitForm";
<% if e.refs %>

interface <%= e.name %>FormProps extends FormControls<types.<%= e.name %>> {
  /** What a new one starts with. */
  defaults?: Partial<types.<%= e.name %>Input>;
}

export function <%= e.name %>Form({ item, defaults, onSave, onCancel }: <%= e.name %>FormProps) {
<% else %>

export function <%= e.name %>Form({ item, onSave, onCancel }: FormControls<types.<%= e.name %>>) {
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
      <Fields.Reference
        name="<%= r.name %>"
        label="<%= r.label %>"
        resource={api.<%= r.toVars %>}
        titleOf={(<%= r.toVar %>) => <%= r.toVar %>.<%= r.toTitleField %>}
        defaultValue={item ? item.<%= r.name %> : defaults?.<%= r.name %>}
<% if r.required %>
        required
<% end %>
      />
<% end %>
    </SubmitForm>
  );
}
