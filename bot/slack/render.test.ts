/** Replies as Block Kit: what they look like, and that no reply breaks a limit of Slack's. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Action, Block, Reply } from "../../core/reply.ts";
import { blockTrouble } from "../../test/doubles/block-kit-rules.ts";
import { drawReply } from "./render.ts";

const action = (label: string, more: Partial<Action> = {}): Action => ({
  id: "01a1ff48-5af6-74d4-9aba-2b14ace7f55e",
  label,
  ...more,
});

const mrkdwn = (text: string) => ({
  type: "section",
  text: { type: "mrkdwn", text, verbatim: true },
});

describe("a reply", () => {
  test("with a receipt and Undo", () => {
    const reply: Reply = {
      text: "**Acme pilot** is now in Negotiation.",
      receipts: [
        {
          id: "r",
          record: { type: "deal", id: "d", name: "Acme pilot" },
          changes: [
            { field: "stage", from: "Proposal", to: "Negotiation" },
            { field: "close_date", from: null, to: "2026-12-31" },
          ],
        },
      ],
      actions: [action("Undo")],
      note: "Read as: move a deal.",
    };
    const { id } = action("");
    expect(drawReply(reply).blocks).toEqual([
      mrkdwn("*Acme pilot* is now in Negotiation."),
      mrkdwn("stage: ~Proposal~ → Negotiation\nclose date: 31 Dec 2026"),
      {
        type: "actions",
        elements: [
          {
            type: "button",
            action_id: `press:${id}`,
            value: id,
            text: { type: "plain_text", text: "Undo", emoji: false },
          },
        ],
      },
      {
        type: "context",
        elements: [{ type: "mrkdwn", text: "Read as: move a deal.", verbatim: true }],
      },
    ]);
  });

  test("with a receipt that says no more than the words above it", () => {
    const record = { type: "task", id: "t", name: "Call Leo" } as const;
    const receipt = { id: "r", record, changes: [{ field: "title", from: null, to: "Call Leo" }] };
    const text = "Task added: **Call Leo**.";
    expect(drawReply({ text, receipts: [receipt] }).blocks).toEqual([
      mrkdwn("Task added: *Call Leo*."),
    ]);
    expect(drawReply({ text, receipts: [receipt, receipt] }).blocks).toHaveLength(3);
  });

  test("with a card or a receipt that the words above it name already: once", () => {
    const card: Block = {
      kind: "card",
      title: "Sofia *Reyes*",
      subtitle: "CFO, Borealis",
      fields: [{ label: "Tags", value: "prospect" }],
    };
    const drawn = (text: string) => drawReply({ text, blocks: [card] }).blocks.slice(1, -1);
    expect(drawn("**Sofia Reyes**, CFO, Borealis. Last contact today.")).toEqual([]);
    expect(drawn("**Sofia Reyes**: nothing new.")).toEqual([mrkdwn("CFO, Borealis")]);
    expect(drawn("Found her.")).toEqual([mrkdwn("*Sofia *Reyes**\nCFO, Borealis")]);
    const changes = [{ field: "stage", from: "Lead", to: "Won" }];
    const receipt = (name: string) => ({
      id: name,
      record: { type: "deal" as const, id: name, name },
      changes,
    });
    const receipts = [receipt("One"), receipt("Two")];
    expect(drawReply({ text: "**One** and **Two** are won.", receipts }).blocks[1]).toEqual(
      mrkdwn("*One*\nstage: ~Lead~ → Won"),
    );
  });

  test("with a removal: without all that is gone with it", () => {
    const gone = { field: "name", from: "Lena Kovač", to: null };
    const receipt = {
      id: "r",
      record: { type: "person" as const, id: "p", name: "Lena Kovač" },
      changes: [gone, { field: "phone", from: "+38515550164", to: null }],
    };
    const text = "**Lena Kovač** is archived; Undo brings it back.";
    expect(drawReply({ text, receipts: [receipt] }).blocks).toHaveLength(1);
    const cleared = { ...receipt, changes: receipt.changes.slice(1) };
    expect(drawReply({ text: "Done.", receipts: [cleared] }).blocks[1]).toEqual(
      mrkdwn("*Lena Kovač*\nphone: ~+385 1 5550 164~ → nothing"),
    );
  });

  test("with a table too wide for a phone: cells that are clear by themselves go without their column", () => {
    const columns = ["Name", "Title", "Company", "Last contact"];
    const rows = [["Katrin Vogel", "Head of Operations", "Northwind & Sons", "19 Nov 2026"]];
    const table = { kind: "table", columns, rows, clear: ["Title", "Company"] } as const;
    const drawn = drawReply({ text: "", blocks: [{ ...table, clear: [...table.clear] }] });
    expect(drawn.blocks).toEqual([
      mrkdwn(
        "1. *Katrin Vogel*\n      Head of Operations · Northwind &amp; Sons · Last contact: 19 Nov 2026",
      ),
    ]);
  });

  test("with a list whose items have one button each", () => {
    const items = [
      {
        text: "**Lena Kovac**",
        detail: "Acme",
        actions: [action("This one", { style: "primary" })],
      },
      { text: "John Okafor" },
    ];
    const { blocks } = drawReply({ text: "Which one?", blocks: [{ kind: "list", items }] });
    expect(blocks[1]).toMatchObject({
      text: { text: "1. *Lena Kovac*\n      Acme" },
      accessory: { style: "primary", text: { text: "This one" } },
    });
    expect(blocks[2]).toEqual(mrkdwn("2. John Okafor"));
  });

  test("with a narrow table in columns, and a wide one in lines", () => {
    const table = (columns: string[], rows: string[][]): string => {
      const drawn = drawReply({ text: "", blocks: [{ kind: "table", columns, rows }] }).blocks;
      return (drawn[0] as { text: { text: string } }).text.text;
    };
    expect(
      table(
        ["Stage", "Deals"],
        [
          ["Lead", "2"],
          ["Won & lost", "10"],
        ],
      ),
    ).toBe("```\nStage       Deals\nLead        2\nWon &amp; lost  10\n```");
    const wide = table(
      ["Deal", "Company", "Stage", "Value"],
      [["Acme pilot for the second quarter", "Acme Robotics", "", "28,000 EUR"]],
    );
    expect(wide).toBe(
      "1. *Acme pilot for the second quarter*\n      Company: Acme Robotics · Value: 28,000 EUR",
    );
  });

  test("with a form's button says so in its id, and carries nothing else", () => {
    const form = {
      title: "Edit",
      submit: "Save",
      fields: [{ name: "body", label: "Text", value: "secret words" }],
    };
    const drawn = JSON.stringify(
      drawReply({ text: "A draft.", actions: [action("Edit", { form })] }),
    );
    expect(drawn).toContain(`"form:${action("").id}"`);
    expect(drawn).not.toContain("secret words");
  });
});

describe("what others wrote", () => {
  test("pings nobody and links nowhere", () => {
    const evil = "<!channel> <@U1> <https://evil.example|click> & *bold*";
    const drawn = drawReply({
      text: evil,
      blocks: [
        { kind: "text", text: evil },
        { kind: "card", title: evil, subtitle: evil, fields: [{ label: evil, value: evil }] },
        { kind: "list", title: evil, items: [{ text: evil, detail: evil }] },
        { kind: "table", columns: ["a", "b"], rows: [[evil, evil]] },
        { kind: "file", id: "f", name: evil, bytes: 1 },
      ],
      receipts: [
        {
          id: "r",
          record: { type: "deal", id: "d", name: evil },
          changes: [{ field: evil, from: evil, to: evil }],
        },
      ],
      note: evil,
    });
    const plain = JSON.stringify(drawn);
    expect(plain).not.toMatch(/<[!@#]/);
    expect(plain).not.toContain("|click>");
    expect(drawn.text).not.toContain("<");
  });

  test("to the letter is shown in no markup", () => {
    const exact = "Hello *Lena*,\n\n<!here> see https://acme.example & reply\n  Ana";
    const { blocks } = drawReply({ text: "", blocks: [{ kind: "text", text: "x", exact }] });
    expect(blocks).toEqual([
      { type: "section", text: { type: "plain_text", text: exact, emoji: false } },
    ]);
  });
});

describe("a draft that is long", () => {
  const card: Block = {
    kind: "card",
    title: "The pilot",
    fields: [],
    actions: [action("Approve and send", { style: "primary" })],
  };
  const draft = (length: number): Reply => ({
    text: "Nothing has been sent.",
    blocks: [{ kind: "text", text: "", exact: "word ".repeat(length / 5) }, card],
  });

  test("in several pieces says so before each", () => {
    const drawn = JSON.stringify(drawReply(draft(6_000)));
    expect(drawn).toContain("Part 1 of 2");
    expect(drawn).toContain("Approve and send");
  });

  test("too long to be shown whole cannot be approved there", () => {
    const drawn = JSON.stringify(drawReply(draft(30_000), { publicUrl: "https://crm.example" }));
    expect(drawn).not.toContain("Approve and send");
    expect(drawn).toContain("cannot be approved here");
    expect(drawn).toContain("<https://crm.example/chat|Open the web chat>");
  });
});

/** Anything at all that the reply's types allow, sizes of every kind included. */
const texts = fc.oneof(
  fc.string(),
  fc.string({ unit: "binary" }),
  fc.nat(5_000).map((length) => "<!channel> & 👍 long ".repeat(length / 10)),
);
const actions = fc.array(fc.record({ id: fc.uuid(), label: texts }), { maxLength: 60 });
const blocks: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ kind: fc.constant("text" as const), text: texts }),
  fc.record({ kind: fc.constant("text" as const), text: texts, exact: texts }),
  fc.record({
    kind: fc.constant("card" as const),
    title: texts,
    fields: fc.array(fc.record({ label: texts, value: texts }), { maxLength: 30 }),
    actions,
  }),
  fc.record({
    kind: fc.constant("list" as const),
    items: fc.array(fc.record({ text: texts, actions }), { maxLength: 70 }),
  }),
  fc.array(fc.array(texts, { minLength: 3, maxLength: 3 }), { maxLength: 40 }).map((rows) => ({
    kind: "table" as const,
    columns: ["a", "b", "c"],
    rows,
  })),
  fc.constant({ kind: "divider" as const }),
);

test("whatever the reply, Slack takes it", () => {
  const replies = fc.record({ text: texts, blocks: fc.array(blocks, { maxLength: 8 }), actions });
  fc.assert(
    fc.property(replies, (reply) => {
      const drawn = drawReply(reply);
      expect(drawn.text).not.toBe("");
      expect(blockTrouble("chat.postMessage", { ...drawn })).toBeUndefined();
    }),
    { numRuns: 200 },
  );
});
