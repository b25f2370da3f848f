/* <%= op.summary %>. */
import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";

/** As sha256sum prints them. */
export function checksum(paths) {
  return paths
    .map((path) => {
      if (!statSync(path, { throwIfNoEntry: false })?.isFile()) throw new RangeError(`${path} is no file`);
      return `${createHash("sha256").update(readFileSync(path)).digest("hex")}  ${path}\n`;
    })
    .join("");
}
