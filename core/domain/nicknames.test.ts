import fs from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { canonicalNames, maySameName, otherNames } from "./nicknames.ts";

const file = path.resolve(import.meta.dirname, "../../../shared/data/names/nicknames.csv");
const missing = !fs.existsSync(file);

describe("nicknames", () => {
  it.each([
    ["bob", "robert"],
    ["Bill", "William"],
    ["pepe", "jose"],
    ["Paco", "Francisco"],
    ["sepp", "josef"],
    ["Uli", "Ulrich"],
    ["zé", "josé"],
    ["bob", "rob"],
    ["Robert", "robert"],
  ])("%s may be %s", (one, other) => {
    expect(maySameName(one, other)).toBe(true);
    expect(maySameName(other, one)).toBe(true);
  });

  it("keeps apart what is not the same", () => {
    expect(maySameName("Bob", "William")).toBe(false);
    expect(canonicalNames("sofya")).toEqual([]);
    expect(otherNames("constructor")).toEqual([]);
  });

  it.skipIf(missing)(
    `know most of the common pairs of a public list${missing ? " (skipped: ../shared/data is not there)" : ""}`,
    () => {
      const rows = fs
        .readFileSync(file, "utf8")
        .trim()
        .split("\n")
        .slice(1)
        .map((line) => line.split(","));
      // Only names our table has at all: the list is full of spellings of two centuries ago.
      const ours = rows.filter(([name]) => otherNames(name ?? "").length > 0);
      const known = ours.filter(([name, , nickname]) => maySameName(name ?? "", nickname ?? ""));
      expect(ours.length).toBeGreaterThan(800);
      expect(known.length / ours.length).toBeGreaterThan(0.4);
    },
  );
});
