/** The values of a list's own fields: read from words by the field's type, and written for a reader. */
import { AppError } from "./errors.ts";
import { formatIsoDay } from "./format.ts";
import type { ListField } from "./list.ts";
import type { FieldValue } from "./membership.ts";

/** Of a date the calendar day is expected, which only somebody's time zone makes of words. */
export function readFieldValue(
  field: ListField,
  said: string,
  dayOf: (said: string) => string,
): FieldValue {
  switch (field.type) {
    case "text":
      return said.trim();
    case "number":
      return readNumber(field, said);
    case "date":
      return dayOf(said);
    case "choice":
      return readChoice(field, said);
    case "choices": {
      const parts = said.split(/\s*(?:,|;|&|\band\b)\s*/i).filter(Boolean);
      const whole = field.choices.find((choice) => same(choice, said));
      return whole ? [whole] : [...new Set(parts.map((part) => readChoice(field, part)))];
    }
  }
}

/** A value as a person reads it; nothing where there is none. */
export function fieldText(field: Pick<ListField, "type">, value: FieldValue | undefined): string {
  if (value === undefined) return "";
  if (Array.isArray(value)) return value.join(", ");
  if (field.type === "date" && typeof value === "string") return formatIsoDay(value);
  return typeof value === "number" ? value.toLocaleString("en-GB") : value;
}

function readNumber({ name }: ListField, said: string): number {
  const bare = said.trim().replace(/(?<=\d)[\s'](?=\d{3}\b)/g, "");
  const grouped = /^-?\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(bare);
  const plain = grouped ? bare.replaceAll(",", "") : bare.replace(",", ".");
  const value = Number(plain);
  if (plain === "" || !Number.isFinite(value))
    throw new AppError("bad_input", `${name} is a number; “${said}” is none.`);
  return value;
}

function readChoice({ name, choices }: ListField, said: string): string {
  const found = choices.find((choice) => same(choice, said));
  if (found === undefined)
    throw new AppError(
      "bad_input",
      `${name} is one of ${choices.join(", ")}; “${said}” is none of them.`,
    );
  return found;
}

const same = (choice: string, said: string): boolean =>
  choice.trim().toLowerCase() === said.trim().toLowerCase();
