/**
 * A channel-neutral answer. Tools build it, every channel renders it within its own limits.
 *
 * A reply is built with `Button`s (what a press should do) and reaches a channel with `Action`s (an
 * opaque id the channel hands back); `issueButtons` turns the one into the other.
 */
import { formatBytes } from "./domain/format.ts";
import { receiptWords } from "./receipt-words.ts";

export const recordTypes = [
  "person",
  "company",
  "deal",
  "task",
  "interaction",
  "list",
  "draft",
  "pipeline",
  "relationship",
  "preferences",
] as const;
export type RecordType = (typeof recordTypes)[number];

/** A record shown or changed; `name` is what a person calls it. */
export interface RecordRef {
  type: RecordType;
  id: string;
  name: string;
}

/** What pressing a button does. `confirm` and `call` carry the complete call, so no parser runs. */
export type Press =
  | { kind: "call"; tool: string; args: Record<string, unknown>; preview?: true }
  | { kind: "confirm"; tool: string; args: Record<string, unknown>; preview: string }
  | { kind: "undo"; receipts: string[] }
  /** A person's yes to exactly these bytes. Never made from text. */
  | { kind: "approve"; draft: string; version: number; contentHash: string; sendAt?: string }
  /** Takes an approval back while nothing has left yet. */
  | { kind: "void"; draft: string; version: number }
  /** How a send of unknown end did end, said by a person who looked. "retry": it did not arrive, send it again. */
  | { kind: "resolve"; outbox: string; as: "sent" | "failed" | "retry" };

/** `files`: what is chosen there comes with the press, as files of that message, and is no value. */
export interface FormField {
  name: string;
  label: string;
  value: string;
  multiline?: boolean;
  max?: number;
  files?: true;
}

/** Asks for values before it does what its press says; what is filled in joins the call's args. */
export interface Form {
  title: string;
  submit: string;
  fields: FormField[];
}

export interface Button {
  label: string;
  style?: "primary" | "danger";
  press: Press;
  form?: Form;
}

/** A button as a channel sees it. */
export interface Action {
  id: string;
  label: string;
  style?: "primary" | "danger";
  form?: Form;
}

export interface Field {
  label: string;
  value: string;
}

export interface ListItem<A = Action> {
  /** Markdown subset: **bold**, *italic*, `code`, links. */
  text: string;
  /** One smaller line below: date, source, reason. */
  detail?: string;
  record?: RecordRef;
  /** Words of somebody outside stand in it, whatever record it is about. */
  outside?: true;
  actions?: A[];
}

export type Block<A = Action> =
  /** `exact`: the same words to the letter, line breaks and all; shown in place of `text` where that can be. */
  | { kind: "text"; text: string; exact?: string }
  | {
      kind: "card";
      title: string;
      subtitle?: string;
      record?: RecordRef;
      fields: Field[];
      actions?: A[];
    }
  | { kind: "list"; title?: string; items: ListItem<A>[] }
  /** `clear`: columns whose cells say by themselves what they are, where a table is drawn as lines. */
  | { kind: "table"; columns: string[]; rows: string[][]; clear?: string[] }
  /** A file that the asker may fetch by its id; `title` says what it is where that is not plain. */
  | { kind: "file"; id: string; name: string; bytes: number; title?: string }
  | { kind: "divider" };

/** One field of one record, before and after; values are plain (ISO dates, decimal amounts, names). */
export interface Change {
  field: string;
  from: string | null;
  to: string | null;
}

/** Proof of one write: what changed on which record. Several of one message form a group. */
export interface Receipt {
  id: string;
  record: RecordRef;
  changes: Change[];
}

