import { type ReactNode, useEffect, useState } from "react";
import { Link, useNavigate, useParams } from "react-router";
import type { InputOf, Resource, Stored } from "../api/resource";
import type { TitleOf } from "../lib/useTitles";
import { useUpdate } from "../lib/useUpdate";
import type { FormControls } from "./CollectionView";
import { ConfirmDialog } from "./ConfirmDialog";
import * as Icons from "./icons";
import { ModalDialog } from "./ModalDialog";
import { PageHeader } from "./PageHeader";
import { ErrorBanner, LoadingRows } from "./states";

interface DetailViewProps<Item extends Stored> {
  noun: string;
  /** Where the list of all records is, and what it is called. */
  path: string;
  listTitle: string;
  resource: Resource<Item>;
  titleOf: TitleOf<Item>;
  deleteWarning?: string;
  renderFacts: (item: Item) => ReactNode;
  renderForm: (controls: FormControls<Item>) => ReactNode;
  /** What is shown below the facts. */
  children?: (item: Item) => ReactNode;
}

/** The page of one record, which the address names by its id. */
export function DetailView<Item extends Stored>(props: DetailViewProps<Item>) {
  const { noun, path, listTitle, resource, titleOf, deleteWarning = "" } = props;
  const id = Number(useParams()["id"]);
  const navigate = useNavigate();
  const [item, setItem] = useState<Item>();
  const [error, setError] = useState<Error>();
  const [editing, setEditing] = useState<Item>();
  const [deleting, setDeleting] = useState(false);
  const saveChanges = useUpdate(resource, setItem);

  useEffect(() => {
    let current = true;
    setItem(undefined);
    setError(undefined);
    resource.get(id).then(
      (loaded) => current && setItem(loaded),
      (problem: Error) => current && setError(problem),
    );
    return () => {
      current = false;
    };
  }, [resource, id]);

  async function save(input: InputOf<Item>) {
    if (editing) setItem(await saveChanges(editing, input));
    setEditing(undefined);
  }

  async function remove() {
    await resource.remove(id);
    await navigate(path);
  }

  const title = (item && titleOf(item)) || `#${id}`;
  return (
    <>
      <Link
        to={path}
        className="mb-3 -ml-1 inline-flex items-center text-sm text-slate-500 hover:text-slate-900"
      >
        <Icons.Back />
        {listTitle}
      </Link>
      {error && <ErrorBanner error={error} />}
      {!item && !error && <LoadingRows />}
      {item && (
        <>
          <PageHeader title={title}>
            <button type="button" className="button-secondary" onClick={() => setEditing(item)}>
              Edit
            </button>
            <button type="button" className="button-secondary" onClick={() => setDeleting(true)}>
              Delete
            </button>
          </PageHeader>
          <dl className="card divide-y divide-slate-100">{props.renderFacts(item)}</dl>
          {props.children?.(item)}
        </>
      )}
      {editing && (
        <ModalDialog title={`Edit ${noun}`} onClose={() => setEditing(undefined)}>
          {props.renderForm({ item: editing, onSave: save, onCancel: () => setEditing(undefined) })}
        </ModalDialog>
      )}
      {deleting && (
        <ConfirmDialog
          title={`Delete “${title}”?`}
          text={`This cannot be undone. ${deleteWarning}`}
          onConfirm={remove}
          onClose={() => setDeleting(false)}
        />
      )}
    </>
  );
}
