import { useRef } from "react";
import { ApiError } from "../api/client";
import type { InputOf, Resource, Stored } from "../api/resource";

/**
 * Changes a record, unless somebody else has since it was shown: that is told first, and what it is
 * now goes to `onStale`. Who saves again knows, and replaces it.
 */
export function useUpdate<Item extends Stored>(
  resource: Resource<Item>,
  onStale: (current: Item) => void,
) {
  const told = useRef<Item>(undefined);

  return async (shown: Item, changes: Partial<InputOf<Item>>): Promise<Item> => {
    const last = told.current;
    const seen = last?.id === shown.id && last.updatedAt > shown.updatedAt ? last : shown;
    try {
      return await resource.update(shown.id, changes, seen.updatedAt);
    } catch (error) {
      if (!(error instanceof ApiError) || !error.fields["updatedAt"]) throw error;
      const current = await resource.get(shown.id);
      told.current = current;
      onStale(current);
      throw new ApiError(
        error.status,
        "This has been changed elsewhere since you opened it. Save again to replace those changes, or cancel to see them.",
      );
    }
  };
}
