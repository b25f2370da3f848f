/* <%= op.summary %>. */
/** Its letters of A to Z are moved along the alphabet. */
export function caesar(text, { shift = 13, decode = false } = {}) {
  const by = (((decode ? -shift : shift) % 26) + 26) % 26;
  return text.replace(/[a-z]/gi, (letter) => {
    const first = letter <= "Z" ? 65 : 97;
    return String.fromCharCode(first + ((letter.charCodeAt(0) - first + by) % 26));
  });
}
