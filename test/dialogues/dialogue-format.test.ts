import { describe, expect, it } from "vitest";
import { parseDialogues } from "./dialogue-format.ts";

const opening = "# Moving a deal\nwho: Ana in a direct message, Thu 19 Nov 2026 10:00 (Madrid)\n";
const read = (text: string) => parseDialogues("deals.txt", text);
const stepsOf = (text: string) => read(opening + text)[0]?.steps ?? [];

describe("a conversation written down", () => {
  it("is read with its speakers, channels, buttons and paraphrases", () => {
    const steps = stepsOf(
      [
        "Ana: when did I last talk to john",
        "paraphrases:",
        "- last contact w/ john: when?",
        "- wen did we talk (known gap: a typo in the first word)",
        "asks: John Okafor · John Weiss",
        "nothing changed",
        "",
        "later: 40 minutes",
        "as Tom in #sales: hi",
        "refuses",
        "presses: Go ahead",
        "known gap: not there yet",
      ].join("\n"),
    );
    expect(steps).toMatchObject([
      {
        kind: "says",
        speaker: "Ana",
        text: "when did I last talk to john",
        paraphrases: [
          { text: "last contact w/ john: when?", line: 5 },
          { text: "wen did we talk", gap: "a typo in the first word" },
        ],
        expects: [{ kind: "asks", texts: ["John Okafor", "John Weiss"] }],
      },
      { speaker: "Tom", channel: "#sales", minutesLater: 40, expects: [{ kind: "refuses" }] },
      { kind: "presses", speaker: "Tom", channel: "#sales", gap: "not there yet" },
    ]);
    expect(steps[0]).not.toHaveProperty("gap");
  });

  it("names what changes, field by field", () => {
    const [step] = stepsOf(
      [
        "Ana: do it",
        "changes: deal Acme pilot: stage Proposal → Negotiation; value 28000.00",
        "changes: new task …pricing…: due 2026-11-20T09:00:00+01:00",
        "may change: removed list Investors",
      ].join("\n"),
    );
    expect(step?.expects).toMatchObject([
      {
        kind: "changes",
        change: {
          fate: "changed",
          type: "deal",
          name: "Acme pilot",
          fields: [
            { field: "stage", from: "Proposal", to: "Negotiation" },
            { field: "value", to: "28000.00" },
          ],
        },
      },
      {
        kind: "changes",
        change: { fate: "new", name: "…pricing…", fields: [{ to: "2026-11-20T09:00:00+01:00" }] },
      },
      { kind: "mayChange", change: { fate: "removed", name: "Investors", fields: [] } },
    ]);
  });

  it("may hold several conversations, and one in a channel", () => {
    const text = `${opening}Ana: hi\n\n# In a channel\nwho: Tom in #sales, Thu 19 Nov 2026 10:00 (Madrid)\nTom: hi\n`;
    expect(read(text)).toMatchObject([
      { title: "Moving a deal", line: 1 },
      { title: "In a channel", who: "Tom", channel: "#sales", steps: [{ channel: "#sales" }] },
    ]);
  });
});

describe("a mistake is named with its file and line", () => {
  it.each([
    ["Ana: hi", "deals.txt:1: a conversation starts with a title"],
    [`${opening}Ana: hi\nashks: John`, "deals.txt:4: I don't know “ashks”"],
    [`${opening}asks: John`, "deals.txt:3: somebody has to say something first"],
    [`${opening}Ana: hi\n- hello`, "deals.txt:4: a line with a dash belongs under paraphrases:"],
    [
      `${opening}Ana: hi\nchanges: Acme`,
      "deals.txt:4: write it like this: changes: deal Acme pilot",
    ],
    [`${opening}Ana: hi\nchanges: deal Acme pilot`, "deals.txt:4: say what changes on Acme pilot"],
    [`${opening}Ana: hi\nsays:`, "deals.txt:4: what it says is missing after the colon"],
    [`${opening}Ana:`, "deals.txt:3: what is said is missing after the colon"],
    [`${opening}later: soon`, "deals.txt:3: write it like this: later: 40 minutes"],
    ["# A\nAna: hi", "deals.txt:2: say who speaks first"],
    ["# A\nwho: Ana, today", "deals.txt:2: write it like this: who: Ana in a direct message"],
    [opening, "deals.txt:1: nobody says anything here"],
  ])("%j", (text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});
