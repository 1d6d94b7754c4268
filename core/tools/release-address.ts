/** Takes back that an address is the asker's own. */
import { z } from "zod";
import { identitiesInTouchWith, refreshCorrespondence } from "../../db/queries/correspondence.ts";
import { refreshSuggestions } from "../../db/queries/suggestions.ts";
import { listAddresses, releaseAddresses } from "../../db/queries/tenants.ts";
import { normalizeEmail } from "../domain/email-address.ts";
import { AppError } from "../domain/errors.ts";
import { literal } from "../reply.ts";
import { defineTool } from "../tool.ts";

export const releaseAddress = defineTool({
  name: "release_address",
  summary: "Tell me which e-mail addresses are not yours after all",
  effect: "write",
  needs: "files:import",
  examples: [
    "{addresses:ana@example.com} is not mine",
    "{addresses:ana@example.com} is not my address",
    "{addresses:ana@example.com} isn't me",
    "{addresses:ana@example.com} is no longer mine",
    "I don't use {addresses:ana@example.com} any more",
    "I no longer use {addresses:ana@example.com}",
    "remove {addresses:ana@example.com} from my addresses",
    "take {addresses:ana@example.com} off my addresses",
    "{addresses:ana@example.com} does not belong to me",
  ],
  input: z.object({ addresses: z.array(z.string().trim().min(3).max(254)).min(1).max(20) }),
  output: z.object({ addresses: z.array(z.string()) }),
  mentions: {},
  async run({ tx, actor, now }, input) {
    const addresses = input.addresses.map((written) => {
      const address = normalizeEmail(written);
      if (!address) throw new AppError("bad_input", `“${written}” is not an e-mail address.`);
      if (address === actor.email)
        throw new AppError(
          "conflict",
          `${address} is the address you sign in with; it stays yours.`,
        );
      return address;
    });
    const known = await listAddresses(tx);
    const strange = addresses.find(
      (address) => !known.some((own) => own.address === address && own.userId === actor.userId),
    );
    if (strange) throw new AppError("not_found", `${strange} is not one of your addresses.`);
    await releaseAddresses(tx, actor.userId, addresses);
    await refreshCorrespondence(tx, await identitiesInTouchWith(tx, addresses), now);
    await refreshSuggestions(tx, actor.userId, now);
    return { addresses };
  },
  reply: ({ addresses }) => ({
    text: `${literal(addresses.join(", "))} ${addresses.length === 1 ? "is" : "are"} not yours any more.`,
    actions: [
      {
        label: addresses.length === 1 ? "It is mine" : "They are mine",
        press: { kind: "call", tool: "claim_address", args: { addresses } },
      },
    ],
  }),
});
