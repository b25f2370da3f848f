import { useCallback, useEffect, useState } from "react";
import type { Query, Resource, Stored } from "../api/resource";

interface Loaded<Item> {
  items?: Item[];
<% if features.pagination %>
  total?: number;
  page?: number;
<% end %>
  error?: Error;
}

<% if features.pagination %>
/** Loads a list, or one page of it where the query names a page; again when the query changes. */
<% else %>
/** Loads a list, and again when the query changes. */
<% end %>
export function useCollection<Item extends Stored>(resource: Resource<Item>, query: Query = {}) {
  const [state, setState] = useState<Loaded<Item>>({});
  const [version, setVersion] = useState(0);
  const key = JSON.stringify(query);

  useEffect(() => {
    let current = true;
<% if features.pagination %>
    const wanted: Query = JSON.parse(key);
    const loading: Promise<Loaded<Item>> =
      wanted["page"] === undefined
        ? resource.list(wanted).then((items) => ({ items }))
        : loadPage(resource, wanted);
    loading.then(
      (loaded) => current && setState(loaded),
      (error: Error) => current && setState({ error }),
    );
<% else %>
    resource.list(JSON.parse(key)).then(
      (items) => current && setState({ items }),
      (error: Error) => current && setState({ error }),
    );
<% end %>
    return () => {
      current = false;
    };
  }, [resource, key, version]);

  const reload = useCallback(() => setVersion((n) => n + 1), []);

  const replace = useCallback((changed: Item) => {
    setState((old) => ({
      ...old,
      items: old.items?.map((item) => (item.id === changed.id ? changed : item)),
    }));
  }, []);

  return { ...state, reload, replace };
}
<% if features.pagination %>

/** The page that the query names, or the last one where it names one beyond. */
async function loadPage<Item extends Stored>(resource: Resource<Item>, query: Query) {
  const page = Number(query["page"]);
  const loaded = await resource.page(query);
  const last = Math.max(1, Math.ceil(loaded.total / Number(query["pageSize"])));
  if (page <= last) return { ...loaded, page };
  return { ...(await resource.page({ ...query, page: last })), page: last };
}
<% end %>
