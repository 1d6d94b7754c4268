import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { readCases } from "./case.ts";

const written = (text: string): string => {
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "cases-")), "cases.jsonl");
  fs.writeFileSync(file, text);
  return file;
};

describe("case files", () => {
  test("the examples of the guide are cases", () => {
    const guide = fs.readFileSync(path.resolve("eval/README.md"), "utf8");
    const lines = /```json\n([\s\S]*?)```/.exec(guide)?.[1] ?? "";
    expect(readCases(written(lines)).length).toBeGreaterThan(3);
  });

  test.each(fs.readdirSync(path.resolve("eval/cases")).filter((name) => name.endsWith(".jsonl")))(
    "%s is read",
    (name) => {
      expect(readCases(path.resolve("eval/cases", name)).length).toBeGreaterThan(0);
    },
  );

  test.each([
    ["no JSON", "{", "is not JSON"],
    ["no cases", "\n// nothing\n", "no cases"],
    ["an unknown field", '{"id":"a","message":"x","expect":{"refuse":true},"tag":"y"}', ":1"],
    ["nothing expected", '{"id":"a","message":"x","expect":{"calls":[]}}', "expect"],
    [
      "one id twice",
      '{"id":"a","message":"x","expect":{"ask":true}}\n{"id":"a","message":"y","expect":{"ask":true}}',
      "two cases",
    ],
  ])("%s is refused in words that say where", (_, text, words) => {
    expect(() => readCases(written(text))).toThrow(words);
  });

  test("a file that is not there is refused", () => {
    expect(() => readCases("/nowhere/cases.jsonl")).toThrow("cannot be read");
  });
});
