/** Takes somebody out of a deal. */
import { z } from "zod";
import { dealRecords } from "../../db/projections/registry.ts";
import { AppError } from "../domain/errors.ts";
import { bold } from "../reply.ts";
import { defineTool } from "../tool.ts";
import { anything, type Anything } from "./shapes.ts";

export const removeDealPerson = defineTool({
  name: "remove_deal_person",
  summary: "Take somebody out of a deal",
  effect: "write",
  needs: "records:write",
  examples: [
    "remove {person:Lena} from {deal:the Acme pilot}",
    "take {person:John Okafor} off {deal:the Borealis renewal}",
    "take {person:Sofia} out of the deal {deal:Acme pilot}",
    "{person:Dana} is no longer part of {deal:Zeta rollout}",
    "{person:Dana} is no longer involved in {deal:the Acme pilot}",
    "{person:Lena} is no longer the champion on {deal:the Acme pilot}",
    "{person:John} has no part in {deal:the Acme pilot} any more",
    "{person:Dana} is out of {deal:the Acme pilot}",
    "{person:Dana} dropped out of {deal:the Acme pilot}",
    "{person:Dana} is off {deal:the Acme pilot}",
    "{person:Dana} has nothing to do with {deal:Zeta rollout} any more",
    "drop {person:Lena} from {deal:the Acme pilot}",
    "{person:John} no longer decides on {deal:Zeta rollout}",
    "{person:John} is not the decision maker on {deal:the Acme pilot} any more",
    "{person:Dana} is not involved in {deal:the Acme pilot} any more",
    "{person:Dana} stepped back from {deal:Zeta rollout}",
    "{person:Leo} is no longer a participant in {deal:the Acme pilot}",
    "{person:Leo} is no longer an influencer on {deal:Zeta rollout}",
    "{deal:the Acme pilot} goes on without {person:Dana}",
    "{person:Dana} left the deal {deal:Zeta rollout}",
    "{person:Dana} no longer plays a part in {deal:the Acme pilot}",
    "{person:Dana} plays no part in {deal:the Acme pilot} any more",
    "{person:Dana} is no longer on {deal:the Acme pilot}",
    "{person:Dana} isn't on {deal:the Acme pilot} any more",
    "{person:Dana} is not part of {deal:the Acme pilot} any more",
    "remove {person:Dana} as champion from {deal:the Acme pilot}",
    "take {person:Dana} off the deal {deal:Acme pilot}",
    "strike {person:Dana} from {deal:the Acme pilot}",
    "{person:Leo} isn't part of {deal:the Acme pilot} any more",
    "{person:Leo} isn't part of {deal:the Acme pilot} anymore",
  ],
  input: z.object({
    deal: z.string().trim().min(1).max(200),
    person: z.string().trim().min(1).max(200),
  }),
  output: anything as Anything<{ deal: { id: string; name: string }; person: string }>,
  mentions: { deal: ["deal"], person: ["person"] },
  async run(context, { deal, person }) {
    const written = await context.write(dealRecords, [
      { id: deal.id, command: { kind: "drop_person", personId: person.id } },
    ]);
    if (written.length === 0)
      throw new AppError("not_found", `${person.name} has no part in ${deal.name}.`);
    return { deal, person: person.name };
  },
  reply: ({ deal, person }) => ({
    text: `${bold(person)} is no longer part of ${bold(deal.name)}.`,
    records: [{ type: "deal", id: deal.id, name: deal.name }],
  }),
});
