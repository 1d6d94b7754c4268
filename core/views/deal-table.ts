/** Deals as a table, with what they come to. */
import type { DealRow } from "../../db/queries/deals.ts";
import { formatIsoDay, formatMoney } from "../domain/format.ts";
import { formatSums, sumOf } from "../domain/money-sums.ts";
import type { Block, Button, RecordRef } from "../reply.ts";
import { plural } from "./words.ts";

export const dealRecord = ({ id, name }: Pick<DealRow, "id" | "name">): RecordRef => ({
  type: "deal",
  id,
  name,
});

/** "Acme pilot, Negotiation, 24,000 EUR" */
export const dealLine = ({ name, stage, value, currency }: DealRow): string =>
  [name, stage, formatMoney(value, currency)].filter(Boolean).join(", ");

/** `more` adds columns of its own behind the usual ones. */
export const dealTable = (
  deals: readonly DealRow[],
  more: { columns: string[]; cells(deal: DealRow): string[] } = { columns: [], cells: () => [] },
): Block<Button> => ({
  kind: "table",
  columns: ["Deal", "Stage", "Value", "Company", "Owner", "Closes", ...more.columns],
  clear: ["Stage", "Value", "Company"],
  rows: deals.map((deal) => [
    deal.name,
    deal.stage,
    formatMoney(deal.value, deal.currency) ?? "",
    deal.company ?? "",
    deal.owner ?? "",
    deal.closeDate ? formatIsoDay(deal.closeDate) : "",
    ...more.cells(deal),
  ]),
});

/** "3 deals, 48,000 EUR + 20,000 USD"; what is open, won and lost is summed apart. */
export function dealCount(deals: readonly DealRow[]): string {
  const count = plural(deals.length, "deal");
  const parts = outcomes.flatMap((outcome) => {
    const some = deals.filter((deal) => deal.outcome === outcome);
    return some.length > 0 ? [{ words: `${some.length} ${outcome}`, sum: withSum(some) }] : [];
  });
  if (parts.length < 2) return `${count}${withSum(deals)}`;
  return `${count} – ${parts.map(({ words, sum }) => `${words}${sum}`).join("; ")}`;
}

const outcomes = ["open", "won", "lost"] as const;

function withSum(deals: readonly DealRow[]): string {
  const sum = formatSums(sumOf(deals));
  return sum ? `, ${sum}` : "";
}
