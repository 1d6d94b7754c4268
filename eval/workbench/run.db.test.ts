import fs from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { IntendedCall } from "../../core/agent/intent.ts";
import { tools } from "../../core/tools/registry.ts";
import { openTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import { createLocalEngine, type Engine } from "../engine.ts";
import { workbenchDocument, workbenchTable } from "./report.ts";
import { readFolder } from "./sandbox.ts";
import { askAll, openWorkbench, type Workbench } from "./run.ts";

const directory = path.resolve("../shared/data/workbench");
const absent = !fs.existsSync(directory);
const crm = "customer_relationship_manager";

/** Reads some of the sentences as a person would: what is tested is what comes after the reading. */
const readings: [RegExp, (...parts: string[]) => IntendedCall][] = [
  [
    /^Update the status of (.+) to (\w+) in the crm/,
    (person, status) => ({ tool: "update_person", args: { person, status } }),
  ],
  [
    /^Add (.+) as a new lead in the crm and assign them to (\w+)/,
    (name, owner) => ({ tool: "add_person", args: { name, owner, status: "lead" } }),
  ],
  [
    /^Reassign all of (\w+)'s leads that are interested in (\w+) to (\w+)/,
    (owner, tag, newOwner) => ({
      tool: "update_people",
      args: { owner, status: "lead", tag, new_owner: newOwner },
    }),
  ],
  [
    /all of (\w+)'s customers that are in the (\w+) stage and interested in (\w+)\. Can you delete/,
    (owner, status, tag) => ({ tool: "archive_people", args: { owner, status, tag } }),
  ],
];

const attentive: Engine = {
  use: () => undefined,
  refresh: () => Promise.resolve(),
  parser: {
    engine: "attentive",
    parse: ({ text }) => {
      for (const [pattern, call] of readings) {
        const match = pattern.exec(text);
        if (match) {
          const reading = { call: call(...match.slice(1)), echo: "", confidence: 1 };
          return Promise.resolve({ kind: "calls", readings: [reading] });
        }
      }
      return Promise.resolve({ kind: "abstain", say: "No." });
    },
  },
};

describe.skipIf(absent)(
  `WorkBench${absent ? " (skipped: no ../shared/data/workbench)" : ""}`,
  () => {
    let db: TestDatabase;
    let workbench: Workbench;
    beforeAll(async () => {
      db = await openTestDatabase();
      workbench = await openWorkbench(db, readFolder(directory));
    });
    afterAll(() => db.close());

    test("read attentively, every query ends in the state of its answer", async () => {
      const asked = await askAll(workbench, { engine: attentive, domains: [crm] });
      const read = asked.filter(({ query }) => readings.some(([pattern]) => pattern.test(query)));
      expect(read.length).toBeGreaterThan(15);
      expect(read.filter(({ completed }) => !completed)).toEqual([]);
      const run = { engine: "attentive", directory: "workbench", failures: true };
      expect(workbenchDocument(asked, run)).toMatchObject({
        domains: [{ domain: crm, total: asked.length, unexpectedWrites: 0 }],
      });
      expect(workbenchTable(asked, true)).toContain(crm);
    });

    test("in basic mode, five queries write nothing that the answer does not have", async () => {
      const engine = createLocalEngine(tools);
      const asked = await askAll(workbench, { engine, domains: [crm], most: 5 });
      expect(asked).toHaveLength(5);
      expect(asked.filter(({ unexpected }) => unexpected.length > 0)).toEqual([]);
    });
  },
);
