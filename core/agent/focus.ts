/** What a conversation is about: kept between turns, gone after half an hour of silence. */
import { z } from "zod";
import type { RecordRef } from "../reply.ts";
import type { Ref } from "../tool.ts";
import type { Focus, PendingQuestion } from "./intent.ts";

const LASTS_MS = 30 * 60_000;
const LONGEST_LIST = 50;

const ref = z.object({
  type: z.enum([
    "person",
    "company",
    "deal",
    "task",
    "interaction",
    "list",
    "draft",
    "identity",
    "suggestion",
    "user",
  ]),
  id: z.string(),
  name: z.string(),
});
const stored = z.object({
  person: ref.optional(),
  company: ref.optional(),
  deal: ref.optional(),
  task: ref.optional(),
  interaction: ref.optional(),
  list: z.array(ref).optional(),
  question: z
    .object({
      tool: z.string(),
      options: z.array(z.object({ label: z.string(), args: z.record(z.string(), z.unknown()) })),
    })
    .optional(),
  at: z.string().optional(),
});

/** The focus as stored, empty when it is too old or was written by an incompatible version. */
export function readFocus(value: unknown, now: Date): Focus {
  const parsed = stored.safeParse(value);
  if (!parsed.success || parsed.data.at === undefined) return {};
  const age = now.getTime() - Date.parse(parsed.data.at);
  return age > LASTS_MS ? {} : (JSON.parse(JSON.stringify(parsed.data)) as Focus);
}

/** The focus after a turn that resolved `mentioned` and showed `shown`. */
export function nextFocus(
  focus: Focus,
  turn: {
    mentioned: readonly Ref[];
    shown: readonly RecordRef[];
    question: PendingQuestion | undefined;
    now: Date;
  },
): Focus {
  const { question: _answered, ...kept } = focus;
  const next: Focus = {
    ...kept,
    at: turn.now.toISOString(),
    ...(turn.question ? { question: turn.question } : {}),
  };
  const only = turn.shown.length === 1 ? turn.shown : [];
  for (const item of [...only, ...turn.mentioned])
    if (item.type === "identity") next.person = item;
    else if (isFocusKind(item.type)) next[item.type] = item;
  if (turn.shown.length > 1) next.list = turn.shown.slice(0, LONGEST_LIST);
  return next;
}

const focusKinds = ["person", "company", "deal", "task", "interaction"] as const;
const isFocusKind = (type: string): type is (typeof focusKinds)[number] =>
  (focusKinds as readonly string[]).includes(type);
