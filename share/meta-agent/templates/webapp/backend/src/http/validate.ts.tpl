import type { z } from "zod";
import { type FieldErrors, HttpError } from "./errors.js";

/** Returns the checked input, or throws a 400 that names every field in error. */
export function validate<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
): z.output<Schema> {
  const result = schema.safeParse(input ?? {});
  if (result.success) return result.data;

  const fields: FieldErrors = {};
  for (const issue of result.error.issues) {
    const field = issue.path[0];
    if (field === undefined) throw new HttpError(400, "The body must be a JSON object");
    fields[String(field)] ??= isMissing(input, field) ? "This field is required" : issue.message;
  }
  throw new HttpError(400, "Please correct the marked fields", fields);
}

function isMissing(input: unknown, field: PropertyKey): boolean {
  const value = (input as Record<PropertyKey, unknown> | undefined)?.[field];
  return value === undefined || value === null || value === "";
}
