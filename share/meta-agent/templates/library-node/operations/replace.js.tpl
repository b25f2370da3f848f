/* <%= op.summary %>. */
export function replace(text, { find, replacement }) {
  if (!find) throw new RangeError("the text to look for is empty");
  return text.replaceAll(find, () => replacement);
}
