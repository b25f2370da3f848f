/* <%= op.summary %>. */
import { createHash } from "node:crypto";
import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export function duplicates(paths) {
  const groups = new Map();
  for (const path of [...new Set(paths.flatMap(files))].sort()) {
    const digest = createHash("sha256").update(readFileSync(path)).digest("hex");
    groups.set(digest, [...(groups.get(digest) ?? []), path]);
  }
  return [...groups.values()]
    .filter((group) => group.length > 1)
    .map((group) => group.map((path) => `${path}\n`).join(""))
    .join("\n");
}

function files(path) {
  if (!existsSync(path)) throw new RangeError(`${path} does not exist`);
  const kind = lstatSync(path);
  if (kind.isDirectory()) return readdirSync(path).flatMap((name) => files(join(path, name)));
  return kind.isFile() ? [path] : [];
}
