/** What the database itself refuses, whatever the program asks of it. */
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { newId } from "../../core/domain/ids.ts";
import { addApproval, voidApprovals } from "../../db/queries/approvals.ts";
import { findDrafts } from "../../db/queries/drafts.ts";
import { cancelQueued, queueSend } from "../../db/queries/outbox.ts";
import { saveUpload } from "../../db/queries/uploads.ts";
import type { Tx } from "../../db/client.ts";
import { openTestDatabase, type TestDatabase } from "../support/database.ts";
import { openApprovalDesk, type ApprovalDesk } from "./approval-desk.ts";

let db: TestDatabase;
let desk: ApprovalDesk;
let draftId: string;
beforeAll(async () => {
  db = await openTestDatabase();
  desk = await openApprovalDesk(db);
});
afterAll(() => db.close());
beforeEach(async () => {
  draftId = await desk.draft({ body: "See you there.", to: "sofia@borealis.example" });
});

const CHECK = "23514";
const NO_SUCH_KEY = "23503";
const NOT_ALLOWED = "42501";

const inDesk = <T>(work: (tx: Tx) => Promise<T>) => db.transaction(desk.scopeOf("ana"), work);

/** The SQLSTATE it fails with. */
const failure = (work: Promise<unknown>) =>
  work.then(
    () => "went through",
    (error: { code?: string; cause?: { code?: string } }) => error.cause?.code ?? error.code,
  );

const bytes = async (tx: Tx) => {
  const [draft] = await findDrafts(tx, { ids: [draftId], limit: 1 });
  if (!draft) throw new Error("no draft");
  return { draftId, version: draft.version, contentHash: draft.contentHash };
};
const approve = async (tx: Tx) =>
  addApproval(tx, await bytes(tx), {
    approverId: desk.users.ana.id,
    surface: "web",
    at: desk.clock.now,
  });
const queue = async (
  tx: Tx,
  approvalId: string,
  changes: Partial<{ version: number; contentHash: string }> = {},
) =>
  queueSend(
    tx,
    { ...(await bytes(tx)), ...changes },
    {
      approvalId,
      senderId: desk.users.ana.id,
      messageId: `<${newId()}@desk.example>`,
      sendAt: desk.clock.now,
      now: desk.clock.now,
    },
  );

describe("an outbox row is refused", () => {
  it("without an approval", async () => {
    expect(await failure(inDesk((tx) => queue(tx, newId())))).toBe(CHECK);
    // Past the trigger, as the owner of the tables, the key still holds.
    await db.asOwner("alter table outbox disable trigger guard");
    expect(await failure(inDesk((tx) => queue(tx, newId())))).toBe(NO_SUCH_KEY);
    await db.asOwner("alter table outbox enable trigger guard");
  });

  it("with an approval that was taken back", async () => {
    const tried = inDesk(async (tx) => {
      const id = await approve(tx);
      await voidApprovals(tx, draftId, desk.clock.now);
      return queue(tx, id);
    });
    expect(await failure(tried)).toBe(CHECK);
  });

  it("with the approval of other bytes", async () => {
    const tried = inDesk(async (tx) =>
      queue(tx, await approve(tx), { contentHash: "0".repeat(64) }),
    );
    expect(await failure(tried)).toBe(NO_SUCH_KEY);
  });

  it("with an approval by nobody of whom it says so", async () => {
    const tried = inDesk(async (tx) =>
      addApproval(tx, await bytes(tx), {
        approverId: desk.users.mia.id,
        surface: "web",
        at: desk.clock.now,
      }),
    );
    expect(await failure(tried)).toBe(NOT_ALLOWED);
  });

  it("of a version that no longer counts", async () => {
    const before = await inDesk(async (tx) => ({ id: await approve(tx), ...(await bytes(tx)) }));
    await desk.call("ana", "edit_draft", { draft: draftId, body: "Other words." });
    const { version, contentHash } = before;
    const tried = inDesk((tx) => queue(tx, before.id, { version, contentHash }));
    expect(await failure(tried)).toBe(CHECK);
  });

  it("of a draft that was thrown away", async () => {
    const before = await inDesk(async (tx) => ({ id: await approve(tx), ...(await bytes(tx)) }));
    await desk.call("ana", "discard_draft", { draft: draftId });
    await db.asOwner(`update approvals set voided_at = null where id = '${before.id}'`);
    const tried = inDesk((tx) =>
      queueSend(tx, before, {
        approvalId: before.id,
        senderId: desk.users.ana.id,
        messageId: `<${newId()}@desk.example>`,
        sendAt: desk.clock.now,
        now: desk.clock.now,
      }),
    );
    expect(await failure(tried)).toBe(CHECK);
  });
});

