/** Deals as a table: open ones first. */
import { z } from "zod";
import { findDeals, type DealRow } from "../../db/queries/deals.ts";
import { formatIsoDay, formatMoney } from "../domain/format.ts";
import { defineTool } from "../tool.ts";
import { anything, type Anything } from "./shapes.ts";
import { plural } from "../views/words.ts";

const LISTED = 25;

export const listDeals = defineTool({
  name: "list_deals",
  summary: "List deals, open ones first",
  effect: "read",
  needs: "records:read",
  examples: [
    "{status:open} deals",
    "show my {status:open} deals",
    "deals",
    "all deals",
    "deals at {company:Acme}",
    "list {status:won} deals",
    "{status:lost} deals",
    "deals with {company:Acme}",
    "{status:open} deals at {company:Borealis}",
    "what deals do we have with {company:Northwind}",
    "deals of {person:Sofia Reyes}",
  ],
  input: z.object({
    company: z.string().min(1).max(200).optional(),
    person: z.string().min(1).max(200).optional(),
    status: z.enum(["open", "won", "lost"]).optional(),
  }),
  output: anything as Anything<{ deals: DealRow[]; of: string | null }>,
  mentions: { company: ["company"], person: ["person"] },
  async run({ tx }, { company, person, status }) {
    const deals = await findDeals(tx, {
      ...(company ? { companyId: company.id } : {}),
      ...(person ? { personId: person.id } : {}),
      ...(status ? { outcome: status } : {}),
      limit: LISTED,
    });
    return { deals, of: company?.name ?? person?.name ?? null };
  },
  reply({ deals, of }) {
    if (deals.length === 0) return { text: of ? `No such deals with ${of}.` : "No such deals." };
    const records = deals.map(({ id, name }) => ({ type: "deal" as const, id, name }));
    return {
      text: `${plural(deals.length, "deal")}${of ? ` with ${of}` : ""}${deals.length === LISTED ? " (the first ones)" : ""}:`,
      blocks: [
        {
          kind: "table",
          columns: ["Deal", "Stage", "Value", "Company", "Owner", "Closes"],
          rows: deals.map((deal) => [
            deal.name,
            deal.stage,
            formatMoney(deal.value, deal.currency) ?? "",
            deal.company ?? "",
            deal.owner ?? "",
            deal.closeDate ? formatIsoDay(deal.closeDate) : "",
          ]),
        },
      ],
      records,
    };
  },
});
