import { describe, expect, it } from "vitest";
import { newId } from "../../core/domain/ids.ts";
import type { Reply } from "../../core/reply.ts";
import { draftPartOf, readShown, stampOf, withDraft } from "./draft-parts.ts";

const id = newId();
const card = (state: string, button = "b-1"): Reply => ({
  text: state,
  blocks: [
    {
      kind: "card",
      title: "The fair",
      record: { type: "draft", id, name: "The fair" },
      fields: [],
    },
    { kind: "text", text: "See you", exact: "See you" },
    {
      kind: "card",
      title: state,
      fields: [{ label: "How it stands", value: state }],
      actions: [{ id: button, label: "Edit" }],
    },
  ],
  records: [{ type: "draft", id, name: "The fair" }],
});

describe("the part of a reply that shows a draft", () => {
  it("is found among other blocks, and is none where there is no card of one", () => {
    const { blocks = [], ...rest } = card("Draft");
    const found = draftPartOf({
      ...rest,
      blocks: [{ kind: "divider" }, ...blocks, { kind: "divider" }],
    });
    expect(found).toMatchObject({ draftId: id, from: 1, alone: false, blocks });
    expect(draftPartOf(card("Draft"))).toMatchObject({ from: 0, alone: true });
    expect(draftPartOf({ text: "No draft.", blocks: [{ kind: "divider" }] })).toBeUndefined();
  });

  it("has the same stamp where it looks the same, whatever its buttons' ids and the order it was stored in", () => {
    const stored = (card("Draft").blocks ?? []).map((block) =>
      Object.fromEntries(Object.entries(block).reverse()),
    ) as Reply["blocks"];
    const stamp = stampOf(card("Draft").blocks ?? []);
    expect(stampOf(card("Draft", "b-2").blocks ?? [])).toBe(stamp);
    expect(stampOf(stored ?? [])).toBe(stamp);
    expect(stampOf(card("Sent").blocks ?? [])).not.toBe(stamp);
    expect(stampOf([])).not.toBe(stamp);
  });

  it("is drawn as it stands now, without what was said of it then", () => {
    const then = { ...card("Draft"), text: "Nothing has been sent.", receipts: [] };
    const part = draftPartOf(then);
    if (!part) throw new Error("no part");
    const now = withDraft(
      { ...then, blocks: [...(then.blocks ?? []), { kind: "divider" }] },
      part,
      card("Sent"),
    );
    expect(now.text).toBe("");
    expect(now.blocks).toEqual([...(card("Sent").blocks ?? []), { kind: "divider" }]);
    const gone = withDraft(then, part, { text: "Thrown away." });
    expect(gone.blocks).toEqual([{ kind: "text", text: "Thrown away." }]);
  });

  it("is asked for by what is a draft's id and a stamp, and by nothing else", () => {
    expect(readShown([`${id}.abc`, "x.abc", id, 7, undefined])).toEqual([
      { draftId: id, stamp: "abc" },
    ]);
    expect(readShown(`${id}.abc`)).toHaveLength(1);
    expect(readShown(Array(500).fill(`${id}.abc`))).toHaveLength(100);
  });
});
