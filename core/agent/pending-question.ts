/** Answering a question in words: "the acme one", "the second", "Weiss". */
import type { CallRequest, CallResult } from "../call-result.ts";
import { nameKey } from "../domain/names.ts";
import type { PendingQuestion } from "./intent.ts";

const MOST_WORDS = 5;
const ordinals = ["first", "second", "third", "fourth", "fifth"];
const filler = new Set([
  "the",
  "one",
  "at",
  "from",
  "of",
  "i",
  "mean",
  "meant",
  "that",
  "s",
  "please",
]);

/** The question a turn ends with, if it ends with one. */
export function questionOf(result: CallResult): PendingQuestion | undefined {
  if (result.outcome !== "question") return undefined;
  const options = (result.reply.actions ?? []).flatMap(({ label, press }) =>
    press.kind === "call" ? [{ label, args: press.args }] : [],
  );
  return { tool: result.tool, options };
}

/** The call the answer completes, when the words name exactly one option. */
export function answerIn(text: string, question: PendingQuestion): CallRequest | undefined {
  const words = nameKey(text)
    .split(" ")
    .filter((word) => !filler.has(word));
  if (words.length === 0 || words.length > MOST_WORDS) return undefined;
  const option = byPosition(words, question) ?? byWords(words, question);
  return option && { tool: question.tool, args: option.args };
}

type Option = PendingQuestion["options"][number];

function byPosition(words: string[], { options }: PendingQuestion): Option | undefined {
  const [only, ...more] = words;
  if (only === undefined || more.length > 0) return undefined;
  const position = /^[1-5]$/.test(only) ? Number(only) : ordinals.indexOf(only) + 1;
  return options[position - 1];
}

function byWords(words: string[], { options }: PendingQuestion): Option | undefined {
  const matching = options.filter(({ label }) => {
    const named = nameKey(label).split(" ");
    return words.every((word) => named.some((other) => other.startsWith(word)));
  });
  return matching.length === 1 ? matching[0] : undefined;
}
