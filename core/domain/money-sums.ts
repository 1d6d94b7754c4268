/** Sums of amounts, each currency for itself: unlike currencies are never added up. */
import { formatMoney } from "./format.ts";

export interface Amount {
  value: string | null;
  currency: string | null;
}

/** Cents by currency; "" for amounts that name none. */
export type Sums = ReadonlyMap<string, bigint>;

/** `percent` weighs each amount: what a stage's probability leaves of a value. */
export function sumOf<T extends Amount>(
  amounts: readonly T[],
  percent?: (amount: T) => number,
): Sums {
  const sums = new Map<string, bigint>();
  for (const amount of amounts) {
    if (amount.value === null) continue;
    const cents = centsOf(amount.value);
    const part = percent ? (cents * BigInt(Math.round(percent(amount)))) / 100n : cents;
    const currency = amount.currency ?? "";
    sums.set(currency, (sums.get(currency) ?? 0n) + part);
  }
  return sums;
}

/** `after` less `before`, currency by currency; what comes to nothing is left out. */
export function difference(after: Sums, before: Sums): Sums {
  const all = new Set([...after.keys(), ...before.keys()]);
  const parts = [...all].map(
    (currency) => [currency, (after.get(currency) ?? 0n) - (before.get(currency) ?? 0n)] as const,
  );
  return new Map(parts.filter(([, cents]) => cents !== 0n));
}

/** "340,000 EUR + 20,000 USD", the largest first; empty where there is nothing to add up. */
export const formatSums = (sums: Sums): string =>
  [...sums]
    .sort(([a, x], [b, y]) => (x === y ? (a < b ? -1 : 1) : y > x ? 1 : -1))
    .map(([currency, cents]) => formatMoney(decimal(cents), currency || null) ?? "")
    .join(" + ");

/** "+5,000 EUR, −200 USD" */
export const formatDifference = (sums: Sums): string =>
  [...sums]
    .map(([currency, cents]) => {
      const size = formatMoney(decimal(cents < 0n ? -cents : cents), currency || null) ?? "";
      return `${cents < 0n ? "−" : "+"}${size}`;
    })
    .join(", ");

function centsOf(value: string): bigint {
  const [units = "0", fraction = ""] = value.split(".");
  const sign = units.startsWith("-") ? -1n : 1n;
  return BigInt(units) * 100n + sign * BigInt(fraction.slice(0, 2).padEnd(2, "0") || "0");
}

const decimal = (cents: bigint): string => {
  const digits = (cents < 0n ? -cents : cents).toString().padStart(3, "0");
  return `${cents < 0n ? "-" : ""}${digits.slice(0, -2)}.${digits.slice(-2)}`;
};
