/** Reads single header values leniently: addresses, ids, dates, labels and confidentiality. */
import { toUSVString } from "node:util";
import { addressParser, decodeWords } from "postal-mime";
import type { Address } from "./message.ts";

const MAX_ADDRESSES = 2000;
const MAX_LABELS = 50;
const BRACKETED_ID = /<([^<>]{1,998})>/g;
/** Date.parse reads nearly anything as some date, so the forms mail uses are demanded first. */
const MAIL_DATE = /\d{1,2}[\s-]+[a-z]{3,9}\.?[\s-]+\d{2,4}[\s,]+\d{1,2}:\d{2}/i;
const C_DATE = /[a-z]{3}\s+\d{1,2},?\s+(?:\d{4}\s+)?\d{1,2}:\d{2}/i;
const ISO_DATE = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/;
const ZONE =
  /(?:[+-]\d{2}:?\d{2}|\b(?:UTC|GMT|UT|Z|[ECMP][SD]T)|\dZ)(?:[+-]\d{1,4})?\s*(?:\([^()]{0,60}\))?\s*(?:\d{4})?\s*$/i;
const CONFIDENTIAL = /^\s*(?:personal|private|company-confidential|confidential)\b/i;

/** Every address of one header value, groups flattened; a bare word is kept as written. */
export function addressesIn(value: string): Address[] {
  return addressParser(value, { flatten: true })
    .slice(0, MAX_ADDRESSES)
    .flatMap((mailbox) =>
      mailbox.group === undefined ? [toAddress(mailbox.name, mailbox.address)] : [],
    )
    .filter((address) => address.email !== "");
}

/** Ids without brackets, in order; bare words where nothing stands in brackets. */
export function messageIdsIn(value: string): string[] {
  if (value.includes("<")) {
    return Array.from(value.matchAll(BRACKETED_ID), (match) => clean(match[1] ?? "")).filter(
      Boolean,
    );
  }
  return value
    .split(/[\s,]+/)
    .filter((word) => word !== "" && word.length < 999)
    .map(clean);
}

/** Undefined when unreadable. A date without a zone is taken as UTC, not as this computer's time. */
export function dateIn(value: string): Date | undefined {
  const text = value.replace(/\s+/g, " ").trim().slice(0, 100);
  if (!MAIL_DATE.test(text) && !C_DATE.test(text) && !ISO_DATE.test(text)) return undefined;
  const zoned = ZONE.test(text) ? text : `${text}${ISO_DATE.test(text) ? "Z" : " +0000"}`;
  const date = new Date(zoned);
  if (!Number.isNaN(date.getTime())) return inStorableYears(date);
  const withoutOddZone = new Date(
    text.replace(/\s*(?:[+-]\d{1,5}|[a-z]{1,5}|\([^()]*\))\s*$/i, " +0000"),
  );
  return Number.isNaN(withoutOddZone.getTime()) ? undefined : inStorableYears(withoutOddZone);
}

/** Labels and folder names in the order found, each once. */
export function labelsIn(headers: ReadonlyMap<string, string[]>): string[] {
  const values = (name: string): string[] =>
    (headers.get(name) ?? []).map((value) => decodeWords(value));
  const labels = [
    ...values("x-gmail-labels").flatMap((value) => value.split(",")),
    ...values("x-enron-folders").flatMap((value) => value.split(",")),
    ...values("x-keywords").flatMap((value) => value.split(value.includes(",") ? "," : /\s+/)),
    ...values("x-folder").map((path) => path.split(/[\\/]/).filter(Boolean).at(-1) ?? ""),
  ];
  const byKey = new Map<string, string>();
  for (const label of labels.map((text) =>
    text
      .replace(/["\s]+/g, " ")
      .trim()
      .slice(0, 200),
  )) {
    const key = label.toLowerCase().replace(/[\s_]+/g, "_");
    if (key !== "" && !byKey.has(key)) byKey.set(key, label);
  }
  return [...byKey.values()].slice(0, MAX_LABELS);
}

/** A sensitivity label is an opaque id of the sender's company, so any label counts as confidential. */
export function isConfidential(header: (name: string) => string | undefined): boolean {
  if (CONFIDENTIAL.test(header("sensitivity") ?? "")) return true;
  return (header("msip_labels") ?? "").trim() !== "";
}

/** The name some archives record apart from the address: "Ward, Kim S (Houston)" → "Kim S Ward". */
export function senderNameIn(value: string): string {
  const bare = decodeWords(value)
    .replace(/<[^<>]{0,300}>?|\([^()]{0,100}\)|@\w+\s*$/g, "")
    .replace(/["']/g, "")
    .trim();
  if (bare.includes("@") || bare.length > 80 || !/\p{L}{2}/u.test(bare)) return "";
  const swapped = /^([^,]{2,40}),\s*([^,]{1,40})$/.exec(bare);
  return swapped === null ? bare : `${swapped[2] ?? ""} ${swapped[1] ?? ""}`.trim();
}

function toAddress(name: string, email: string): Address {
  const bare = clean(email)
    .toLowerCase()
    .replace(/^mailto:/, "");
  const unrouted = bare.startsWith("@") ? bare.slice(bare.lastIndexOf(":") + 1) : bare;
  const label = clean(name)
    .replace(/^'(.*)'$/s, "$1")
    .trim();
  if (unrouted === "" && label !== "" && !/\s/.test(label))
    return { name: "", email: label.toLowerCase() };
  return { name: label.toLowerCase() === unrouted ? "" : label, email: unrouted.slice(0, 320) };
}

function inStorableYears(date: Date): Date | undefined {
  const year = date.getUTCFullYear();
  return year >= 1970 && year < 2200 ? date : undefined;
}

function clean(text: string): string {
  return toUSVString(text.replaceAll("\0", "")).trim();
}
