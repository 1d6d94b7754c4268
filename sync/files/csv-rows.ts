/** Turns mapped spreadsheet rows into contact cards, companies and deals. Formulas stay plain text. */
import { DateTime } from "luxon";
import { normalizeEmail } from "../../core/domain/email-address.ts";
import { maskSecrets } from "../../core/domain/masking.ts";
import { formatPhone } from "../../core/domain/phone.ts";
import type { ColumnMapping, CsvField } from "./csv-columns.ts";
import type { CompanyRow, ContactCard, DealRow, Read } from "./records.ts";

const MAX_CELL = 20_000;
/** Day first and month first are told apart only where one is impossible; the rest stays as written. */
const DATE_FORMATS = [
  "yyyy-MM-dd",
  "yyyy/MM/dd",
  "dd MMM yyyy",
  "d MMM yyyy",
  "d MMMM yyyy",
  "MMM d, yyyy",
  "MMMM d, yyyy",
  "d.M.yyyy",
  "yyyyMMdd",
];
const CURRENCY_SIGNS: readonly (readonly [RegExp, string])[] = [
  [/€|\bEUR\b/i, "EUR"],
  [/£|\bGBP\b/i, "GBP"],
  [/R\$|\bBRL\b/i, "BRL"],
  [/\bCHF\b/i, "CHF"],
  [/¥|\bJPY\b/i, "JPY"],
  [/₹|\bINR\b/i, "INR"],
  [/\bCAD\b|C\$/i, "CAD"],
  [/\bAUD\b|A\$/i, "AUD"],
  [/\$|\bUSD\b/i, "USD"],
];

type Row = Extract<Read<string[]>, { item: string[] }>;

/** `defaultCountry` reads national telephone numbers. */
export function rowToContact(
  row: Row,
  mapping: ColumnMapping,
  defaultCountry?: string,
): Read<ContactCard> {
  const { one, many } = cellsOf(row, mapping);
  const written = many("emails", /[;,\s]+|:::/).map((text) => text.toLowerCase());
  const emails = unique(written.flatMap((text) => normalizeEmail(text) ?? []));
  const name = one("name") || [one("givenName"), one("familyName")].filter(Boolean).join(" ");
  const phones = many("phones", /;|,|:::| \/ /).filter((text) =>
    /\d{3}/.test(text.replace(/\D/g, "")),
  );
  const linkedin = one("linkedin");
  const connectedOn = isoDate(one("connectedOn"));
  const birthday = isoDate(one("birthday"));
  const sourceId = one("sourceId") || linkedin;
  if (name === "" && emails.length === 0 && phones.length === 0 && linkedin === "") {
    return {
      position: row.position,
      failed: "The row names no person, e-mail address or telephone number.",
    };
  }
  const unreadable =
    written.length > emails.length
      ? ["An e-mail address in this row is not one and was left out."]
      : [];
  const item: ContactCard = {
    name,
    givenName: one("givenName"),
    familyName: one("familyName"),
    emails,
    phones: unique(phones.map((phone) => formatPhone(phone, defaultCountry))),
    company: one("company"),
    title: one("title"),
    linkedin,
    website: one("website"),
    city: one("city"),
    country: one("country"),
    tags: unique(many("tags", /;|,|:::/).map((tag) => tag.replace(/^\*\s*/, ""))).filter(
      (tag) => tag !== "myContacts",
    ),
    note: one("note"),
    dates: birthday === "" ? {} : { birthday },
    ...(connectedOn === "" ? {} : { connectedOn }),
    ...(sourceId === "" ? {} : { sourceId }),
  };
  return { position: row.position, item, problems: unreadable };
}

export function rowToCompany(row: Row, mapping: ColumnMapping): Read<CompanyRow> {
  const { one, many } = cellsOf(row, mapping);
  const domain = domainIn(one("domain"));
  const name = one("name");
  if (name === "" && domain === "")
    return { position: row.position, failed: "The row names no company." };
  const item: CompanyRow = {
    name,
    domain,
    industry: one("industry"),
    city: one("city"),
    country: one("country"),
    tags: unique(many("tags", /;|,/)),
  };
  return { position: row.position, item, problems: [] };
}

