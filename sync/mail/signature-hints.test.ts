/** Hints are taken only where the signature leaves little doubt. */
import { expect, it } from "vitest";
import { signatureHints } from "./signature-hints.ts";

const ANA = { name: "Ana Ruiz", email: "ana.ruiz@acme.com" };

it.each([
  [
    "Ana Ruiz\nHead of Sales\nAcme Widgets Inc.\nTel: +34 600 000 000",
    { title: "Head of Sales", company: "Acme Widgets Inc.", phone: "+34600000000" },
  ],
  [
    "Ana Ruiz, Head of Sales | Acme\nm: (713) 853-3000",
    { title: "Head of Sales", phone: "+17138533000" },
  ],
  ["Ana\nFax: 713-853-3001", {}],
  ["Order 713-853-3000 shipped", {}],
  ["I am the manager of this\nAna", {}],
  ["Bob Lee\nManager", {}],
  ["", {}],
])("%j", (signature, hints) => {
  expect(signatureHints(signature, ANA, "US")).toEqual(hints);
});
