/** Draws a neutral reply as Block Kit; pure, and always within Slack's limits. */
import type { types } from "@slack/bolt";
import {
  plainText,
  type Action,
  type Block,
  type ListItem,
  type Receipt,
  type Reply,
} from "../../core/reply.ts";
import { changeWords, type ChangeWords } from "../../core/receipt-words.ts";
import { buttonRows, drawButton } from "./buttons.ts";
import { clip, LIMITS } from "./limits.ts";
import { escaped, lineToMrkdwn, toMrkdwn } from "./mrkdwn.ts";
import { drawTable } from "./table.ts";
import { context, plainSection, section, withinLimits } from "./text-blocks.ts";

type KnownBlock = types.KnownBlock;

export interface Drawn {
  /** For notifications, screen readers, and clients that draw no blocks. */
  text: string;
  blocks: KnownBlock[];
}

export interface DrawOptions {
  /** Where the web chat is: for files, and for what does not fit. */
  publicUrl?: string | undefined;
  /** A line ahead of everything. */
  lead?: string | undefined;
  /** Of a message, where nothing else is said. */
  most?: { blocks: number; total: number };
}

export function drawReply(reply: Reply, options: DrawOptions = {}): Drawn {
  const drawn = [
    ...(options.lead ? [context(options.lead)] : []),
    ...section(toMrkdwn(reply.text)),
    ...(reply.blocks ?? []).flatMap((block) => drawBlock(block, options)),
    ...(reply.receipts ?? []).flatMap((receipt) => section(receiptText(receipt))),
    ...buttonRows(reply.actions),
    ...(reply.note ? [context(escaped(reply.note))] : []),
  ];
  const blocks = withinLimits(drawn, {
    most: options.most ?? LIMITS,
    draft: isDraft(reply),
    more: moreWords(options.publicUrl),
  });
  return { text: fallbackText(reply), blocks };
}

/** Whether it shows a text to the letter, such as what would be sent. */
const isDraft = ({ blocks = [] }: Reply): boolean =>
  blocks.some((block) => block.kind === "text" && block.exact !== undefined);

const moreWords = (publicUrl: string | undefined): string =>
  publicUrl ? `<${escaped(publicUrl)}/chat|Open the web chat>` : "Open the web chat";

export const fallbackText = (reply: Reply): string =>
  clip(escaped(plainText(reply).replaceAll("**", "")), LIMITS.fallback) || "Done.";

/** A text to the letter is in no markup; in several pieces it says so: nobody takes the first for the whole. */
function drawText({ text, exact }: Extract<Block, { kind: "text" }>): KnownBlock[] {
  if (exact === undefined) return section(toMrkdwn(text));
  const parts = plainSection(exact);
  if (parts.length < 2) return parts;
  return parts.flatMap((part, index) => [
    context(`Part ${index + 1} of ${parts.length} of this text`),
    part,
  ]);
}

function drawBlock(block: Block, options: DrawOptions): KnownBlock[] {
  switch (block.kind) {
    case "text":
      return drawText(block);
    case "card":
      return drawCard(block);
    case "list":
      return drawList(block);
    case "table":
      return drawTable(block);
    case "file":
      return section(fileWords(block, options.publicUrl));
    case "divider":
      return [{ type: "divider" }];
  }
}

function drawCard(card: Extract<Block, { kind: "card" }>): KnownBlock[] {
  const subtitle = card.subtitle ? `\n${escaped(card.subtitle)}` : "";
  const fields = card.fields.map(({ label, value }) =>
    clip(`*${escaped(label)}*\n${escaped(value)}`, LIMITS.field),
  );
  return [
    ...section(`*${escaped(card.title)}*${subtitle}`),
    ...chunks(fields, LIMITS.fields).map((some): KnownBlock => ({
      type: "section",
      fields: some.map((text) => ({ type: "mrkdwn", text, verbatim: true })),
    })),
    ...buttonRows(card.actions),
  ];
}

/** Items with buttons stand apart, the others share sections: numbered, as people say "the second one". */
function drawList({ title, items }: Extract<Block, { kind: "list" }>): KnownBlock[] {
  const blocks: KnownBlock[] = title ? section(`*${escaped(title)}*`) : [];
  let plain: string[] = [];
  const flush = () => {
    blocks.push(...section(plain.join("\n")));
    plain = [];
  };
  items.forEach((item, index) => {
    const words = itemWords(item, index);
    if (!item.actions || item.actions.length === 0) return void plain.push(words);
    flush();
    blocks.push(...drawItem(words, item.actions));
  });
  flush();
  return blocks;
}

function drawItem(words: string, actions: Action[]): KnownBlock[] {
  const [first, ...others] = actions;
  const [only] = section(words);
  if (first && others.length === 0 && only?.type === "section")
    return [{ ...only, accessory: drawButton(first) }];
  return [...section(words), ...buttonRows(actions)];
}

const itemWords = ({ text, detail }: ListItem, index: number): string =>
  `${index + 1}. ${lineToMrkdwn(text)}${detail ? `\n      ${lineToMrkdwn(detail)}` : ""}`;

const receiptText = (receipt: Receipt): string =>
  [`*${escaped(receipt.record.name)}*`, ...changeWords(receipt).map(changeLine)].join("\n");

const changeLine = ({ label, from, to }: ChangeWords): string => {
  const after = to === null ? "nothing" : escaped(to);
  return from === null
    ? `${escaped(label)}: ${after}`
    : `${escaped(label)}: ~${escaped(from)}~ → ${after}`;
};

const fileWords = (
  { id, name }: Extract<Block, { kind: "file" }>,
  publicUrl: string | undefined,
): string =>
  publicUrl
    ? `File: <${escaped(`${publicUrl}/files/${id}`)}|${escaped(name).replaceAll("|", "/")}>`
    : `File: ${escaped(name)} (open the web chat to fetch it)`;

const chunks = <T>(items: readonly T[], size: number): T[][] =>
  items.length === 0 ? [] : [items.slice(0, size), ...chunks(items.slice(size), size)];
