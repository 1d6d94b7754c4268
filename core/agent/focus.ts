/** What a conversation is about: kept between turns, gone after half an hour of silence. */
import { z } from "zod";
import { recordTypes, type RecordRef } from "../reply.ts";
import type { Ref } from "../ref.ts";
import type { Tool } from "../tool.ts";
import type { Focus, FocusKind } from "./intent.ts";

export const FOCUS_LASTS_MS = 30 * 60_000;
const LONGEST_LIST = 50;

const args = z.record(z.string(), z.unknown());
const record = z.object({ type: z.enum(recordTypes), id: z.string(), name: z.string() });
const ref = record.extend({ type: z.enum([...recordTypes, "identity", "suggestion", "user"]) });
const call = z.object({ tool: z.string(), args });
const option = call.extend({ label: z.string() });
const spoken = call.extend({
  records: z.record(z.string(), z.array(ref)),
  others: z.array(option).optional(),
});
const change = z.object({
  field: z.string(),
  from: z.string().nullable(),
  to: z.string().nullable(),
});
const written = spoken.extend({
  receipts: z.array(z.string()),
  changed: z.array(z.object({ id: z.string(), record, changes: z.array(change) })),
});
const focusKinds = ["person", "company", "deal", "task", "interaction"] as const;

const stored = z.object({
  person: ref.optional(),
  company: ref.optional(),
  deal: ref.optional(),
  task: ref.optional(),
  interaction: ref.optional(),
  draft: ref.optional(),
  list: z.array(ref).optional(),
  recent: z.array(z.enum([...focusKinds, "list"])).optional(),
  question: z
    .object({
      options: z.array(option),
      open: call.extend({ field: z.string(), unclear: z.string().optional() }).optional(),
    })
    .optional(),
  filter: call.optional(),
  written: z.array(written).optional(),
  read: spoken.optional(),
  pending: z.array(call).optional(),
  renumbered: z.literal(true).optional(),
  evidence: z.array(z.object({ text: z.string(), records: z.array(record) })).optional(),
  at: z.string().optional(),
});

/** The focus as stored, empty when it is too old or was written by an incompatible version. */
export function readFocus(value: unknown, now: Date): Focus {
  const parsed = stored.safeParse(value);
  if (!parsed.success || parsed.data.at === undefined) return {};
  const age = now.getTime() - Date.parse(parsed.data.at);
  return age > FOCUS_LASTS_MS ? {} : (JSON.parse(JSON.stringify(parsed.data)) as Focus);
}

/** The focus after a call that resolved `mentioned`, showed `shown` and changed `changed` of that. */
export function nextFocus(
  focus: Focus,
  call: {
    mentioned: readonly Ref[];
    shown: readonly RecordRef[];
    changed?: readonly RecordRef[];
    /** Whether what is shown is a list, of however few. */
    listed?: boolean;
  },
): Focus {
  const next: Focus = { ...focus };
  const now: FocusKind[] = [];
  // A change may show a record twice: in its receipt and as its card.
  const shown = [...new Map(call.shown.map((item) => [item.id, item])).values()];
  // A new person with her company is still one person: the one of its kind that changed is meant.
  const changed = shown.filter(({ id }) => call.changed?.some((item) => item.id === id));
  const only = (shown.length === 1 ? shown : changed).filter(
    (item, _, all) => all.filter(({ type }) => type === item.type).length === 1,
  );
  const drafts = shown.filter(({ type }) => type === "draft");
  const [draft] = drafts;
  if (draft && drafts.length === 1) next.draft = draft;
  for (const item of [...only, ...call.mentioned]) {
    const kind = item.type === "identity" ? "person" : item.type;
    if (!isFocusKind(kind)) continue;
    next[kind] = item;
    now.push(kind);
  }
  if (shown.length > 1) {
    next.list = shown.slice(0, LONGEST_LIST);
    now.unshift("list");
  } else if (shown.length === 1 && call.listed) {
    // "The second one" is then none, and not that of an earlier list; "it" stays the one record.
    next.list = shown;
    now.push("list");
  }
  const recent = [...new Set([...now, ...(focus.recent ?? [])])];
  return recent.length > 0 ? { ...next, recent } : next;
}

const severalOf =
  /^(?:(?:all|both) of )?(?:these|those|them|the list|that list)(?: all)?$|^all$|^both$/i;

/** The arguments with "these" and "all of them" replaced by what was last listed, where several are taken. */
export function withList(
  input: Record<string, unknown>,
  tool: Tool | undefined,
  focus: Focus,
): Record<string, unknown> {
  const { list } = focus;
  if (!tool || !list) return input;
  const fields = Object.entries(tool.mentions).map(([field, types]): [string, unknown] => {
    const value = input[field];
    const ids = list.filter((item) => types.includes(item.type)).map((item) => item.id);
    if (!Array.isArray(value) || ids.length === 0) return [field, value];
    return [field, (value as unknown[]).flatMap((said) => (meansList(said, focus) ? ids : [said]))];
  });
  return { ...input, ...Object.fromEntries(fields.filter(([, value]) => value !== undefined)) };
}

/** "Them" alone may be one person or company; the list only when nothing was spoken of since. */
function meansList(said: unknown, { recent }: Focus): boolean {
  if (typeof said !== "string" || !severalOf.test(said.trim())) return false;
  return said.trim().toLowerCase() !== "them" || recent?.[0] === "list";
}

const isFocusKind = (type: string): type is (typeof focusKinds)[number] =>
  (focusKinds as readonly string[]).includes(type);
