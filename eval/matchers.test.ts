import { describe, expect, test } from "vitest";
import { differingFields, matches, type Reading } from "./matchers.ts";

const reading: Reading = {
  now: new Date("2026-11-19T09:00:00.000Z"),
  timeZone: "Europe/Madrid",
  currency: "EUR",
  resolved: {
    deal: { type: "deal", id: "1", name: "Acme pilot" },
    people: [
      { type: "person", id: "2", name: "Sofia Reyes" },
      { type: "person", id: "3", name: "Lena Kovac" },
    ],
  },
};
const holds = (expected: unknown, value: unknown, field = "field") =>
  matches(expected, { field, value, reading });

describe("matchers", () => {
  test.each<[unknown, unknown, boolean]>([
    ["Acme pilot", "the  ACME pilot.", true],
    ["Acme pilot", "Acme pilots", false],
    ["São Paulo", "sao paulo", true],
    [3, "3", true],
    [true, true, true],
    [{ absent: true }, false, true],
    [{ absent: true }, "x", false],
    [{ any: true }, undefined, true],
    [{ any: true }, "x", true],
    [{ oneOf: ["a b", { absent: true }] }, undefined, true],
    [{ oneOf: ["lead", "leads"] }, "Leads", true],
    [{ oneOf: ["lead", "leads"] }, "prospects", false],
    [{ contains: "wants pricing" }, "She wants  pricing soon", true],
    [{ set: ["b", "a"] }, ["a", "b"], true],
    [{ set: ["a"] }, ["a", "b"], false],
    [["a", "b"], ["a", "b"], true],
    [["a", "b"], ["b", "a"], false],
    [{ date: "2026-11-27" }, "next friday", true],
    [{ date: "2026-11-20" }, "tomorrow", true],
    [{ date: "2026-11-20T15:00" }, "tomorrow at 3pm", true],
    [{ date: "2026-11-30" }, "end of month", true],
    [{ date: "2026-11-20" }, "soon", false],
    [{ past: "2026-08-19" }, "3 months", true],
    [{ past: "2026-11-18" }, "yesterday", true],
    [{ money: "28000" }, "28k", true],
    [{ money: "28000" }, 28000, true],
    [{ money: "28000 USD" }, "28k", false],
    [{ money: "28000 USD" }, "$28k", true],
    [{ money: "28000" }, "26k", false],
  ])("%j against %j", (expected, value, right) => {
    expect(holds(expected, value)).toBe(right);
  });

  test("a mention is known by the record it came to mean", () => {
    expect(holds({ record: "Acme pilot" }, "it", "deal")).toBe(true);
    expect(holds({ record: "Acme onboarding" }, "it", "deal")).toBe(false);
    const both = { set: [{ record: "Lena Kovac" }, { record: "Sofia Reyes" }] };
    expect(holds(both, ["her", "lena"], "people")).toBe(true);
    expect(holds({ record: "Sofia Reyes" }, "Sofia Reyes")).toBe(true);
  });

  test("what is not listed must be absent", () => {
    const expected = { tag: "hot" };
    expect(differingFields(expected, { tag: "Hot", remove: false }, reading)).toEqual([]);
    expect(differingFields(expected, { tag: "Hot", remove: true }, reading)).toEqual(["remove"]);
  });

  test("a matcher nobody knows is a mistake of the case", () => {
    expect(() => holds({ oneof: ["a"] }, "a")).toThrow("oneof");
  });
});
