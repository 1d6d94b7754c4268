/** Notes down how two people or companies belong together. */
import { z } from "zod";
import { relationshipRecords } from "../../db/projections/registry.ts";
import { findRelationships, type RelationshipRow } from "../../db/queries/relationships.ts";
import { AppError } from "../domain/errors.ts";
import { newId } from "../domain/ids.ts";
import {
  asKept,
  isMutual,
  mismatch,
  relationshipKinds,
  saidKinds,
  type RelationshipKind,
} from "../domain/relationship.ts";
import { bold, literal } from "../reply.ts";
import type { Ref } from "../ref.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { dayOf, endOf, recordsOf, tieDetails } from "./relationship-words.ts";
import { anything, type Anything } from "./shapes.ts";

interface Tie {
  kind: RelationshipKind;
  from: Ref;
  to: Ref;
  since: string | null;
  until: string | null;
  note: string | null;
  known: boolean;
  changed: boolean;
}

export const addRelationship = defineTool({
  name: "add_relationship",
  summary: "Note who reports to, knows, advises, founded, owns or works with whom",
  guide:
    "Either direction may be said: “manages” is “reports_to” turned round. For where somebody works now use update_person.",
  effect: "write",
  needs: "records:write",
  examples: [
    "{from:Sofia} {kind:reports to=reports_to} {to:Leo}",
    "{from:Sofia} now {kind:reports to=reports_to} {to:Leo}",
    "{from:Leo} {kind:manages=manages} {to:Sofia}",
    "{from:Leo} {kind:is the boss of=manages} {to:Sofia}",
    "{from:Leo} {kind:is the manager of=manages} {to:Sofia}",
    "{from:Sofia}'s {kind:boss=reports_to} is {to:Leo}",
    "{from:Sofia}'s {kind:manager=reports_to} is {to:Leo}",
    "{from:Leo} is {to:Sofia}'s {kind:boss=manages}",
    "{from:Leo} is {to:Sofia}'s {kind:manager=manages}",
    "{from:Sofia} {kind:works with=works_with} {to:Dana}",
    "{from:Mia} {kind:is the assistant of=assistant_to} {to:Leo}",
    "{from:Mia} {kind:is the assistant to=assistant_to} {to:Leo}",
    "{from:Mia} is {to:Leo}'s {kind:assistant=assistant_to}",
    "{from:Leo}'s {kind:assistant=assisted_by} is {to:Mia}",
    "{from:Dana} {kind:advises=advises} {to:Zeta}",
    "{from:Dana} {kind:is an advisor to=advises} {to:Leo}",
    "{from:Leo} {kind:mentors=mentors} {to:Sofia}",
    "{from:Leo} is {to:Sofia}'s {kind:mentor=mentors}",
    "{from:Ana} {kind:knows=knows} {to:Leo} {note:from SaaStock}",
    "{from:Ana} {kind:knows=knows} {to:Leo}",
    "I {kind:know=knows} {to:Leo} {note:from university}{from:=me}",
    "{from:Sofia} {kind:was introduced by=introduced_by} {to:Leo}",
    "{from:Leo} {kind:introduced us to=introduced} {to:Sofia}",
    "{from:Leo} {kind:introduced=introduced} {to:Sofia}",
    "{from:Dana} {kind:was referred by=referred_by} {to:Leo}",
    "{from:Leo} {kind:referred=referred} {to:Dana}",
    "{from:Sofia} {kind:is a friend of=friend_of} {to:Leo}",
    "{from:Sofia} {kind:is friends with=friend_of} {to:Leo}",
    "{from:Lena} {kind:is related to=related_to} {to:Marco}",
    "{from:Lena} is {to:Marco}'s {kind:sister=related_to}",
    "{from:Lena} is {to:Marco}'s {kind:brother=related_to}",
    "{from:Lena} is {to:Marco}'s {kind:wife=married_to}",
    "{from:Marco} is {to:Lena}'s {kind:husband=married_to}",
    "{from:Lena} {kind:is married to=married_to} {to:Marco}",
    "{from:Leo} {kind:founded=founded} {to:Borealis} in {since:2019}",
    "{from:Leo} {kind:founded=founded} {to:Borealis}",
    "{from:Leo} {kind:is the founder of=founded} {to:Borealis}",
    "{from:Borealis} {kind:was founded by=founded_by} {to:Leo}",
    "{from:Lena} {kind:sits on the board of=board_member_of} {to:Zeta}",
    "{from:Lena} {kind:is on the board of=board_member_of} {to:Zeta}",
    "{from:Lena} {kind:is on the board of=board_member_of} {to:Zeta} since {since:2022}",
    "{from:Lena} {kind:is a board member of=board_member_of} {to:Zeta}",
    "{from:Leo} {kind:invested in=investor_in} {to:Borealis} in {since:2021}",
    "{from:Northwind} {kind:invested in=investor_in} {to:Zeta}",
    "{from:Northwind} {kind:is an investor in=investor_in} {to:Zeta}",
    "{from:Zeta} {kind:is backed by=backed_by} {to:Northwind}",
    "{from:Leo} {kind:used to work at=alumnus_of} {to:Northwind} until {until:2022}",
    "{from:Leo} {kind:used to be at=alumnus_of} {to:Northwind}",
    "{from:Dana} {kind:is an alumna of=alumnus_of} {to:Acme}",
    "{from:Acme} {kind:is a customer of=customer_of} {to:Zeta}",
    "{from:Acme} {kind:buys from=customer_of} {to:Zeta}",
    "{from:Zeta} {kind:supplies=supplier_of} {to:Acme}",
    "{from:Zeta} {kind:is a supplier of=supplier_of} {to:Acme}",
    "{from:Acme} {kind:is a partner of=partner_of} {to:Borealis}",
    "{from:Acme} {kind:partners with=partner_of} {to:Borealis}",
    "{from:Zeta} {kind:is a competitor of=competitor_of} {to:Acme}",
    "{from:Zeta} {kind:competes with=competitor_of} {to:Acme}",
    "{from:Acme} {kind:was acquired by=acquired_by} {to:Borealis} in {since:2024}",
    "{from:Acme} {kind:was acquired by=acquired_by} {to:Borealis}",
    "{from:Acme} {kind:was bought by=acquired_by} {to:Borealis}",
    "{from:Borealis} {kind:acquired=acquired} {to:Acme} in {since:2024}",
    "{from:Borealis} {kind:acquired=acquired} {to:Acme}",
    "{from:Borealis} {kind:bought=acquired} {to:Acme}",
    "{from:Zeta} {kind:is a subsidiary of=subsidiary_of} {to:Acme}",
    "{from:Zeta} {kind:belongs to=subsidiary_of} {to:Acme}",
    "{from:Acme} {kind:owns=parent_of} {to:Zeta}",
    "{from:Acme} {kind:is the parent of=parent_of} {to:Zeta}",
    "{from:Sofia} {kind:answers to=reports_to} {to:Leo}",
    "{from:Sofia} {kind:is managed by=reports_to} {to:Leo}",
    "{from:Sofia} {kind:is a direct report of=reports_to} {to:Leo}",
    "{from:Leo} {kind:is in charge of=manages} {to:Sofia}",
    "{from:Mia} {kind:assists=assistant_to} {to:Leo}",
    "{from:Mia} {kind:is the PA of=assistant_to} {to:Leo}",
    "{from:Sofia} {kind:is a colleague of=works_with} {to:Dana}",
    "{from:Sofia} is {to:Dana}'s {kind:colleague=works_with}",
    "{from:Sofia} {kind:collaborates with=works_with} {to:Dana}",
    "{from:Sofia} {kind:is mentored by=mentored_by} {to:Leo}",
    "{from:Zeta} {kind:is advised by=advised_by} {to:Dana}",
    "{from:Ana} {kind:goes way back with=knows} {to:Leo}",
    "{from:Ana} and {to:Leo} {kind:know each other=knows}",
    "{from:Ana} and {to:Leo} {kind:know each other=knows} {note:from university}",
    "{from:Sofia} and {to:Leo} {kind:are friends=friend_of}",
    "{from:Sofia} and {to:Dana} {kind:work together=works_with}",
    "{from:Lena} and {to:Marco} {kind:are married=married_to}",
    "{from:Lena} and {to:Marco} {kind:are siblings=related_to}",
    "{from:Lena} is {to:Marco}'s {kind:cousin=related_to}",
    "{from:Lena} is {to:Marco}'s {kind:daughter=related_to}",
    "{from:Leo} {kind:put us in touch with=introduced} {to:Sofia}",
    "{from:Leo} {kind:connected us with=introduced} {to:Sofia}",
    "{from:Dana} {kind:came to us through=referred_by} {to:Leo}",
    "{from:Leo} {kind:co-founded=founded} {to:Borealis} in {since:2019}",
    "{from:Leo} {kind:co-founded=founded} {to:Borealis}",
    "{from:Northwind} {kind:put money into=investor_in} {to:Zeta}",
    "{from:Northwind} {kind:is a backer of=investor_in} {to:Zeta}",
    "{from:Lena} {kind:joined the board of=board_member_of} {to:Zeta} in {since:2024}",
    "{from:Leo} {kind:is a former employee of=alumnus_of} {to:Northwind}",
    "{from:Acme} {kind:is a client of=customer_of} {to:Zeta}",
    "{from:Zeta} {kind:delivers to=supplier_of} {to:Acme}",
    "{from:Zeta} {kind:is a rival of=competitor_of} {to:Acme}",
    "{from:Zeta} and {to:Acme} {kind:are competitors=competitor_of}",
    "{from:Acme} and {to:Borealis} {kind:are partners=partner_of}",
    "{from:Zeta} {kind:is part of=subsidiary_of} {to:Acme}",
    "{from:Zeta} {kind:is owned by=subsidiary_of} {to:Acme}",
    "{from:Borealis} {kind:took over=acquired} {to:Acme} in {since:2024}",
    "{from:Borealis} {kind:swallowed=acquired} {to:Acme}",
    "{from:Sofia} {kind:was put in touch with us by=introduced_by} {to:Leo}",
    "{from:Sofia} {kind:was connected to us by=introduced_by} {to:Leo}",
    "{from:Sofia} {kind:came through=referred_by} {to:Leo}",
    "{from:Sofia} {kind:came via=referred_by} {to:Leo}",
    "{from:Leo} {kind:put me in touch with=introduced} {to:Sofia}",
    "{from:Leo} {kind:made the intro to=introduced} {to:Sofia}",
    "{from:Sofia} and {to:Leo} {kind:know eachother=knows}",
    "{from:Sofia} and {to:Leo} {kind:are colleagues=works_with}",
    "{from:Sofia} and {to:Leo} {kind:used to work together=works_with}",
    "{from:Mia} {kind:is assistant to=assistant_to} {to:Leo}",
    "{from:Mia} {kind:is the EA of=assistant_to} {to:Leo}",
    "{from:Mia} is {to:Leo}'s {kind:PA=assistant_to}",
    "{from:Leo} is {to:Sofia}'s {kind:friend=friend_of}",
    "{from:Sofia} {kind:works for=reports_to} {to:Leo}",
    "{from:Sofia} {kind:works under=reports_to} {to:Leo}",
    "{from:Leo} {kind:started=founded} {to:Borealis} in {since:2019}",
    "{from:Acme} {kind:is a supplier to=supplier_of} {to:Zeta}",
    "{from:Leo} {kind:introduced me to=introduced} {to:Sofia}",
  ],
  input: z.object({
    from: z.string().trim().min(1).max(200),
    kind: z.enum(saidKinds),
    to: z.string().trim().min(1).max(200),
    since: z.string().trim().min(1).max(100).optional().describe("A year or a date"),
    until: z.string().trim().min(1).max(100).optional(),
    note: z.string().trim().min(1).max(500).optional().describe("How one knows: “from SaaStock”"),
  }),
  output: anything as Anything<Tie>,
  mentions: { from: ["person", "company", "user"], to: ["person", "company", "user"] },
  async run(context, { since: sinceWords, until: untilWords, note = null, ...said }): Promise<Tie> {
    const { kind, from, to } = asKept(said);
    refuse(kind, from, to);
    const since = sinceWords ? dayOf(context, sinceWords, "first") : null;
    const until = untilWords ? dayOf(context, untilWords, "last") : null;
    if (since && until && until < since)
      throw new AppError("bad_input", "That would have ended before it began.");
    const known = await openTie(context, { kind, from, to });
    const told = {
      ...(since ? { since } : {}),
      ...(until ? { until } : {}),
      ...(note ? { note } : {}),
    };
    const relationship = {
      kind,
      from: endOf(from),
      to: endOf(to),
      since,
      until,
      note,
      source: "said",
      confidence: 1,
      saidBy: context.actor.userId,
      createdAt: context.now.toISOString(),
    };
    const written = await context.write(relationshipRecords, [
      known
        ? { id: known.id, command: { kind: "update", patch: told } }
        : { id: newId(), command: { kind: "create", relationship } },
    ]);
    const now = { ...(known ?? { since: null, until: null, note: null }), ...told };
    const { since: s, until: u, note: n } = now;
    return {
      kind,
      from,
      to,
      since: s,
      until: u,
      note: n,
      known: !!known,
      changed: written.length > 0,
    };
  },
  reply(tie) {
    const { kind, from, to, known, changed } = tie;
    const details = tieDetails(tie);
    const sentence = `${bold(from.name)} ${relationshipKinds[kind].said} ${bold(to.name)}${
      details ? ` (${literal(details)})` : ""
    }`;
    const text = !known
      ? `Noted: ${sentence}.`
      : `${changed ? "Already known, now with more" : "Already known"}: ${sentence}.`;
    return { text, records: recordsOf([from, to]) };
  },
});

function refuse(kind: RelationshipKind, from: Ref, to: Ref): void {
  if (from.id === to.id)
    throw new AppError("bad_input", `${from.name} can't be tied to themselves.`);
  const reason = mismatch(kind, endOf(from).type, endOf(to).type);
  if (reason)
    throw new AppError("bad_input", `${reason} ${from.name} and ${to.name} are not that.`);
}

async function openTie(
  { tx }: ToolContext,
  { kind, from, to }: { kind: RelationshipKind; from: Ref; to: Ref },
): Promise<RelationshipRow | undefined> {
  const rows = await findRelationships(tx, { id: from.id, other: to.id, kind, limit: 20 });
  return rows.find(
    (row) =>
      (row.until === null || kind === "alumnus_of") && (isMutual(kind) || row.fromId === from.id),
  );
}
