/** What holds for every tool of the registry, so that a new one is covered the day it is added. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { CallResult } from "../core/call-result.ts";
import { callTool } from "../core/call-tool.ts";
import { exampleText } from "../core/example-marks.ts";
import type { Context } from "../core/context.ts";
import { isAllowed } from "../core/policy.ts";
import { tools } from "../core/tools/registry.ts";
import { undo } from "../core/tools/undo.ts";
import type { Tool } from "../core/tool.ts";
import type { User } from "../db/queries/tenants.ts";
import { openWorld, type World } from "../eval/world.ts";
import { openTestDatabase, type TestDatabase } from "./support/database.ts";
import { exampleArguments } from "./support/example-arguments.ts";
import { tenantHashes } from "./support/tenant-tables.ts";
import { contextFor, depsOver } from "./support/two-tenants.ts";

let db: TestDatabase;
let world: World;
beforeAll(async () => {
  db = await openTestDatabase();
  world = await openWorld(db);
});
afterAll(() => db.close());

/** Thursday, 19 November 2026, 10:00 in Madrid. */
const now = new Date("2026-11-19T09:00:00Z");

const user = (name: string): User => {
  const found = world.users.get(name);
  if (!found) throw new Error(`the world has no ${name}`);
  return found;
};

const call = (
  name: string,
  request: { tool: string; args: Record<string, unknown>; confirmed?: string },
  changes: Partial<Context> = {},
): Promise<CallResult> =>
  callTool(
    depsOver(db),
    { ...contextFor(user(name), { now, ...changes }), focus: {} },
    tools,
    request,
  );

/** Calls, and presses the button of a preview. */
async function carryOut(name: string, tool: Tool, args: Record<string, unknown>) {
  const result = await call(name, { tool: tool.name, args });
  const press = result.outcome === "confirm" ? result.reply.actions?.[0]?.press : undefined;
  return press?.kind === "confirm"
    ? call(name, { tool: tool.name, args, confirmed: press.preview })
    : result;
}

/** What is history rather than state: it grows with every write and every undo. Identities are whoever was once seen. */
const history = [
  "events",
  "runs",
  "receipts",
  "streams",
  "snapshots",
  "subject_keys",
  "files",
  "identities",
];
const state = () => tenantHashes(db, world.tenantId, history);

/** A bulk write is confirmed by its button: no words stand for it. */
const buttonsOnly = ["confirm_import", "decide_row"];

/** Taken back by each other, not by undo. */
const opposites = ["claim_address", "release_address"];

const writing = tools.filter((tool) => tool.effect !== "read" && tool.name !== "undo");
const reading = tools.filter((tool) => !writing.includes(tool));

test("no two tools share a sentence, and every mark names a field of its tool", () => {
  const sentences = new Map<string, string>();
  for (const tool of tools)
    for (const example of tool.examples) {
      const text = exampleText(example).toLowerCase();
      expect([example, sentences.get(text) ?? tool.name]).toEqual([example, tool.name]);
      sentences.set(text, tool.name);
      const args = exampleArguments(tool, example);
      const parsed = tool.input.strict().safeParse(args);
      expect([tool.name, example, parsed.error?.issues[0]?.message]).toEqual([
        tool.name,
        example,
        undefined,
      ]);
    }
});

test.each(tools.filter(({ name }) => !buttonsOnly.includes(name)))("$name has examples", (tool) => {
  expect(tool.examples.length).toBeGreaterThan(0);
});

/** It may ask or refuse, but it never breaks, and always says something. */
function expectAnswered(example: string, { outcome, reply }: CallResult): void {
  expect([example, outcome, reply.text]).not.toEqual([example, "failed", reply.text]);
  expect(reply.text.trim()).not.toBe("");
}

describe.each(reading)("$name", (tool) => {
  test("answers its examples without failing", { timeout: 60_000 }, async () => {
    for (const example of tool.examples) {
      const args = exampleArguments(tool, example);
      expectAnswered(example, await call("ana", { tool: tool.name, args }));
    }
  });
});

describe.each(tools)("$name", (tool) => {
  test("declines empty input in a sentence", async () => {
    const { outcome, reply } = await call("ana", { tool: tool.name, args: {} });
    expect(outcome).not.toBe("failed");
    expect(reply.text).toMatch(/\S/);
    if (!tool.input.safeParse({}).success) expect(outcome).toBe("refused");
  });
});

describe.each(writing)("$name", (tool) => {
  test("is refused to whoever lacks the right", async () => {
    const [example = ""] = tool.examples;
    const request = { tool: tool.name, args: exampleArguments(tool, example) };
    for (const name of ["vera", "tom"])
      if (!isAllowed(user(name).role, tool.needs)) {
        const result = await call(name, request);
        expect([name, result.outcome, result.code]).toEqual([name, "refused", "forbidden"]);
      }
  });

  test("answers its examples, each undone to the last byte", { timeout: 60_000 }, async () => {
    const before = await state();
    for (const example of tool.examples) {
      const result = await carryOut("ana", tool, exampleArguments(tool, example));
      expectAnswered(example, result);
      // What changed nothing leaves nothing to undo.
      if (result.undoable.length === 0) continue;
      const undone = await carryOut("ana", undo, { receipts: result.undoable });
      expect([example, undone.reply.text, undone.outcome]).toEqual([
        example,
        undone.reply.text,
        "done",
      ]);
    }
    // Once for all of them: each sees what the one before it left behind.
    if (!opposites.includes(tool.name)) expect(await state()).toEqual(before);
  });
});
