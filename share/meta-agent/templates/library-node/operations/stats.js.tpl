/* <%= op.summary %>. */
/** Of numbers with blanks between them; the deviation is that of a sample. */
export function stats(text) {
  const numbers = text.split(/\s+/).filter(Boolean).map(toNumber).sort((a, b) => a - b);
  if (numbers.length === 0) throw new RangeError("there must be numbers with blanks or ends of lines between them");
  const count = numbers.length;
  const sum = numbers.reduce((total, number) => total + number, 0);
  const mean = sum / count;
  const squares = numbers.reduce((total, number) => total + (number - mean) ** 2, 0);
  const found = {
    count,
    sum,
    mean,
    median: (numbers[Math.floor((count - 1) / 2)] + numbers[Math.floor(count / 2)]) / 2,
    mode: mostFrequent(numbers),
    minimum: numbers[0],
    maximum: numbers[count - 1],
    deviation: count > 1 ? Math.sqrt(squares / (count - 1)) : 0,
  };
  return Object.entries(found)
    .map(([name, value]) => `${name}\t${Number(value.toPrecision(12))}\n`)
    .join("");
}

function toNumber(word) {
  if (!/^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i.test(word) || !Number.isFinite(Number(word))) {
    throw new RangeError(`there must be numbers and nothing else: ${word}`);
  }
  return Number(word);
}

function mostFrequent(numbers) {
  const times = new Map();
  for (const number of numbers) times.set(number, (times.get(number) ?? 0) + 1);
  const most = Math.max(...times.values());
  return [...times.keys()].find((number) => times.get(number) === most);
}
