import { describe, expect, test } from "vitest";
import { readCalendarPeriod, readPeriod } from "./period.ts";

/** A Thursday. */
const asked = { now: new Date("2026-11-05T10:00:00Z"), timeZone: "UTC", locale: "en-GB" };

describe("a stretch of days", () => {
  test.each([
    ["this month", "2026-11-01", "2026-11-30"],
    ["in this quarter", "2026-10-01", "2026-12-31"],
    ["next month", "2026-12-01", "2026-12-31"],
    ["next week", "2026-11-09", "2026-11-15"],
    ["Q1", "2027-01-01", "2027-03-31"],
    ["Q4", "2026-10-01", "2026-12-31"],
    ["q2 2028", "2028-04-01", "2028-06-30"],
    ["March", "2027-03-01", "2027-03-31"],
    ["in november", "2026-11-01", "2026-11-30"],
    ["Dec 2027", "2027-12-01", "2027-12-31"],
    ["2027", "2027-01-01", "2027-12-31"],
    ["the next 30 days", "2026-11-05", "2026-12-05"],
    ["within two weeks", "2026-11-05", "2026-11-19"],
    ["end of month", "2026-11-05", "2026-11-30"],
    ["tomorrow", "2026-11-06", "2026-11-06"],
    ["by end of year", null, "2026-12-31"],
    ["before december", null, "2026-11-30"],
    ["after March", "2027-04-01", null],
    ["overdue", null, "2026-11-04"],
  ])("%s", (words, from, to) => {
    expect(readPeriod(words, asked)).toEqual({ from, to });
  });

  test.each(["soon", "the Acme pilot", "", "mayonnaise"])("“%s” is none", (words) => {
    expect(readPeriod(words, asked)).toBeUndefined();
  });

  test("only what names a whole stretch is one of the calendar", () => {
    expect(readCalendarPeriod("in March", asked)?.to).toBe("2027-03-31");
    expect(readCalendarPeriod("3 March", asked)).toBeUndefined();
    expect(readCalendarPeriod("tomorrow", asked)).toBeUndefined();
  });
});
