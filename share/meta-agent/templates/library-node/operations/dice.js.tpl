/* <%= op.summary %>. */
import { randomInt } from "node:crypto";

/** What each die shows, and the sum of several. */
export function dice({ dice: text }) {
  const found = /^(\d{0,3})d(\d{1,4})$/.exec(text.trim().toLowerCase());
  if (!found) throw new RangeError("dice are written as 2d6");
  const [number, sides] = [Number(found[1] || 1), Number(found[2])];
  if (number < 1 || number > 100 || sides < 2) {
    throw new RangeError("there are 1 to 100 dice of at least 2 sides");
  }
  const rolls = Array.from({ length: number }, () => randomInt(sides) + 1);
  const sum = rolls.reduce((a, b) => a + b);
  return number === 1 ? `${sum}\n` : `${rolls.join(" ")} = ${sum}\n`;
}
