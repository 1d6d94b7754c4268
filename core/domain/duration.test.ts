import { describe, expect, it } from "vitest";
import { readMinutes } from "./duration.ts";

describe("readMinutes", () => {
  it.each([
    ["45 min", 45],
    ["45min", 45],
    ["45 minutes", 45],
    ["half an hour", 30],
    ["an hour", 60],
    ["1h", 60],
    ["1h30", 90],
    ["1h 30m", 90],
    ["1 hour and 15 minutes", 75],
    ["an hour and a half", 90],
    ["one and a half hours", 90],
    ["1.5 hours", 90],
    ["2 hrs", 120],
    ["a quarter of an hour", 15],
    ["three quarters of an hour", 45],
    ["a couple of hours", 120],
    ["for 20 minutes", 20],
    ["1:15", 75],
    ["30", 30],
    ["45-minute", 45],
  ])("%s", (text, minutes) => {
    expect(readMinutes(text)).toBe(minutes);
  });

  it.each(["", "pricing", "3 weeks", "0 min", "a", "tomorrow", "900 hours", "half"])(
    "%j is no length",
    (text) => {
      expect(readMinutes(text)).toBeUndefined();
    },
  );
});