describe("an outbox row that is there", () => {
  const set = (id: string, what: string) =>
    failure(
      inDesk((tx) => tx.sql.execute(sql.raw(`update outbox set ${what} where id = '${id}'`))),
    );
  const queued = () => inDesk(async (tx) => queue(tx, await approve(tx)));

  it("never goes from sent to approved, nor back from anything that has left", async () => {
    const id = await queued();
    expect(await set(id, "state = 'sent'")).toBe(CHECK);
    expect(await set(id, "state = 'sending'")).toBe("went through");
    expect(await set(id, "state = 'cancelled'")).toBe(CHECK);
    expect(await set(id, "state = 'sent'")).toBe("went through");
    for (const state of ["approved", "sending", "failed", "unknown", "cancelled", "saved"])
      expect([state, await set(id, `state = '${state}'`)]).toEqual([state, CHECK]);
  });

  it("is not begun to be sent once its approval is void", async () => {
    const id = await queued();
    await inDesk((tx) => voidApprovals(tx, draftId, desk.clock.now));
    expect(await set(id, "state = 'sending'")).toBe(CHECK);
  });

  it("never changes what it sends, nor under whose name", async () => {
    const id = await queued();
    for (const what of [
      "content_hash = 'x'",
      "version = 2",
      "sender_id = approval_id",
      "message_id = 'x'",
    ])
      expect([what, await set(id, what)]).toEqual([what, NOT_ALLOWED]);
    expect(await failure(inDesk((tx) => tx.sql.execute(sql`delete from outbox`)))).toBe(
      NOT_ALLOWED,
    );
  });

  it("takes another approval only when it is approved anew", async () => {
    const id = await queued();
    const other = await inDesk(approve);
    expect(await set(id, `approval_id = '${other}'`)).toBe(CHECK);
    await inDesk((tx) => cancelQueued(tx, draftId, desk.clock.now));
    expect(await set(id, `approval_id = '${other}'`)).toBe(CHECK);
    expect(await set(id, `approval_id = '${other}', state = 'approved'`)).toBe("went through");
  });

  it("is one a version", async () => {
    await queued();
    expect(await failure(queued())).toBe("conflict");
    const rows = await db.asOwner(`select * from outbox where draft_id = '${draftId}'`);
    expect(rows).toHaveLength(1);
  });
});

describe("a file that goes with a draft", () => {
  const run = (statement: string, who: "ana" | "tom" = "ana") =>
    failure(db.transaction(desk.scopeOf(who), (tx) => tx.sql.execute(sql.raw(statement))));
  const brought = (who: "ana" | "tom" = "ana") =>
    db.transaction(desk.scopeOf(who), (tx) =>
      saveUpload(tx, desk.users[who].id, offer, desk.clock.now),
    );
  const offer = { name: "offer.pdf", body: Buffer.from("the offer") };
  const tie = (uploadId: string, owner = desk.users.ana.id) =>
    `insert into draft_attachments values ('${desk.tenantId}', '${draftId}', 1, 0, '${uploadId}', '${owner}')`;

  it("is what its hash says, and stays so", async () => {
    const { uploadId } = await brought();
    const values = (size: number, hash: string) =>
      `insert into uploads values ('${desk.tenantId}', '${newId()}', '${desk.users.ana.id}', 'x', ${size}, ${hash}, 'abc', now())`;
    expect(await run(values(3, "encode(sha256('abd'), 'hex')"))).toBe(CHECK);
    expect(await run(values(4, "encode(sha256('abc'), 'hex')"))).toBe(CHECK);
    expect(await run(values(3, "encode(sha256('abc'), 'hex')"))).toBe("went through");
    expect(await run(`update uploads set name = 'y' where id = '${uploadId}'`)).toBe(NOT_ALLOWED);
  });

  it("is its owner's to attach, to a draft of their own", async () => {
    const toms = await brought("tom");
    expect(await run(tie(toms.uploadId))).toBe(NO_SUCH_KEY);
    expect(await run(tie(toms.uploadId, desk.users.tom.id))).toBe(NOT_ALLOWED);
    expect(await run(tie(toms.uploadId, desk.users.tom.id), "tom")).toBe(NOT_ALLOWED);
  });

  it("is neither added to an approved version nor taken from it", async () => {
    const [before, after] = [await brought(), await brought()];
    expect(await run(tie(before.uploadId))).toBe("went through");
    await inDesk(approve);
    expect(await run(tie(after.uploadId).replace("1, 0", "1, 1"))).toBe(CHECK);
    expect(await run(`delete from draft_attachments where draft_id = '${draftId}'`)).toBe(CHECK);
    expect(await run(`delete from uploads where id = '${before.uploadId}'`)).toBe(NO_SUCH_KEY);
  });
});

describe("an approval", () => {
  it("is never rewritten, deleted, or left without its version", async () => {
    const id = await inDesk(approve);
    const run = (statement: string) => failure(inDesk((tx) => tx.sql.execute(sql.raw(statement))));
    expect(await run(`update approvals set content_hash = 'x' where id = '${id}'`)).toBe(
      NOT_ALLOWED,
    );
    expect(await run(`delete from approvals where id = '${id}'`)).toBe(NOT_ALLOWED);
    expect(await run(`delete from draft_versions where draft_id = '${draftId}'`)).toBe(NO_SUCH_KEY);
  });
});
