/** Turns of phrase and blocks that several replies share. */
import { timeline, type TimelineRow } from "../../db/queries/timeline.ts";
import type { Context } from "../context.ts";
import { formatDay, formatInstant } from "../domain/format.ts";
import { literal, type Block, type Button, type ListItem, type RecordRef } from "../reply.ts";
import type { ToolContext } from "../tool.ts";

const kinds = {
  email: "Email",
  meeting: "Meeting",
  call: "Call",
  message: "Message",
  note: "Note",
} as const;

export const plural = (count: number, one: string, many = `${one}s`): string =>
  `${count} ${count === 1 ? one : many}`;

/** "14 replies each way, 2 meetings, last 3 days ago": why somebody counts. */
export function contactEvidence(
  evidence: { sent: number; received: number; meetings: number; lastAt: Date | null },
  now: Date,
): string {
  const { sent, received, meetings, lastAt } = evidence;
  const mail =
    sent > 0 && sent === received
      ? `${plural(sent, "reply", "replies")} each way`
      : [sent > 0 ? `${sent} sent` : "", received > 0 ? `${received} received` : ""]
          .filter(Boolean)
          .join(", ");
  return [
    mail,
    meetings > 0 ? plural(meetings, "meeting") : "",
    lastAt ? `last ${ago(lastAt, now)}` : "",
  ]
    .filter(Boolean)
    .join(", ");
}

export function ago(date: Date, now: Date): string {
  const days = Math.floor((now.getTime() - date.getTime()) / 86_400_000);
  if (days < 0) return `in ${plural(Math.ceil(-days), "day")}`;
  if (days === 0) return "today";
  if (days === 1) return "yesterday";
  if (days < 60) return `${days} days ago`;
  if (days < 730) return `${Math.round(days / 30.4)} months ago`;
  return `${Math.floor(days / 365.25)} years ago`;
}

/** "Email from Sofia Reyes: Pricing" or, unseen, "Email from Sofia Reyes, private to Ana Ruiz". */
export function timelineItem(row: TimelineRow, context: Context): ListItem<Button> {
  const kind = kinds[row.kind];
  const visible = row.excerpt !== null;
  const by = row.from ? ` ${row.kind === "email" ? "from" : "by"} ${literal(row.from)}` : "";
  const what = visible
    ? `${row.subject ? `: **${oneLine(row.subject, 100)}**` : ""}`
    : `, private to ${row.owners.join(" and ") || "a colleague"}`;
  const excerpt = visible ? oneLine(row.excerpt ?? "", 140) : "";
  const detail = [row.undelivered ? oneLine(row.undelivered, 300) : "", excerpt]
    .filter(Boolean)
    .join(" · ");
  const lasted = row.minutes === null ? "" : `, ${row.minutes} min`;
  return {
    text: `${formatDay(row.occurredAt, context.actor)} · ${kind}${by}${lasted}${what}`,
    ...(detail ? { detail } : {}),
    record: timelineRecord(row),
  };
}

const timelineRecord = (row: TimelineRow): RecordRef => ({
  type: "interaction",
  id: row.id,
  name: row.subject && row.subject !== "" ? oneLine(row.subject, 80) : kinds[row.kind],
});

/** The last interactions and the next ones, as a reply's blocks. */
export function timelineBlocks({ past, coming }: Happenings, context: Context): Block<Button>[] {
  const next = coming.map((row) => ({
    ...timelineItem(row, context),
    text: `${formatInstant(row.occurredAt, context.actor)} · ${kinds[row.kind]}${row.subject ? `: **${oneLine(row.subject, 100)}**` : ""}`,
  }));
  return [
    ...(next.length > 0 ? [{ kind: "list" as const, title: "Coming up", items: next }] : []),
    ...(past.length > 0
      ? [
          {
            kind: "list" as const,
            title: "What happened",
            items: past.map((row) => timelineItem(row, context)),
          },
        ]
      : []),
  ];
}

export function oneLine(text: string, length: number): string {
  const line = text
    .replace(/\s+/g, " ")
    .replace(/[*_`[\]]/g, "")
    .trim();
  return line.length > length ? `${line.slice(0, length - 1).trimEnd()}…` : line;
}

export const fieldsOf = (pairs: readonly (readonly [string, string | null | undefined])[]) =>
  pairs.flatMap(([label, value]) => (value ? [{ label, value }] : []));

/** The last interactions with somebody, and the next ones. */
export interface Happenings {
  past: TimelineRow[];
  coming: TimelineRow[];
}

const PAST_SHOWN = 8;
const COMING_SHOWN = 3;

export const happenings = async (
  { tx, now }: Pick<ToolContext, "tx" | "now">,
  identityIds: string[],
): Promise<Happenings> => ({
  past: await timeline(tx, { identityIds, until: now, limit: PAST_SHOWN }),
  coming: await timeline(tx, { identityIds, since: now, limit: COMING_SHOWN, order: "asc" }),
});
