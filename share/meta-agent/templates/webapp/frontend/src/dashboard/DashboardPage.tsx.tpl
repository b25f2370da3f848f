import { useEffect, useState } from "react";
import { Link } from "react-router";
import { ColumnChart, ShareChart } from "../components/charts";
import { PageHeader } from "../components/PageHeader";
import { EmptyState, ErrorBanner, LoadingRows } from "../components/states";
import * as format from "../lib/format";
import { type EntityStats, loadStats } from "./stats";

interface Kind {
  label: string;
  labels: string;
  fields: Record<string, string>;
}

/** What the kinds of records and their fields are called, by the path of the kind. */
const kinds: Record<string, Kind> = {
<% for e in entities %>
  "<%= e.path %>": {
    label: "<%= e.label %>",
    labels: "<%= e.labels %>",
    fields: {
<% for f in e.fields %>
<% if f.type in ["enum", "boolean", "money", "rating"] %>
      <%= f.name %>: "<%= f.label %>",
<% end %>
<% end %>
    },
  },
<% end %>
};

export function DashboardPage() {
  const [stats, setStats] = useState<EntityStats[]>();
  const [error, setError] = useState<Error>();
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    let current = true;
    setError(undefined);
    loadStats().then(
      (loaded) => current && setStats(loaded),
      (problem: Error) => current && setError(problem),
    );
    return () => {
      current = false;
    };
  }, [attempt]);

  return (
    <>
      <PageHeader title="Dashboard" />
      {error && <ErrorBanner error={error} onRetry={() => setAttempt(attempt + 1)} />}
      {!stats && !error && <LoadingRows />}
      {stats && (
        <>
          <ul className="grid grid-cols-2 gap-3 sm:gap-4 lg:grid-cols-3">
            {stats.map((entry) => (
              <Total key={entry.path} {...entry} />
            ))}
          </ul>
          <Charts stats={stats} />
        </>
      )}
    </>
  );
}

function Total({ path, total, sums }: EntityStats) {
  return (
    <li className="card p-4">
      <Link to={`/${path}`} className="text-sm text-slate-500 hover:text-accent-700">
        {kinds[path]?.labels}
      </Link>
      <p className="mt-1 text-3xl font-semibold tracking-tight tabular-nums">{total}</p>
      {Object.entries(sums).map(([name, sum]) => (
        <p key={name} className="mt-1 truncate text-sm text-slate-600">
          {kinds[path]?.fields[name]}: {format.money(sum)}
        </p>
      ))}
    </li>
  );
}

function Charts({ stats }: { stats: EntityStats[] }) {
  const filled = stats.filter(({ total }) => total > 0);
  if (filled.length === 0) {
    return (
      <div className="mt-6">
        <EmptyState title="Nothing to show yet">Charts appear with the first records.</EmptyState>
      </div>
    );
  }
  return (
    <div className="mt-6 grid gap-4 lg:grid-cols-2">
      {filled.map(({ path, months }) => (
        <ColumnChart
          key={path}
          title={`${kinds[path]?.labels} added`}
          bars={months.map(({ label, count }) => ({ label: format.month(label), value: count }))}
        />
      ))}
      {filled.flatMap(({ path, choices }) =>
        Object.entries(choices).map(([name, counts]) => (
          <ShareChart
            key={`${path} ${name}`}
            title={`${kinds[path]?.labels} by ${kinds[path]?.fields[name]?.toLowerCase()}`}
            bars={counts.map(({ label, count }) => ({ label: shown(label), value: count }))}
          />
        )),
      )}
    </div>
  );
}

function shown(label: string): string {
  if (label === "true") return "Yes";
  return label === "false" ? "No" : format.choice(label);
}
