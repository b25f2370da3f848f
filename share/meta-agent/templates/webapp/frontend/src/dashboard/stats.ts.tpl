import { request } from "../api/client";

export interface Count {
  label: string;
  count: number;
}

/** What the API knows of one kind of record; see backend/src/stats. */
export interface EntityStats {
  path: string;
  total: number;
  months: Count[];
  choices: Record<string, Count[]>;
  sums: Record<string, number>;
}

export function loadStats(): Promise<EntityStats[]> {
  return request("GET", "/app/stats");
}
