/** Tells that an address is the asker's own, so that mail from and to it counts as theirs. */
import { z } from "zod";
import { identitiesInTouchWith, refreshCorrespondence } from "../../db/queries/correspondence.ts";
import { claimableAddresses } from "../../db/queries/claimable-addresses.ts";
import { refreshSuggestions } from "../../db/queries/suggestions.ts";
import { claimAddresses, listAddresses } from "../../db/queries/tenants.ts";
import { normalizeEmail } from "../domain/email-address.ts";
import { AppError } from "../domain/errors.ts";
import { literal } from "../reply.ts";
import { defineTool } from "../tool.ts";
import { plural } from "../views/words.ts";

export const claimAddress = defineTool({
  name: "claim_address",
  summary: "Tell me which e-mail addresses are yours",
  effect: "write",
  needs: "files:import",
  examples: [
    "{addresses:ana@example.com} is my address",
    "my address is also {addresses:ana@example.com}",
    "{addresses:ana@example.com} is mine",
    "{addresses:ana@example.com} and {addresses:a.ruiz@example.org} are my addresses",
    "{addresses:ana@example.com} and {addresses:a.ruiz@example.org} are mine",
    "{addresses:ana@example.com}, {addresses:a.ruiz@example.org} and {addresses:ar@example.net} are mine",
    "{addresses:ana@example.com} belongs to me",
    "{addresses:ana@example.com} is me",
    "I own {addresses:ana@example.com}",
    "I also use {addresses:ana@example.com}",
    "I also write from {addresses:ana@example.com}",
    "my other address is {addresses:ana@example.com}",
    "my work email is {addresses:ana@example.com}",
    "my addresses are {addresses:ana@example.com} and {addresses:a.ruiz@example.org}",
    "mail from {addresses:ana@example.com} is mine",
    "I write from {addresses:ana@example.com} too",
    "{addresses:ana@example.com} is also me",
    "add {addresses:ana@example.com} to my addresses",
    "{addresses:ana@example.com} is my private address",
    "my private email is {addresses:ana@example.com}",
  ],
  input: z.object({ addresses: z.array(z.string().trim().min(3).max(254)).min(1).max(20) }),
  output: z.object({ addresses: z.array(z.string()), suggested: z.number() }),
  mentions: {},
  async run({ tx, actor, audience, now }, input) {
    // What follows from it is suggested to its owner alone.
    if (audience !== "dm")
      throw new AppError("forbidden", "Tell me your addresses in a direct message.");
    const addresses = input.addresses.map((written) => {
      const address = normalizeEmail(written);
      if (!address) throw new AppError("bad_input", `“${written}” is not an e-mail address.`);
      return address;
    });
    const free = await claimableAddresses(tx, addresses);
    const own = (await listAddresses(tx)).filter(({ userId }) => userId === actor.userId);
    // "These are all mine" may follow after one of them was claimed alone.
    const settled = new Set([...free, ...own.map(({ address }) => address)]);
    const taken = addresses.find((address) => !settled.has(address));
    if (taken) throw new AppError("conflict", `${taken} is already known as somebody's address.`);
    await claimAddresses(tx, actor.userId, free);
    await refreshCorrespondence(tx, await identitiesInTouchWith(tx, free), now);
    return { addresses, suggested: await refreshSuggestions(tx, actor.userId, now) };
  },
  reply: ({ addresses, suggested }) => ({
    text: `${literal(addresses.join(", "))} ${addresses.length === 1 ? "is" : "are"} yours.${suggested > 0 ? ` That gives ${plural(suggested, "suggestion")}.` : ""}`,
    actions: [
      ...(suggested > 0
        ? [
            {
              label: `Show ${plural(suggested, "suggestion")}`,
              style: "primary" as const,
              press: { kind: "call" as const, tool: "list_suggestions", args: {} },
            },
          ]
        : []),
      {
        label: addresses.length === 1 ? "Not mine" : "Not mine after all",
        press: { kind: "call", tool: "release_address", args: { addresses } },
      },
    ],
  }),
});
