import { type ReactNode, useState } from "react";
import type { InputOf, Query, Resource, Stored } from "../api/resource";
import { useCollection } from "../lib/useCollection";
<% if features.addressed %>
import { useListAddress } from "../lib/useListAddress";
<% end %>
import type { TitleOf } from "../lib/useTitles";
<% if features.search %>
import { useTyped } from "../lib/useTyped";
<% end %>
import { useUpdate } from "../lib/useUpdate";
import { ConfirmDialog } from "./ConfirmDialog";
<% if features.import_csv and features.export_csv %>
import { ExportButton, ImportButton } from "./csv";
<% elif features.import_csv %>
import { ImportButton } from "./csv";
<% elif features.export_csv %>
import { ExportButton } from "./csv";
<% end %>
<% if features.filters %>
import type { Filter } from "./filters";
<% end %>
import * as Icons from "./icons";
import { ModalDialog } from "./ModalDialog";
import { PageHeader } from "./PageHeader";
<% if features.pagination %>
import { PageSwitch } from "./PageSwitch";
<% end %>
import { EmptyState, ErrorBanner, LoadingRows } from "./states";
<% if features.sort %>
import { SortBy, type SortChoice, Toolbar } from "./toolbar";
<% elif features.search or features.filters %>
import { Toolbar } from "./toolbar";
<% end %>
<% if features.pagination %>

const PAGE_SIZE = 20;
<% end %>

export interface FormControls<Item extends Stored> {
  /** The record to change; a new one is made when there is none. */
  item: Item | undefined;
  onSave: (input: InputOf<Item>) => Promise<void>;
  onCancel: () => void;
}

export interface RowControls<Item extends Stored> {
  title: string;
  update: (changes: Partial<InputOf<Item>>) => void;
  onEdit: () => void;
  onDelete: () => void;
}

interface CollectionViewProps<Item extends Stored> {
  title: string;
  level?: 1 | 2 | undefined;
<% if features.addressed %>
  /** What the names of this list in the address begin with. */
  address?: string | undefined;
<% end %>
  /** What one record is called in a sentence. */
  noun: string;
  resource: Resource<Item>;
  filter?: Query;
  titleOf: TitleOf<Item>;
  deleteWarning?: string;
<% if features.sort %>
  /** The fields that the list can be sorted by. */
  sortedBy: readonly SortChoice[];
<% end %>
<% if features.filters %>
  /** What the list can be narrowed by, but for what `filter` already says. */
  filters: readonly Filter[];
<% end %>
  renderRow: (item: Item, row: RowControls<Item>) => ReactNode;
  renderForm: (controls: FormControls<Item>) => ReactNode;
}

