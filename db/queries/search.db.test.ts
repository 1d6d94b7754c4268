import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "../../core/domain/ids.ts";
import { openTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import type { Scope } from "../client.ts";
import { interactionRecords } from "../projections/registry.ts";
import { write } from "../write.ts";
import { searchTexts } from "./search.ts";
import { createTenant, saveUser } from "./tenants.ts";

/** As many as are ranked; see search.ts. */
const RANKED = 200;
/** The database's clock says what is recent. */
const today = Date.now();
const daysAgo = (days: number): Date => new Date(today - days * 86_400_000);

let db: TestDatabase;
let scope: Scope;

beforeAll(async () => {
  db = await openTestDatabase();
  const at = daysAgo(0);
  const { id: tenantId } = await createTenant(db, { slug: "search", name: "Search", at });
  const user = await db.transaction({ tenantId, actorId: null, viewerId: null }, (tx) =>
    saveUser(tx, {
      email: "ana@search.example",
      name: "Ana",
      role: "owner",
      timeZone: "UTC",
      locale: "en",
      at,
    }),
  );
  scope = { tenantId, actorId: user.id, viewerId: user.id };
});
afterAll(() => db.close());

/** One note for each of the days. */
async function note(summary: string, days: readonly number[]): Promise<void> {
  const cause = { runId: null, groupId: newId(), recordedAt: daysAgo(0) };
  const orders = days.map((each) => ({
    id: newId(),
    command: {
      kind: "log" as const,
      interaction: {
        kind: "note" as const,
        occurredAt: daysAgo(each).toISOString(),
        summary,
        personIds: [],
        companyId: null,
        minutes: null,
        dealId: null,
        loggedBy: scope.actorId ?? "",
      },
    },
  }));
  await db.transaction(scope, (tx) => write(tx, interactionRecords, orders, cause));
}

/** How many days ago what is found was, best first. */
const found = async (text: string): Promise<number[]> =>
  (await db.transaction(scope, (tx) => searchTexts(tx, { text, limit: 10 }))).map(
    ({ occurredAt }) => Math.round((today - new Date(occurredAt).getTime()) / 86_400_000),
  );

test("a rare word is found however long ago it was said, and what is yet to come", async () => {
  const when = [-20, 1, 29, 31, 179, 181, 4_000];
  await note("turbine", when);
  expect((await found("turbine")).sort((a, b) => a - b)).toEqual(when);
});

test("of a common word the newest texts are ranked, and older ones only where these are too few", async () => {
  // Said more often in the same number of words: where it is ranked at all, it comes first.
  await note("invoice invoice invoice invoice", [20, 90, 900]);
  await note(
    "the invoice was paid",
    Array.from({ length: RANKED - 3 }, () => 10),
  );
  expect((await found("invoice")).slice(0, 4).sort((a, b) => a - b)).toEqual([10, 20, 90, 900]);
  await note("the invoice was paid", [10]);
  expect((await found("invoice")).slice(0, 3).sort((a, b) => a - b)).toEqual([10, 20, 90]);
  await note("the invoice was paid", [100]);
  expect((await found("invoice")).slice(0, 3).sort((a, b) => a - b)).toEqual([10, 20, 90]);
  await note("the invoice was paid", [10]);
  expect((await found("invoice")).slice(0, 2)).toEqual([20, 10]);
});
