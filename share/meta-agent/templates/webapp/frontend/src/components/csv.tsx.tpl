<% if features.import_csv %>
import { useRef } from "react";
<% end %>
<% if features.export_csv %>
import type { Query, Resource, Stored } from "../api/resource";
<% else %>
import type { Resource, Stored } from "../api/resource";
<% end %>
<% if features.export_csv %>

interface ExportProps<Item extends Stored> {
  resource: Resource<Item>;
  /** What the list shows now. */
  query: Query;
  title: string;
  onError: (error: Error | undefined) => void;
}

/** Saves what the list shows as a CSV file. */
export function ExportButton<Item extends Stored>(props: ExportProps<Item>) {
  const { resource, query, title, onError } = props;

  async function save() {
    onError(undefined);
    const blob = await resource.exportCsv(query);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = `${title.toLowerCase()}.csv`;
    link.click();
    URL.revokeObjectURL(link.href);
  }

  return (
    <button type="button" className="button-secondary" onClick={() => void save().catch(onError)}>
      Export
    </button>
  );
}
<% end %>
<% if features.import_csv %>

interface ImportProps<Item extends Stored> {
  resource: Resource<Item>;
  onDone: () => void;
  onError: (error: Error | undefined) => void;
}

/** Adds the records of a CSV file, all of them or none. */
export function ImportButton<Item extends Stored>({ resource, onDone, onError }: ImportProps<Item>) {
  const input = useRef<HTMLInputElement>(null);

  async function read(file: File) {
    onError(undefined);
    await resource.importCsv(await file.text());
    onDone();
  }

  return (
    <>
      <button type="button" className="button-secondary" onClick={() => input.current?.click()}>
        Import
      </button>
      <input
        ref={input}
        type="file"
        accept=".csv,text/csv"
        className="hidden"
        aria-label="CSV file"
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = "";
          if (file) void read(file).catch(onError);
        }}
      />
    </>
  );
}
<% end %>
