import { expect, test } from "vitest";
import { difference, formatDifference, formatSums, sumOf } from "./money-sums.ts";

const amounts = [
  { value: "28000.00", currency: "EUR", percent: 75 },
  { value: "0.10", currency: "EUR", percent: 50 },
  { value: "50000.00", currency: "USD", percent: 10 },
  { value: null, currency: null, percent: 50 },
];

test("each currency is summed for itself, to the cent", () => {
  expect(formatSums(sumOf(amounts))).toBe("50,000 USD + 28,000.10 EUR");
  expect(formatSums(sumOf(amounts, ({ percent }) => percent))).toBe("21,000.05 EUR + 5,000 USD");
  expect(formatSums(sumOf([]))).toBe("");
});

test("a change is told by currency, up or down", () => {
  const before = sumOf([{ value: "30000.00", currency: "EUR" }]);
  const after = sumOf([
    { value: "28000.00", currency: "EUR" },
    { value: "10.50", currency: "USD" },
  ]);
  expect(formatDifference(difference(after, before))).toBe("−2,000 EUR, +10.50 USD");
  expect(formatDifference(difference(before, before))).toBe("");
});
