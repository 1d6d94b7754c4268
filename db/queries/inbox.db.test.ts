/** Which conversations a look at the inbox takes up, where more of them wait than it can take. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "../../core/domain/ids.ts";
import { openDesk, type Desk } from "../../test/support/desk.ts";
import { openTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import { openConversations, storeInbox } from "./inbox.ts";

let db: TestDatabase;
let desk: Desk;
beforeAll(async () => {
  db = await openTestDatabase();
  desk = await openDesk(db);
});
afterAll(() => db.close());

const minute = (nth: number) => new Date(Date.UTC(2026, 10, 5, 10, nth));

/** A message that waits, or had its answer. */
const received = (
  conversationKey: string,
  nth: number,
  state: "waiting" | "answered" = "waiting",
) =>
  db.transaction({ tenantId: desk.tenantId, actorId: null, viewerId: null }, (tx) =>
    storeInbox(tx, {
      id: newId(),
      channel: "slack",
      deliveryKey: newId(),
      conversationKey,
      sequence: String(nth).padStart(6, "0"),
      userId: desk.ana.id,
      message: {},
      state,
      receivedAt: minute(nth),
    }),
  );

test("those that wait longest come first, each by its first message without an answer", async () => {
  await received("a", 0, "answered");
  await received("a", 4);
  await received("b", 3);
  await received("c", 1);
  await received("c", 5);
  await received("d", 2);
  const nobody = { tenantId: desk.tenantId, actorId: null, viewerId: null };
  const open = await db.transaction(nobody, (tx) => openConversations(tx, 3));
  expect(open.map(({ conversationKey }) => conversationKey)).toEqual(["c", "d", "b"]);
});
