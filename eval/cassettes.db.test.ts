/** Evaluations of models without a key or a network: answers of the doubles, recorded, say the same each time. */
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  casesFile,
  configOf,
  engines,
  fewTools,
  kept,
  type EngineName,
} from "../test/cassettes/setting.ts";
import { openTestDatabase, type TestDatabase } from "../test/support/database.ts";
import { readCases, type Case } from "./case.ts";
import { openEngine } from "./engine.ts";
import { evaluate } from "./evaluate.ts";
import { documentOf, tableOf } from "./report.ts";
import { openWorld, type World } from "./world.ts";

const cases = readCases(casesFile);
let db: TestDatabase;
let world: World;
beforeAll(async () => {
  db = await openTestDatabase();
  world = await openWorld(db);
});
afterAll(() => db.close());

async function replay(name: EngineName, asked: readonly Case[]) {
  const engine = await openEngine(name, fewTools, { config: configOf(), ...kept(name, "replay") });
  const given = { file: casesFile, cases: asked, engine, tools: fewTools, world };
  return evaluate(db, given);
}

describe.each(engines)("%s, replayed (recorded anew by scripts/record-cassettes.ts)", (name) => {
  it("is graded like any engine, and counts what was asked of it", async () => {
    const done = await replay(name, cases);
    const exact = done.grades.filter((grade) => grade.exact).map((grade) => grade.id);
    expect(exact).toEqual(["write", "repair", "history", "focus", "question", "declined"]);
    expect(documentOf(done, false)).toMatchObject({
      engine: name.split(":")[0],
      overall: { cases: 7, wrongWrites: 1 },
      usage: { requests: 9, failed: 0 },
    });
    expect(done.usage?.cacheReadShare).toBeGreaterThan(0.5);
    const cost = name === "claude" ? /0\.00\d\d USD/ : /at an unknown price/;
    expect(tableOf(done, false)).toMatch(cost);
  });

  it("says the same in any order", async () => {
    const [last] = cases.slice(-1);
    const done = await replay(name, last ? [last, ...cases] : []);
    expect(done.grades[0]?.deed.calls).toEqual(done.grades.at(-1)?.deed.calls);
  });

  it("ends where an answer is missing, and names the case", async () => {
    const [first] = cases;
    const other = first ? [{ ...first, id: "unheard", message: "tag Sofia Reyes as new" }] : [];
    await expect(replay(name, [...cases, ...other])).rejects.toMatchObject({
      code: "not_found",
      userMessage: expect.stringMatching(/^Case unheard: There is no cassette \w+\.json/) as string,
    });
  });
});
