/** Reads address-book cards (vCard 2.1 to 4.0 and jCard) into contact cards. */
import { normalizeEmail } from "../../core/domain/email-address.ts";
import { maskSecrets } from "../../core/domain/masking.ts";
import { formatPhone } from "../../core/domain/phone.ts";
import type { ContactCard, Read } from "./records.ts";
import { jcardProperties, rawCards, type CardProperty } from "./vcard-lines.ts";

const LINKEDIN = /linkedin\.com\/(?:in|pub)\//i;

/** `defaultCountry` reads national telephone numbers; without it they stay as written. */
export function* readVcf(text: string, defaultCountry?: string): Generator<Read<ContactCard>> {
  if (/^\s*\[/.test(text)) {
    yield* readJcards(text, defaultCountry);
    return;
  }
  for (const card of rawCards(text)) {
    const problems = card.unfinished ? ["The card was not closed; what it held was kept."] : [];
    yield toRead(card.properties, { position: `line ${card.line}`, problems, defaultCountry });
  }
}

function* readJcards(
  text: string,
  defaultCountry: string | undefined,
): Generator<Read<ContactCard>> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    yield { position: "the whole file", failed: "The jCard is not valid JSON." };
    return;
  }
  const isSingle = Array.isArray(parsed) && parsed[0] === "vcard";
  const cards: unknown[] = isSingle ? [parsed] : Array.isArray(parsed) ? (parsed as unknown[]) : [];
  for (const [index, card] of cards.entries()) {
    yield toRead(jcardProperties(card), {
      position: `card ${index + 1}`,
      problems: [],
      defaultCountry,
    });
  }
}

interface Origin {
  position: string;
  problems: string[];
  defaultCountry: string | undefined;
}

function toRead(properties: CardProperty[], origin: Origin): Read<ContactCard> {
  const card = toCard(properties, origin.defaultCountry);
  if (
    card.name === "" &&
    card.emails.length === 0 &&
    card.phones.length === 0 &&
    card.company === ""
  ) {
    return { position: origin.position, failed: "The card names no person, address or number." };
  }
  return { position: origin.position, item: card, problems: origin.problems };
}

function toCard(properties: CardProperty[], defaultCountry: string | undefined): ContactCard {
  const all = (name: string): CardProperty[] =>
    properties.filter((property) => property.name === name);
  const first = (name: string): string => clean(all(name)[0]?.parts[0] ?? "");
  const [familyName = "", givenName = "", additional = ""] = (all("n")[0]?.parts ?? []).map(clean);
  const composed = [givenName, additional, familyName].filter(Boolean).join(" ");
  const address = addressOf(all("adr"));
  const urls = webAddresses(properties);
  const linkedin = urls.find((url) => LINKEDIN.test(url)) ?? "";
  const uid = first("uid");
  return {
    name: first("fn") || composed || first("nickname"),
    givenName,
    familyName,
    emails: unique(all("email").flatMap((property) => emailOf(property.parts[0] ?? ""))),
    phones: unique(
      all("tel")
        .filter(isVoice)
        .map((property) => phoneOf(property.parts[0] ?? "", defaultCountry)),
    ),
    company: clean(all("org")[0]?.parts[0] ?? ""),
    title: first("title") || first("role"),
    linkedin,
    website: urls.find((url) => !LINKEDIN.test(url)) ?? "",
    ...address,
    tags: unique(
      all("categories").flatMap((property) => (property.parts[0] ?? "").split(",").map(clean)),
    ),
    note: all("note")
      .map((property) => clean(property.parts[0] ?? ""))
      .filter(Boolean)
      .join("\n"),
    dates: datesOf(properties),
    ...(uid === "" ? {} : { sourceId: uid.replace(/^urn:uuid:/i, "") }),
  };
}

function emailOf(written: string): string[] {
  const email = normalizeEmail(written);
  return email === undefined
    ? written.includes("@")
      ? [clean(written).toLowerCase()]
      : []
    : [email];
}

function isVoice(property: CardProperty): boolean {
  return !property.types.some((type) => type === "fax" || type === "pager");
}

function phoneOf(written: string, defaultCountry: string | undefined): string {
  const number = clean(written.replace(/^tel:/i, "").replace(/;ext=/i, " ext. "));
  return /\d/.test(number) ? formatPhone(number, defaultCountry) : "";
}

/** The address marked as work, else the first with a city or country. */
function addressOf(addresses: CardProperty[]): { city: string; country: string } {
  const filled = addresses.filter(
    ({ parts }) => (parts[3] ?? "") !== "" || (parts[6] ?? "") !== "",
  );
  const chosen = filled.find(({ types }) => types.includes("work")) ?? filled[0];
  return { city: clean(chosen?.parts[3] ?? ""), country: clean(chosen?.parts[6] ?? "") };
}

function webAddresses(properties: CardProperty[]): string[] {
  const social = (name: string): boolean =>
    name === "url" || name === "x-socialprofile" || name === "socialprofile";
  const urls = properties.filter(({ name }) => social(name) || /^x-.*linkedin/.test(name));
  return unique(urls.map(({ parts }) => clean(parts[0] ?? "").replace(/^x-apple:/i, "")));
}

/** Birthday, anniversary, and Apple's and Google's labelled dates. */
function datesOf(properties: CardProperty[]): Record<string, string> {
  const dates: Record<string, string> = {};
  const labels = new Map(
    properties
      .filter(({ name }) => name === "x-ablabel")
      .map(({ group, parts }) => [group, parts[0] ?? ""]),
  );
  for (const { name, group, parts } of properties) {
    const label = dateLabel(name, labels.get(group));
    const date = isoDate(parts[0] ?? "");
    if (label !== undefined && date !== undefined) dates[label] ??= date;
  }
  return dates;
}

function dateLabel(name: string, label: string | undefined): string | undefined {
  if (name === "bday") return "birthday";
  if (name === "anniversary" || name === "x-ms-anniversary" || name === "x-anniversary")
    return "anniversary";
  if (name !== "x-abdate") return undefined;
  return clean((label ?? "").replace(/^_\$!<|>!\$_$/g, "")).toLowerCase() || "date";
}

/** "19800322", "1980-03-22T00:00:00Z" and "--0203" (no year, which stays so). */
function isoDate(value: string): string | undefined {
  const full = /^(\d{4})-?(\d{2})-?(\d{2})(?!\d)/.exec(value.trim());
  if (full !== null) return `${full[1] ?? ""}-${full[2] ?? ""}-${full[3] ?? ""}`;
  const yearless = /^--(\d{2})-?(\d{2})/.exec(value.trim());
  return yearless === null ? undefined : `--${yearless[1] ?? ""}-${yearless[2] ?? ""}`;
}

function clean(text: string): string {
  return maskSecrets(text.replaceAll("\0", "").trim());
}

function unique(values: string[]): string[] {
  return [...new Set(values.filter((value) => value !== ""))];
}
