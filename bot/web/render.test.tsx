import { describe, expect, it } from "vitest";
import type { Block, Reply } from "../../core/reply.ts";
import { renderImport } from "./import-panel.tsx";
import { renderReply } from "./render.tsx";

const hostile = `<img src=x onerror="alert(1)">&"'`;

/** Removes what the renderer itself may write; anything left between < and > got in from outside. */
const strangeTags = (html: string): string[] =>
  [...html.matchAll(/<\/?([a-z0-9]+)/gi)]
    .map(([, name = ""]) => name)
    .filter(
      (name) =>
        !/^(div|section|h3|p|dl|dt|dd|ol|ul|li|button|span|del|ins|em|strong|a|br|code|hr|table|thead|tbody|tr|th|td|blockquote|progress)$/.test(
          name,
        ),
    );

const everything = (text: string): Reply => ({
  text,
  blocks: [
    { kind: "text", text },
    {
      kind: "card",
      title: text,
      subtitle: text,
      fields: [{ label: text, value: text }],
      actions: [{ id: text, label: text }],
    },
    { kind: "list", title: text, items: [{ text, detail: text }] },
    { kind: "table", columns: [text], rows: [[text]] },
    { kind: "divider" },
  ],
  receipts: [
    {
      id: text,
      record: { type: "deal", id: text, name: text },
      changes: [{ field: text, from: text, to: text }],
    },
  ],
  actions: [{ id: text, label: text, style: "primary" }],
});

describe("what came from outside", () => {
  it("is escaped in every part of a reply", () => {
    const html = renderReply(everything(hostile));
    expect(strangeTags(html)).toEqual([]);
    expect(html).not.toContain('onerror="');
    expect(html).toContain("&lt;img src=x onerror=");
  });

  it("is escaped in an import's file error and report", () => {
    const status = { importId: hostile, fileName: hostile, bytesDone: 0, error: hostile } as const;
    const failed = renderImport({ ...status, status: "failed" });
    const done = renderImport({ ...status, status: "done", reply: everything(hostile) });
    expect(strangeTags(failed + done)).toEqual([]);
  });
});

describe("Markdown", () => {
  const html = (text: string) => renderReply({ text });

  it("keeps emphasis, code, lists, quotes and line breaks", () => {
    const text = "**Acme** is *warm*: `28k`\nsecond line\n\n- one\n- two\n\n> quoted";
    for (const tag of [
      "<strong>Acme</strong>",
      "<em>warm</em>",
      "<code>28k</code>",
      "<br>",
      "<li>",
    ])
      expect(html(text)).toContain(tag);
    expect(html(text)).toContain("<blockquote>");
  });

  it("opens web links elsewhere, without a way back", () => {
    for (const text of ["[the deck](https://acme.io/a?b=1&c=2)", "see https://acme.io/x"])
      expect(html(text)).toMatch(
        /<a href="https:\/\/acme\.io\/[^"]+" target="_blank" rel="noopener/,
      );
  });

  it.each([
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html,hi)",
    "[x](file:///etc/passwd)",
    "[x](//evil.example)",
    "[x](/chat/press)",
    "[x](&#106;avascript:alert(1))",
    "<javascript:alert(1)>",
    "acme.io and ana@acme.io are not addresses to click",
  ])("makes no link of %s", (text) => {
    expect(html(text)).not.toContain("<a ");
  });

  it("loads no image and no heading, table or rule sneaks in", () => {
    const rendered = html(
      "![x](https://evil.example/p.gif)\n\n# Big\n\n---\n\na | b\n--- | ---\n1 | 2",
    );
    expect(rendered).not.toMatch(/<(img|h\d|hr|table)/);
  });
});

describe("blocks", () => {
  const block = (one: Block) => renderReply({ text: "", blocks: [one] });

  it("numbers a list so that its second item can be named", () => {
    const list = block({
      kind: "list",
      items: [{ text: "**Ana**" }, { text: "Tom", detail: "3 May" }],
    });
    expect(list).toMatch(/<ol>.*Ana.*<li>.*Tom.*3 May.*<\/ol>/s);
  });

  it("numbers table rows only when each row is a record", () => {
    const table: Block = { kind: "table", columns: ["Name"], rows: [["Ana"], ["Tom"]] };
    const records = ["a", "b"].map((id) => ({ type: "person" as const, id, name: id }));
    expect(renderReply({ text: "", blocks: [table], records })).toContain('class="counted"');
    expect(block(table)).not.toContain("counted");
  });

  it("lines amounts up on the right and leaves dates and names on the left", () => {
    const html = block({
      kind: "table",
      columns: ["Name", "Value", "Closes"],
      rows: [["Acme pilot with a long name", "24,000 EUR", "2026-11-30"]],
    });
    expect(html).toContain('<td class="number" dir="auto">24,000 EUR');
    expect(html).toContain('<td class="short" dir="auto">2026-11-30');
    expect(html).toContain('<td dir="auto">Acme');
  });

  it("gives every button its action id and the page's press form", () => {
    const html = renderReply({
      text: "Sure?",
      actions: [{ id: "a-1", label: "Delete", style: "danger" }],
    });
    expect(html).toContain(
      '<button class="button danger" form="press" name="actionId" value="a-1">',
    );
  });
});

describe("a receipt", () => {
  const receipt = (from: string | null, to: string | null) =>
    renderReply({
      text: "Done.",
      receipts: [
        {
          id: "r",
          record: { type: "deal", id: "d", name: "Acme pilot" },
          changes: [{ field: "close_date", from, to }],
        },
      ],
      actions: [{ id: "u", label: "Undo" }],
    });

  it("names the record and shows old and new, with Undo beside them", () => {
    const html = receipt("2026-12-15", "2026-11-30");
    expect(html).toMatch(/Acme pilot.*close date.*15 Dec 2026.*→.*30 Nov 2026.*Undo.*<\/section>/s);
  });

  it("says plainly what was empty before or after", () => {
    expect(receipt(null, "x")).not.toContain("→");
    expect(receipt("x", null)).toContain("<em>nothing</em>");
  });

  it.each([
    ["28000.00 EUR", "28,000 EUR"],
    ["1234567.50", "1,234,567.50"],
    ["+34 600 123 456", "+34 600 123 456"],
    ["2026-99-99", "2026-99-99"],
  ])("shows %s as %s", (value, shown) => {
    expect(receipt(null, value)).toContain(`>${shown}</ins>`);
  });
});

describe("what changed about a draft", () => {
  const receipt = (type: "draft" | "deal") => ({
    id: "r",
    record: { type, id: "d", name: "The fair" },
    changes: [{ field: "goes_out", from: null, to: "2026-11-22T09:00:00+01:00" }],
  });
  const drawn = (type: "draft" | "deal") =>
    renderReply({
      text: "Done.",
      receipts: [receipt(type)],
      actions: [{ id: "u", label: "Undo" }],
    });

  it("is folded beside its Undo, as its card shows what it says now", () => {
    expect(drawn("draft")).toMatch(/Undo<\/button><\/div><details class="changes">/);
    expect(drawn("deal")).not.toContain("<details");
  });

  it("names a time as people write it", () => {
    expect(drawn("draft")).toContain("22 Nov 2026, 09:00");
  });
});
