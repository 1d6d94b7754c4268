/** Dates and amounts as people read them: always absolute, in their zone. */
import { DateTime } from "luxon";

export interface Reader {
  timeZone: string;
  locale: string;
}

/** "3 Nov 2026" */
export const formatDay = (at: Date, reader: Reader): string =>
  DateTime.fromJSDate(at, { zone: reader.timeZone }).setLocale("en-GB").toFormat("d LLL yyyy");

/** "Tue 3 Nov 2026, 15:00" */
export const formatInstant = (at: Date, reader: Reader): string =>
  DateTime.fromJSDate(at, { zone: reader.timeZone })
    .setLocale("en-GB")
    .toFormat("ccc d LLL yyyy, HH:mm");

/** "Fri 27 Nov 2026" */
export const formatWeekday = (at: Date, reader: Reader): string =>
  DateTime.fromJSDate(at, { zone: reader.timeZone }).setLocale("en-GB").toFormat("ccc d LLL yyyy");

/** A calendar day (ISO) as "11 Dec 2026": no zone can move it. */
export const formatIsoDay = (date: string): string =>
  DateTime.fromISO(date).setLocale("en-GB").toFormat("d LLL yyyy");

/** "120 kB", "1.4 MB": as file managers count, in thousands. */
export function formatBytes(bytes: number): string {
  const [amount, unit] =
    bytes < 1_000
      ? [bytes, "bytes"]
      : bytes < 999_500
        ? [bytes / 1_000, "kB"]
        : [bytes / 1e6, "MB"];
  const digits = unit === "MB" && amount < 100 ? 1 : 0;
  return `${amount.toLocaleString("en-GB", { maximumFractionDigits: digits })} ${unit}`;
}

/** "24,000 EUR": the amount without needless cents, and always its currency. */
export function formatMoney(value: string | null, currency: string | null): string | null {
  if (value === null) return null;
  const amount = Number(value);
  const digits = Number.isInteger(amount) ? 0 : 2;
  const text = amount.toLocaleString("en-GB", {
    minimumFractionDigits: digits,
    maximumFractionDigits: 2,
  });
  return currency ? `${text} ${currency}` : text;
}
