/** How long something took or takes, in a person's words: "45 min", "half an hour", "1h30". */
import { numberWords } from "./number-words.ts";

const numbers: Record<string, number> = {
  ...numberWords,
  forty: 40,
  "forty five": 45,
  fifty: 50,
  sixty: 60,
  ninety: 90,
  "half a": 0.5,
  "half an": 0.5,
  "a half": 0.5,
  "quarter of an": 0.25,
  "a quarter of an": 0.25,
  "three quarters of an": 0.75,
};
const number = `\\d+(?:[.,]\\d+)?|${Object.keys(numbers)
  .sort((a, b) => b.length - a.length)
  .join("|")}`;
const hour = "h|hrs?|hours?";
const minute = "m|mins?|minutes?|minuter";
const parts = new RegExp(
  `^(?:(${number})(?: and a (half|quarter))?\\s*(?:${hour})(?: and a (half|quarter))?)?\\s*(?:and\\s+|,\\s*)?(?:(${number})\\s*(?:${minute})?)?$`,
);
const shareOf: Record<string, number> = { half: 30, quarter: 15 };
const mostMinutes = 7 * 24 * 60;

/** Whole minutes; nothing where the text is no length of time. A number alone counts minutes. */
export function readMinutes(text: string): number | undefined {
  const words = text
    .trim()
    .toLowerCase()
    .replace(/[.!?]+$/, "")
    .replace(/^(?:for|took|lasted|about|around|some|roughly|approx\.?|~)\s*/, "")
    .replace(/[-‑]/g, " ")
    .replace(/\s+/g, " ");
  const clock = /^(\d{1,2}):([0-5]\d)$/.exec(words);
  if (clock) return Number(clock[1]) * 60 + Number(clock[2]);
  const match = parts.exec(words);
  const [, hours, shareBefore, shareAfter, minutes] = match ?? [];
  if (hours === undefined && !(minutes !== undefined && /\d|\b(?:m|mins?|minutes?)$/.test(words)))
    return undefined;
  const total = Math.round(
    count(hours) * 60 + (shareOf[shareBefore ?? shareAfter ?? ""] ?? 0) + count(minutes),
  );
  return total > 0 && total <= mostMinutes ? total : undefined;
}

const count = (word: string | undefined): number =>
  word === undefined ? 0 : (numbers[word] ?? Number(word.replace(",", ".")));
