/* <%= op.summary %>. */
export function base64(text, { decode = false } = {}) {
  if (!decode) return `${Buffer.from(text).toString("base64")}\n`;
  const compact = text.replace(/\s/g, "");
  const bytes = Buffer.from(compact, "base64");
  if (bytes.toString("base64") !== compact) throw new RangeError("this is no text in Base64");
  return bytes.toString();
}
