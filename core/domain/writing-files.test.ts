import { describe, expect, test } from "vitest";
import { readVcf } from "../../sync/files/vcf.ts";
import { csvOf } from "./csv-writing.ts";
import { vcardsOf, type Card } from "./vcard-writing.ts";

describe("a CSV", () => {
  test("quotes what needs it and leaves spreadsheets nothing to run", () => {
    expect(
      csvOf([
        ["Name", "Phone"],
        ['Ana "A", Ruiz', "+34 600 123 456"],
        ["=HYPERLINK(1)", "+cmd|x"],
        ["@x", "-3.5"],
        ["two\nlines", " blank "],
      ]),
    ).toBe(
      '\uFEFFName,Phone\r\n"Ana ""A"", Ruiz",+34 600 123 456\r\n\'=HYPERLINK(1),\'+cmd|x\r\n\'@x,-3.5\r\n"two\nlines"," blank "\r\n',
    );
  });
});

describe("a vCard", () => {
  const card = (name: string, fields: Partial<Card> = {}): Card => ({
    name,
    title: null,
    company: null,
    emails: [],
    phones: [],
    urls: [],
    addresses: [],
    city: null,
    country: null,
    tags: [],
    note: null,
    birthday: null,
    ...fields,
  });

  test("is read back as it was written", () => {
    const cards = [
      card("Sofía Reyes, PhD; CFO", {
        title: "CFO; acting",
        company: "Acme, Inc; Spain",
        emails: ["sofia@acme.example", "s@home.example"],
        phones: ["+34600123456"],
        urls: ["https://www.linkedin.com/in/sofia-reyes"],
        city: "Madrid",
        country: "Spain",
        note: `Long ${"and longer ".repeat(20)}ünd\nEND:VCARD`,
        birthday: "--05-03",
        tags: ["investor", "a,b"],
      }),
      card("Cher"),
    ];
    const text = vcardsOf(cards);
    expect(text.split("\r\n").every((line) => Buffer.byteLength(line) <= 76)).toBe(true);
    const read = [...readVcf(text)].map((one) => ("item" in one ? one.item : one));
    expect(read).toHaveLength(2);
    expect(read[0]).toMatchObject({
      name: "Sofía Reyes, PhD; CFO",
      title: "CFO; acting",
      company: "Acme, Inc; Spain",
      emails: ["sofia@acme.example", "s@home.example"],
      city: "Madrid",
      country: "Spain",
    });
    expect(read[1]).toMatchObject({ name: "Cher" });
  });
});
