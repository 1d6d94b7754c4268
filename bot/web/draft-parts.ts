/**
 * The part of a reply that shows a draft, which is drawn anew when the draft changes, and the stamp by
 * which a page tells whether what it shows is still so.
 */
import { createHash } from "node:crypto";
import { isId } from "../../core/domain/ids.ts";
import { draftShown, type Block, type Reply } from "../../core/reply.ts";

/** What a page shows of a draft. */
export interface ShownDraft {
  draftId: string;
  stamp: string;
}

export interface DraftPart extends ShownDraft {
  blocks: Block[];
  /** Where it begins among the blocks of its reply. */
  from: number;
  /** The reply is about nothing else: what is said above goes with it. */
  alone: boolean;
}

/** A page shows fifty turns. */
const MOST_SHOWN = 100;

/** Undefined where a reply shows none. */
export function draftPartOf(reply: Reply): DraftPart | undefined {
  const draftId = draftShown(reply);
  if (draftId === undefined) return undefined;
  const { blocks = [], records = [] } = reply;
  const from = blocks.findIndex((one) => one.kind === "card" && one.record?.id === draftId);
  const part = blocks.slice(from, endOf(blocks, from));
  const alone = from === 0 && records.length === 1;
  return { draftId, stamp: stampOf(part), blocks: part, from, alone };
}

/** Behind the head come words and files, then the foot, then the file it became. */
function endOf(blocks: readonly Block[], from: number): number {
  const foot = blocks.findIndex(({ kind }, nth) => nth > from && kind === "card");
  if (foot === -1) return blocks.length;
  const after = blocks.slice(foot + 1).findIndex(({ kind }) => kind !== "file");
  return after === -1 ? blocks.length : foot + 1 + after;
}

/** The same for what looks the same; buttons have other ids each time they are drawn. */
export function stampOf(blocks: readonly Block<{ label: string }>[]): string {
  const seen = blocks.map((block) => {
    if (block.kind === "text") return [block.exact ?? block.text];
    if (block.kind === "file") return [block.id];
    if (block.kind !== "card") return [block.kind];
    const { title, subtitle = "", fields, actions = [] } = block;
    const lines = fields.map(({ label, value }) => [label, value]);
    return [title, subtitle, lines, actions.map(({ label }) => label)];
  });
  return createHash("sha256").update(JSON.stringify(seen)).digest("base64url").slice(0, 16);
}

/** A reply given earlier with its draft as it stands now; what was said of it then may be so no more. */
export function withDraft(reply: Reply, part: DraftPart, now: Reply): Reply {
  const { blocks = [] } = reply;
  const [before, after] = [
    blocks.slice(0, part.from),
    blocks.slice(part.from + part.blocks.length),
  ];
  const drawn = now.blocks ?? [{ kind: "text" as const, text: now.text }];
  return { ...reply, blocks: [...before, ...drawn, ...after], ...(part.alone ? { text: "" } : {}) };
}

/** "id.stamp", as a page asks with it; what is none is left out. */
export function readShown(asked: unknown): ShownDraft[] {
  const all: unknown[] = Array.isArray(asked) ? asked : [asked];
  return all.slice(0, MOST_SHOWN).flatMap((one): ShownDraft[] => {
    const [draftId = "", stamp] = typeof one === "string" ? one.split(".") : [];
    return isId(draftId) && stamp !== undefined ? [{ draftId, stamp }] : [];
  });
}
