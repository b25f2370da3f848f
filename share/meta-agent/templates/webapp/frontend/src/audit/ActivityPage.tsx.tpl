import { Link } from "react-router";
import { request } from "../api/client";
import { PageHeader } from "../components/PageHeader";
import { EmptyState, ErrorBanner, LoadingRows } from "../components/states";
import { dateTime } from "../lib/format";
import { useLoaded } from "../lib/useLoaded";

interface Entry {
  id: number;
  at: string;
  action: "created" | "changed" | "deleted";
  path: string;
  recordId: number;
  title: string;
<% if features.auth %>
  userName: string;
<% end %>
}

/** What one record of each kind is called, by its path. */
const nouns: Record<string, string> = {
<% for e in entities %>
  "<%= e.path %>": "<%= e.label | lower %>",
<% end %>
};

const loadEntries = () => request<Entry[]>("GET", "/app/audit");

/** The latest changes, the newest first. */
export function ActivityPage() {
  const { value: entries, error, reload } = useLoaded(loadEntries);

  return (
    <>
      <PageHeader title="Activity" />
      {error && <ErrorBanner error={error} onRetry={reload} />}
      {!entries && !error && <LoadingRows />}
      {entries?.length === 0 && (
        <EmptyState title="No activity yet">Whatever is changed is listed here.</EmptyState>
      )}
      {entries && entries.length > 0 && (
        <ol className="card divide-y divide-slate-100">
          {entries.map((entry) => (
            <li key={entry.id} className="flex flex-wrap justify-between gap-x-4 px-4 py-3 text-sm">
              <span className="min-w-0 break-words">
<% if features.auth %>
                {entry.userName || "Somebody"} {entry.action} the {nouns[entry.path]}{" "}
<% else %>
                {entry.action} the {nouns[entry.path]}{" "}
<% end %>
                {entry.action === "deleted" ? (
                  <strong>{entry.title}</strong>
                ) : (
                  <Link
                    to={`/${entry.path}/${entry.recordId}`}
                    className="font-medium text-accent-700 hover:underline"
                  >
                    {entry.title}
                  </Link>
                )}
              </span>
              <time dateTime={entry.at} className="text-slate-500">
                {dateTime(entry.at)}
              </time>
            </li>
          ))}
        </ol>
      )}
    </>
  );
}