export function rowToDeal(row: Row, mapping: ColumnMapping): Read<DealRow> {
  const { one } = cellsOf(row, mapping);
  const written = one("value");
  const value = amountIn(written);
  const name = one("name") || one("company");
  if (name === "") return { position: row.position, failed: "The row names no deal." };
  const item: DealRow = {
    name,
    company: one("company"),
    person: one("person"),
    stage: one("stage"),
    pipeline: one("pipeline"),
    value: value ?? "",
    currency: one("currency").toUpperCase() || currencyIn(written),
    closeDate: isoDate(one("closeDate")) || one("closeDate"),
    owner: normalizeEmail(one("owner")) ?? one("owner"),
  };
  const problems =
    written !== "" && value === undefined ? ["The amount is not a number and was left out."] : [];
  return { position: row.position, item, problems };
}

/** "€12.500,00" → "12500.00"; undefined when no number stands there. */
export function amountIn(written: string): string | undefined {
  const digits = written.replace(/[^\d.,()-]/g, "");
  if (!/\d/.test(digits)) return undefined;
  const negative = /^[(-]/.test(digits) ? "-" : "";
  const bare = digits.replace(/[()-]/g, "").replace(/[.,]+$/, "");
  const decimal = decimalSign(bare);
  const [whole = "", fraction = ""] = decimal === "" ? [bare] : splitLast(bare, decimal);
  const grouping = whole.replace(/[.,]/g, "") || "0";
  return negative + (fraction === "" ? grouping : `${grouping}.${fraction}`);
}

/** With both signs the last one is decimal; a single one followed by three digits groups thousands. */
function decimalSign(number: string): string {
  const comma = number.lastIndexOf(",");
  const dot = number.lastIndexOf(".");
  if (comma >= 0 && dot >= 0) return comma > dot ? "," : ".";
  const sign = comma >= 0 ? "," : dot >= 0 ? "." : "";
  if (sign === "" || number.split(sign).length > 2) return "";
  return number.length - number.lastIndexOf(sign) - 1 === 3 ? "" : sign;
}

function splitLast(text: string, sign: string): [string, string] {
  const at = text.lastIndexOf(sign);
  return [text.slice(0, at), text.slice(at + 1)];
}

function currencyIn(written: string): string {
  return CURRENCY_SIGNS.find(([sign]) => sign.test(written))?.[1] ?? "";
}

interface Cells {
  one: (field: CsvField) => string;
  many: (field: CsvField, separator: RegExp) => string[];
}

function cellsOf(row: Row, mapping: ColumnMapping): Cells {
  const values = (field: CsvField): string[] =>
    (mapping.columns[field] ?? [])
      .map((index) =>
        maskSecrets((row.item[index] ?? "").slice(0, MAX_CELL).replaceAll("\0", "").trim()),
      )
      .filter((value) => value !== "");
  return {
    one: (field) => values(field)[0] ?? "",
    many: (field, separator) =>
      values(field)
        .flatMap((value) => value.split(separator).map((part) => part.trim()))
        .filter(Boolean),
  };
}

function domainIn(written: string): string {
  const bare = written
    .toLowerCase()
    .replace(/^[a-z]+:\/\//, "")
    .replace(/^www\./, "");
  const domain = bare.split(/[/?#:\s]/)[0] ?? "";
  return domain.includes(".") ? domain : "";
}

function isoDate(written: string): string {
  const text = written.split(/[T ](?=\d{1,2}:)/)[0]?.trim() ?? "";
  if (text === "") return "";
  for (const format of DATE_FORMATS) {
    const date = DateTime.fromFormat(text, format, { locale: "en-US", zone: "utc" });
    if (date.isValid) return date.toISODate();
  }
  const parts = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})$/.exec(text);
  const [first, second, year] = [Number(parts?.[1]), Number(parts?.[2]), Number(parts?.[3])];
  if (parts === null || (first <= 12 && second <= 12 && first !== second)) return "";
  const date = DateTime.utc(year, first > 12 ? second : first, first > 12 ? first : second);
  return date.isValid ? date.toISODate() : "";
}

function unique(values: string[]): string[] {
  return [...new Set(values.filter((value) => value !== ""))];
}
