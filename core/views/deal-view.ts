/** One deal. */
import { findDeals, type DealRow } from "../../db/queries/deals.ts";
import { AppError } from "../domain/errors.ts";
import { formatIsoDay, formatMoney } from "../domain/format.ts";
import { bold, type Button, type Reply } from "../reply.ts";
import type { ToolContext } from "../tool.ts";
import { fieldsOf } from "./words.ts";

export async function showDeal({ tx }: ToolContext, id: string): Promise<Reply<Button>> {
  const [deal] = await findDeals(tx, { dealId: id, limit: 1 });
  if (!deal) throw new AppError("not_found", "That deal is no longer here.");
  return dealReply(deal);
}

function dealReply(deal: DealRow): Reply<Button> {
  const record = { type: "deal" as const, id: deal.id, name: deal.name };
  const value = formatMoney(deal.value, deal.currency);
  return {
    text: `${bold(deal.name)}: ${[deal.stage, value].filter(Boolean).join(", ")}.`,
    blocks: [
      {
        kind: "card",
        title: deal.name,
        subtitle: deal.stage,
        record,
        fields: fieldsOf([
          ["Value", value],
          ["Company", deal.company],
          ["Person", deal.person],
          ["Closes", deal.closeDate && formatIsoDay(deal.closeDate)],
          ["Owner", deal.owner],
        ]),
      },
    ],
    records: [record],
  };
}
