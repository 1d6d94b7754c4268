/** The words of a tie: its ends, its days, and how it reads from either side. */
import type { RelationshipRow } from "../../db/queries/relationships.ts";
import type { Context } from "../context.ts";
import { DateTime } from "luxon";
import { formatIsoDay } from "../domain/format.ts";
import type { End } from "../domain/relationship.ts";
import type { RecordRef } from "../reply.ts";
import type { Ref } from "../ref.ts";
import { readWhen } from "./dates.ts";

export const endOf = ({ type, id }: Ref): End => ({ type: type as End["type"], id });

/** Users are no records of the CRM: they are named, not counted. */
export const recordsOf = (
  refs: readonly { type: string; id: string; name: string }[],
): RecordRef[] =>
  refs.flatMap(({ type, id, name }) =>
    type === "person" || type === "company" ? [{ type, id, name }] : [],
  );

/** A day (ISO); of a year or a month alone its first day, or its last where something ended. */
export function dayOf(context: Context, words: string, edge: "first" | "last"): string {
  const text = words.trim().replace(/^(?:in|since|until|till|from)\s+/i, "");
  const year = /^(?:19|20)\d{2}$/.exec(text)?.[0];
  if (year) return edge === "first" ? `${year}-01-01` : `${year}-12-31`;
  const month = DateTime.fromFormat(text, "LLLL yyyy", { locale: "en" });
  if (month.isValid) return (edge === "first" ? month : month.endOf("month")).toISODate() ?? text;
  const when = readWhen(context, words, "past");
  if (when.kind === "day") return when.date;
  return DateTime.fromJSDate(when.at, { zone: context.actor.timeZone }).toISODate() ?? text;
}

/** "2024" where only the year was said. */
const dayText = (date: string, edge: "first" | "last"): string =>
  date.endsWith(edge === "first" ? "-01-01" : "-12-31") ? date.slice(0, 4) : formatIsoDay(date);

/** "since 2024, until 3 Nov 2026, from SaaStock". */
export function tieDetails({
  since,
  until,
  note,
}: Pick<RelationshipRow, "since" | "until" | "note">): string {
  return [
    since ? `since ${dayText(since, "first")}` : "",
    until ? `until ${dayText(until, "last")}` : "",
    note ?? "",
  ]
    .filter(Boolean)
    .join(", ");
}
