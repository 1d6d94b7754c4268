/** Files are known by what is in them, and refused with what to do. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { detectKind, openFile } from "./open-file.ts";

const folder = mkdtempSync(join(tmpdir(), "open-file-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

it.each([
  ["mail", "From ana@x.com Mon Jan  1 10:00:00 2024\nSubject: x\n", "mbox"],
  ["a.eml", "Subject: x\n\nhello", "eml"],
  ["a.txt", "BEGIN:VCALENDAR\n", "ics"],
  ["a", "\uFEFFBEGIN:VCARD\n", "vcf"],
  ["a.json", '["vcard", []]', "vcf"],
  ["people.csv", "Name,Email\n", "csv"],
  [
    "Connections.csv",
    "Notes:\n\nFirst Name,Last Name,URL,Email Address,Company,Position,Connected On\n",
    "linkedin-connections",
  ],
] as const)("%s", (name, content, kind) => {
  expect(detectKind(name, Buffer.from(content))).toBe(kind);
});

it.each([
  ["book.xlsx", "PK\x03\x04xl/workbook.xml", /CSV/],
  ["a.eml", "-----BEGIN PGP MESSAGE-----", /encrypted/],
  ["a.bin", "\x00\x01\x02", /binary/],
  ["notes", "hello", /no kind/],
  ["a.csv", "  \n", /empty/],
])("refuses %s", (name, content, reason) => {
  expect(() => detectKind(name, Buffer.from(content))).toThrow(reason);
});

describe("openFile", () => {
  const write = (name: string, content: string | Buffer): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };

  it("unpacks gzip whatever the name", async () => {
    const file = await openFile(write("people.csv", gzipSync("Name,Email\nAna,a@x.com\n")));
    const chunks: Uint8Array[] = [];
    for await (const chunk of file.stream()) chunks.push(chunk);
    expect([file.kind, Buffer.concat(chunks).toString()]).toEqual([
      "csv",
      "Name,Email\nAna,a@x.com\n",
    ]);
  });

  it("names what is missing, empty or damaged", async () => {
    await expect(openFile(join(folder, "none.csv"))).rejects.toMatchObject({
      userMessage: 'The file "none.csv" cannot be opened.',
    });
    await expect(openFile(write("empty.csv", ""))).rejects.toMatchObject({
      userMessage: 'The file "empty.csv" is empty.',
    });
    const damaged = gzipSync("Name,Email\n".repeat(1000)).subarray(0, 30);
    await expect(openFile(write("cut.csv.gz", damaged))).rejects.toMatchObject({
      code: "unreadable",
    });
  });
});
