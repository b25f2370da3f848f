/* <%= op.summary %>. */
/** Whether it reads the same from both ends: only letters and digits count. */
export function palindrome({ text }) {
  const letters = text.toLowerCase().match(/[\p{L}\p{N}]/gu);
  if (!letters) throw new RangeError("there are no letters in it");
  return letters.join("") === [...letters].reverse().join("") ? "yes\n" : "no\n";
}
