import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestDatabase, type TestDatabase } from "../test/support/database.ts";
import { tools } from "../core/tools/registry.ts";
import { readCases } from "./case.ts";
import { createLocalEngine } from "./engine.ts";
import { evaluate, type Evaluated } from "./evaluate.ts";
import { documentOf, tableOf } from "./report.ts";

const tagged = (tag: string) => ({
  calls: [{ tool: "tag_record", args: { record: { record: "Sofia Reyes" }, tag } }],
});
const cases = [
  { id: "right", tags: ["t"], message: "tag Sofia Reyes as hot", expect: tagged("hot") },
  { id: "again", tags: ["t"], message: "tag Sofia Reyes as hot", expect: tagged("hot") },
  { id: "wrong", tags: ["t"], message: "tag Sofia Reyes as hot", expect: tagged("cold") },
  {
    id: "focus",
    focus: { list: ["Lena Kovac", "Sofia Reyes"] },
    message: "tag the second one as hot",
    expect: tagged("hot"),
  },
  {
    id: "either",
    message: "tag Sofia Reyes as hot",
    expect: { anyOf: [{ ask: true }, tagged("hot")] },
  },
  {
    id: "forbidden",
    message: "tag Sofia Reyes as hot",
    expect: tagged("hot"),
    forbid: [{ tool: "tag_record", args: { tag: "hot" } }],
  },
  {
    id: "colleague",
    as: "tom",
    message: "tag Sofia Reyes as hot",
    expect: { calls: [{ ...tagged("hot").calls[0], outcome: "confirm" }] },
  },
  {
    id: "pressed",
    as: "tom",
    history: ["tag Sofia Reyes as hot", { press: "Go ahead" }],
    message: "undo that",
    expect: { calls: [{ tool: "undo", args: { receipts: { any: true } } }] },
  },
  {
    id: "which",
    message: "when did I last talk to john",
    expect: { ask: { tools: ["last_contact"] } },
  },
  { id: "poem", message: "write me a poem about my cat", expect: { refuse: true } },
  { id: "broken", history: [{ press: "Nothing" }], message: "help", expect: { refuse: true } },
];

describe("an evaluation", () => {
  let db: TestDatabase;
  let done: Evaluated;
  beforeAll(async () => {
    db = await openTestDatabase();
    const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "cases-")), "cases.jsonl");
    fs.writeFileSync(file, cases.map((one) => JSON.stringify(one)).join("\n"));
    done = await evaluate(db, {
      file,
      cases: readCases(file),
      engine: createLocalEngine(tools),
    });
  });
  afterAll(() => db.close());
  const grade = (id: string) => done.grades.find((one) => one.id === id);

  test.each(["right", "again", "focus", "either", "colleague", "pressed", "which", "poem"])(
    "%s is exact",
    (id) => {
      expect(grade(id)).toMatchObject({ exact: true, wrongWrite: false, because: "" });
    },
  );

  test.each(["wrong", "forbidden"])("%s counts as a wrong write", (id) => {
    expect(grade(id)).toMatchObject({ tool: true, exact: false, wrongWrite: true });
  });

  test("a case that cannot be set up fails and says why", () => {
    expect(grade("broken")?.exact).toBe(false);
    expect(grade("broken")?.because).toContain("Nothing");
  });

  test("the report counts them and lists every wrong write", () => {
    expect(documentOf(done, false)).toMatchObject({
      engine: "local",
      overall: { cases: cases.length, wrongWrites: 2, askRecall: 1 },
      tags: { t: { cases: 3, exact: 2 / 3 } },
      wrongWrites: [{ id: "wrong" }, { id: "forbidden" }],
    });
    expect(tableOf(done, true)).toContain("Not exact (3)");
  });
});
