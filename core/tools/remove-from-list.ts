/** Takes people or companies off a list kept by hand. */
import { z } from "zod";
import { AppError } from "../domain/errors.ts";
import { bold } from "../reply.ts";
import { defineTool } from "../tool.ts";
import { named, sameKind, writeMembership } from "./add-to-list.ts";
import { getNamedList } from "./list-named.ts";

export const removeFromList = defineTool({
  name: "remove_from_list",
  summary: "Take people or companies off a list",
  effect: "write",
  needs: "records:write",
  examples: [
    "remove {records:Sofia Reyes} from the {list:VIP} list",
    "remove {records:Sofia} from the list {list:VIP}",
    "take {records:Leo} off the {list:VIP} list",
    "take {records:Leo and Dana} off the list {list:Conference guests}",
    "take {records:them} off {list:Conference guests}",
    "{records:Leo} should not be on the {list:VIP} list",
    "{records:Leo} is no longer on the {list:VIP} list",
    "drop {records:Leo} from the {list:VIP} list",
    "delete {records:Leo} from the {list:VIP} list",
    "strike {records:Leo} off the {list:VIP} list",
    "kick {records:Leo} off the {list:VIP} list",
    "{records:Leo} doesn't belong on the {list:VIP} list",
    "{records:Leo and Dana} come off the {list:VIP} list",
    "remove {records:her} from the {list:VIP} list",
    "take {records:Acme} off my {list:target accounts} list",
    "{records:Acme} should no longer be in {list:target accounts}",
    "{records:Acme} should no longer be on the {list:target accounts} list",
    "{records:Leo} shouldn't be on {list:Conference guests}",
    "{records:Leo} should come off {list:Conference guests}",
    "{records:Leo} has no business on the {list:VIP} list",
    "remove {records:Leo} from {list:Conference guests}",
    "take {records:Leo} off {list:Conference guests}",
    "drop {records:Leo} from {list:Conference guests}",
    "take {records:Leo} out of {list:Conference guests}",
    "kick {records:Leo} out of the {list:VIP} list",
    "{records:Leo} is not on the {list:VIP} list any more",
    "{records:Leo} is off the {list:VIP} list",
    "{records:Leo} should not be on the {list:VIP} list any more",
    "{records:Leo} should not be on {list:Conference guests} any more",
  ],
  input: z.object({
    records: z.array(z.string().trim().min(1).max(200)).min(1).max(200),
    list: z.string().trim().min(1).max(100),
  }),
  output: z.object({
    list: z.string(),
    records: z.array(
      z.object({ type: z.enum(["person", "company"]), id: z.string(), name: z.string() }),
    ),
    changed: z.number(),
  }),
  mentions: { records: ["person", "company"] },
  async run(context, { records: refs, list: said }) {
    const records = sameKind(refs);
    const args = { records: records.map((ref) => ref.id) };
    const list = await getNamedList(context, said, { tool: "remove_from_list", args });
    if (list.filter)
      throw new AppError("bad_input", `${list.name} fills itself; nobody is taken off it by hand.`);
    const changed = await writeMembership(context, records, {
      kind: "leave_list",
      listId: list.id,
    });
    return { list: list.name, records, changed };
  },
  reply: ({ list, records, changed }) => {
    const state = records.length > 1 ? "are" : "is";
    return {
      text:
        changed === 0
          ? `${named(records)} ${state} not on ${bold(list)} anyway.`
          : `${named(records)} ${state} no longer on ${bold(list)}.`,
      records,
    };
  },
});
