/** What waits, hangs or was given up is counted and comes with what to do. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { newId } from "./domain/ids.ts";
import { storeInbox } from "../db/queries/inbox.ts";
import { openTestDatabase, type TestDatabase } from "../test/support/database.ts";
import { openDesk } from "../test/support/desk.ts";
import { workReport } from "./work-report.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());

it("says what waits for too long and what was given up, over all tenants", async () => {
  const now = new Date("2026-11-05T10:00:00Z");
  const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
  for (const [state, minutes] of [
    ["waiting", 1],
    ["waiting", 5],
    ["failed", 60],
    ["failed", 60 * 24 * 8],
    ["answered", 10],
  ] as const) {
    const { tenantId, ana } = await openDesk(db);
    await db.transaction({ tenantId, actorId: null, viewerId: null }, (tx) =>
      storeInbox(tx, {
        id: newId(),
        channel: "teams",
        deliveryKey: newId(),
        conversationKey: "c",
        sequence: "1",
        userId: ana.id,
        message: {},
        state,
        receivedAt: minutesAgo(minutes),
      }),
    );
  }
  const [messages, ...others] = await workReport({ db }, now);
  expect(messages).toMatchObject({
    kind: "messages",
    waiting: 2,
    oldestSeconds: 300,
    stalled: 1,
    failed: 1,
  });
  expect(messages?.todo).toMatch(/rapport worker.*senders were told/);
  expect(others).toEqual([]);
});
