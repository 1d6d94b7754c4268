/** Records that somebody is not to be written to any more: no draft to them can be approved from then on. */
import { z } from "zod";
import { optOutRecords } from "../../db/projections/registry.ts";
import { optedOut } from "../../db/queries/opt-outs.ts";
import { optOutId } from "../domain/opt-out.ts";
import { bold, literal } from "../reply.ts";
import { defineTool } from "../tool.ts";
import { addressesMeant, whoIsMeant, type Meant } from "./opt-out-addresses.ts";
import { recordsOf } from "./relationship-words.ts";
import { anything, type Anything } from "./shapes.ts";

export const setOptOut = defineTool({
  name: "set_opt_out",
  summary: "Record that somebody does not want to be written to any more",
  effect: "write",
  needs: "records:write",
  examples: [
    "don't e-mail {person:Sofia} any more",
    "don't email {person:Sofia} anymore",
    "never email {person:Leo} again",
    "never write to {person:Dana} again",
    "stop emailing {person:Dana}",
    "no more mail to {person:Sofia}",
    "do not contact {person:Leo} by mail again",
    "{person:Sofia} unsubscribed",
    "{person:Sofia} opted out",
    "{person:Leo} does not want mail from us any more",
    "{person:Leo} does not want any more emails from us",
    "{person:Leo} wants no more emails",
    "opt {person:Sofia} out",
    "mark {person:Leo} as opted out",
    "never write to {address:info@acme.example} again",
    "don't email {address:info@acme.example} any more",
  ],
  input: z.object({ ...whoIsMeant, reason: z.string().trim().min(1).max(300).optional() }),
  output: anything as Anything<Meant & { already: boolean }>,
  mentions: { person: ["person", "identity"] },
  async run(context, { reason, ...who }) {
    const meant = await addressesMeant(context, who);
    const at = context.now.toISOString();
    const byId = context.actor.userId;
    const written = meant.addresses.map((address) => ({
      id: optOutId(address),
      command: {
        kind: "set" as const,
        optOut: { address, byId, reason: reason ?? null, at },
      },
    }));
    const before = await optedOut(context.tx, meant.addresses);
    await context.write(optOutRecords, written);
    return { ...meant, already: before.length === meant.addresses.length };
  },
  reply: ({ name, addresses, person, already }) => ({
    text: already
      ? `Nobody writes to ${bold(name)} already.`
      : `Noted: nobody writes to ${bold(name)} any more (${literal(addresses.join(", "))}). No message to them can be approved.`,
    records: recordsOf(person ? [person] : []),
  }),
});
