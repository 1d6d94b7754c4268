import { expect, test } from "vitest";
import { closestByName } from "./close-name.ts";

const stages = ["Lead", "Qualified", "Proposal", "Negotiation", "Closed won", "Closed lost"].map(
  (name) => ({ name }),
);

test.each([
  ["negotiation", ["Negotiation"]],
  ["the Negotiation stage", ["Negotiation"]],
  ["proposals", ["Proposal"]],
  ["negotation", ["Negotiation"]],
  ["propsoal", ["Proposal"]],
  ["quali", ["Qualified"]],
  ["won", []],
  ["lost", ["Closed lost"]],
  ["closed", ["Closed won", "Closed lost"]],
  ["demo", []],
  ["", []],
])("“%s” means %j", (words, names) => {
  expect(closestByName(words, stages).map(({ name }) => name)).toEqual(names);
});
