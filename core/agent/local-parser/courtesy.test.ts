import { describe, expect, it } from "vitest";
import { baseOf, wishIn } from "./courtesy.ts";

describe("wishIn", () => {
  it.each([
    ["Could you please move it to proposal?", "move it to proposal?"],
    ["Hey crm, quick one: who do we know at Kuna?", "who do we know at Kuna?"],
    ["would you mind moving Kuna to proposal when you get a chance", "move Kuna to proposal"],
    ["I'd like you to tag Leo as vip in the crm, thanks!", "tag Leo as vip"],
    ["Do me a favour and archive Leo", "archive Leo"],
    ["FYI the Kuna pilot is at proposal. Please update.", "the Kuna pilot is at proposal"],
    ["Quinn has moved to lead. Can you update that in the crm?", "Quinn has moved to lead"],
    ["let me see my deals", "show my deals"],
    ["do you know when I last spoke to Leo", "when I last spoke to Leo"],
  ])("of “%s” is “%s”", (text, wish) => {
    expect(wishIn(text)).toBe(wish);
  });

  it.each([
    "should I move it to proposal",
    "don't move it",
    "what if we close it",
    "note on Acme: they wait for us, thanks",
    "remove Leo from the crm",
    "please",
  ])("leaves what changes the meaning: “%s”", (text) => {
    expect(wishIn(text)).toBe(text);
  });
});

describe("baseOf", () => {
  it.each([
    ["moving", "move"],
    ["setting", "set"],
    ["adding", "add"],
    ["calling", "call"],
    ["tagging", "tag"],
    ["assigning", "assign"],
  ])("of %s is %s", (gerund, base) => {
    expect(baseOf(gerund)).toBe(base);
  });
});
