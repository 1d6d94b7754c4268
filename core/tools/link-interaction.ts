/** Says that a mail, meeting, call or note belongs to a deal. */
import { z } from "zod";
import { dealRecords } from "../../db/projections/registry.ts";
import { bold } from "../reply.ts";
import { defineTool } from "../tool.ts";
import { anything, type Anything } from "./shapes.ts";

interface Linked {
  deal: { id: string; name: string };
  interaction: { id: string; name: string };
  changed: boolean;
}

export const linkInteraction = defineTool({
  name: "link_interaction",
  summary: "Link a mail, meeting, call or note to a deal",
  effect: "write",
  needs: "records:write",
  examples: [
    "link {interaction:my last call with John} to {deal:the Acme pilot}",
    "link {interaction:the last email from Sofia} to {deal:Borealis renewal}",
    "link {interaction:that email} to {deal:Acme pilot}",
    "{interaction:that email} belongs to {deal:Borealis renewal}",
    "{interaction:that call} was about {deal:the Acme pilot}",
    "{interaction:the last meeting with Lena} belongs to {deal:the Acme pilot}",
    "attach {interaction:that call} to {deal:the Acme pilot}",
    "connect {interaction:that meeting} with the deal {deal:Zeta rollout}",
    "file {interaction:that note} under {deal:Acme pilot}",
    "put {interaction:that email} on {deal:the Acme pilot}",
    "add {interaction:that call} to {deal:the Acme pilot}",
    "{interaction:that email} goes with {deal:Zeta rollout}",
    "{interaction:that call} is part of {deal:the Acme pilot}",
    "associate {interaction:that meeting} with {deal:Zeta rollout}",
    "assign {interaction:that email} to {deal:Borealis renewal}",
    "{interaction:my last call with John} counts for {deal:the Acme pilot}",
    "tie {interaction:that call} to {deal:the Acme pilot}",
    "{interaction:the last meeting with Lena} concerned {deal:Zeta rollout}",
    "{interaction:that mail} should be under {deal:Acme pilot}",
    "log {interaction:that call} under {deal:the Acme pilot}",
    "attach {interaction:that} to {deal:the Borealis renewal}",
    "link {interaction:that} to {deal:the Acme pilot}",
    "{interaction:that call} belongs under {deal:the Acme pilot}",
    "{interaction:that} was about {deal:the Acme pilot}",
    "that goes on {deal:the Acme pilot}{interaction:=that}",
    "connect {interaction:that call} to {deal:the Acme pilot}",
    "link {interaction:that call} to {deal:the Acme pilot}",
  ],
  input: z.object({
    interaction: z.string().trim().min(1).max(200),
    deal: z.string().trim().min(1).max(200),
  }),
  output: anything as Anything<Linked>,
  mentions: { interaction: ["interaction"], deal: ["deal"] },
  async run(context, { interaction, deal }): Promise<Linked> {
    const written = await context.write(dealRecords, [
      { id: deal.id, command: { kind: "link", interactionId: interaction.id } },
    ]);
    return { deal, interaction, changed: written.length > 0 };
  },
  reply: ({ deal, interaction, changed }) => ({
    text: `${bold(interaction.name)} ${changed ? "now belongs" : "already belongs"} to ${bold(deal.name)}.`,
    records: [{ type: "deal", id: deal.id, name: deal.name }],
  }),
});
