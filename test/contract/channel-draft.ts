/** A draft of Ana's to a customer, as her own words would make it. */
import { newId } from "../../core/domain/ids.ts";
import { draftRecords } from "../../db/projections/registry.ts";
import { write } from "../../db/write.ts";
import type { TestDatabase } from "../support/database.ts";
import type { Desk } from "../support/desk.ts";

export async function addDraft(db: TestDatabase, { tenantId, ana }: Desk): Promise<void> {
  const at = new Date();
  const to = "lena@acme.example";
  const content = {
    recipients: [{ email: to, name: to, personId: null }],
    subject: "Tomorrow",
    body: "I will be late.",
    language: null,
    tainted: false,
  };
  const draft = {
    ownerId: ana.id,
    channel: "email" as const,
    shared: false,
    replyToId: null,
    expiresAt: new Date(at.getTime() + 24 * 3_600_000).toISOString(),
    createdAt: at.toISOString(),
  };
  const command = { kind: "create" as const, draft, content, at: at.toISOString() };
  const cause = { runId: null, groupId: newId(), recordedAt: at };
  await db.transaction({ tenantId, actorId: ana.id, viewerId: ana.id }, (tx) =>
    write(tx, draftRecords, [{ id: newId(), command }], cause),
  );
}
