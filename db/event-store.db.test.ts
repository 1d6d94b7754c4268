import { afterAll, beforeAll, expect, test } from "vitest";
import { newId } from "../core/domain/ids.ts";
import { newPerson } from "../core/domain/person.ts";
import { openTestDatabase, type TestDatabase } from "../test/support/database.ts";
import { loadStreamAt, loadStreams } from "./event-store.ts";
import { personRecords } from "./projections/registry.ts";
import { createTenant, saveUser } from "./queries/tenants.ts";
import { write } from "./write.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());

test("a write is read back, sealed at rest, and projected", async () => {
  const at = new Date("2026-01-01T10:00:00Z");
  const tenant = await createTenant(db, { slug: "a", name: "A", at });
  const scope = { tenantId: tenant.id, actorId: null, viewerId: null };
  const user = await db.transaction(scope, (tx) =>
    saveUser(tx, {
      email: "ana@a.example",
      name: "Ana",
      role: "owner",
      timeZone: "UTC",
      locale: "en",
      at,
    }),
  );
  const id = newId();
  const cause = { runId: newId(), groupId: newId(), recordedAt: at };
  await db.transaction({ ...scope, actorId: user.id, viewerId: user.id }, async (tx) => {
    await write(
      tx,
      personRecords,
      [
        { id, command: { kind: "create", person: newPerson("Sofia Reyes", "said", at) } },
        { id, command: { kind: "add_email", value: "sofia@borealis.example", on: "2026-01-01" } },
      ],
      cause,
    );
  });
  const later = new Date("2026-02-01T10:00:00Z");
  for (let i = 0; i < 250; i++)
    await db.transaction(scope, (tx) =>
      write(tx, personRecords, [{ id, command: { kind: "update", patch: { title: `T${i}` } } }], {
        ...cause,
        recordedAt: later,
      }),
    );
  await db.transaction(scope, async (tx) => {
    const loaded = await loadStreams(tx, personRecords.aggregate, [id]);
    expect(loaded.get(id)).toMatchObject({
      version: 252,
      state: { name: "Sofia Reyes", title: "T249" },
    });
    const then = await loadStreamAt(tx, personRecords.aggregate, id, { recordedBy: at });
    expect(then).toMatchObject({ version: 2, state: { title: null } });
    expect(
      (await loadStreamAt(tx, personRecords.aggregate, id, { version: 120 })).state?.title,
    ).toBe("T117");
  });
  const raw = await db.asOwner("select body from events limit 1");
  expect(String(raw[0]?.body)).not.toContain("Sofia");
  expect(await db.asOwner("select name from people")).toEqual([{ name: "Sofia Reyes" }]);
});
