/** How much more a search finds by meaning: twenty notes, twelve questions in other words than the notes. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import { contextFor, depsOver, testNow } from "../../test/support/two-tenants.ts";
import { interactionRecords } from "../../db/projections/registry.ts";
import type { Meaning } from "../../db/queries/nearest.ts";
import { searchTexts } from "../../db/queries/search.ts";
import { createTenant, saveUser, type User } from "../../db/queries/tenants.ts";
import { write } from "../../db/write.ts";
import { callTool } from "../call-tool.ts";
import { inTransaction } from "../context.ts";
import { newId } from "../domain/ids.ts";
import { createLogger } from "../log.ts";
import { tools } from "../tools/registry.ts";
import { embedHandler } from "./embed-contents.ts";
import type { Embedder } from "./embedder.ts";
import { createLocalEmbedder } from "./local-embedder.ts";

const notes = {
  budget: "Budget frozen until Q2, so nothing gets signed before April",
  cto: "They are hiring a new CTO and want to wait for her",
  legal: "Legal has the contract, expects two weeks for redlines",
  price: "Thinks we are too expensive compared with Aldersea",
  sailing: "Spends every weekend on his boat, just bought new sails",
  vegetarian: "Vegetarian, so no steak house for the next dinner",
  baby: "On parental leave from June, her daughter is due then",
  outage: "The dashboard was down for three hours on Tuesday and they were furious",
  demo: "Loved the product walkthrough, wants the team to see it",
  security: "Needs our SOC 2 report and a penetration test before they go on",
  champion: "Priya pushes for us inside and talks to the board",
  churn: "Will probably cancel when the year is over",
  referral: "Offered to introduce us to his old boss at Zeta",
  conference: "Met at the trade fair in Lisbon, booth next to ours",
  late: "Invoice from March is still unpaid, reminded twice",
  move: "Moving from Berlin to the Madrid office in autumn",
  merger: "Being acquired by a larger group, all tools are under review",
  training: "New colleagues do not know how to use the reports, asked for a workshop",
  integration: "Must work together with their SAP or it is a no",
  quiet: "Did not pick up, left a voicemail",
};
type Note = keyof typeof notes;

/** Each with the notes that answer it. */
const questions: [string, Note[]][] = [
  ["money problems", ["budget", "late"]],
  ["recruiting a head of technology", ["cto"]],
  ["lawyers reviewing the agreement", ["legal"]],
  ["complaints about cost", ["price"]],
  ["hobbies", ["sailing"]],
  ["dietary restrictions", ["vegetarian"]],
  ["system was not available", ["outage"]],
  ["customers at risk of leaving", ["churn"]],
  ["overdue payments", ["late"]],
  ["takeover of the company", ["merger"]],
  ["budget", ["budget"]],
  ["compliance documents", ["security"]],
];

const log = createLogger({ level: "silent" });
const embedder = createLocalEmbedder(log);
const ids = Object.fromEntries(Object.keys(notes).map((note) => [note, newId()]));
let db: TestDatabase;
let user: User;

beforeAll(async () => {
  db = await openTestDatabase();
  const { id: tenantId } = await createTenant(db, { slug: "recall", name: "Recall", at: testNow });
  const scope = { tenantId, actorId: null, viewerId: null };
  user = await db.transaction(scope, (tx) =>
    saveUser(tx, {
      email: "ana@recall.example",
      name: "Ana",
      role: "owner",
      timeZone: "UTC",
      locale: "en",
      at: testNow,
    }),
  );
  const cause = { runId: newId(), groupId: newId(), recordedAt: testNow };
  const orders = Object.entries(notes).map(([note, summary]) => ({
    id: ids[note] ?? "",
    command: {
      kind: "log" as const,
      interaction: {
        kind: "note" as const,
        occurredAt: testNow.toISOString(),
        summary,
        personIds: [],
        companyId: null,
        minutes: null,
        dealId: null,
        loggedBy: user.id,
      },
    },
  }));
  await db.transaction(scope, (tx) => write(tx, interactionRecords, orders, cause));
  const { signal } = new AbortController();
  await embedHandler({ db, embedder }).run({ tenantId }, { attempt: 1, signal });
});
afterAll(async () => {
  await embedder.close();
  await db.close();
});

/** What the model makes of a question, however long a busy machine takes for it. */
async function meaningIn(text: string): Promise<Meaning | undefined> {
  const [vector] = await embedder.embed([text]);
  const { model, farthest } = embedder;
  return vector && { model, vector, farthest };
}

const found = (text: string, meaning?: Meaning) =>
  inTransaction({ db }, contextFor(user), (tx) => searchTexts(tx, { text, meaning, limit: 10 }));

test("search by words and meaning finds more of what answers than by words alone", async () => {
  const hits = { words: 0, both: 0, bothFirst: 0, wanted: 0, shown: 0 };
  const report: string[] = [];
  for (const [question, answers] of questions) {
    const right = answers.map((note) => ids[note]);
    const among = (rows: { id: string }[]) => rows.filter(({ id }) => right.includes(id)).length;
    const words = await found(question);
    const both = await found(question, await meaningIn(question));
    hits.wanted += right.length;
    hits.shown += both.length;
    hits.words += among(words);
    hits.both += among(both);
    hits.bothFirst += among(both.slice(0, 1));
    const first = both[0]?.excerpt ?? "none";
    report.push(`${question}: ${among(both)} of ${right.length}; first: ${first}`);
  }
  process.stdout.write(
    `${report.join("\n")}\nrecall by words ${hits.words}/${hits.wanted}, with meaning ${hits.both}/${hits.wanted}; ` +
      `right one first ${hits.bothFirst}/${questions.length}; ${(hits.shown / questions.length).toFixed(1)} shown a question\n`,
  );
  expect(hits.both).toBeGreaterThanOrEqual(hits.words);
  expect(hits.both / hits.wanted).toBeGreaterThan(0.5);
});

test.each(["quantum chromodynamics lattice", "the weather in Oslo"])(
  "“%s” means nothing here and finds nothing",
  async (text) => {
    expect(await found(text, await meaningIn(text))).toEqual([]);
  },
);

test("emails about money problems are the ones about a frozen budget", async () => {
  const vector = (await meaningIn("money problems"))?.vector;
  const { model, dimensions, farthest } = embedder;
  const atOnce: Embedder = {
    model,
    dimensions,
    farthest,
    usable: true,
    embed: () => Promise.resolve(vector ? [vector] : []),
    close: () => Promise.resolve(),
  };
  const { reply } = await callTool(
    { ...depsOver(db), embedder: atOnce },
    { ...contextFor(user), focus: {} },
    tools,
    { tool: "search_messages", args: { query: "money problems" } },
  );
  expect(JSON.stringify(reply)).toContain(notes.budget);
});
