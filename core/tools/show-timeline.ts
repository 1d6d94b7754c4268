/** What happened with somebody, at a company or on a deal, newest first. */
import { z } from "zod";
import { companyIdentityIds } from "../../db/queries/companies.ts";
import { findDrafts } from "../../db/queries/drafts.ts";
import { findPerson } from "../../db/queries/people.ts";
import {
  interactionKinds,
  timeline,
  type InteractionKind,
  type TimelineRow,
} from "../../db/queries/timeline.ts";
import { AppError } from "../domain/errors.ts";
import { formatDay } from "../domain/format.ts";
import { parsePast } from "../domain/when.ts";
import { bold, literal, type Block, type Button, type RecordRef } from "../reply.ts";
import type { Ref } from "../ref.ts";
import { standingsOf, type Standing } from "../sending/standing.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { draftItem } from "../views/draft-view.ts";
import { plural, timelineItem } from "../views/words.ts";
import { readWhen } from "./dates.ts";
import { anything, type Anything } from "./shapes.ts";
import { DateTime } from "luxon";

const SHOWN = 25;
const DRAFTS = 5;

interface Shown {
  of: Ref;
  /** Drafts to them that have not gone out, or nobody knows whether they have. */
  drafts: Standing[];
  readAs: string[];
  rows: TimelineRow[];
  more: boolean;
}

const kindWords: Record<InteractionKind, string> = {
  email: "mail only",
  meeting: "meetings only",
  call: "calls only",
  message: "messages only",
  note: "notes only",
};

