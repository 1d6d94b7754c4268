/** A record's state as a card: the fields of its receipts under the labels its card has. */
import { DateTime } from "luxon";
import { formatIsoDay, formatMoney } from "../domain/format.ts";
import { formatKeyDate } from "../domain/key-date.ts";
import { formatPhone } from "../domain/phone.ts";
import type { Change } from "../reply.ts";

const labels: Record<string, string> = {
  tag: "Tags",
  domain: "Domains",
  list: "Lists",
  lead_source: "Lead source",
  close_date: "Closes",
  linkedin: "LinkedIn",
  decision_maker: "Decision maker",
};

/** "lead_source" → "Lead source". */
export function fieldLabel(field: string): string {
  const words = field.replaceAll("_", " ");
  return labels[field] ?? words.charAt(0).toUpperCase() + words.slice(1);
}

/** Plain values of receipts as people read them. */
export function fieldWords(field: string, value: string): string {
  if (field === "phone")
    return value
      .split(", ")
      .map((one) => formatPhone(one))
      .join(", ");
  if (field === "value") return formatMoney(value, null) ?? value;
  if (/^(?:--\d{2}-\d{2})$/.test(value)) return formatKeyDate(value);
  if (/^\d{4}-\d{2}-\d{2}$/.test(value)) return formatIsoDay(value);
  if (/^\d{4}-\d{2}-\d{2}T/.test(value))
    return DateTime.fromISO(value, { setZone: true })
      .setLocale("en-GB")
      .toFormat("ccc d LLL yyyy, HH:mm");
  return value;
}

/** The fields of a card; the name is its title. */
export const stateFields = (changes: readonly Change[]): { label: string; value: string }[] =>
  changes.flatMap(({ field, to }) =>
    to === null || field === "name"
      ? []
      : [{ label: fieldLabel(field), value: fieldWords(field, to) }],
  );