/** A list of records with everything that can be done to them. */
export function CollectionView<Item extends Stored>(props: CollectionViewProps<Item>) {
  const { title, level, noun, resource, filter = {}, titleOf, deleteWarning = "" } = props;
<% if features.addressed %>
  const { address = "" } = props;
<% end %>
<% if features.addressed %>
<% if features.filters %>
  const isOpen = ({ rules }: Filter) => Object.keys(rules).every((name) => filter[name] === undefined);
  const filters = props.filters.filter(isOpen);
<% end %>
  const { values, set } = useListAddress(address, {
<% if features.filters %>
    ...Object.assign({}, ...filters.map(({ rules }) => rules)),
<% end %>
<% if features.search %>
    q: (value) => value.trim() !== "",
<% end %>
<% if features.sort %>
    sort: (value) => props.sortedBy.some(({ name }) => name === value.replace(/^-/, "")),
<% end %>
<% if features.pagination %>
    page: (value) => /^[1-9]\d{0,5}$/.test(value),
<% end %>
  });
<% if features.pagination %>
  const { page: asked = "1", ...wishes } = values;
  const wanted: Query = { ...filter, ...wishes };
  const query = { ...wanted, page: asked, pageSize: PAGE_SIZE };
  const { items, total = 0, page = 1, error, reload, replace } = useCollection(resource, query);
<% else %>
  const wanted: Query = { ...filter, ...values };
  const { items, error, reload, replace } = useCollection(resource, wanted);
<% end %>
<% else %>
  const { items, error, reload, replace } = useCollection(resource, filter);
<% end %>
<% if features.search or features.filters %>
<% if features.pagination %>
  const narrowed = Object.keys(wishes).some((name) => name !== "sort");
<% else %>
  const narrowed = Object.keys(values).some((name) => name !== "sort");
<% end %>
<% end %>
<% if features.search %>
  const [typed, setTyped] = useTyped(values["q"] ?? "", (value) => set("q", value, true));
<% end %>
  const [editing, setEditing] = useState<Item | "new">();
  const [deleting, setDeleting] = useState<Item>();
  const [failure, setFailure] = useState<Error>();

  const saveChanges = useUpdate(resource, replace);

  async function save(input: InputOf<Item>) {
    if (editing === "new") await resource.create(input);
    else if (editing) await saveChanges(editing, input);
    setEditing(undefined);
    reload();
  }

  async function remove(item: Item) {
    await resource.remove(item.id);
    reload();
  }

  async function update(item: Item, changes: Partial<InputOf<Item>>) {
    setFailure(undefined);
    await resource.update(item.id, changes).then(replace, setFailure);
  }
<% if features.search %>

  const searchBox = (
    <input
      type="search"
      className="input min-w-0 grow basis-40 sm:basis-56"
      aria-label={`Search ${title.toLowerCase()}`}
      placeholder="Search…"
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
    />
  );
<% end %>

  return (
    <section className={level === 2 ? "mt-10" : ""}>
      <PageHeader title={title} level={level}>
<% if features.import_csv %>
        <ImportButton resource={resource} onDone={reload} onError={setFailure} />
<% end %>
<% if features.export_csv %>
        <ExportButton resource={resource} query={<% if features.addressed %>wanted<% else %>filter<% end %>} title={title} onError={setFailure} />
<% end %>
        <button type="button" className="button-primary" onClick={() => setEditing("new")}>
          <Icons.Plus />
          New {noun}
        </button>
      </PageHeader>
<% if features.search or features.filters or features.sort %>
<% if features.search and (features.filters or features.sort) %>
      <Toolbar search={searchBox}>
<% elif features.search %>
      <Toolbar>
        {searchBox}
<% else %>
      <Toolbar>
<% end %>
<% if features.filters %>
        {filters.map(({ render }) => render({ values, set }))}
<% end %>
<% if features.sort %>
        <SortBy choices={props.sortedBy} value={values["sort"] ?? ""} onChange={(sort) => set("sort", sort)} />
<% end %>
      </Toolbar>
<% end %>
      {failure && <ErrorBanner error={failure} />}
      {error ? (
        <ErrorBanner error={error} onRetry={reload} />
      ) : !items ? (
        <LoadingRows />
      ) : items.length === 0 ? (
<% if features.search or features.filters %>
        <EmptyState title={narrowed ? "Nothing found" : `No ${title.toLowerCase()} yet`}>
          {narrowed ? "Nothing matches what you are looking for." : `Add your first ${noun} to get started.`}
        </EmptyState>
<% else %>
        <EmptyState title={`No ${title.toLowerCase()} yet`}>
          Add your first {noun} to get started.
        </EmptyState>
<% end %>
      ) : (
        <ul className="card divide-y divide-slate-100">
          {items.map((item) =>
            props.renderRow(item, {
              title: titleOf(item) || `#${item.id}`,
              update: (changes) => void update(item, changes),
              onEdit: () => setEditing(item),
              onDelete: () => setDeleting(item),
            }),
          )}
        </ul>
      )}
<% if features.pagination %>
      <PageSwitch
        page={page}
        pageSize={PAGE_SIZE}
        total={total}
        onChange={(wantedPage) => set("page", wantedPage > 1 ? String(wantedPage) : "")}
      />
<% end %>
      {editing && (
        <ModalDialog
          title={editing === "new" ? `New ${noun}` : `Edit ${noun}`}
          onClose={() => setEditing(undefined)}
        >
          {props.renderForm({
            item: editing === "new" ? undefined : editing,
            onSave: save,
            onCancel: () => setEditing(undefined),
          })}
        </ModalDialog>
      )}
      {deleting && (
        <ConfirmDialog
          title={`Delete “${titleOf(deleting) || `#${deleting.id}`}”?`}
          text={`This cannot be undone. ${deleteWarning}`}
          onConfirm={() => remove(deleting)}
          onClose={() => setDeleting(undefined)}
        />
      )}
    </section>
  );
}
