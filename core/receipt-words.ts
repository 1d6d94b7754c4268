/** Receipts in words: the plain values of what changed, as a person reads them. */
import { DateTime } from "luxon";
import { formatPhone } from "./domain/phone.ts";

/** What of a receipt is put in words. */
interface Written {
  record: { type: string; name: string };
  changes: readonly { field: string; from: string | null; to: string | null }[];
}

/** One line of a receipt; `null` is nothing. */
export interface ChangeWords {
  label: string;
  from: string | null;
  to: string | null;
}

/** What a receipt shows of its changes: not what its heading, or the card of a new draft, says already. */
export function changeWords({ record, changes }: Written): ChangeWords[] {
  const isHeading = ({ field, from, to }: Written["changes"][number]): boolean =>
    isNaming(field) && [from, to].includes(null) && [from, to].includes(record.name);
  if (record.type === "draft" && changes.some(isHeading)) return [];
  return changes
    .filter((change) => !isHeading(change))
    .map(({ field, from, to }) => ({
      label: spoken(field),
      from: from === null ? null : readable(field, from),
      to: to === null ? null : readable(field, to),
    }));
}

/**
 * "stage Proposal → Negotiation; value 28,000"; of what is new, only what it is, and of what goes, what
 * it was. May be empty.
 */
export function receiptWords(receipt: Written): string {
  const changes = changeWords(receipt);
  if (isRemoval(receipt))
    return `removed, with ${changes.map(({ label, from }) => `${label} ${from ?? ""}`).join("; ")}`;
  return changes
    .map(({ label, from, to }) =>
      from === null ? `${label} ${to ?? "none"}` : `${label} ${from} → ${to ?? "none"}`,
    )
    .join("; ");
}

/** Whether the record itself is gone, and not only a field of it. */
export const isRemoval = ({ record, changes }: Written): boolean =>
  changes.some(({ field, from, to }) => isNaming(field) && from === record.name && to === null);

const naming = ["name", "title", "summary"];
const isNaming = (field: string): boolean => naming.includes(field);

const spoken = (field: string): string =>
  field === "occurred_at" ? "when" : field.replaceAll("_", " ");

/** An ISO day or instant spelled out, an amount with its thousands; anything else as it is. */
function readable(field: string, value: string): string {
  if (field === "phone")
    return value
      .split(", ")
      .map((one) => formatPhone(one))
      .join(", ");
  if (field === "value" && /^-?\d+$/.test(value)) return grouped(value);
  if (/^\d{4}-\d\d-\d\d(T|$)/.test(value)) return readableTime(value);
  const amount = /^(-?\d+)(\.\d\d)( [A-Z]{3})?$/.exec(value);
  if (!amount) return value;
  const [, whole = "", cents = "", currency = ""] = amount;
  return `${grouped(whole)}${cents === ".00" ? "" : cents}${currency}`;
}

/** Midnight is how a day without a time is written. */
function readableTime(iso: string): string {
  const at = DateTime.fromISO(iso, { setZone: true, locale: "en-GB" });
  if (!at.isValid) return iso;
  return at.toFormat(at.hour === 0 && at.minute === 0 ? "d LLL yyyy" : "d LLL yyyy, HH:mm");
}

const grouped = (whole: string): string => whole.replace(/\B(?=(\d{3})+$)/g, ",");
