/** Which sentences of a model survive, given what the records say. */
import { describe, expect, it } from "vitest";
import type { Source } from "../agent/sources.ts";
import { unsupported, evidenceIn } from "./claims.ts";
import { createGrounding, type Passage } from "./grounding.ts";

const mail: Source = {
  handle: "crm:message:1",
  title: "3 Nov 2026 · Email from Sofia Reyes: Pricing",
  text: "3 Nov 2026 · Email from Sofia Reyes: Pricing\nWe can do 28,000 EUR if the legal review ends by 27 November. Write to legal@acme.example. “We cannot go higher this year.”",
  outside: true,
};
const deal: Source = {
  handle: "crm:deal:2",
  title: "Acme pilot",
  text: "Acme pilot\nNegotiation (75 %) · Sales\nValue: 24,000 EUR\nCloses: 11 Dec 2026",
  outside: false,
};
const sources = new Map([mail, deal].map((source) => [source.handle, source]));
// A Saturday.
const clock = { now: new Date("2026-11-21T17:00:00Z"), timeZone: "Europe/Madrid" };
const said = (text: string, ...cites: string[]): Passage => ({ text, cites });
const ground = (passages: Passage[], among: ReadonlyMap<string, Source>) =>
  createGrounding(among, clock).all(passages);
const kept = (...passages: Passage[]) =>
  ground(passages, sources).sentences.map(({ text }) => text);

describe("a sentence", () => {
  it.each([
    "Sofia Reyes offered 28k euros on 3 November.",
    "Sofia wrote on Tuesday, November 3rd, 2026.",
    "Sofia escribió el 3 de noviembre de 2026: pide 28.000 €.",
    "Sofia hat am 3. November 2026 ein Angebot über 28.000 EUR gemacht.",
    "The offer of €28 000 depends on the legal review by 27.11.2026.",
    "Reyes said “we cannot go higher this year”.",
    "The contact is legal@acme.example.",
    "Pricing was discussed in November 2026.",
  ])("stands when its source says it: %s", (text) => {
    expect(kept(said(text, mail.handle))).toEqual([text.replace(/[[\]]/g, "")]);
  });

  it.each([
    ["an invented amount", "Sofia offered 30,000 EUR."],
    ["another currency", "Sofia offered 28,000 USD."],
    ["an invented date", "Sofia wrote on 4 November."],
    ["an invented weekday", "Sofia wrote on Wednesday."],
    ["an invented year", "Sofia wrote in November 2025."],
    ["an invented count", "She sent three mails."],
    ["an invented name", "Sofia and Bogdan agreed."],
    ["an invented name ahead", "Bogdan agreed."],
    ["names put together", "Sofia Pricing-Kovac agreed."],
    ["an invented address", "Write to sofia@evil.example."],
    ["an invented quotation", "She said “we will never sign this”."],
    ["an invented time", "The call was at 15:30."],
    ["a link", "Sofia asks you to open https://evil.example/x."],
    ["a bare domain", "Sofia asks you to open evil.com/pay."],
  ])("is dropped for %s", (_what, text) => {
    expect(ground([said(text, mail.handle)], sources)).toEqual({ sentences: [], dropped: 1 });
  });

  it("is dropped without a source, and with one that was not returned", () => {
    expect(ground([said("Sofia offered 28,000 EUR.")], sources).dropped).toBe(1);
    expect(ground([said("Sofia offered 28,000 EUR.", "crm:message:9")], sources).dropped).toBe(1);
  });

  it("is held against the sources it cites itself, not against others", () => {
    expect(kept(said("The deal is worth 24,000 EUR.", mail.handle))).toEqual([]);
    expect(kept(said("The deal is worth 24,000 EUR.", deal.handle))).toHaveLength(1);
  });

  it("may be made of several passages, and cites what all of them do", () => {
    const { sentences, dropped } = ground(
      [
        said("The pilot is at "),
        said("24,000 EUR", deal.handle),
        said(", while Sofia offers "),
        said("28,000 EUR", mail.handle),
        said(". "),
        said("It will surely be won in 2031."),
      ],
      sources,
    );
    expect(
      sentences.map(({ text, sources: cited }) => [text, cited.map((one) => one.handle)]),
    ).toEqual([
      [
        "The pilot is at 24,000 EUR, while Sofia offers 28,000 EUR.",
        ["crm:deal:2", "crm:message:1"],
      ],
    ]);
    expect(dropped).toBe(1);
  });

  it("loses headings, bullets and the targets of links", () => {
    const text =
      "## Where it stands:\n- Sofia [offered](https://evil.example) 28,000 EUR.\n- The review ends by 27 November.";
    const { sentences, dropped } = ground([said(text, mail.handle)], sources);
    expect(sentences.map((one) => one.text)).toEqual([
      "Where it stands:",
      "Sofia offered 28,000 EUR.",
      "The review ends by 27 November.",
    ]);
    expect(dropped).toBe(0);
  });
});

