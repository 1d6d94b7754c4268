import { describe, expect, test } from "vitest";
import { changeWords, receiptWords } from "./receipt-words.ts";

const deal = { type: "deal", name: "Acme pilot" };
const one = (field: string, from: string | null, to: string | null) => ({
  record: deal,
  changes: [{ field, from, to }],
});

describe("the words of a receipt", () => {
  test.each([
    [one("value", "24000", "1234567.50"), "value 24,000 → 1,234,567.50"],
    [one("close_date", "2026-12-11", "2026-11-30"), "close date 11 Dec 2026 → 30 Nov 2026"],
    [one("due", null, "2026-11-27T00:00:00+01:00"), "due 27 Nov 2026"],
    // The clock of the zone it was written for, not of the machine that draws it.
    [one("occurred_at", null, "2026-11-21T23:25:20+09:00"), "when 21 Nov 2026, 23:25"],
    [one("reason", "price", null), "reason price → none"],
    [one("phone", null, "+34910000000"), "phone +34 910 00 00 00"],
    [one("note", null, "2026-13-45"), "note 2026-13-45"],
  ])("%j reads “%s”", (receipt, words) => {
    expect(receiptWords(receipt)).toBe(words);
  });

  test("leave out the name that stands above them, and nothing else of that name", () => {
    expect(receiptWords(one("name", null, "Acme pilot"))).toBe("");
    expect(receiptWords(one("name", "Acme", "Acme pilot"))).toBe("name Acme → Acme pilot");
    expect(receiptWords(one("title", null, "CFO"))).toBe("title CFO");
    const call = { type: "interaction", name: "no budget until Q2" };
    const summary = { field: "summary", from: null, to: "no budget until Q2" };
    expect(receiptWords({ record: call, changes: [summary] })).toBe("");
  });

  test("of what goes say what it was", () => {
    const changes = [
      { field: "name", from: "Acme pilot", to: null },
      { field: "value", from: "24000", to: null },
    ];
    expect(receiptWords({ record: deal, changes })).toBe("removed, with value 24,000");
  });

  test("of a new draft are its card; of a changed one, what changed", () => {
    const record = { type: "draft", name: "Offer" };
    const text = { field: "text", from: null, to: "Hello" };
    const created = { record, changes: [{ field: "name", from: null, to: "Offer" }, text] };
    expect(changeWords(created)).toEqual([]);
    const edited = { record, changes: [{ field: "text", from: "Hello", to: "Good day" }] };
    expect(receiptWords(edited)).toBe("text Hello → Good day");
  });
});
