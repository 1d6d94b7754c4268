import { expect, test } from "vitest";
import type { CallResult } from "../call-result.ts";
import type { Button, Reply } from "../reply.ts";
import { createSources } from "./sources.ts";

const shown = (reply: Reply<Button>): CallResult => ({
  tool: "x",
  args: {},
  outcome: "done",
  reply,
  receipts: [],
  undoable: [],
  resolved: [],
});
const person = { type: "person", id: "p1", name: "Sofia Reyes" } as const;
const mail = { type: "interaction", id: "i1", name: "Pricing" } as const;
const sourcesOf = (reply: Reply<Button>) =>
  createSources()
    .add(shown(reply))
    .map(({ handle, outside }) => [handle, outside]);

test("a mail is from outside, a record of ours is not", () => {
  const list = { kind: "list" as const, items: [{ text: "Pricing", record: mail }] };
  const card = { kind: "card" as const, title: person.name, record: person, fields: [] };
  const records = [person, mail];
  expect(sourcesOf({ text: "Found:", blocks: [card, list], records })).toEqual([
    ["crm:answer:1", false],
    ["crm:person:2", false],
    ["crm:message:3", true],
  ]);
});

test.each<[string, Partial<Reply<Button>>]>([
  ["an answer that says so", { outside: true }],
  [
    "a line that belongs to no record",
    { blocks: [{ kind: "list", items: [{ text: "Answer “Pricing”", outside: true }] }] },
  ],
])("what no record holds is from outside with %s", (_what, reply) => {
  expect(sourcesOf({ text: "To raise:", ...reply })).toEqual([["crm:answer:1", true]]);
});

test("a handle stands for its record, and no other one for anything", () => {
  const sources = createSources();
  sources.add(shown({ text: "Sofia", records: [person] }));
  expect(sources.resolve({ record: "crm:person:1", also: ["crm:person:1", "x"] })).toEqual({
    record: "p1",
    also: ["p1", "x"],
  });
  expect(sources.resolve({ record: "crm:person:2" })).toBeUndefined();
});
