interface PageSwitchProps {
  page: number;
  pageSize: number;
  total: number;
  onChange: (page: number) => void;
}

export function PageSwitch({ page, pageSize, total, onChange }: PageSwitchProps) {
  if (total <= pageSize) return null;
  const first = (page - 1) * pageSize + 1;
  const last = Math.min(page * pageSize, total);

  return (
    <nav aria-label="Pages" className="mt-4 flex items-center justify-between gap-3">
      <span className="text-sm text-slate-500">
        {first}–{last} of {total}
      </span>
      <div className="flex gap-2">
        <button
          type="button"
          className="button-secondary"
          disabled={page === 1}
          onClick={() => onChange(page - 1)}
        >
          Previous
        </button>
        <button
          type="button"
          className="button-secondary"
          disabled={last >= total}
          onClick={() => onChange(page + 1)}
        >
          Next
        </button>
      </div>
    </nav>
  );
}
