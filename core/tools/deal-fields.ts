/** Parts of a deal as people say them: an amount of money, a list of what is known of it. */
import type { TenantDefaults } from "../context.ts";
import { AppError } from "../domain/errors.ts";
import { formatIsoDay, formatMoney } from "../domain/format.ts";
import { readMoney, type Money } from "../domain/money.ts";
import { literal } from "../reply.ts";

export function moneyOf(words: string, { currency }: TenantDefaults): Money {
  const money = readMoney(words, { currency });
  if (!money)
    throw new AppError(
      "bad_input",
      `I can't read “${literal(words)}” as an amount; say something like 28k or 12,000 EUR.`,
    );
  return money;
}

/** "Negotiation, 28,000 EUR, closes 30 Nov 2026": what is set of it. */
export const dealWords = (deal: {
  stage?: string | undefined;
  value?: string | null | undefined;
  currency?: string | null | undefined;
  closeDate?: string | null | undefined;
}): string =>
  [
    deal.stage,
    formatMoney(deal.value ?? null, deal.currency ?? null),
    deal.closeDate ? `closes ${formatIsoDay(deal.closeDate)}` : undefined,
  ]
    .filter(Boolean)
    .join(", ");
