/** People as files: a table for spreadsheets, cards for address books. */
import type { Tx } from "../../db/client.ts";
import type { Entry } from "../../db/queries/lists.ts";
import { keyDatesOf, pointsOf, type PersonRow } from "../../db/queries/people.ts";
import { csvOf } from "../domain/csv-writing.ts";
import type { ListField } from "../domain/list.ts";
import { fieldText } from "../domain/list-value.ts";
import { formatPhone } from "../domain/phone.ts";
import { vcardsOf } from "../domain/vcard-writing.ts";

/** The list's own fields and their values, as further columns. */
export interface Further {
  fields: readonly ListField[];
  values: ReadonlyMap<string, Entry["values"]>;
}

const columns = [
  "Name",
  "Title",
  "Company",
  "Email",
  "Phone",
  "Profiles",
  "City",
  "Country",
  "Tags",
  "Status",
  "Lead source",
  "Owner",
  "Last contact",
  "Note",
];

export async function csvFile(
  tx: Tx,
  people: readonly PersonRow[],
  { fields, values: known }: Further,
  timeZone: string,
): Promise<string> {
  const points = await pointsByPerson(tx, people);
  const rows = people.map((one) => {
    const of = points.get(one.id);
    const values = known.get(one.id) ?? {};
    return [
      one.name,
      one.title,
      one.company,
      of?.email.join("; "),
      of?.phone.map((phone) => formatPhone(phone)).join("; "),
      of?.link.join("; "),
      one.city,
      one.country,
      one.tags.join("; "),
      one.status,
      one.leadSource,
      one.owner,
      one.lastAt ? localDay(one.lastAt, timeZone) : "",
      one.note,
      ...fields.map((field) => fieldText(field, values[field.id])),
    ].map((value) => value ?? "");
  });
  return csvOf([[...columns, ...fields.map((field) => field.name)], ...rows]);
}

/** ISO, so that a spreadsheet anywhere reads it alike. */
const localDay = (at: Date, timeZone: string): string =>
  at.toLocaleDateString("sv-SE", { timeZone });

export async function vcardFile(tx: Tx, people: readonly PersonRow[]): Promise<string> {
  const points = await pointsByPerson(tx, people);
  const dates = await keyDatesOf(
    tx,
    people.map((one) => one.id),
  );
  const birthdays = new Map(
    dates.flatMap(({ personId, label, date }) => (label === "birthday" ? [[personId, date]] : [])),
  );
  const cards = people.map((one) => {
    const of = points.get(one.id);
    return {
      ...one,
      emails: of?.email ?? [],
      phones: of?.phone ?? [],
      urls: of?.link ?? [],
      addresses: of?.address ?? [],
      birthday: birthdays.get(one.id) ?? null,
    };
  });
  return vcardsOf(cards);
}

type Points = Record<"email" | "phone" | "link" | "address", string[]>;

/** What is in use, by person and kind. */
async function pointsByPerson(tx: Tx, people: readonly PersonRow[]): Promise<Map<string, Points>> {
  const rows = await pointsOf(
    tx,
    people.map((one) => one.id),
  );
  const byPerson = new Map<string, Points>();
  for (const { personId, kind, value, until } of rows) {
    if (until !== null) continue;
    const of = byPerson.get(personId) ?? { email: [], phone: [], link: [], address: [] };
    of[kind === "linkedin" || kind === "website" ? "link" : kind].push(value);
    byPerson.set(personId, of);
  }
  return byPerson;
}
