import type { Resource, Stored } from "../api/resource";
import { useCollection } from "./useCollection";

export type TitleOf<Item> = (item: Item) => string | null;

/** Gives the title of a record by its id, once the records are loaded. */
export function useTitles<Item extends Stored>(resource: Resource<Item>, titleOf: TitleOf<Item>) {
  const { items = [] } = useCollection(resource);
  return (id: number | null): string => {
    const item = items.find((candidate) => candidate.id === id);
    return item ? titleOf(item) || `#${item.id}` : "";
  };
}
