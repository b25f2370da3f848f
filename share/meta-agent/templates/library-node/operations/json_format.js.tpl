/* <%= op.summary %>. */
export function jsonFormat(text, { indent = 2 } = {}) {
  try {
    return `${JSON.stringify(JSON.parse(text), null, Math.max(indent, 0))}\n`;
  } catch (error) {
    throw new RangeError(`this is no JSON: ${error.message}`);
  }
}
