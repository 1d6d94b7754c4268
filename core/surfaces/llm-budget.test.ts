/** Every tool together stays within what the vendors' APIs take, however many there are. */
import { describe, expect, it } from "vitest";
import { tools } from "../tools/registry.ts";
import { budgetOf, tokensOf } from "./llm-budget.ts";
import { toChat } from "./to-chat.ts";
import { spokenTools, strictBudget, toLlm } from "./to-llm.ts";

/** OpenAI refuses a request with more. */
const MOST_TOOLS = 128;
/** What Ollama is asked to hold, less room for a conversation and an answer. */
const SMALL_CONTEXT = 16_384 - 6_000;

describe("the whole registry", () => {
  const budget = budgetOf(toLlm(tools));

  it("fits Claude's budget of strict schemas", () => {
    expect(budget.strict).toBeLessThanOrEqual(strictBudget.tools);
    expect(budget.optional).toBeLessThanOrEqual(strictBudget.optional);
    expect(budget.unions).toBeLessThanOrEqual(strictBudget.unions);
    expect(budget.loaded + budget.deferred).toBe(spokenTools(tools).length + 1);
  });

  it("is read by Claude in some five thousand tokens, and found beyond them", () => {
    expect(budget.tokens).toBeLessThan(5_500);
    expect(budget.tokens).toBeGreaterThan(budget.system);
    expect(budget.searched).toBeGreaterThan(0);
  });

  it("is given whole to models of other vendors, which take so many", () => {
    const { tools: all, system } = toChat(tools)();
    expect(all.length).toBeLessThanOrEqual(MOST_TOOLS);
    expect(all.map(({ name }) => name)).not.toContain("load_tools");
    expect(system).not.toContain("More tools");
    for (const { name } of all) expect(name).toMatch(/^[a-z_]{1,64}$/);
  });

  it("fits a small model by a selection that names what it leaves out", () => {
    const dearest = toChat(tools)().tools.sort((one, other) => tokensOf(other) - tokensOf(one));
    const wanted = new Set(dearest.slice(0, 12).map(({ name }) => name));
    const { tools: some, system } = toChat(tools)(wanted);
    expect(tokensOf(some) + tokensOf(system)).toBeLessThan(SMALL_CONTEXT);
    const given = new Set(some.map(({ name }) => name));
    for (const name of wanted) expect(given).toContain(name);
    for (const { name } of spokenTools(tools).filter((tool) => !given.has(tool.name)))
      expect(system).toContain(name);
  });
});
