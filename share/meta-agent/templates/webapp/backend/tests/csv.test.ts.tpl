import { describe, expect, it } from "vitest";
import { parseCsv } from "../src/crud/csv.js";

describe("a CSV file", () => {
  it("may quote commas, quotes and line ends", () => {
    expect(parseCsv('a,"b, c"\r\n"say ""hi""","two\nlines"\nlast\n')).toEqual([
      { number: 1, cells: ["a", "b, c"] },
      { number: 2, cells: ['say "hi"', "two\nlines"] },
      { number: 4, cells: ["last"] },
    ]);
  });

  it("may begin with a mark, hold empty lines and end without one", () => {
    expect(parseCsv("\uFEFFa,b\n\n,\n1,")).toEqual([
      { number: 1, cells: ["a", "b"] },
      { number: 4, cells: ["1", ""] },
    ]);
  });

  it("must close its quotes", () => {
    expect(() => parseCsv('a\n"open')).toThrow("Line 2: a quote is not closed");
  });
});
