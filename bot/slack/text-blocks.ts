/** Texts as blocks: split where they are long, and cut, said aloud, where a message is full. */
import type { types } from "@slack/bolt";
import { LIMITS } from "./limits.ts";

type KnownBlock = types.KnownBlock;

interface Most {
  blocks: number;
  total: number;
}

type TextBlock = Extract<KnownBlock, { type: "section" }>;

/** `verbatim`: Slack is not to make links, channels or people out of plain words. */
export const section = (mrkdwn: string): TextBlock[] =>
  pieces(mrkdwn, LIMITS.section).map((text) => ({
    type: "section",
    text: { type: "mrkdwn", text, verbatim: true },
  }));

/** In no markup at all: what is shown is what it says. */
export const plainSection = (text: string): TextBlock[] =>
  pieces(text, LIMITS.section).map((piece) => ({
    type: "section",
    text: { type: "plain_text", text: piece, emoji: false },
  }));

export const context = (mrkdwn: string): KnownBlock => ({
  type: "context",
  elements: [{ type: "mrkdwn", text: mrkdwn.slice(0, LIMITS.context), verbatim: true }],
});

/** A text in pieces of at most that length, parted between paragraphs, else lines, else words. */
export function pieces(text: string, most: number): string[] {
  const rest = text.trim();
  if (rest === "") return [];
  if (rest.length <= most) return [rest];
  const head = rest.slice(0, most);
  const at = ["\n\n", "\n", " "].map((gap) => head.lastIndexOf(gap)).find((i) => i > most / 3);
  const end = at ?? wholeCharacters(head);
  return [rest.slice(0, end).trimEnd(), ...pieces(rest.slice(end), most)];
}

/** Where to cut without halving a character or an escape such as &amp;. */
function wholeCharacters(head: string): number {
  const open = /(?:&[a-z]{0,3}|[\uD800-\uDBFF])$/.exec(head);
  return open ? open.index : head.length;
}

/**
 * No more than a message holds. Of a draft that does not fit the buttons go as well: nobody approves a
 * text whose end he has not seen.
 */
export function withinLimits(
  blocks: KnownBlock[],
  { most, draft, more }: { most: Most; draft: boolean; more: string },
): KnownBlock[] {
  const fits = fitting(blocks, most);
  if (fits === blocks.length) return blocks;
  const note = draft
    ? `This draft is too long to be shown here whole, so it cannot be approved here. ${more} to read and approve it.`
    : `There is more than fits here. ${more} to see all of it.`;
  const kept = blocks.slice(0, Math.min(fits, most.blocks - 2));
  const shown = draft ? kept.filter(({ type }) => type !== "actions").map(withoutButton) : kept;
  const buttons = draft ? [] : blocks.slice(kept.length).filter(isButtons).slice(-1);
  return [...shown, context(note), ...buttons];
}

/** How many of the blocks, from the first, one message takes. */
function fitting(blocks: readonly KnownBlock[], most: Most): number {
  let total = 0;
  const over = blocks.findIndex((block, index) => {
    total += textLength(block);
    return index >= most.blocks || total > most.total;
  });
  return over === -1 ? blocks.length : over;
}

const isButtons = ({ type }: KnownBlock): boolean => type === "actions";

function withoutButton(block: KnownBlock): KnownBlock {
  if (block.type !== "section") return block;
  const { accessory: _accessory, ...rest } = block;
  return rest;
}

/** Everything Slack counts as text: each string under "text" within the block. */
function textLength(value: unknown): number {
  if (typeof value !== "object" || value === null) return 0;
  return Object.entries(value).reduce(
    (sum, [key, inner]) =>
      sum + (key === "text" && typeof inner === "string" ? inner.length : textLength(inner)),
    0,
  );
}