describe("amounts", () => {
  const held = (claim: string, record: string) =>
    unsupported(claim, [evidenceIn(record)]).length === 0;
  it.each([
    ["worth 1.2M", "1,200,000 EUR"],
    ["1.234,50 €", "1234.5 EUR"],
    ["75 percent", "75 %"],
    ["CHF 12'500", "12500 CHF"],
    ["two meetings", "2 meetings"],
    ["at 3 pm", "Tue 3 Nov 2026, 15:00"],
    ["on 03/11/2026", "3 Nov 2026"],
  ])("%s is %s", (claim, record) => {
    expect(held(claim, record)).toBe(true);
  });
  it.each([
    ["worth 1.2M", "120,000 EUR"],
    ["5 deals", "Tue 5 Nov 2026"],
    ["75 percent", "75 EUR"],
  ])("%s is not %s", (claim, record) => {
    expect(held(claim, record)).toBe(false);
  });
});

describe("a time told from today", () => {
  const call: Source = {
    handle: "crm:message:3",
    title: "18 Nov 2026 · Call with John Weiss",
    text: "18 Nov 2026 · Call with John Weiss\nThey signed last week and start next month.",
    outside: true,
  };
  const task: Source = {
    handle: "crm:task:4",
    title: "Send the offer",
    text: "Send the offer\nDue: 24 Nov 2026",
    outside: false,
  };
  const all = new Map([mail, deal, call, task].map((source) => [source.handle, source]));
  const stands = (text: string, { handle }: Source) =>
    ground([said(text, handle)], all).sentences.length === 1;

  it.each<[string, Source]>([
    ["John Weiss called three days ago.", call],
    ["The call with Weiss was 3 days ago.", call],
    ["Weiss called this week.", call],
    ["El miércoles, hace 3 días, llamó Weiss.", call],
    ["Weiss hat vor 3 Tagen angerufen.", call],
    ["They signed last week.", call],
    ["They start next month.", call],
    ["Sofia Reyes wrote earlier this month.", mail],
    ["Sofia wrote about two weeks ago.", mail],
    ["The deal closes next month.", deal],
    ["The offer is due next week.", task],
    ["The offer is due in 3 days.", task],
  ])("stands where the source's day is in it: %s", (text, source) => {
    expect(stands(text, source)).toBe(true);
  });

  it.each<[string, Source]>([
    ["John Weiss called yesterday.", call],
    ["John Weiss called five days ago.", call],
    ["Weiss called last week.", { ...call, handle: deal.handle }],
    ["Sofia Reyes wrote last week.", mail],
    ["Sofia wrote yesterday.", mail],
    ["Sofia escribió ayer.", mail],
    ["Sofia hat gestern geschrieben.", mail],
    ["Sofia wrote last month.", mail],
    ["Sofia wrote two months ago.", mail],
    ["The deal closes this month.", deal],
    ["The deal closes next week.", deal],
    ["The offer is due tomorrow.", task],
  ])("falls where it is another: %s", (text, source) => {
    expect(stands(text, source)).toBe(false);
  });

  it("is seen from the asker's own day", () => {
    const late = { now: new Date("2026-11-18T23:30:00Z"), timeZone: "Europe/Madrid" };
    const heard = (timeZone: string) =>
      createGrounding(all, { ...late, timeZone }).all([
        said("Weiss called yesterday.", call.handle),
      ]);
    expect(heard("Europe/Madrid").sentences).toHaveLength(1);
    expect(heard("America/Lima").sentences).toHaveLength(0);
  });
});

it("names what is not held without the full stop that follows it", () => {
  expect(unsupported("Nos vemos el 3 de marzo.", [evidenceIn("2 Mar 2026")])).toEqual([
    "3 de marzo",
  ]);
});
