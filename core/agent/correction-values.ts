/** The values a correction says: amounts, dates, addresses, numbers, stages, choices, and where each may go. */
import { z } from "zod";
import { readMoney } from "../domain/money.ts";
import { nameKey } from "../domain/names.ts";
import { normalizePhone } from "../domain/phone.ts";
import { parseWhen } from "../domain/when.ts";
import type { Tool } from "../tool.ts";
import type { CorrectionWords } from "./correction-words.ts";
import type { SpokenCall, Turn } from "./intent.ts";
import { emailPattern, enumValue } from "./local-parser/slots.ts";
import { toolOf } from "./spoken-call.ts";

export interface Known {
  tools: readonly Tool[];
  /** The names of all stages. */
  stages: readonly string[];
  turn: Omit<Turn, "text" | "focus">;
}

type ValueKind = "money" | "date" | "email" | "phone" | "stage" | "text";

/** Which fields of tools hold a value of a kind, the likelier first. */
const fieldsOf: Record<Exclude<ValueKind, "text">, readonly string[]> = {
  money: ["value", "amount"],
  date: ["due", "close_date", "when", "new_close_date", "date", "on", "since", "closing"],
  email: ["email"],
  phone: ["phone"],
  stage: ["stage", "new_stage"],
};
/** A field as people call it: the kind of its value, or its names. */
const fieldWords: Record<string, ValueKind | readonly string[]> = {
  amount: "money",
  price: "money",
  worth: "money",
  value: "money",
  "due date": "date",
  "close date": "date",
  "closing date": "date",
  deadline: "date",
  due: "date",
  date: "date",
  email: "email",
  "e-mail": "email",
  mail: "email",
  phone: "phone",
  number: "phone",
  stage: "stage",
  name: ["name", "title"],
  "job title": ["title"],
};

export interface Value {
  kind: ValueKind;
  said: string;
  fields: readonly string[];
}

/** The values said, when the words are nothing else: "26k", "26k and close friday". */
export function valuesIn({ wanted, field }: CorrectionWords, known: Known): Value[] | undefined {
  const given = field === undefined ? undefined : (fieldWords[field] ?? [field]);
  if (given !== undefined && wanted) {
    if (typeof given !== "string") return [{ kind: "text", said: wanted, fields: given }];
    if (given !== "text") return [{ kind: given, said: wanted, fields: fieldsOf[given] }];
  }
  const parts = [[wanted], wanted.split(/,\s+|\s+and\s+/)];
  for (const some of parts) {
    const values = some.map((part) => valueOf(part, known));
    if (values.every((value) => value !== undefined)) return values;
  }
  return undefined;
}

function valueOf(part: string, { stages, turn }: Known): Value | undefined {
  const said = part
    .trim()
    .replace(/^(?:to|for|at|about|around|closing|close|due|in|by|on)\s+(?=\S)/i, "");
  if (said === "") return undefined;
  const value = (kind: Exclude<ValueKind, "text">): Value => ({
    kind,
    said,
    fields: fieldsOf[kind],
  });
  if (said.replace(emailPattern, "") === "") return value("email");
  if (readMoney(said, turn) && !isYearOrTime(said)) return value("money");
  if (said.length > 7 && /^[\d\s().+-]+$/.test(said) && normalizePhone(said, turn.country))
    return value("phone");
  if (parseWhen(said, { ...turn, lean: "future" })) return value("date");
  const stage = stageIn(said, stages);
  return stage === undefined ? undefined : { ...value("stage"), said: stage };
}

const isYearOrTime = (said: string): boolean => /^20[2-4]\d$|^\d{1,2}:\d{2}$/.test(said);

function stageIn(said: string, stages: readonly string[]): string | undefined {
  const key = nameKey(said.replace(/\s+stage$/i, ""));
  const exact = stages.find((stage) => nameKey(stage) === key);
  if (exact !== undefined || key.length < 4) return exact;
  const starting = stages.filter((stage) => nameKey(stage).startsWith(key));
  return starting.length === 1 ? starting[0] : undefined;
}

/** "A meeting, not a call": a choice the call itself made. */
export function enumIn(
  { wanted }: CorrectionWords,
  calls: readonly SpokenCall[],
  { tools }: Known,
): Value[] | undefined {
  if (!wanted || wanted.split(/\s+/).length > 3) return undefined;
  for (const { tool, args } of calls)
    for (const field of Object.keys(args)) {
      const options = optionsOf(toolOf(tools, tool)?.input.shape[field]);
      const choice = options && enumValue(wanted.replace(/^(?:an?|the)\s+/i, ""), options);
      if (choice !== undefined && choice !== args[field])
        return [{ kind: "text", said: choice, fields: [field] }];
    }
  return undefined;
}

function optionsOf(declared: unknown): string[] | undefined {
  if (declared instanceof z.ZodEnum) return declared.options.map(String);
  if (declared instanceof z.ZodOptional || declared instanceof z.ZodDefault)
    return optionsOf(declared.unwrap());
  return undefined;
}

/** "Not 28" names the present 28,000; "not proposal" the present stage. */
export function isPresent(
  rejected: string,
  now: string,
  { value, known }: { value: Value; known: Known },
): boolean {
  if (value.kind === "money") {
    const amount = Number(readMoney(rejected, known.turn)?.amount ?? Number.NaN);
    return [1, 1_000, 1_000_000].some((scale) => amount * scale === Number(now));
  }
  if (value.kind === "date") {
    const when = parseWhen(rejected, { ...known.turn, lean: "future" });
    const at =
      when?.kind === "day" ? when.date : when?.kind === "instant" ? when.at.toISOString() : "";
    return at !== "" && now.startsWith(at.slice(0, 10));
  }
  return nameKey(now).startsWith(nameKey(rejected));
}

/** "26 not 28" after 28k is 26k; "at 4pm" after Thursday at three is Thursday at four. */
export function inScale(
  value: Value,
  {
    words,
    now,
    args,
    field,
  }: { words: CorrectionWords; now: string | null; args: SpokenCall["args"]; field: string },
): string {
  const { said } = value;
  if (value.kind === "money" && /^\d{1,3}(?:[.,]\d{1,2})?$/.test(said)) {
    const before = [words.rejected, args[field]].filter((one) => typeof one === "string").join(" ");
    const scale = /\d\s*(k|m|mn|million|thousand|grand)\b/i.exec(before)?.[1];
    if (scale && Number(now ?? 0) >= 1_000) return `${said}${scale}`;
  }
  const time = /^(?:\d{1,2}(?::\d{2})?\s*(?:am|pm)|\d{1,2}:\d{2}|noon|midday)$/i.test(said);
  if (value.kind === "date" && time && now) return `${now.slice(0, 10)} at ${said}`;
  return said;
}
