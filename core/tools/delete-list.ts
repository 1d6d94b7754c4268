/** Deletes a list; whoever was on it stays in the CRM, and an undo brings the list back. */
import { z } from "zod";
import { listRecords } from "../../db/projections/registry.ts";
import { bold } from "../reply.ts";
import { defineTool } from "../tool.ts";
import { getNamedList } from "./list-named.ts";

export const deleteList = defineTool({
  name: "delete_list",
  summary: "Delete a list, not the people on it",
  effect: "destructive",
  needs: "records:write",
  examples: [
    "delete the {list:VIP} list",
    "delete the list {list:VIP}",
    "delete {list:Conference guests}",
    "remove the list {list:Conference guests}",
    "delete the segment {list:Quiet investors}",
    "get rid of the {list:VIP} list",
    "drop the list {list:VIP}",
    "delete my {list:dinner} list",
    "throw away the {list:VIP} list",
    "archive the {list:VIP} list",
    "the {list:VIP} list can go",
    "scrap the {list:VIP} list",
    "kill the list {list:VIP}",
    "get rid of the segment {list:Quiet investors}",
    "trash the {list:VIP} list",
    "remove the whole {list:target accounts} list",
    "delete the entire {list:VIP} list",
    "delete the whole list {list:VIP}",
    "we don't need the {list:VIP} list any more",
    "we no longer need the list {list:Conference guests}",
    "bin the {list:VIP} list",
    "the list {list:VIP} can be deleted",
  ],
  input: z.object({ list: z.string().trim().min(1).max(100) }),
  output: z.object({ name: z.string() }),
  mentions: {},
  async run(context, { list: said }) {
    const { id, name } = await getNamedList(context, said, { tool: "delete_list", args: {} });
    await context.write(listRecords, [{ id, command: { kind: "remove" } }]);
    return { name };
  },
  reply: ({ name }) => ({
    text: `The list ${bold(name)} is deleted; who was on it stays. Undo brings it back.`,
  }),
});
