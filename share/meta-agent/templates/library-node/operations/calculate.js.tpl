/* <%= op.summary %>. */
const depthMax = 100; // brackets within each other
const pattern = /\s*(\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?|[-+*/()])\s*/iy;

/** To 15 digits. */
export function calculate({ expression }) {
  const parts = split(expression);
  const number = sum(parts, 0);
  if (parts.length > 0) throw new RangeError(`${parts[0]} is not expected there`);
  if (!Number.isFinite(number)) throw new RangeError("the result is too large");
  return `${Number(number.toPrecision(15)) || 0}\n`;
}

function split(expression) {
  const parts = [];
  let at = 0;
  while (at < expression.trimEnd().length) {
    pattern.lastIndex = at;
    const found = pattern.exec(expression);
    if (!found) throw new RangeError(`${expression.slice(at).trim().slice(0, 20)} is neither a number nor a sign`);
    parts.push(found[1]);
    at = pattern.lastIndex;
  }
  return parts;
}

function sum(parts, depth) {
  let number = product(parts, depth);
  while (parts[0] === "+" || parts[0] === "-") {
    const sign = parts.shift();
    const other = product(parts, depth);
    number = sign === "+" ? number + other : number - other;
  }
  return number;
}

function product(parts, depth) {
  let number = value(parts, depth);
  while (parts[0] === "*" || parts[0] === "/") {
    const sign = parts.shift();
    const other = value(parts, depth);
    if (sign === "/" && other === 0) throw new RangeError("nothing can be divided by zero");
    number = sign === "*" ? number * other : number / other;
  }
  return number;
}

function value(parts, depth) {
  if (depth >= depthMax) throw new RangeError("there are too many brackets or signs within each other");
  const part = parts.shift();
  if (part === "+") return value(parts, depth + 1);
  if (part === "-") return -value(parts, depth + 1);
  if (part === "(") {
    const number = sum(parts, depth + 1);
    if (parts.shift() !== ")") throw new RangeError("a bracket is not closed");
    return number;
  }
  if (part === undefined || ")*/".includes(part)) throw new RangeError("a number is missing");
  return Number(part);
}
