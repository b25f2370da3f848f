/* <%= op.summary %>. */
/** The bytes of the text in UTF-8 as digits, or the text that such digits stand for. */
export function hexadecimal(text, { decode = false } = {}) {
  if (!decode) return `${Buffer.from(text).toString("hex")}\n`;
  const digits = text.replace(/\s/g, "");
  if (!/^(?:[0-9a-f]{2})*$/i.test(digits)) throw new RangeError("these are no hexadecimal digits of a text");
  return Buffer.from(digits, "hex").toString();
}
