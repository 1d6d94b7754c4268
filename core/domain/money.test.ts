import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { findMoney, readMoney } from "./money.ts";

const euros = { currency: "EUR" };

describe("readMoney", () => {
  it.each([
    ["28k", "28000.00", null],
    ["28 K", "28000.00", null],
    ["€1.2m", "1200000.00", "EUR"],
    ["1,2m", "1200000.00", null],
    ["26,000 euros", "26000.00", "EUR"],
    ["26.000 €", "26000.00", "EUR"],
    ["26.000,50 eur", "26000.50", "EUR"],
    ["26,000.50", "26000.50", null],
    ["50 grand", "50000.00", null],
    ["USD 30 000", "30000.00", "USD"],
    ["$30k", "30000.00", "USD"],
    ["30k£", "30000.00", "GBP"],
    ["£2.5k", "2500.00", "GBP"],
    ["1.5 million dollars", "1500000.00", "USD"],
    ["half a million", "500000.00", null],
    ["2bn", "2000000000.00", null],
    ["12'500 CHF", "12500.00", "CHF"],
    ["R$ 5.000", "5000.00", "BRL"],
    ["28000", "28000.00", null],
    ["1.200.000", "1200000.00", null],
    ["99.99", "99.99", null],
    ["0.125k", "125.00", null],
    ["about 28k", "28000.00", null],
    ["28k.", "28000.00", null],
  ])("%s", (text, amount, currency) => {
    expect(readMoney(text, euros)).toEqual({ amount, currency });
  });

  it("takes dollars for the tenant's own", () => {
    expect(readMoney("$30k", { currency: "CAD" })?.currency).toBe("CAD");
    expect(readMoney("US$30k", { currency: "CAD" })?.currency).toBe("USD");
  });

  it.each(["", "pricing", "k", "28k or so", "2026-11-20", "€", "one", "1e5", "99999999999999bn"])(
    "%j is no amount",
    (text) => {
      expect(readMoney(text, euros)).toBeUndefined();
    },
  );

  it("keeps every cent", () => {
    fc.assert(
      fc.property(fc.nat({ max: 999_999_999 }), fc.nat({ max: 99 }), (units, cents) => {
        const text = `${units.toString()}.${cents.toString().padStart(2, "0")}`;
        expect(readMoney(`${text} EUR`, euros)?.amount).toBe(text);
      }),
    );
  });
});

describe("findMoney", () => {
  it.each([
    ["move it to negotiation and bump to 28k, close friday", ["28k"]],
    ["acme is now €30,000.", ["€30,000"]],
    ["between 20k and 1.5 million euros", ["20k", "1.5 million euros"]],
    ["worth half a million", ["half a million"]],
    ["call +44 7700 900123 at 10:30 on 2026-11-20", []],
    ["50% of 12 people in Q2", []],
    ["a million thanks", ["a million"]],
    ["version 2.1 is 3 months late", []],
  ])("%s", (text, expected) => {
    expect(findMoney(text).map((found) => text.slice(found.start, found.end))).toEqual(expected);
    expect(findMoney(text).map((found) => found.text)).toEqual(expected);
  });
});
