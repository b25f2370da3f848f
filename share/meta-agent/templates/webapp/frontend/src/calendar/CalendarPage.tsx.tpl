import { useCallback } from "react";
import { Link, useSearchParams } from "react-router";
import * as Icons from "../components/icons";
import { PageHeader } from "../components/PageHeader";
import { ErrorBanner } from "../components/states";
import * as format from "../lib/format";
import { useLoaded } from "../lib/useLoaded";
import { type Entry, loadEntries } from "./entries";
import { daysOf, isMonth, monthAfter, today } from "./month";

export function CalendarPage() {
  const [parameters, setParameters] = useSearchParams();
  const asked = parameters.get("month");
  const month = isMonth(asked) ? asked : today().slice(0, 7);
  const go = (by: number) => setParameters({ month: monthAfter(month, by) });

  return (
    <>
      <PageHeader title="Calendar">
        <button type="button" className="button-secondary" aria-label="Previous month" onClick={() => go(-1)}>
          <Icons.Back />
        </button>
        <button type="button" className="button-secondary" onClick={() => setParameters({})}>
          Today
        </button>
        <button type="button" className="button-secondary" aria-label="Next month" onClick={() => go(1)}>
          <Icons.Forward />
        </button>
      </PageHeader>
      <Month month={month} />
    </>
  );
}

/** Weeks on wide screens, the days on which something is on narrow ones. */
function Month({ month }: { month: string }) {
  const load = useCallback(() => loadEntries(daysOf(month)), [month]);
  const { value: entries, error, reload } = useLoaded(load);
  const days = daysOf(month);

  return (
    <>
      <div className="mb-3 flex flex-wrap items-baseline gap-x-3" aria-live="polite">
        <h2 className="text-lg font-semibold">{format.monthOfYear(month)}</h2>
        {entries?.every(({ day }) => !day.startsWith(month)) && <p className="text-sm text-slate-500">Nothing this month</p>}
      </div>
      {error && <ErrorBanner error={error} onRetry={reload} />}
      <div aria-hidden="true" className="hidden grid-cols-7 pb-1 text-xs text-slate-500 md:grid">
        {days.slice(0, 7).map((day) => (
          <span key={day} className="px-2">
            {format.weekday(day)}
          </span>
        ))}
      </div>
      <ol className="overflow-hidden rounded-xl border-slate-200 bg-slate-200 md:grid md:grid-cols-7 md:gap-px md:border">
        {days.map((day) => (
          <Day
            key={day}
            day={day}
            inMonth={day.startsWith(month)}
            entries={entries?.filter((entry) => entry.day === day) ?? []}
          />
        ))}
      </ol>
    </>
  );
}

interface DayProps {
  day: string;
  inMonth: boolean;
  entries: Entry[];
}

function Day({ day, inMonth, entries }: DayProps) {
  const isToday = day === today();
  const shown = inMonth && entries.length > 0 ? "block" : "hidden md:block";
  const colours = inMonth ? "bg-white" : "bg-slate-50 text-slate-500";

  return (
    <li className={`${shown} ${colours} min-w-0 border-b border-slate-100 p-3 last:border-0 md:min-h-24 md:border-0 md:p-2`}>
      <time
        dateTime={day}
        aria-current={isToday ? "date" : undefined}
        className={`text-sm md:text-xs ${isToday ? "font-semibold text-accent-700" : "text-slate-500"}`}
      >
        <span className="md:hidden">
          {format.weekday(day)}, {format.date(day)}
        </span>
        <span className="hidden md:inline">{Number(day.slice(8))}</span>
      </time>
      {entries.length > 0 && (
        <ul className="mt-1 space-y-1.5">
          {entries.map(({ key, to, time, title, label }) => (
            <li key={key} className="border-l-2 border-accent-500 pl-2 text-sm md:pl-1.5 md:text-xs">
              <Link to={to} className="block font-medium wrap-anywhere text-accent-700 hover:underline">
                {time && <span className="tabular-nums">{time} </span>}
                {title}
              </Link>
              <span className="text-slate-500">{label}</span>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}