export interface Reply<A = Action> {
  /** The whole answer in words: required, and enough on its own where a channel cannot draw blocks. */
  text: string;
  blocks?: Block<A>[];
  /** Records shown, in the order a person would count them ("the second one"). */
  records?: RecordRef[];
  receipts?: Receipt[];
  actions?: A[];
  /** Small print below everything: how the words were read, which mode answered. */
  note?: string;
  /** Words of somebody outside stand in it, or what a model made of them: no model is shown it again as ours. */
  outside?: true;
  /** What stands as said before it was no person's words: a label, or the name of a file. */
  unsaid?: true;
  /** Of an answer in a shared channel: what only the asker may see, for a direct message. */
  private?: Reply<A>;
}

export const say = (text: string): Reply<Button> => ({ text });

/**
 * Text of ours or of others inside a Markdown text, taken literally: a contact may be *named* like a
 * link or a heading.
 */
export const literal = (text: string): string =>
  text
    .replace(/\s+/g, " ")
    .replace(/[*_`~<>\\]/g, "")
    .replaceAll("[", "(")
    .replaceAll("]", ")");

export const bold = (text: string): string => `**${literal(text)}**`;

/** A plain-text reading of the blocks, for terminals and as the fallback of any channel. */
export function plainText<A>(reply: Reply<A>): string {
  const receipts = (reply.receipts ?? []).map(receiptText);
  const blocks = (reply.blocks ?? []).map(blockText);
  return [reply.text, ...blocks, ...receipts, reply.note ?? ""].filter(Boolean).join("\n");
}

const receiptText = (receipt: Receipt): string =>
  [receipt.record.name, receiptWords(receipt)].filter(Boolean).join(": ");

function blockText<A>(block: Block<A>): string {
  switch (block.kind) {
    case "text":
      return block.exact ?? block.text;
    case "card":
      return [
        block.subtitle ? `${block.title} (${block.subtitle})` : block.title,
        ...block.fields.map((field) => `  ${field.label}: ${field.value}`),
      ].join("\n");
    case "list":
      return [
        ...(block.title ? [block.title] : []),
        ...block.items.map(
          (item, index) => `${index + 1}. ${item.text}${item.detail ? ` (${item.detail})` : ""}`,
        ),
      ].join("\n");
    case "table":
      return [block.columns, ...block.rows].map((row) => row.join(" | ")).join("\n");
    case "file":
      return `${block.title ?? "File"}: ${block.name} (${formatBytes(block.bytes)}, ${block.id})`;
    case "divider":
      return "";
  }
}

/** Rewrites every button of a reply, keeping its shape. */
export function mapActions<A, B>(reply: Reply<A>, map: (action: A) => B): Reply<B> {
  const mapAll = (actions: A[] | undefined) => (actions ? { actions: actions.map(map) } : {});
  const mapBlock = (block: Block<A>): Block<B> => {
    if (block.kind === "card") {
      const { actions, ...rest } = block;
      return { ...rest, ...mapAll(actions) };
    }
    if (block.kind === "list") {
      const items = block.items.map(({ actions, ...rest }) => ({ ...rest, ...mapAll(actions) }));
      return { ...block, items };
    }
    return block;
  };
  const { actions, blocks, private: alone, ...rest } = reply;
  return {
    ...rest,
    ...(blocks ? { blocks: blocks.map(mapBlock) } : {}),
    ...mapAll(actions),
    ...(alone ? { private: mapActions(alone, map) } : {}),
  };
}

/** Every button of a reply, in the order shown. */
export function allActions<A>(reply: Reply<A>): A[] {
  const inBlocks = (reply.blocks ?? []).flatMap((block) => {
    if (block.kind === "card") return block.actions ?? [];
    if (block.kind === "list") return block.items.flatMap((item) => item.actions ?? []);
    return [];
  });
  return [...inBlocks, ...(reply.actions ?? [])];
}

/** The one draft whose card a reply shows. */
export function draftShown<A>({ blocks = [] }: Reply<A>): string | undefined {
  const shown = blocks.flatMap((block) =>
    block.kind === "card" && block.record?.type === "draft" ? [block.record.id] : [],
  );
  return shown.length === 1 ? shown[0] : undefined;
}
