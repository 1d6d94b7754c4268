/** Tells that an address is the asker's own, so that mail from and to it counts as theirs. */
import { z } from "zod";
import { identitiesInTouchWith, refreshCorrespondence } from "../../db/queries/correspondence.ts";
import { claimableAddresses } from "../../db/queries/identities-of-users.ts";
import { refreshSuggestions } from "../../db/queries/suggestions.ts";
import { claimAddresses } from "../../db/queries/tenants.ts";
import { normalizeEmail } from "../domain/email-address.ts";
import { AppError } from "../domain/errors.ts";
import { literal } from "../reply.ts";
import { defineTool } from "../tool.ts";
import { plural } from "../views/words.ts";

export const claimAddress = defineTool({
  name: "claim_address",
  summary: "Tell me an e-mail address of yours",
  effect: "write",
  needs: "files:import",
  examples: [
    "{address:ana@example.com} is my address",
    "my address is also {address:ana@example.com}",
  ],
  input: z.object({ address: z.string().trim().min(3).max(254) }),
  output: z.object({ address: z.string(), suggested: z.number() }),
  mentions: {},
  async run({ tx, actor, audience, now }, input) {
    // What follows from it is suggested to its owner alone.
    if (audience !== "dm")
      throw new AppError("forbidden", "Tell me your addresses in a direct message.");
    const address = normalizeEmail(input.address);
    if (!address) throw new AppError("bad_input", `“${input.address}” is not an e-mail address.`);
    const free = await claimableAddresses(tx, [address]);
    if (free.length === 0)
      throw new AppError("conflict", `${address} is already known as somebody's address.`);
    await claimAddresses(tx, actor.userId, free);
    await refreshCorrespondence(tx, await identitiesInTouchWith(tx, free), now);
    return { address, suggested: await refreshSuggestions(tx, actor.userId, now) };
  },
  reply: ({ address, suggested }) => ({
    text: `${literal(address)} is yours.${suggested > 0 ? ` That gives ${plural(suggested, "suggestion")}.` : ""}`,
    actions:
      suggested > 0
        ? [
            {
              label: `Show ${plural(suggested, "suggestion")}`,
              style: "primary",
              press: { kind: "call", tool: "list_suggestions", args: {} },
            },
          ]
        : [],
  }),
});
