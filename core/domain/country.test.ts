import { describe, expect, test } from "vitest";
import { countryCode, countryName, countrySpellings } from "./country.ts";

describe("a country as people write it", () => {
  test.each([
    ["Spain", "ES"],
    ["es", "ES"],
    ["España", "ES"],
    ["the UK", "GB"],
    ["Great Britain", "GB"],
    ["USA", "US"],
    ["Germany", "DE"],
    ["Deutschland", "DE"],
    ["Brasil", "BR"],
    ["Barcelona", undefined],
    ["Europe", undefined],
    ["", undefined],
  ])("%s is %s", (said, code) => {
    expect(countryCode(said)).toBe(code);
  });

  test("is written in English where it is known, and as said where not", () => {
    expect([countryName("ES"), countryName("Alemania"), countryName("Narnia")]).toEqual([
      "Spain",
      "Germany",
      "Narnia",
    ]);
  });

  test("is matched by code and by every name", () => {
    expect(countrySpellings("Spain")).toEqual(expect.arrayContaining(["Spain", "es", "espana"]));
    expect(countrySpellings("Madrid")).toEqual(["Madrid"]);
  });
});
