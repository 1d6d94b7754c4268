import { expect, test } from "vitest";
import { bareFileName } from "./file-name.ts";

test.each([
  ["offer.pdf", "offer.pdf"],
  ["C:\\Users\\ana\\offer.pdf", "offer.pdf"],
  ["../../etc/passwd", "passwd"],
  ["  Angebot  2026.pdf ", "Angebot 2026.pdf"],
  ["Angebot fu\u0308r Sofia.pdf", "Angebot f\u00fcr Sofia.pdf"],
  ["offer\u202efdp.exe", "offerfdp.exe"],
  ["two\nlines.pdf", "twolines.pdf"],
  ["", "file"],
  ["folder/", "file"],
])("%j is called %j", (given, name) => {
  expect(bareFileName(given)).toBe(name);
});

test("a name too long keeps its ending", () => {
  const name = bareFileName(`${"a".repeat(400)}.docx`);
  expect(name).toHaveLength(150);
  expect(name).toMatch(/a\.docx$/);
});
