import { describe, expect, test } from "vitest";
import type { Focus } from "./intent.ts";
import { confirmation, dismissal } from "./pending-previews.ts";
import { declineDraft, smallTalk } from "./small-talk.ts";
import { partialUndo } from "./undo-words.ts";

const one = { tool: "archive_record", args: { record: "a" } };
const two = { tool: "archive_record", args: { record: "b" } };
const waiting: Focus = { pending: [one, two] };

describe("words that sound like a confirmation", () => {
  test.each([
    "confirm",
    "Confirm!",
    "yes",
    "yes, go ahead",
    "do it",
    "ok",
    "please do",
    "ok do it now",
  ])("“%s” shows what waits, as a preview only", (text) => {
    expect(confirmation(text, { pending: [one] })?.show).toEqual([{ ...one, preview: true }]);
    expect(confirmation(text, waiting)?.show).toHaveLength(2);
  });

  test.each(["confirm 2", "yes, the second one", "do number 2", "confirm the second"])(
    "“%s” shows the second",
    (text) => {
      expect(confirmation(text, waiting)?.show).toEqual([{ ...two, preview: true }]);
    },
  );

  test.each(["confirm 7", "confirm 0", "confirm all", "confirm both"])("“%s” shows all", (text) => {
    expect(confirmation(text, waiting)?.show).toHaveLength(2);
  });

  test("numbers count anew after one is gone", () => {
    const shown = confirmation("confirm 2", { ...waiting, renumbered: true });
    expect(shown?.show).toHaveLength(2);
    expect(shown?.focus.renumbered).toBeUndefined();
  });

  test("with nothing waiting it says so; a courtesy stays one", () => {
    expect(confirmation("confirm 2", {})).toMatchObject({
      show: [],
      say: "Nothing is waiting for your confirmation.",
    });
    expect(confirmation("ok", {})).toBeUndefined();
  });

  test.each(["confirm the import", "do we know Acme", "yes and add a task", "show me Acme", "go"])(
    "“%s” is something else",
    (text) => {
      expect(confirmation(text, waiting)).toBeUndefined();
    },
  );
});

describe("words that let go", () => {
  test.each([
    "never mind",
    "nvm",
    "cancel",
    "forget it",
    "no",
    "nope",
    "no thanks",
    "stop",
    "actually nothing",
  ])("“%s”", (text) => {
    expect(dismissal(text, waiting)?.focus.pending).toBeUndefined();
    expect(dismissal(text, { question: { options: [] } })?.focus.question).toBeUndefined();
  });

  test("one of several by its number", () => {
    expect(dismissal("cancel 1", waiting)?.focus).toEqual({ pending: [two], renumbered: true });
  });

  test.each([
    "cancel the import",
    "no, sofia",
    "forget about Acme",
    "stop repeating it",
    "drop Tom a line",
  ])("“%s” is something else", (text) => {
    expect(dismissal(text, waiting)).toBeUndefined();
  });
});

describe("courtesies", () => {
  test.each([
    "thanks",
    "thx!",
    "thank you so much",
    "ok",
    "ok thanks",
    "great, thanks!",
    "hi",
    "hello there",
    "good morning",
    "morning!",
    "perfect",
    "lol ok",
    "👍",
    "bye",
    "no worries",
    "wait",
  ])("“%s”", (text) => {
    expect(smallTalk(text)).toEqual(expect.any(String));
  });

  test.each([
    "thanks, now show me Acme",
    "hi, what's due today",
    "good morning, what's my day",
    "ok move it to negotiation",
    "great deal",
    "later today call Leo",
    "",
  ])("“%s” is none", (text) => {
    expect(smallTalk(text)).toBeUndefined();
  });
});

describe("wishes for written text", () => {
  test.each([
    "Draft a follow up to Sofia, keep it short",
    "can you draft a reply to leo",
    "write john an email about pricing",
    "compose an intro for Lena",
    "reply to Sofia",
    "please send tom a message",
  ])("“%s” is declined", (text) => {
    expect(declineDraft(text)).toMatch(/Drafting is off/);
  });

  test.each([
    "write a note on Acme: they liked our message",
    "remind me to send an email to Leo",
    "send the NDA task to Tom",
    "find emails about the draft",
    "follow up with Acme in two weeks",
  ])("“%s” is something else", (text) => {
    expect(declineDraft(text)).toBeUndefined();
  });
});

describe("part of an undo", () => {
  const record = { type: "deal", id: "d", name: "Acme pilot" } as const;
  const task = { type: "task", id: "t", name: "send the NDA" } as const;
  const changes = [
    { field: "stage", from: "Proposal", to: "Negotiation" },
    { field: "close_date", from: null, to: "2026-11-30" },
    { field: "value", from: "24000.00", to: "28000.00" },
  ];
  const call = { tool: "update_deal", args: {}, records: {}, receipts: ["r1"] };
  const written = [{ ...call, changed: [{ id: "r1", record, changes }] }];

  test("the last few, the newest first", () => {
    const undo = { tool: "undo", args: {} };
    for (const text of ["undo the last two", "undo both", "revert my last 2 changes"])
      expect(partialUndo(text, {})).toEqual([undo, undo]);
  });

  test("a field goes back by an update of its own", () => {
    const back = (field: object) => [{ tool: "update_deal", args: { deal: "d", ...field } }];
    expect(partialUndo("undo only the stage", { written })).toEqual(back({ stage: "Proposal" }));
    expect(partialUndo("just undo the amount", { written })).toEqual(back({ value: "24000.00" }));
    expect(partialUndo("undo the close date", { written })).toBeUndefined();
  });

  test("one record of several by its receipt", () => {
    const both = [...written, { ...call, changed: [{ id: "r2", record: task, changes: [] }] }];
    expect(partialUndo("undo only the task", { written: both })).toEqual([
      { tool: "undo", args: { receipts: ["r2"] } },
    ]);
  });

  test.each(["undo", "undo that", "undo the last thing I did", "revert the last change"])(
    "“%s” is an ordinary undo",
    (text) => {
      expect(partialUndo(text, { written })).toBeUndefined();
    },
  );
});
