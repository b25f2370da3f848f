import { type DragEvent, useState } from "react";
import { Link } from "react-router";
import type { InputOf, Resource, Stored } from "../api/resource";
import { PageHeader } from "../components/PageHeader";
import { EmptyState, ErrorBanner, LoadingRows } from "../components/states";
import { useCollection } from "../lib/useCollection";
import type { TitleOf } from "../lib/useTitles";

export interface Lane {
  key: string;
  title: string;
}

interface BoardViewProps<Item extends Stored> {
  title: string;
  /** Of the list of the records. */
  path: string;
  resource: Resource<Item>;
  titleOf: TitleOf<Item>;
  /** One with the key "" is shown as long as something is in it. */
  lanes: readonly Lane[] | undefined;
  /** Why there are no lanes, where they could not be loaded. */
  failed?: { error: Error; onRetry: () => void } | undefined;
  laneOf: (item: Item) => string;
  /** What puts a record into a lane. */
  changeTo: (lane: string) => Partial<InputOf<Item>>;
}

/** Records in lanes, which they are dragged between, or sent to by the choice on each card. */
export function BoardView<Item extends Stored>(props: BoardViewProps<Item>) {
  const { title, path, resource, titleOf, laneOf, changeTo } = props;
  const { items: loaded, error, reload, replace } = useCollection(resource);
  const items = props.lanes && loaded;
  const [failure, setFailure] = useState<Error>();
  const [over, setOver] = useState<string>();
  const lanes = (props.lanes ?? []).filter(({ key }) => key || items?.some((item) => laneOf(item) === ""));

  async function move(item: Item, lane: string) {
    if (laneOf(item) === lane) return;
    const changes = changeTo(lane);
    setFailure(undefined);
    replace({ ...item, ...changes });
    await resource.update(item.id, changes, item.updatedAt).then(replace, (problem: Error) => {
      setFailure(problem);
      reload();
    });
  }

  function onDrop(event: DragEvent, lane: string) {
    event.preventDefault();
    setOver(undefined);
    const id = Number(event.dataTransfer.getData("text/plain"));
    const item = items?.find((candidate) => candidate.id === id);
    if (item) void move(item, lane);
  }

  return (
    <>
      <PageHeader title={title} />
      {failure && <ErrorBanner error={failure} />}
      {error && <ErrorBanner error={error} onRetry={reload} />}
      {props.failed && <ErrorBanner {...props.failed} />}
      {!items && !error && !props.failed && <LoadingRows />}
      {items && lanes.length === 0 && (
        <EmptyState title="Nothing to show yet">Lanes appear with the first records.</EmptyState>
      )}
      {items && (
        <div className="flex snap-x gap-3 overflow-x-auto pb-3">
          {lanes.map((lane) => (
            // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the choice of a card does the same
            <section
              key={lane.key}
              aria-label={lane.title}
              className={`w-64 shrink-0 snap-start rounded-xl p-3 ${over === lane.key ? "bg-accent-50" : "bg-slate-100"}`}
              onDragOver={(event) => {
                event.preventDefault();
                setOver(lane.key);
              }}
              onDragLeave={() => setOver(undefined)}
              onDrop={(event) => onDrop(event, lane.key)}
            >
              <h2 className="mb-2 flex justify-between gap-2 text-sm font-semibold">
                <span className="truncate">{lane.title}</span>
                <span className="text-slate-500 tabular-nums">
                  {items.filter((item) => laneOf(item) === lane.key).length}
                </span>
              </h2>
              <ul className="min-h-16 space-y-2">
                {items
                  .filter((item) => laneOf(item) === lane.key)
                  .map((item) => (
                    <Card
                      key={item.id}
                      id={item.id}
                      title={titleOf(item) || `#${item.id}`}
                      to={`${path}/${item.id}`}
                      lane={lane.key}
                      lanes={lanes}
                      onMove={(key) => void move(item, key)}
                    />
                  ))}
              </ul>
            </section>
          ))}
        </div>
      )}
    </>
  );
}

interface CardProps {
  id: number;
  title: string;
  to: string;
  lane: string;
  lanes: readonly Lane[];
  onMove: (lane: string) => void;
}

function Card({ id, title, to, lane, lanes, onMove }: CardProps) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the choice below does the same
    <li
      draggable
      className="card cursor-grab p-3"
      onDragStart={(event) => {
        event.dataTransfer.setData("text/plain", String(id));
        event.dataTransfer.effectAllowed = "move";
      }}
    >
      <Link
        to={to}
        draggable={false}
        className="block text-sm font-medium wrap-anywhere hover:text-accent-700"
      >
        {title}
      </Link>
      <select
        aria-label={`Move ${title}`}
        value={lane}
        onChange={(event) => onMove(event.target.value)}
        className="mt-2 w-full cursor-pointer rounded-md bg-transparent py-1 text-xs text-slate-500 focus-visible:outline-2 focus-visible:outline-accent-600"
      >
        {lanes.map(({ key, title: name }) => (
          <option key={key} value={key}>
            {name}
          </option>
        ))}
      </select>
    </li>
  );
}
