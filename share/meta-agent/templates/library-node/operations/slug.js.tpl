/* <%= op.summary %>. */
const linesOf = (text) => text.replace(/\r?\n$/, "").split(/\r?\n/).slice(0, text === "" ? 0 : undefined);

export function slug(text) {
  const plain = text.normalize("NFKD").replace(/[^\x00-\x7f]/g, "").toLowerCase();
  return linesOf(plain)
    .map((line) => `${line.replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "")}\n`)
    .join("");
}
