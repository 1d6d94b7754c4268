/** Puts people or companies on a list. */
import { z } from "zod";
import { companyRecords, personRecords } from "../../db/projections/registry.ts";
import type { MembershipCommand } from "../domain/membership.ts";
import { AppError } from "../domain/errors.ts";
import { bold, literal } from "../reply.ts";
import type { Ref } from "../ref.ts";
import { defineTool, type ToolContext } from "../tool.ts";
import { showButton } from "./create-list.ts";
import { listToJoin } from "./list-to-join.ts";

export const addToList = defineTool({
  name: "add_to_list",
  summary: "Put people or companies on a list",
  effect: "write",
  needs: "records:write",
  examples: [
    "add {records:Sofia Reyes} to the {list:VIP} list",
    "add {records:Sofia} to the list {list:VIP}",
    "add {records:Sofia and Leo} to the {list:Conference guests} list",
    "add {records:them} to the {list:VIP} list",
    "add {records:these} to my {list:dinner} list",
    "put {records:Dana} on the {list:VIP} list",
    "put {records:Dana, Leo and Mara} on the list {list:Speakers}",
    "put {records:them} on {list:Conference guests}",
    "add {records:Acme} to the {list:target accounts} list",
    "{records:Sofia} goes on the {list:VIP} list",
    "{records:Sofia} should be on the {list:VIP} list",
    "{records:Sofia} belongs on the {list:VIP} list",
    "include {records:Sofia} in the {list:VIP} list",
    "get {records:Sofia} on the {list:VIP} list",
    "{list:VIP} list: add {records:Sofia}",
    "to the {list:VIP} list add {records:Sofia and Leo}",
    "put {records:all of them} on the {list:dinner} list",
    "add the companies {records:Acme and Zeta} to the {list:target accounts} list",
    "add {records:her} to the {list:VIP} list",
    "add {records:Sofia Reyes} to {list:Conference guests}",
    "put {records:Sofia and Leo} onto {list:Conference guests}",
    "chuck {records:Acme} into {list:target accounts}",
    "stick {records:Sofia} on {list:Conference guests}",
    "bung {records:Sofia and Leo} onto {list:Conference guests}",
    "throw {records:Sofia} on the {list:VIP} list",
    "pop {records:Sofia} on the {list:VIP} list",
    "{records:Sofia} goes on {list:Conference guests}",
    "{records:Sofia} should go on the {list:VIP} list",
    "{records:Sofia} should be on {list:Conference guests}",
    "include {records:Acme} in {list:target accounts}",
    "invite {records:Sofia} to the list {list:Conference guests}",
    "add {records:Sofia, Leo and Mara} to {list:Conference guests}",
  ],
  input: z.object({
    records: z.array(z.string().trim().min(1).max(200)).min(1).max(200),
    list: z.string().trim().min(1).max(100),
  }),
  output: z.object({
    list: z.object({ id: z.string(), name: z.string() }),
    records: z.array(
      z.object({ type: z.enum(["person", "company"]), id: z.string(), name: z.string() }),
    ),
    changed: z.number(),
  }),
  mentions: { records: ["person", "company"] },
  async run(context, { records: refs, list: said }) {
    const records = sameKind(refs);
    const of = records[0]?.type ?? "person";
    const asking = { tool: "add_to_list", args: { records: records.map((ref) => ref.id) } };
    const { id, name } = await listToJoin(context, said, of, asking);
    const changed = await writeMembership(context, records, { kind: "join_list", listId: id });
    return { list: { id, name }, records, changed };
  },
  reply: ({ list, records, changed }) => {
    const names = records.length > 5 ? `${records.length} records` : named(records);
    const state = records.length > 1 ? "are" : "is";
    return {
      text:
        changed === 0
          ? `${names} ${state} on ${bold(list.name)} already.`
          : `${names} ${state} on ${bold(list.name)} now.`,
      records,
      actions: [showButton(list.id)],
    };
  },
});

export interface Member {
  type: "person" | "company";
  id: string;
  name: string;
}

export const named = (records: readonly Member[]): string =>
  literal(records.map((record) => record.name).join(", "));

/** A list holds people or companies, never both. */
export function sameKind(refs: readonly Ref[]): Member[] {
  const members = refs.flatMap(({ type, id, name }) =>
    type === "person" || type === "company" ? [{ type, id, name } satisfies Member] : [],
  );
  if (new Set(members.map((member) => member.type)).size > 1)
    throw new AppError("bad_input", "A list holds people or companies, not both; say one kind.");
  return members;
}

/** How many records it changed. */
export async function writeMembership(
  context: ToolContext,
  members: readonly Member[],
  command: MembershipCommand,
): Promise<number> {
  const orders = members.map(({ id }) => ({ id, command }));
  const written =
    members[0]?.type === "company"
      ? await context.write(companyRecords, orders)
      : await context.write(personRecords, orders);
  return written.length;
}
