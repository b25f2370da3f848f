/* <%= op.summary %>. */
import { existsSync, renameSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** Nothing is renamed where one name would be taken. */
export function rename(paths, { find = "", replace = "", byDate = false, dryRun = false } = {}) {
  if (!find && !byDate) {
    throw new RangeError("say what to find in the names, or that the date is put before them");
  }
  const moves = paths
    .map((path) => [path, newName(path, find, replace, byDate)])
    .filter(([path, target]) => path !== target);
  const targets = moves.map(([, target]) => target);
  for (const target of targets) {
    if (existsSync(target) || targets.indexOf(target) !== targets.lastIndexOf(target)) {
      throw new RangeError(`${target} is there already, nothing was renamed`);
    }
  }
  if (!dryRun) for (const [path, target] of moves) renameSync(path, target);
  return moves.map(([path, target]) => `${path} -> ${target}\n`).join("");
}

function newName(path, find, replace, byDate) {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) throw new RangeError(`${path} is no file`);
  let name = find ? basename(path).replaceAll(find, () => replace) : basename(path);
  if (byDate) {
    const changed = statSync(path).mtime.toISOString().slice(0, 10);
    name = name.startsWith(changed) ? name : `${changed}-${name}`;
  }
  if (!name || name.includes("/")) throw new RangeError(`${path} would get no valid name`);
  return join(dirname(path), name);
}
