/** Lets somebody be written to again. */
import { z } from "zod";
import { optOutRecords } from "../../db/projections/registry.ts";
import { optedOut } from "../../db/queries/opt-outs.ts";
import { optOutId } from "../domain/opt-out.ts";
import { bold } from "../reply.ts";
import { defineTool } from "../tool.ts";
import { addressesMeant, whoIsMeant, type Meant } from "./opt-out-addresses.ts";
import { recordsOf } from "./relationship-words.ts";
import { anything, type Anything } from "./shapes.ts";

export const clearOptOut = defineTool({
  name: "clear_opt_out",
  summary: "Record that somebody may be written to again",
  effect: "write",
  needs: "records:write",
  examples: [
    "{person:Sofia} may be written to again",
    "{person:Sofia} can be emailed again",
    "we may email {person:Leo} again",
    "you can email {person:Sofia} again",
    "allow mail to {person:Sofia} again",
    "opt {person:Sofia} back in",
    "remove the opt-out of {person:Dana}",
    "clear the opt-out of {person:Leo}",
    "{address:info@acme.example} may be written to again",
  ],
  input: z.object(whoIsMeant),
  output: anything as Anything<Meant & { cleared: boolean }>,
  mentions: { person: ["person", "identity"] },
  async run(context, who) {
    const meant = await addressesMeant(context, who);
    const cleared = await optedOut(context.tx, meant.addresses);
    await context.write(
      optOutRecords,
      cleared.map((address) => ({ id: optOutId(address), command: { kind: "clear" as const } })),
    );
    return { ...meant, cleared: cleared.length > 0 };
  },
  reply: ({ name, person, cleared }) => ({
    text: cleared
      ? `${bold(name)} may be written to again.`
      : `Nothing keeps anybody from writing to ${bold(name)}.`,
    records: recordsOf(person ? [person] : []),
  }),
});
