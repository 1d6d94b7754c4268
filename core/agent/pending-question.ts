/** Answering a question in words: "the acme one", "the second", "Weiss", or what the open field should hold. */
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import type { CallRequest, CallResult } from "../call-result.ts";
import { editDistance } from "../domain/edit-distance.ts";
import { nameKey } from "../domain/names.ts";
import { isId } from "../domain/ids.ts";
import { allActions, type Button, type Reply } from "../reply.ts";
import type { Tool } from "../tool.ts";
import { enumValue } from "./local-parser/slots.ts";
import type { OpenField, Option, PendingQuestion, Reading } from "./intent.ts";

const MOST_WORDS = 5;
const MOST_NAME_WORDS = 5;
const ordinals = ["first", "second", "third", "fourth", "fifth"];
const filler = new Set(
  "the teh one ones guy person company at from of i mean meant that s please pls plz number no option its it is s yes ok okay um hm".split(
    " ",
  ),
);
const agreement =
  /^(?:(?:yes|yep|yeah|yup|ok|okay|sure|right|correct|exactly|that'?s (?:right|it|him|her|the one)|that one|please|pls|go ahead|do it)[\s,.!]*)+$/i;

/** The question a call ends with, if it ends with one; a write may also offer to be completed. */
export function questionOf(result: CallResult): PendingQuestion | undefined {
  if (result.outcome === "done" && result.receipts.length > 0) {
    const completions = optionsIn(result.reply).filter(({ tool }) => tool === result.tool);
    return completions.length > 0 ? { options: completions } : undefined;
  }
  if (result.outcome !== "question") return undefined;
  const options = optionsIn(result.reply);
  const open = openField(result, options);
  return { options, ...(open ? { open } : {}) };
}

/** Readings offered as buttons may be picked in words as well. */
export const questionAmong = (readings: readonly Reading[]): PendingQuestion => ({
  options: readings.map(({ echo, call }) => ({ label: echo, ...call })),
});

const optionsIn = (reply: Reply<Button>): Option[] =>
  allActions(reply).flatMap(({ label, press }) =>
    press.kind === "call" ? [{ label, tool: press.tool, args: press.args }] : [],
  );

/** The same question again, with its buttons. */
export const askAgain = ({ options }: PendingQuestion): Reply<Button> => ({
  text:
    options.length > 0
      ? `Which one? Press it or say its number:\n${options.map(({ label }, index) => `${index + 1}. ${label}`).join("\n")}`
      : "Say it in your own words, or “never mind”.",
  actions: options.map(({ label, tool, args }) => ({ label, press: { kind: "call", tool, args } })),
});

export const isAgreement = (text: string): boolean => agreement.test(text.trim());

/** The call the answer completes, when the words name exactly one option. */
export function answerIn(text: string, { options }: PendingQuestion): CallRequest | undefined {
  const only = options.length === 1 && isAgreement(text) ? options[0] : undefined;
  const words = nameKey(text)
    .split(" ")
    .filter((word) => !filler.has(word));
  const fits = words.length > 0 && words.length <= MOST_WORDS;
  const option =
    only ?? (fits ? (byPosition(words, options) ?? byWords(words, options)) : undefined);
  return option && { tool: option.tool, args: option.args };
}

/** The call with the asker's words in the field that was asked for. */
export function filledWith(
  text: string,
  open: OpenField,
  tool: Tool | undefined,
): CallRequest | undefined {
  // The text of a letter is taken as it is.
  const said = open.field === "body" ? text.trim() : text.trim().replace(/[.!]+$/, "");
  const isMention = tool?.mentions[open.field] !== undefined;
  if (isMention && nameKey(said).split(" ").length > MOST_NAME_WORDS) return undefined;
  const value = isMention ? mentionIn(said, open) : valueIn(said, tool?.input.shape[open.field]);
  return { tool: open.tool, args: { ...open.args, [open.field]: value } };
}

/** Whether a command read from the answer is no more than the answer itself: a bare name looks up a record. */
export function isBareAnswer(text: string, readings: readonly Reading[]): boolean {
  const [only] = readings;
  if (!only || readings.length > 1) return false;
  const values = Object.values(only.call.args);
  return values.length === 1 && nameKey(String(values[0])) === nameKey(text);
}

/** Of a question which record a mention means, the field is the one its options differ in. */
function openField({ tool, args, asksFor }: CallResult, options: Option[]): OpenField | undefined {
  if (asksFor) return { tool, args, field: asksFor };
  const own = options.filter((option) => option.tool === tool);
  const fields = new Set(
    own.flatMap((option) =>
      Object.keys(option.args).filter((key) => !isDeepStrictEqual(option.args[key], args[key])),
    ),
  );
  const [field] = fields;
  if (field === undefined || fields.size > 1 || own.length < options.length) return undefined;
  const said = args[field];
  const chosen = own[0]?.args[field];
  const unclear = Array.isArray(said)
    ? (said as unknown[]).find((item, index) => item !== (chosen as unknown[])[index])
    : said;
  return { tool, args, field, ...(typeof unclear === "string" ? { unclear } : {}) };
}

/** "Weiss" is another name; "the borealis one" is the same name, narrowed. */
function mentionIn(said: string, { args, field, unclear }: OpenField): unknown {
  const hint =
    /^(?:(?:no|it's|its),?\s+)?(?:the\s+(.+?)\s+(?:one|guy|person)|(?:at|from|with)\s+(.+))$/i.exec(
      said,
    );
  const place = hint?.[1] ?? hint?.[2];
  const name = said.replace(/^(?:no,?\s+)?(?:i\s+(?:mean|meant)\s+|it'?s\s+)/i, "");
  const meant = place && unclear && !isId(unclear) ? `${unclear} (${place})` : name;
  const value = args[field];
  if (!Array.isArray(value)) return meant;
  return (value as unknown[]).map((item) => (item === unclear ? meant : item));
}

/** The answer in the shape its field takes: a number, a choice, one of several. */
function valueIn(said: string, declared: unknown): unknown {
  if (!(declared instanceof z.ZodType)) return said;
  const options = enumOptions(declared);
  const choice = options && enumValue(said, options);
  const number = Number(said.replace(/[,%]/g, ""));
  const tries: unknown[] = [choice, said, [said], said.split(/,\s*| and /), number];
  return tries.find((value) => value !== undefined && declared.safeParse(value).success) ?? said;
}

function enumOptions(schema: z.ZodType): string[] | undefined {
  if (schema instanceof z.ZodEnum) return schema.options.map(String);
  if (
    schema instanceof z.ZodOptional ||
    schema instanceof z.ZodNullable ||
    schema instanceof z.ZodDefault
  )
    return enumOptions(schema.unwrap() as z.ZodType);
  return undefined;
}

function byPosition(words: string[], options: readonly Option[]): Option | undefined {
  const [only, ...more] = words;
  if (only === undefined || more.length > 0) return undefined;
  if (only === "last") return options.at(-1);
  const position = /^[1-9]$/.test(only) ? Number(only) : ordinals.indexOf(only) + 1;
  return options[position - 1];
}

/** One slip in a name is forgiven where the words as they stand name none of them. */
function byWords(words: string[], options: readonly Option[]): Option | undefined {
  const exactly = namedBy(words, options, says);
  const near = exactly.length > 0 ? exactly : namedBy(words, options, nearlySays);
  return near.length === 1 ? near[0] : undefined;
}

const namedBy = (
  words: string[],
  options: readonly Option[],
  means: (label: string, word: string) => boolean,
): Option[] => options.filter(({ label }) => words.every((word) => means(label, word)));

const says = (label: string, word: string): boolean =>
  nameKey(label)
    .split(" ")
    .some((other) => other.startsWith(word));

/** "Chuck it" is no slip for a mail "to check": only what is written like a name may be misspelt. */
const nearlySays = (label: string, word: string): boolean =>
  says(label, word) ||
  (word.length > 4 && namesIn(label).some((name) => editDistance(name, word) <= 1));

const namesIn = (label: string): string[] =>
  (label.match(/\p{Lu}[\p{L}\p{M}\p{N}'’-]*/gu) ?? []).map(nameKey);
