import { useId } from "react";

export interface Bar {
  label: string;
  value: number;
}

interface ChartProps {
  title: string;
  bars: readonly Bar[];
}

const WIDTH = 320;
const HEIGHT = 140;
const BASE = 22;
const TOP = 18;

/** What a chart shows, in words. */
function inWords(bars: readonly Bar[]): string {
  return bars.map(({ label, value }) => `${label}: ${value}`).join(", ");
}

/** Upright bars, for what changes over time. */
export function ColumnChart({ title, bars }: ChartProps) {
  const titleId = useId();
  const step = WIDTH / Math.max(bars.length, 1);
  const most = Math.max(...bars.map(({ value }) => value), 1);
  const height = (value: number) => ((HEIGHT - BASE - TOP) * value) / most;

  return (
    <figure className="card p-4">
      <figcaption id={titleId} className="mb-3 text-sm font-medium text-slate-700">
        {title}
      </figcaption>
      <svg
        role="img"
        aria-labelledby={titleId}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        className="w-full text-slate-500"
      >
        <desc>{inWords(bars)}</desc>
        <path d={`M0 ${HEIGHT - BASE}H${WIDTH}`} className="stroke-slate-200" />
        {bars.map(({ label, value }, index) => (
          <g key={label} transform={`translate(${index * step} 0)`} fontSize="11" textAnchor="middle">
            <rect
              x={step * 0.2}
              y={HEIGHT - BASE - height(value)}
              width={step * 0.6}
              height={height(value)}
              rx="3"
              className="fill-accent-500"
            />
            {value > 0 && (
              <text x={step / 2} y={HEIGHT - BASE - height(value) - 5} fill="currentColor">
                {value}
              </text>
            )}
            <text x={step / 2} y={HEIGHT - 6} fill="currentColor">
              {label}
            </text>
          </g>
        ))}
      </svg>
    </figure>
  );
}

/** Lying bars with their shares, for how a whole is made up. */
export function ShareChart({ title, bars }: ChartProps) {
  const titleId = useId();
  const whole = bars.reduce((sum, { value }) => sum + value, 0);

  return (
    <figure className="card p-4">
      <figcaption id={titleId} className="mb-3 text-sm font-medium text-slate-700">
        {title}
      </figcaption>
      <ul aria-labelledby={titleId} className="space-y-2 text-sm">
        {bars.map(({ label, value }) => (
          <li key={label}>
            <div className="mb-1 flex justify-between gap-3 text-slate-600">
              <span className="truncate">{label}</span>
              <span className="tabular-nums">{value}</span>
            </div>
            <svg aria-hidden="true" viewBox="0 0 100 4" preserveAspectRatio="none" className="h-2 w-full rounded-full">
              <rect width="100" height="4" className="fill-slate-100" />
              <rect width={whole > 0 ? (100 * value) / whole : 0} height="4" className="fill-accent-500" />
            </svg>
          </li>
        ))}
      </ul>
    </figure>
  );
}