export const showTimeline = defineTool({
  name: "show_timeline",
  summary: "What happened with a person, company or deal",
  short: "What happened",
  guide: "The history in order. For the date of the last contact alone use last_contact.",
  effect: "read",
  needs: "records:read",
  examples: [
    "what did I {kind:email} {record:John Weiss} {since:last week}",
    "what did {record:John Weiss} {kind:email} me {since:last week}",
    "timeline of {record:Sofia}",
    "show the timeline for {record:Acme}",
    "history with {record:Acme}",
    "activity on {record:the Acme pilot}",
    "what happened with {record:Acme} since {since:last month}",
    "all {kind:calls=call} with {record:Weiss}",
    "all {kind:emails=email} with {record:Sofia}",
    "show {kind:meetings=meeting} with {record:Acme}",
    "{kind:notes=note} on {record:Sofia}",
    "{kind:messages=message} with {record:Dana}",
    "list the {kind:calls=call} with {record:John Weiss} since {since:June}",
    "which {kind:meetings=meeting} did we have with {record:Borealis} since {since:January}",
    "{kind:emails=email} with {record:Acme} in the last {since:2 weeks}",
    "interactions with {record:Sofia} since {since:1 March}",
    "interactions with {record:Dana}",
    "{kind:emails=email} with {record:Sofia} since {since:June}",
    "{kind:calls=call} with {record:Leo} before {until:June}",
    "show everything with {record:Leo} since {since:May} before {until:June}",
    "{record:Sofia} timeline",
    "everything with {record:Acme} since {since:last month}",
    "what have we done with {record:Acme} since {since:January}",
    "what did we do with {record:Borealis} in the last {since:30 days}",
    "show me every {kind:email=email} with {record:Sofia}",
    "{kind:emails=email} from {record:Sofia}",
    "what {kind:notes=note} do we have on {record:Sofia}",
    "chronology of {record:the Acme pilot}",
    "{kind:correspondence=email} with {record:Sofia}",
    "scroll through the history of {record:Acme}",
    "what have we written to {record:Dana} since {since:June}{kind:=email}",
    "full history of {record:the Acme pilot}",
    "every touchpoint with {record:Acme} since {since:January}",
    "what happened at {record:Acme} before {until:June}",
    "how often did we {kind:meet=meeting} {record:Borealis} since {since:January}",
    "which {kind:emails=email} did we exchange with {record:Acme}",
    "{record:Acme} {kind:meetings=meeting} since {since:January}",
    "what emails did {record:Sofia} send us since {since:June}{kind:=email}",
    "timeline {record:Sofia}",
    "show me everything with {record:Acme}",
    "all interactions with {record:Sofia}",
    "{kind:calls=call} with {record:Leo} this month{since:=this month}",
    "{kind:calls=call} with {record:Leo} {since:this month}",
    "when did we {kind:meet=meeting} {record:Acme}",
    "list everything with {record:Sofia}",
    "what have we discussed with {record:Acme} since {since:June}",
    "contact history with {record:Sofia}",
    "contact history of {record:Sofia}",
  ],
  input: z.object({
    record: z.string().trim().min(1).max(200),
    kind: z.enum(interactionKinds).optional(),
    since: z.string().trim().min(1).max(100).optional(),
    until: z.string().trim().min(1).max(100).optional(),
  }),
  output: anything as Anything<Shown>,
  mentions: { record: ["person", "company", "deal", "identity"] },
  async run(context, { record, kind, since, until }): Promise<Shown> {
    const from = since ? sinceOf(context, since) : undefined;
    const to = until ? untilOf(context, until) : undefined;
    const rows = await timeline(context.tx, {
      ...(await sourceOf(context, record)),
      ...(kind ? { kind } : {}),
      ...(from ? { since: from } : {}),
      ...(to ? { until: to } : {}),
      limit: SHOWN + 1,
    });
    const readAs = [
      kind ? kindWords[kind] : "",
      from ? `from ${formatDay(from, context.actor)}` : "",
      to ? `until ${formatDay(to, context.actor)}` : "",
    ].filter(Boolean);
    const filtered = kind !== undefined && kind !== "email";
    const drafts = filtered || to ? [] : await draftsTo(context, record);
    return { of: record, drafts, readAs, rows: rows.slice(0, SHOWN), more: rows.length > SHOWN };
  },
  reply({ of, drafts, readAs, rows, more }, context) {
    const filter = readAs.length > 0 ? ` (${literal(readAs.join("; "))})` : "";
    const name = bold(of.name);
    const records: RecordRef[] =
      of.type === "person" || of.type === "company" || of.type === "deal"
        ? [{ type: of.type, id: of.id, name: of.name }]
        : [];
    const items = drafts.map((one) => draftItem(one, context));
    const open: Block<Button>[] =
      items.length > 0 ? [{ kind: "list", title: "Drafts", items }] : [];
    if (rows.length === 0)
      return { text: `Nothing on record with ${name}${filter}.`, blocks: open, records };
    const count = more ? `The last ${SHOWN} entries` : plural(rows.length, "entry", "entries");
    return {
      text: `${count} with ${name}${filter}, newest first:`,
      blocks: [...open, { kind: "list", items: rows.map((row) => timelineItem(row, context)) }],
      records,
    };
  },
});

/** Mail that went out is in the timeline itself. In a shared channel nobody's drafts are seen. */
async function draftsTo({ tx, now }: ToolContext, { type, id }: Ref): Promise<Standing[]> {
  if (type !== "person") return [];
  const found = await findDrafts(tx, { personId: id, limit: DRAFTS });
  const all = await standingsOf(tx, found, now);
  return all.filter(({ state }) => state !== "sent");
}

async function sourceOf(
  { tx }: ToolContext,
  { type, id }: Ref,
): Promise<{ identityIds?: string[]; dealId?: string }> {
  if (type === "deal") return { dealId: id };
  if (type === "identity") return { identityIds: [id] };
  if (type === "company") return { identityIds: await companyIdentityIds(tx, id) };
  return { identityIds: (await findPerson(tx, id))?.identityIds ?? [] };
}

function sinceOf({ now, actor }: ToolContext, words: string): Date {
  const date = parsePast(words, { now, timeZone: actor.timeZone, locale: actor.locale });
  if (date) return date;
  throw new AppError("bad_input", `I can't read “${words}” as a date or a time ago.`);
}

/** Of a day, its end. */
function untilOf(context: ToolContext, words: string): Date {
  const when = readWhen(context, words, "past");
  if (when.kind === "instant") return when.at;
  const zone = context.actor.timeZone;
  return DateTime.fromISO(when.date, { zone }).endOf("day").toJSDate();
}
