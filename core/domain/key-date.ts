/** Days that matter about somebody: "birthday" on 3 May, of a year or of every year. */
import { DateTime } from "luxon";
import { formatIsoDay } from "./format.ts";

/** Comes round each year, so its year may well be unknown. */
const yearly = /birthday|anniversary|name ?day|saint/i;
const named =
  /\b(?:19|20)\d{2}\b|\b\d{1,2}[/.]\d{1,2}[/.]\d{2}\b|\b(?:today|tomorrow|yesterday|next|last|in|ago)\b/i;

/** "birthday", from "Birthday", "b-day" or "bday". */
export const keyDateLabel = (said: string): string =>
  said
    .trim()
    .toLowerCase()
    .replace(/^(?:the|his|her|their)\s+/, "")
    .replace(/^(?:b-?day|birth ?date|date of birth|dob)$/, "birthday");

/** Whether the words leave the year open: "3 May" for a birthday is a day of every year. */
export const isYearly = (label: string, said: string): boolean =>
  yearly.test(label) && !named.test(said);

/** "--05-03": the day without its year. */
export const withoutYear = (isoDay: string): string => `--${isoDay.slice(5)}`;

/** "3 May", or "3 May 1990" where the year is known. */
export function formatKeyDate(date: string): string {
  if (!date.startsWith("--")) return formatIsoDay(date);
  return DateTime.fromISO(`2000-${date.slice(2)}`)
    .setLocale("en-GB")
    .toFormat("d LLLL");
}
