/** Draws a neutral reply as Block Kit; pure, and always within Slack's limits. */
import type { types } from "@slack/bolt";
import {
  bold,
  literal,
  plainText,
  type Action,
  type Block,
  type ListItem,
  type Reply,
} from "../../core/reply.ts";
import { formatBytes } from "../../core/domain/format.ts";
import { changeWords, isRemoval, type ChangeWords } from "../../core/receipt-words.ts";
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
    ...(reply.blocks ?? []).flatMap((block) => drawBlock(block, reply.text, options)),
    ...drawReceipts(reply),
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

function drawBlock(block: Block, said: string, options: DrawOptions): KnownBlock[] {
  switch (block.kind) {
    case "text":
      return drawText(block);
    case "card":
      return drawCard(block, said);
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

/** What stands in the line above already is not said again. */
function drawCard(card: Extract<Block, { kind: "card" }>, said: string): KnownBlock[] {
  const { title, subtitle = "" } = card;
  const isNamed = opensWith(said, title);
  const heading = [
    isNamed ? "" : `*${escaped(title)}*`,
    isNamed && said.includes(literal(subtitle)) ? "" : escaped(subtitle),
  ];
  const fields = card.fields.map(({ label, value }) =>
    clip(`*${escaped(label)}*\n${escaped(value)}`, LIMITS.field),
  );
  return [
    ...section(heading.filter(Boolean).join("\n")),
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

const opensWith = (said: string, name: string): boolean => said.startsWith(bold(name));

/** Of the only one the name may stand above already, and without a change it says no more than that. */
function drawReceipts({ receipts = [], text }: Reply): KnownBlock[] {
  return receipts.flatMap((receipt) => {
    const lines = isRemoval(receipt) ? [] : changeWords(receipt).map(changeLine);
    const isOnly = receipts.length === 1;
    if (isOnly && lines.length === 0) return [];
    const { name } = receipt.record;
    const heading = isOnly && opensWith(text, name) ? [] : [`*${escaped(name)}*`];
    return section([...heading, ...lines].join("\n"));
  });
}

const changeLine = ({ label, from, to }: ChangeWords): string => {
  const after = to === null ? "nothing" : escaped(to);
  return from === null
    ? `${escaped(label)}: ${after}`
    : `${escaped(label)}: ~${escaped(from)}~ → ${after}`;
};

const fileWords = (
  { id, name, bytes, title = "File" }: Extract<Block, { kind: "file" }>,
  publicUrl: string | undefined,
): string => {
  const size = formatBytes(bytes);
  return publicUrl
    ? `${title}: <${escaped(`${publicUrl}/files/${id}`)}|${escaped(name).replaceAll("|", "/")}> (${size})`
    : `${title}: ${escaped(name)} (${size}; open the web chat to fetch it)`;
};

const chunks = <T>(items: readonly T[], size: number): T[][] =>
  items.length === 0 ? [] : [items.slice(0, size), ...chunks(items.slice(size), size)];
