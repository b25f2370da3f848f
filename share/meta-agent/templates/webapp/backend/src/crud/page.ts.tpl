import type { Request } from "express";
import { HttpError } from "../http/errors.js";

const DEFAULT_SIZE = 20;
const MAX_SIZE = 100;

/** `?page=2&pageSize=20`; without a page everything is listed. */
export function readPage(request: Request): { limit?: number; offset?: number } {
  if (request.query["page"] === undefined) return {};
  const page = positive(request, "page", 1);
  const size = Math.min(positive(request, "pageSize", DEFAULT_SIZE), MAX_SIZE);
  return { limit: size, offset: (page - 1) * size };
}

function positive(request: Request, name: string, fallback: number): number {
  const text = request.query[name];
  if (text === undefined) return fallback;
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 1_000_000) {
    const message = "Must be a whole number greater than zero";
    throw new HttpError(400, `${name}: ${message}`, { [name]: message });
  }
  return value;
}
