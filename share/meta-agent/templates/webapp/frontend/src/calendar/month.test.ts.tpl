import { expect, it } from "vitest";
import { dayAfter, dayOf, daysOf, isMonth, monthAfter } from "./month";

it("shows whole weeks from Monday on", () => {
  const days = daysOf("2026-02");
  expect(days).toHaveLength(35);
  expect(days[0]).toBe("2026-01-26");
  expect(days.at(-1)).toBe("2026-03-01");
  expect(daysOf("2027-02")).toHaveLength(28);
  expect(daysOf("2026-08")).toHaveLength(42);
});

it("goes from month to month and from day to day", () => {
  expect(monthAfter("2026-12", 1)).toBe("2027-01");
  expect(monthAfter("2026-01", -1)).toBe("2025-12");
  expect(dayAfter("2028-02-28", 1)).toBe("2028-02-29");
  expect(dayAfter("2026-01-01", -1)).toBe("2025-12-31");
});

it("knows the day of a moment", () => {
  const noon = new Date(2026, 0, 15, 12);
  expect(dayOf(noon.toISOString())).toBe("2026-01-15");
  expect(dayOf("2026-01-15")).toBe("2026-01-15");
});

it("takes nothing else for a month", () => {
  expect(isMonth("2026-01")).toBe(true);
  for (const text of ["2026-13", "2026-1", "0026-01", "2026-01-01", "", null]) {
    expect(isMonth(text)).toBe(false);
  }
});
