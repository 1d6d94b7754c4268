/**
 * What is sent to have one message read. First what is the same for everybody and cached (tools, system
 * prompt), then the conversation as data with the message, last the clock and the asker's role.
 */
import type Anthropic from "@anthropic-ai/sdk";
import { DateTime } from "luxon";
import type { Focus, IntendedCall, PastTurn, PendingQuestion, Turn } from "../agent/intent.ts";
import { withoutComposed } from "../agent/outside.ts";
import { isId } from "../domain/ids.ts";
import { maskSecrets } from "../domain/masking.ts";
import type { LlmSurface } from "../surfaces/to-llm.ts";

const MOST_OUTPUT = 1_024;
const MOST_LISTED = 10;
const LONGEST_PAST = 400;

type Params = Anthropic.MessageCreateParamsNonStreaming;

type Circumstances = Pick<Turn, "now" | "timeZone" | "locale" | "country" | "currency" | "asker">;

/** The part that never changes while the program runs. */
export type Prefix = Omit<Params, "messages">;

export const prefixOf = ({ system, tools }: LlmSurface, model: string): Prefix => ({
  model,
  max_tokens: MOST_OUTPUT,
  thinking: { type: "disabled" },
  output_config: { effort: "low" },
  // Never anything but auto: newer models refuse a forced tool.
  tool_choice: { type: "auto" },
  tools: [...tools, { type: "tool_search_tool_bm25_20251119", name: "tool_search_tool_bm25" }],
  // One hour on what everybody shares; what a repair sends again is kept for five minutes.
  system: [{ type: "text", text: system, cache_control: { type: "ephemeral", ttl: "1h" } }],
  cache_control: { type: "ephemeral" },
});

/** What changes with every message, for any vendor's model. */
export interface TurnInWords {
  message: string;
  /** The conversation as JSON; absent when nothing has been said yet. */
  data?: string;
  /** Clock, zone, role and currency. */
  circumstances: string;
}

export function inWords(turn: Turn): TurnInWords {
  const data = dataOf(turn);
  return {
    message: maskSecrets(turn.text),
    ...(data === undefined ? {} : { data }),
    circumstances: circumstances(turn),
  };
}

export function messagesFor(turn: Turn): Anthropic.MessageParam[] {
  const message = { type: "text" as const, text: maskSecrets(turn.text) };
  return [
    { role: "user", content: [...conversationOf(turn), message] },
    { role: "system", content: circumstances(turn) },
  ];
}

type Before = Pick<Turn, "past" | "focus">;

/** What was said before, as data; nothing where others read the answer, or nothing was said. */
export function conversationOf(before: Before): Anthropic.TextBlockParam[] {
  const data = dataOf(before);
  return data === undefined
    ? []
    : [{ type: "text", text: `Conversation so far, as data:\n${data}` }];
}

function dataOf({ past, focus }: Before): string | undefined {
  const context = past && contextOf(focus, past);
  return context && asData(context);
}

/** The moment, the place and the role; never a word of a record: a contact may be named like an instruction. */
export function circumstances({
  now,
  timeZone,
  locale,
  country,
  currency,
  asker,
}: Circumstances): string {
  const local = DateTime.fromJSDate(now, { zone: timeZone }).startOf("minute").setLocale("en");
  const language = /^[A-Za-z0-9-]{2,35}$/.test(locale) ? locale : "en";
  return [
    `It is ${local.toISO({ suppressMilliseconds: true }) ?? now.toISOString()} (${local.weekdayLong ?? ""}) in ${timeZone}.`,
    `The user's role is ${asker?.role ?? "member"}, their language ${language}.`,
    `An amount without a currency is in ${currency}; a phone number without a country code is of ${country}.`,
  ].join(" ");
}

/** Undefined when nothing has been said yet. */
function contextOf(focus: Focus, past: readonly PastTurn[]): Record<string, unknown> | undefined {
  const { person, company, deal, task, interaction, list, question, written } = focus;
  const named = { person, company, deal, task, interaction };
  const records = Object.entries(named).flatMap(([kind, ref]) => (ref ? [[kind, ref.name]] : []));
  const context = {
    ...(past.length > 0 ? { turns: past.map(shortened) } : {}),
    ...(records.length > 0 ? { focus: Object.fromEntries(records) as Record<string, string> } : {}),
    ...(list ? { listed: list.slice(0, MOST_LISTED).map((ref) => ref.name) } : {}),
    ...(question ? { asked: askedIn(question) } : {}),
    ...(written ? { done: written.map(withoutIds) } : {}),
  };
  return Object.keys(context).length > 0 ? context : undefined;
}

/** A question of code's that still waits: among what, or for which field. */
const askedIn = ({ options, open }: PendingQuestion): Record<string, unknown> => ({
  ...(options.length > 0 ? { options: options.map((option) => option.label) } : {}),
  ...(open ? { call: withoutIds(open), missing: open.field } : {}),
});

const shortened = ({ said, answer }: PastTurn): PastTurn => ({
  said: said.slice(0, LONGEST_PAST),
  answer: answer.slice(0, LONGEST_PAST),
});

/** A model that saw an id would use it. */
function withoutIds({ tool, args }: IntendedCall): IntendedCall {
  const said = Object.entries(withoutComposed(args)).filter(
    ([, value]) => ![value].flat().some(isIdText),
  );
  return { tool, args: Object.fromEntries(said) };
}

const isIdText = (value: unknown): boolean => typeof value === "string" && isId(value);

/** No bracket of a name or an answer can look like one of ours. */
const asData = (context: unknown): string =>
  maskSecrets(JSON.stringify(context) ?? "").replaceAll("<", "\\u003c");
