/** Replies that every channel has to draw: ordinary ones, a hostile one, and one with too much of everything. */
import type { Block, Reply } from "../../core/reply.ts";

const record = { type: "person", id: "p-1", name: "Sofia Marques" } as const;

export const goldenReplies: Record<string, Reply> = {
  words: { text: "Sofia wrote **yesterday**: *pricing* is fine." },
  receipt: {
    text: "Moved.",
    receipts: [
      {
        id: "r-1",
        record: { type: "deal", id: "d-1", name: "Acme pilot" },
        changes: [
          { field: "stage", from: "Proposal", to: "Negotiation" },
          { field: "value", from: null, to: "28000 EUR" },
        ],
      },
    ],
    actions: [{ id: "a-1", label: "Undo" }],
    note: "Basic mode · read as: move the deal",
  },
  question: {
    text: "Which John?",
    blocks: [
      {
        kind: "list",
        title: "People",
        items: [
          {
            text: "**John Weiss**, Acme",
            detail: "last contact 3 May",
            actions: [{ id: "a-1", label: "John Weiss" }],
          },
          { text: "**John Okafor**, Borealis", actions: [{ id: "a-2", label: "John Okafor" }] },
        ],
      },
    ],
  },
  card: {
    text: "Sofia Marques, Northwind.",
    blocks: [
      {
        kind: "card",
        title: "Sofia Marques",
        subtitle: "Northwind",
        record,
        fields: [
          { label: "Email", value: "sofia@northwind.example" },
          { label: "Phone", value: "+351 21 000 000" },
        ],
        actions: [{ id: "a-1", label: "Draft a mail", style: "primary" }],
      },
      { kind: "divider" },
      { kind: "text", text: "Met in *Lisbon*." },
    ],
    records: [record],
  },
  table: {
    text: "The pipeline.",
    blocks: [
      {
        kind: "table",
        columns: ["Stage", "Deals", "Value"],
        rows: [
          ["Lead", "4", "12000 EUR"],
          ["Proposal", "2", "40000 EUR"],
        ],
      },
    ],
  },
  draft: {
    text: "A draft for Sofia. Nothing has been sent.",
    blocks: [
      {
        kind: "card",
        title: "Following up",
        subtitle: "draft, version 1",
        record: { type: "draft", id: "f-1", name: "Following up" },
        fields: [{ label: "To", value: "Sofia Marques (sofia@northwind.example)" }],
        actions: [
          { id: "a-1", label: "Approve and send", style: "primary" },
          {
            id: "a-2",
            label: "Edit",
            form: {
              title: "Edit the draft",
              submit: "Save",
              fields: [{ name: "body", label: "Text", value: "Hello Sofia", multiline: true }],
            },
          },
          { id: "a-3", label: "Discard", style: "danger" },
        ],
      },
      {
        kind: "text",
        text: "Hello Sofia,\n\nuntil Friday.",
        exact: "Hello Sofia,\n\nuntil Friday.",
      },
    ],
  },
};

const hostile =
  "<!channel> <@U123> <script>alert(1)</script> & <https://evil.example|bank> @everyone BEGIN:VCARD";

export const hostileReply: Reply = {
  text: hostile,
  blocks: [
    { kind: "text", text: hostile },
    {
      kind: "card",
      title: hostile,
      subtitle: hostile,
      fields: [{ label: hostile, value: hostile }],
    },
    { kind: "list", title: hostile, items: [{ text: hostile, detail: hostile }] },
    { kind: "table", columns: [hostile], rows: [[hostile]] },
  ],
  receipts: [
    {
      id: "r-1",
      record: { type: "person", id: "p-1", name: hostile },
      changes: [{ field: "name", from: hostile, to: hostile }],
    },
  ],
  actions: [{ id: "a-1", label: hostile }],
  note: hostile,
};

const long = "All work and no play makes a long line. ".repeat(120);
const many = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));
const actions = (count: number) =>
  many(count, (index) => ({ id: `a-${index}`, label: `${index} ${long}`.slice(0, 300) }));

export const hugeReply: Reply = {
  text: long,
  blocks: many(40, (index): Block[] => [
    {
      kind: "card",
      title: long,
      subtitle: long,
      fields: many(30, (at) => ({ label: `${at} ${long}`, value: long })),
      actions: actions(index === 0 ? 60 : 1),
    },
    {
      kind: "list",
      title: long,
      items: many(60, () => ({ text: long.slice(0, 500), detail: long })),
    },
    {
      kind: "table",
      columns: many(30, () => "column"),
      rows: many(60, () => many(30, () => long.slice(0, 60))),
    },
  ])
    .flat()
    .slice(0, 60),
  actions: actions(60),
  note: long,
};
