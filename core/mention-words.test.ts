import { describe, expect, it } from "vitest";
import { pointedAt, waysToRead } from "./mention-words.ts";
import { interactionIn } from "./resolve-interaction.ts";
import type { Ref } from "./ref.ts";

const ref = (type: Ref["type"], name: string): Ref => ({ type, id: name, name });
const focus = {
  deal: ref("deal", "pilot"),
  person: ref("person", "Sofia"),
  interaction: ref("interaction", "mail"),
  list: [ref("person", "Ana"), ref("company", "Acme"), ref("person", "Leo")],
};

describe("pointedAt", () => {
  it.each([
    ["it", ["deal"], "pilot"],
    ["her", ["person"], "Sofia"],
    ["that deal", ["deal", "person"], "pilot"],
    ["that mail", ["interaction"], "mail"],
    ["the first one", ["person"], "Ana"],
    ["2", ["company"], "Acme"],
    ["the last one", ["person"], "Leo"],
    ["the 3rd", ["person"], "Leo"],
    ["the second one", ["person"], undefined],
    ["Sofia", ["person"], undefined],
  ] as const)("%s among %j", (text, types, name) => {
    expect(pointedAt(text, types, focus)?.name).toBe(name);
  });
});

describe("waysToRead", () => {
  it.each([
    ["the Acme deal", { name: "Acme", kind: "deal" }],
    ["the deal with Acme", { name: "Acme", kind: "deal" }],
    ["john at acme", { name: "john", at: "acme" }],
    ["John (Borealis)", { name: "John", at: "borealis" }],
    ["acme's john", { name: "john", at: "acme" }],
    ["Borealis John", { name: "John", at: "borealis" }],
    ["Sofia", { name: "Sofia" }],
  ])("%s", (text, expected) => {
    expect(waysToRead(text)).toContainEqual(expected);
  });
});

describe("interactionIn", () => {
  it.each([
    ["the last email from Sofia", { kind: "email", role: "from", party: "Sofia" }],
    ["my last call with John", { kind: "call", party: "John" }],
    ["that mail", { kind: "email" }],
    ["the conversation with Leo", { party: "Leo" }],
    ["Sofia", undefined],
  ])("%s", (text, expected) => {
    expect(interactionIn(text)).toEqual(expected);
  });
});
