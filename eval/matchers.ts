/** Whether an argument a turn was read as is the one a case expects. */
import { DateTime } from "luxon";
import { readMoney } from "../core/domain/money.ts";
import { parsePast, parseWhen, type When } from "../core/domain/when.ts";
import type { Ref } from "../core/ref.ts";

/** In which words are read, and what the mentions of the call turned out to mean. */
export interface Reading {
  now: Date;
  timeZone: string;
  currency: string;
  /** By field; empty where the call never came to run. */
  resolved: Readonly<Record<string, unknown>>;
}

interface Actual {
  field: string;
  value: unknown;
  reading: Reading;
}

/** The fields in which a call differs from what is expected of it. */
export function differingFields(
  expected: Readonly<Record<string, unknown>>,
  args: Readonly<Record<string, unknown>>,
  reading: Reading,
): string[] {
  const fields = new Set([...Object.keys(expected), ...Object.keys(args)]);
  return [...fields].filter(
    (field) => !matches(expected[field], { field, value: args[field], reading }),
  );
}

export function matches(expected: unknown, actual: Actual): boolean {
  if (isAbsent(expected)) return isAbsent(actual.value);
  if (Array.isArray(expected)) return matchesInOrder(expected, actual);
  if (typeof expected === "object") return matchesMatcher(expected as Matcher, actual);
  if (isAbsent(actual.value)) return false;
  return sameWords(expected, actual.value);
}

type Matcher = Readonly<Record<string, unknown>>;

const matchers: Record<string, (wanted: unknown, actual: Actual) => boolean> = {
  any: () => true,
  absent: (_, { value }) => isAbsent(value),
  oneOf: (wanted, actual) => listOf(wanted).some((one) => matches(one, actual)),
  set: (wanted, actual) => matchesSet(listOf(wanted), actual),
  contains: (wanted, { value }) => wordsOf(value).includes(wordsOf(wanted)),
  record: (wanted, { field, value, reading }) =>
    listOf(reading.resolved[field] ?? value).some((one) => sameWords(wanted, nameOf(one))),
  date: (wanted, { value, reading }) =>
    isDay(
      wanted,
      parseWhen(String(value), { ...reading, lean: "future", locale: "en" }),
      reading.timeZone,
    ),
  past: (wanted, { value, reading }) => isPastDay(wanted, String(value), reading),
  money: (wanted, { value, reading }) => isAmount(String(wanted), value, reading),
};

function matchesMatcher(expected: Matcher, actual: Actual): boolean {
  const [[name, wanted] = ["", undefined]] = Object.entries(expected);
  const matcher = matchers[name];
  if (!matcher) throw new Error(`there is no matcher called ${name}`);
  return matcher(wanted, actual);
}

function matchesInOrder(expected: unknown[], actual: Actual): boolean {
  const values = listOf(actual.value);
  return (
    values.length === expected.length &&
    expected.every((one, index) => matches(one, at(actual, values, index)))
  );
}

function matchesSet(expected: unknown[], actual: Actual): boolean {
  const values = listOf(actual.value);
  if (values.length !== expected.length) return false;
  const left = values.map((_, index) => at(actual, values, index));
  return expected.every((one) => {
    const index = left.findIndex((value) => matches(one, value));
    if (index >= 0) left.splice(index, 1);
    return index >= 0;
  });
}

/** One value of several, with the one record that it came to mean. */
function at(actual: Actual, values: unknown[], index: number): Actual {
  const resolved = listOf(actual.reading.resolved[actual.field])[index];
  const reading = { ...actual.reading, resolved: { [actual.field]: resolved } };
  return { ...actual, value: values[index], reading };
}

const listOf = (value: unknown): unknown[] => {
  if (isAbsent(value)) return [];
  return Array.isArray(value) ? (value as unknown[]) : [value];
};

/** Nothing said: a flag not set and an empty list say nothing either. */
const isAbsent = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === false ||
  value === "" ||
  (Array.isArray(value) && value.length === 0);

const nameOf = (value: unknown): unknown =>
  typeof value === "object" && value !== null ? (value as Ref).name : value;

const sameWords = (one: unknown, other: unknown): boolean => wordsOf(one) === wordsOf(other);

/** Case, accents, blanks and marks at the ends do not count, nor does an article in front. */
const wordsOf = (value: unknown): string => {
  const text = typeof value === "string" ? value : JSON.stringify(value ?? "");
  return text
    .normalize("NFKD")
    .replace(/\p{Mn}/gu, "")
    .toLowerCase()
    .replace(/[’‘]/g, "'")
    .replace(/\s+/g, " ")
    .trim()
    .replace(/^["'“]+|["'”.,;:!?]+$/g, "")
    .replace(/^(?:the|a|an) (?=\S)/, "");
};

/** Of two readings ("Friday" said on a Friday) either will do: the tool asks. */
function isDay(wanted: unknown, when: When | undefined, timeZone: string): boolean {
  if (!when) return false;
  if (when.kind === "ambiguous")
    return when.options.some((option) => isDay(wanted, option, timeZone));
  const text = String(wanted);
  if (when.kind === "day") return when.date === text;
  return startsAs(text, when.at, timeZone);
}

function isPastDay(wanted: unknown, words: string, reading: Reading): boolean {
  const start = parsePast(words, { ...reading, locale: "en" });
  const when = parseWhen(words, { ...reading, lean: "past", locale: "en" });
  return (
    (start !== undefined && startsAs(String(wanted), start, reading.timeZone)) ||
    isDay(wanted, when, reading.timeZone)
  );
}

const startsAs = (wanted: string, at: Date, timeZone: string): boolean =>
  (DateTime.fromJSDate(at, { zone: timeZone }).toISO() ?? "").startsWith(wanted);

function isAmount(wanted: string, value: unknown, { currency }: Reading): boolean {
  const words = typeof value === "number" ? value.toString() : value;
  const expected = readMoney(wanted, { currency });
  const said = typeof words === "string" ? readMoney(words, { currency }) : undefined;
  if (!expected || expected.amount !== said?.amount) return false;
  return expected.currency === null || expected.currency === (said.currency ?? currency);
}
