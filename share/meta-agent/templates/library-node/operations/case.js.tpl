/* <%= op.summary %>. */
function change(text, { to = "upper" } = {}) {
  if (to === "title") {
    return text.replace(/[^ \n]+/g, (word) => word[0].toUpperCase() + word.slice(1).toLowerCase());
  }
  return to === "lower" ? text.toLowerCase() : text.toUpperCase();
}

export { change as case };
