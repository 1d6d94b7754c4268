/** What to know before a meeting: who comes and why they matter, last talks, promises, deals, what to raise. */
import { DateTime } from "luxon";
import type { DealRow } from "../../db/queries/deals.ts";
import type { Context } from "../context.ts";
import { formatDay, formatInstant, formatIsoDay, formatMoney } from "../domain/format.ts";
import { bold, literal, type Block, type Button, type ListItem, type Reply } from "../reply.ts";
import type { Brief, Known } from "./brief-facts.ts";
import { dealRecord } from "./deal-table.ts";
import { taskItem } from "./task-view.ts";
import { ago, oneLine, timelineItem } from "./words.ts";

export function briefReply(brief: Brief, context: Context): Reply<Button> {
  const { meeting, of, people } = brief;
  const title = oneLine(meeting?.title ?? "", 100) || `Meeting with ${of}`;
  const when = meeting ? formatInstant(meeting.startsAt, context.actor) : "";
  const place = meeting?.location ? `, ${literal(meeting.location)}` : "";
  const lists: Block<Button>[] = [
    list(
      "Who comes",
      people.map((one) => personItem(one, brief)),
    ),
    list(
      "Last talks",
      brief.talks.map((row) => timelineItem(row, context)),
    ),
    list("We promised", promised(brief, context)),
    list(
      "They owe us",
      brief.waiting.map((one) => waitingItem(one, context)),
    ),
    list("Deals", brief.deals.map(dealItem)),
    list("To raise", toRaise(brief, context)),
  ].filter((block) => block.items.length > 0);
  const records = [
    ...people.flatMap(({ personId, name }) =>
      personId ? [{ type: "person" as const, id: personId, name }] : [],
    ),
    ...brief.deals.map(dealRecord),
  ];
  return {
    text: meeting
      ? `${bold(title)}, ${when}${place}. With ${literal(people.map(({ name }) => name).join(", ")) || "nobody from outside"}.`
      : `No meeting with ${bold(of)} is in your calendar. This is what to know:`,
    blocks: lists,
    records,
    // Whoever sent the invitation gave the meeting its title, and what to raise names subjects of mail.
    outside: true,
  };
}

const list = (title: string, items: ListItem<Button>[]) => ({
  kind: "list" as const,
  title,
  items,
});

/** Somebody counts for the part they have in a deal, and for how often one has talked. */
function personItem(
  { name, role, evidence, personId, companyId }: Known,
  { deals }: Brief,
): ListItem<Button> {
  const own = deals.filter((deal) => deal.personId === personId && personId !== null);
  const company = deals.filter((deal) => deal.companyId === companyId && companyId !== null);
  const why = own.length > 0 ? `contact of ${own.map((deal) => deal.name).join(", ")}` : "";
  const at = own.length === 0 && company.length > 0 ? `deal: ${company[0]?.name ?? ""}` : "";
  const detail = [evidence, why, at].filter(Boolean).join(" · ");
  return {
    text: `${bold(name)}${role ? `, ${literal(role)}` : ""}`,
    ...(detail ? { detail: literal(detail) } : {}),
    ...(personId ? { record: { type: "person" as const, id: personId, name } } : {}),
  };
}

const promised = ({ tasks, owed }: Brief, context: Context): ListItem<Button>[] => [
  ...tasks.map((task) => taskItem(task, context)),
  ...owed.map(({ id, from, subject, at }) => ({
    text: `A reply to ${bold(from)}${subject ? `: ${oneLine(subject, 100)}` : ""}`,
    detail: `wrote ${ago(at, context.now)}`,
    record: { type: "interaction" as const, id, name: oneLine(subject ?? "Email", 80) },
  })),
];

const waitingItem = (
  { name, row }: Brief["waiting"][number],
  { actor }: Context,
): ListItem<Button> => ({
  text: `${bold(name)} has not answered our mail of ${formatDay(row.occurredAt, actor)}${row.subject ? `: ${oneLine(row.subject, 100)}` : ""}`,
  record: { type: "interaction", id: row.id, name: oneLine(row.subject ?? "Email", 80) },
});

const dealItem = (deal: DealRow): ListItem<Button> => ({
  text: `${bold(deal.name)}: ${literal(dealWords(deal))}`,
  record: dealRecord(deal),
});

const dealWords = (deal: DealRow): string =>
  [
    deal.stage,
    formatMoney(deal.value, deal.currency),
    deal.closeDate ? `closes ${formatIsoDay(deal.closeDate)}` : "no close date",
  ]
    .filter(Boolean)
    .join(", ");

/** What the facts themselves call for. */
function toRaise(
  { tasks, owed, waiting, deals }: Brief,
  { now, actor }: Context,
): ListItem<Button>[] {
  const late = tasks.filter((task) => task.dueAt !== null && task.dueAt < now);
  const today = DateTime.fromJSDate(now, { zone: actor.timeZone }).toISODate() ?? "";
  const overdue = (deal: DealRow) => deal.closeDate !== null && deal.closeDate < today;
  return [
    ...late.map(({ title }) => `Overdue on our side: ${title}`),
    ...owed.map(
      ({ from, subject }) => `Answer ${from}${subject ? ` about ${oneLine(subject, 80)}` : ""}`,
    ),
    ...waiting.map(({ name }) => `Ask ${name} for the answer still open`),
    ...deals.filter(overdue).map(({ name }) => `${name} should have closed by now`),
    ...deals
      .filter(({ closeDate }) => closeDate === null)
      .map(({ name }) => `When does ${name} close?`),
  ]
    .slice(0, 6)
    .map((text) => ({ text: literal(text) }));
}
