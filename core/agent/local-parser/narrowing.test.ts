import { describe, expect, it } from "vitest";
import type { Focus } from "../intent.ts";
import { narrowingIn } from "./narrowing.ts";

const listed = { tool: "list_people", args: { tag: "investor" } };
const focus: Focus = { filter: listed, read: { ...listed, records: {} } };

describe("words that narrow what was listed", () => {
  it.each([
    ["only those in London", "people in London"],
    ["just the ones tagged vip pls", "people tagged vip"],
    ["which of them are in Madrid?", "people in Madrid"],
    ["those in London only", "people in London"],
    ["no competitors", "people not tagged competitors"],
    ["without the competitors", "people not tagged competitors"],
    ["what about in Paris?", "people in Paris"],
  ])("%s", (text, words) => {
    expect(narrowingIn(text, focus)).toEqual({ listed, words });
  });

  it.each(["people in London", "just met Sofia in", "no", "tag them all hot", "what about Leo"])(
    "%s is a message of its own",
    (text) => {
      expect(narrowingIn(text, focus)?.words ?? "").not.toMatch(/ (?:in \S|not tagged)/);
    },
  );

  it("goes on from a list that was shown", () => {
    const read = { tool: "show_list", args: { list: "Guests" }, records: {} };
    expect(narrowingIn("only those in Oslo", { read })).toEqual({
      listed: { tool: "list_people", args: { list: "Guests" } },
      words: "people in Oslo",
    });
  });

  it("narrows nothing where something else was asked since", () => {
    const read = { tool: "last_contact", args: { person: "Sofia" }, records: {} };
    expect(narrowingIn("only those in London", { filter: listed, read })).toBeUndefined();
    expect(narrowingIn("only those in London", {})).toBeUndefined();
  });
});
