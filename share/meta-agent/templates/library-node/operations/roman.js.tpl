/* <%= op.summary %>. */
const numerals = [
  [1000, "M"], [900, "CM"], [500, "D"], [400, "CD"], [100, "C"], [90, "XC"],
  [50, "L"], [40, "XL"], [10, "X"], [9, "IX"], [5, "V"], [4, "IV"], [1, "I"],
];

export function roman({ value }) {
  const text = value.trim().toUpperCase();
  if (/^\d{1,4}$/.test(text) && Number(text) >= 1 && Number(text) <= 3999) {
    return `${numeral(Number(text))}\n`;
  }
  for (let number = 1; number < 4000; number += 1) {
    if (numeral(number) === text) return `${number}\n`;
  }
  throw new RangeError(`${text} is neither a number from 1 to 3999 nor a Roman numeral`);
}

function numeral(number) {
  let left = number;
  return numerals
    .map(([worth, letters]) => {
      const times = Math.floor(left / worth);
      left %= worth;
      return letters.repeat(times);
    })
    .join("");
}
