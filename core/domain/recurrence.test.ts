import { describe, expect, it } from "vitest";
import { describeRecurrence, nextAfter, readRecurrence } from "./recurrence.ts";

describe("readRecurrence", () => {
  it.each([
    ["every Monday", { every: 1, unit: "week", weekday: 1 }],
    ["each friday", { every: 1, unit: "week", weekday: 5 }],
    ["every thurs", { every: 1, unit: "week", weekday: 4 }],
    ["weekly", { every: 1, unit: "week" }],
    ["weekly on Tuesday", { every: 1, unit: "week", weekday: 2 }],
    ["every week on tue", { every: 1, unit: "week", weekday: 2 }],
    ["every 2 weeks", { every: 2, unit: "week" }],
    ["every two weeks on Monday", { every: 2, unit: "week", weekday: 1 }],
    ["every other week", { every: 2, unit: "week" }],
    ["every second Friday", { every: 2, unit: "week", weekday: 5 }],
    ["fortnightly", { every: 2, unit: "week" }],
    ["daily", { every: 1, unit: "day" }],
    ["every day", { every: 1, unit: "day" }],
    ["every 10 days", { every: 10, unit: "day" }],
    ["monthly on the 1st", { every: 1, unit: "month", monthDay: 1 }],
    ["every month on the 15th", { every: 1, unit: "month", monthDay: 15 }],
    ["every 1st of the month", undefined],
    ["monthly", { every: 1, unit: "month" }],
    ["once a month", { every: 1, unit: "month" }],
    ["every quarter", { every: 3, unit: "month" }],
    ["quarterly", { every: 3, unit: "month" }],
    ["every year", { every: 1, unit: "year" }],
    ["yearly", { every: 1, unit: "year" }],
    ["tomorrow", undefined],
    ["every", undefined],
    ["every customer", undefined],
    ["", undefined],
  ])("%s", (text, expected) => {
    expect(readRecurrence(text)).toEqual(expected);
  });
});

describe("nextAfter", () => {
  it.each([
    ["every Monday", "2026-11-19", "2026-11-23"],
    ["every Monday", "2026-11-23", "2026-11-30"],
    ["every 2 weeks", "2026-11-19", "2026-12-03"],
    ["every two weeks on Monday", "2026-11-23", "2026-12-07"],
    ["monthly on the 1st", "2026-11-19", "2026-12-01"],
    ["monthly on the 31st", "2026-11-30", "2026-12-31"],
    ["monthly on the 31st", "2027-01-31", "2027-02-28"],
    ["monthly", "2027-01-31", "2027-02-28"],
    ["daily", "2026-12-31", "2027-01-01"],
    ["yearly", "2028-02-29", "2029-02-28"],
  ])("%s after %s is %s", (text, date, expected) => {
    const recurrence = readRecurrence(text);
    expect(recurrence && nextAfter(recurrence, date, "Europe/Madrid")).toBe(expected);
  });
});

describe("describeRecurrence", () => {
  it.each(["every Monday", "every 2 weeks on Monday", "every month on the 1st", "every 3 days"])(
    "%s reads as itself",
    (text) => {
      const recurrence = readRecurrence(text);
      expect(recurrence && describeRecurrence(recurrence)).toBe(text);
    },
  );
});
