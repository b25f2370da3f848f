/* <%= op.summary %>. */
import { randomInt } from "node:crypto";

const letters = "abcdefghijklmnopqrstuvwxyz";

/** Letters and digits, with one of every sort in each. */
export function password({ length = 16, count = 1, symbols = false } = {}) {
  if (!(length >= 4 && length <= 1000 && count >= 1 && count <= 1000)) {
    throw new RangeError("the length must be 4 to 1000, the number 1 to 1000");
  }
  const sorts = [letters, letters.toUpperCase(), "0123456789"];
  if (symbols) sorts.push("!#$%&*+-=?@_");
  return Array.from({ length: count }, () => `${one(length, sorts)}\n`).join("");
}

function one(length, sorts) {
  const all = sorts.join("");
  for (;;) {
    const chosen = Array.from({ length }, () => all[randomInt(all.length)]);
    if (sorts.every((sort) => chosen.some((character) => sort.includes(character)))) return chosen.join("");
  }
}
