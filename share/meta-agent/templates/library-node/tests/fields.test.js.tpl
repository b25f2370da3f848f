import assert from "node:assert/strict";
import { test } from "node:test";
import { checkValue, parseValue, showValue } from "../src/fields.js";

test("text is read into values", () => {
  assert.equal(parseValue({ type: "integer" }, " 42 "), 42);
  assert.equal(parseValue({ type: "money" }, "12.50"), 12.5);
  assert.equal(parseValue({ type: "boolean" }, "Yes"), true);
  assert.equal(parseValue({ type: "date" }, "2026-01-15"), "2026-01-15");
  assert.deepEqual(parseValue({ type: "json" }, '{"a": 1}'), { a: 1 });
  assert.equal(showValue({ type: "money" }, 12.5), "12.50");
});

const wrong = {
  string: " ",
  integer: "1.5",
  decimal: "NaN",
  money: "1.005",
  boolean: "perhaps",
  date: "2026-02-30",
  time: "25:00",
  datetime: "soon",
  email: "nobody",
  url: "example",
  phone: "call me",
  json: "{",
};
for (const [type, text] of Object.entries(wrong)) {
  test(`"${text}" is no ${type}`, () => {
    assert.throws(() => parseValue({ type }, text), RangeError);
  });
}

test("values of another type, or not among those listed, are refused", () => {
  assert.throws(() => checkValue({ type: "string" }, 5), /must be a string/);
  assert.throws(() => checkValue({ type: "integer" }, "5"), /must be a number/);
  assert.throws(() => checkValue({ type: "enum", values: ["low", "high"] }, "middle"), /one of low, high/);
  assert.throws(() => checkValue({ type: "date", required: true }, null), /is required/);
  checkValue({ type: "date" }, null);
});
