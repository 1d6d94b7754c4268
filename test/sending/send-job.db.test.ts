/** One row of the outbox, one mail: what is looked at before it leaves, and how each end is kept. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Job, JobPayload, Jobs } from "../../core/jobs.ts";
import { createLogger } from "../../core/log.ts";
import { refreshDraftJob, sendJob } from "../../core/sending/jobs.ts";
import type { Found, Mail, Outbox, Sent } from "../../core/sending/outbox-port.ts";
import { recordSentJob } from "../../core/sending/record-sent-job.ts";
import { sendHandler, type SendDeps } from "../../core/sending/send-job.ts";
import { createOutboxSweep } from "../../core/sending/sweep-outbox.ts";
import type { Scope } from "../../db/client.ts";
import { findSend, type Send } from "../../db/queries/sends.ts";
import type { User } from "../../db/queries/tenants.ts";
import {
  addUser,
  approve,
  openSender,
  type Approved,
  type Order,
} from "../support/approved-sends.ts";
import { openTestDatabase, type TestDatabase } from "../support/database.ts";

let db: TestDatabase;
let ana: User;
let asked: { job: string; payload: object; delayMs?: number }[] = [];
let handed: Mail[] = [];

beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  ana = await openSender(db);
  asked = [];
  handed = [];
});

const jobs: Pick<Jobs, "enqueue"> = {
  enqueue: <P extends JobPayload>(
    job: Job<P>,
    payload: P,
    { delayMs }: { delayMs?: number } = {},
  ) => {
    asked.push({ job: job.name, payload, ...(delayMs === undefined ? {} : { delayMs }) });
    return Promise.resolve();
  },
};
const log = createLogger({ level: "silent" });

/** A provider that ends each try as told, the last end for ever; `during` is called while it has the mail. */
function providing(ends: (Sent | Error)[], more: Partial<Outbox & { during: () => unknown }> = {}) {
  const { during, ...rest } = more;
  const outbox: Outbox = {
    name: "told",
    async send(mail) {
      handed.push(mail);
      await during?.();
      const end = ends[Math.min(handed.length, ends.length) - 1];
      if (end instanceof Error || end === undefined) throw end ?? new Error("no end");
      return end;
    },
    ...rest,
  };
  return outbox;
}

const sent: Sent = { end: "sent", providerId: "250 taken" };
const depsWith = (outbox: Outbox, more: Partial<SendDeps> = {}): SendDeps => ({
  db,
  jobs,
  log,
  outbox,
  ...more,
});
const order = (to: Order["to"] = "zoe@outside.example", more: Partial<Order> = {}) =>
  approve(db, ana, { to, ...more });
const scope = (): Scope => ({ tenantId: ana.tenantId, actorId: ana.id, viewerId: ana.id });
const rowOf = async ({ outboxId }: Approved): Promise<Send> => {
  const row = await db.transaction(scope(), (tx) => findSend(tx, outboxId));
  if (!row) throw new Error("no row");
  return row;
};
async function run(deps: SendDeps, { outboxId }: Approved): Promise<void> {
  const payload = { tenantId: ana.tenantId, outboxId };
  await sendHandler(deps).run(payload, { attempt: 1, signal: new AbortController().signal });
}
const jobsOf = (name: string) => asked.filter(({ job }) => job === name);

describe("a send", () => {
  it("is claimed in a transaction of its own before the provider hears of it", async () => {
    const made = await order();
    let seen: Send | undefined;
    // On the embedded database a transaction still open would never let this one begin.
    const outbox = providing([sent], { during: async () => (seen = await rowOf(made)) });
    await run(depsWith(outbox), made);
    expect(seen).toMatchObject({ state: "sending", attempts: 1, via: "told" });
    expect(seen?.attemptId).toMatch(/^[0-9a-f-]{36}$/);
    expect(await rowOf(made)).toMatchObject({
      state: "sent",
      providerId: "250 taken",
      error: null,
    });
    expect(handed).toMatchObject([
      {
        messageId: made.messageId,
        from: { name: "Ana Ruiz", email: "ana@acme.example" },
        to: [{ name: "", email: "zoe@outside.example" }],
        subject: "Prices",
        text: "Dear Zoë,\nhere they are.",
        date: seen?.attemptAt,
      },
    ]);
    expect(jobsOf(refreshDraftJob.name)).toHaveLength(2);
    expect(jobsOf(recordSentJob.name)).toHaveLength(1);
  });

  it("happens once, however many are told to look", async () => {
    const made = await order();
    const deps = depsWith(providing([sent]));
    await Promise.all(Array.from({ length: 8 }, () => run(deps, made)));
    await run(deps, made);
    expect(handed).toHaveLength(1);
  });

  it("goes to those who get a copy as such", async () => {
    const made = await order([
      { email: "zoe@outside.example", name: "Zoë" },
      { email: "bo@outside.example", cc: true },
    ]);
    await run(depsWith(providing([sent])), made);
    expect(handed).toMatchObject([
      {
        to: [{ name: "Zoë", email: "zoe@outside.example" }],
        cc: [{ name: "", email: "bo@outside.example" }],
      },
    ]);
  });

  it("is not begun by a program that is told to stop", async () => {
    const made = await order();
    const payload = { tenantId: ana.tenantId, outboxId: made.outboxId };
    await sendHandler(depsWith(providing([sent]))).run(payload, {
      attempt: 1,
      signal: AbortSignal.abort(),
    });
    expect(await rowOf(made)).toMatchObject({ state: "approved", attempts: 0 });
  });
});

describe("the last look before it leaves", () => {
  const tenant = () => `'${ana.tenantId}'`;
  const cases: [string, (made: Approved) => Promise<unknown>, string, string][] = [
    [
      "an approval taken back",
      ({ approvalId }) =>
        db.asOwner(`update approvals set voided_at = now() where id = '${approvalId}'`),
      "cancelled",
      "The approval was taken back.",
    ],
    [
      "a newer version",
      ({ draftId }) => db.asOwner(`update drafts set version = 2 where id = '${draftId}'`),
      "cancelled",
      "The approval was taken back.",
    ],
    [
      "other words than those approved",
      ({ draftId }) =>
        db.asOwner(
          `update draft_versions set body = body || ' Bring cash.' where draft_id = '${draftId}'`,
        ),
      "failed",
      "The message is not the one that was approved.",
    ],
    [
      "another recipient than the one approved",
      ({ draftId }) =>
        db.asOwner(
          `update draft_versions set recipients = '[{"email":"eve@evil.example","name":"Zoë"}]' where draft_id = '${draftId}'`,
        ),
      "failed",
      "The message is not the one that was approved.",
    ],
    [
      "a sender who may only look",
      () => db.asOwner(`update users set role = 'viewer' where tenant_id = ${tenant()}`),
      "failed",
      "Ana Ruiz may no longer send messages here.",
    ],
    [
      "a draft that is too old",
      ({ draftId }) =>
        db.asOwner(
          `update drafts set expires_at = now() - interval '1 minute' where id = '${draftId}'`,
        ),
      "failed",
      "The draft was too old when its time came; approve it again.",
    ],
    [
      "a recipient who wants no more mail",
      () =>
        db.asOwner(
          `insert into opt_outs (tenant_id, address, at) values (${tenant()}, 'zoe@outside.example', now())`,
        ),
      "failed",
      "zoe@outside.example is not to be written to any more.",
    ],
  ];
  it.each(cases)("stops %s", async (_title, change, state, error) => {
    const made = await order();
    await change(made);
    await run(depsWith(providing([sent])), made);
    expect(handed).toEqual([]);
    expect(await rowOf(made)).toMatchObject({ state, error, attempts: 0, attemptId: null });
    expect(jobsOf(refreshDraftJob.name)).toHaveLength(1);
  });

  it("stops what somebody approved who no longer may", async () => {
    const tom = await addUser(db, ana.tenantId, "Tom Berg");
    const made = await order("zoe@outside.example", { approver: tom });
    await db.asOwner(
      `update users set role = 'member' where tenant_id = ${tenant()} and id = '${tom.id}'`,
    );
    await run(depsWith(providing([sent])), made);
    expect(handed).toEqual([]);
    expect(await rowOf(made)).toMatchObject({
      state: "failed",
      error: "Tom Berg, who approved it, may no longer approve messages; somebody else must.",
    });
  });
});

describe("a refusal", () => {
  it("is tried again after ever longer waits, and given up after some hours", async () => {
    const made = await order();
    const why = "The mail server refused it: 451 later";
    const deps = depsWith(providing([{ end: "refused", why, retry: true }]));
    const waits: number[] = [];
    for (let tried = 1; tried <= 12; tried++) {
      await run(deps, made);
      const row = await rowOf(made);
      if (row.state !== "approved") break;
      expect(row.error).toBe(why);
      waits.push(Math.round((row.sendAt.getTime() - row.updatedAt.getTime()) / 60_000));
      // Not before its time.
      await run(deps, made);
      expect(handed).toHaveLength(tried);
      await db.asOwner(
        `update outbox set send_at = now() - interval '1 second' where id = '${made.outboxId}'`,
      );
    }
    expect(waits).toEqual([1, 2, 5, 10, 20, 40, 60, 120, 240]);
    expect(await rowOf(made)).toMatchObject({ state: "failed", error: why, attempts: 10 });
    expect(new Set(handed.map(({ messageId }) => messageId))).toEqual(new Set([made.messageId]));
    expect(jobsOf(sendJob.name)[0]?.delayMs).toBe(60_000);
  });

  it("for good fails at once", async () => {
    const made = await order();
    const why = "The mail server refused it: 550 no";
    await run(depsWith(providing([{ end: "refused", why, retry: false }])), made);
    expect(await rowOf(made)).toMatchObject({ state: "failed", error: why });
  });
});

describe("an unknown end", () => {
  it.each<[string, Sent | Error]>([
    ["the provider says so", { end: "unknown", why: "Lost on the way." }],
    ["the provider's own program fails", new Error("a fault of ours")],
  ])("stays with a person where %s, whatever looks at it", async (_title, end) => {
    const made = await order();
    const deps = depsWith(providing([end]));
    const sweep = createOutboxSweep(deps, { stuckAfterMs: 0 });
    for (let again = 0; again < 5; again++) {
      await run(deps, made);
      await sweep();
    }
    expect(handed).toHaveLength(1);
    expect(await rowOf(made)).toMatchObject({ state: "unknown" });
    expect((await rowOf(made)).error).not.toBeNull();
  });

  it.each<[Found, string, number]>([
    ["sent", "sent", 1],
    ["absent", "sent", 2],
    ["unknown", "unknown", 1],
  ])("is asked about where the provider can be asked: %s", async (found, state, times) => {
    const made = await order();
    const unsure: Sent = { end: "unknown", why: "Lost on the way." };
    const deps = depsWith(providing([unsure, sent], { find: () => Promise.resolve(found) }));
    await run(deps, made);
    expect(await rowOf(made)).toMatchObject({ state: "sending" });
    const sweep = createOutboxSweep(deps, { stuckAfterMs: 0 });
    await sweep();
    await db.asOwner(
      `update outbox set send_at = now() - interval '1 second' where id = '${made.outboxId}'`,
    );
    await run(deps, made);
    expect(await rowOf(made)).toMatchObject({ state });
    expect(handed).toHaveLength(times);
  });

  it("is noted although the database is away for a moment", async () => {
    const made = await order();
    let refusals = 0;
    const flaky: SendDeps["db"] = {
      ...db,
      transaction: (where, work) => {
        if (handed.length === 0 || refusals === 2) return db.transaction(where, work);
        refusals += 1;
        return Promise.reject(new Error("connection refused"));
      },
    };
    await run(depsWith(providing([sent]), { db: flaky }), made);
    expect(refusals).toBe(2);
    expect(await rowOf(made)).toMatchObject({ state: "sent" });
  });
});

describe("an attempt whose program ended", () => {
  /** As a process leaves it that is killed while the provider has the mail. */
  async function killed(via = "told"): Promise<Approved> {
    const made = await order();
    await db.asOwner(`update outbox set state = 'sending', attempts = 1, attempt_id = gen_random_uuid(),
      attempt_at = now() - interval '3 hours', via = '${via}' where id = '${made.outboxId}'`);
    return made;
  }
  async function sweptTwice(outbox: Outbox, more: Partial<SendDeps> = {}) {
    let elapsed = 0;
    const sweep = createOutboxSweep(depsWith(outbox, more), { elapsed: () => elapsed });
    await sweep();
    elapsed += 179_000;
    await sweep();
    return async () => {
      elapsed += 2_000;
      await sweep();
    };
  }

  it.each<[Found | undefined, string]>([
    ["sent", "sent"],
    ["absent", "approved"],
    ["unknown", "unknown"],
    [{ file: "t/1.eml" }, "saved"],
    [undefined, "unknown"],
  ])("is %s at the provider, and therefore %s", async (found, state) => {
    const made = await killed();
    const asks = found === undefined ? {} : { find: () => Promise.resolve(found) };
    await run(depsWith(providing([sent], asks)), made);
    const sweep = await sweptTwice(providing([sent], asks));
    // Whoever made it may be alive still.
    expect(await rowOf(made)).toMatchObject({ state: "sending" });
    await sweep();
    expect(await rowOf(made)).toMatchObject({ state });
    expect(handed).toEqual([]);
  });

  it("is unknown where another provider had it, or where asking fails", async () => {
    const made = await killed("another");
    await (
      await sweptTwice(providing([sent], { find: () => Promise.resolve("absent") }))
    )();
    expect(await rowOf(made)).toMatchObject({ state: "unknown" });
    const other = await killed();
    await (
      await sweptTwice(providing([sent], { find: () => Promise.reject(new Error("away")) }))
    )();
    expect(await rowOf(other)).toMatchObject({ state: "unknown" });
  });

  it("that ended well after all is sent, though it had been given up", async () => {
    const made = await order();
    const giveUp = async () => {
      const sweep = createOutboxSweep(depsWith(outbox), { stuckAfterMs: 0 });
      await sweep();
      expect(await rowOf(made)).toMatchObject({ state: "unknown" });
    };
    const outbox = providing([sent], { during: giveUp });
    await run(depsWith(outbox), made);
    expect(await rowOf(made)).toMatchObject({ state: "sent", error: null });
  });
});

describe("a planned time", () => {
  const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000);
  const look = async (made: Approved, minutesOff: number) => {
    const deps = depsWith(providing([sent]), { clock: () => inMinutes(minutesOff) });
    await createOutboxSweep(deps)();
    for (const { payload } of jobsOf(sendJob.name))
      await run(deps, { ...made, ...(payload as { outboxId: string }) });
    await run(deps, made);
    asked = asked.filter(({ job }) => job !== sendJob.name);
    return handed.length;
  };

  it("is kept by the database's clock, however ours jumps", async () => {
    const made = await order("zoe@outside.example", { sendAt: inMinutes(60) });
    expect(await look(made, 0)).toBe(0);
    expect(await look(made, 120)).toBe(0);
    expect(await look(made, -120)).toBe(0);
    await db.asOwner(
      `update outbox set send_at = now() - interval '1 second' where id = '${made.outboxId}'`,
    );
    expect(await look(made, 120)).toBe(1);
    expect(await look(made, -120)).toBe(1);
    expect(await look(made, 0)).toBe(1);
  });

  it("is kept by our clock, where the database's has jumped ahead", async () => {
    const made = await order();
    expect(await look(made, -120)).toBe(0);
    expect(await rowOf(made)).toMatchObject({ state: "approved", attempts: 0 });
    expect(await look(made, 0)).toBe(1);
  });

  it("is when the next look is due", async () => {
    const made = await order("zoe@outside.example", { sendAt: inMinutes(30) });
    await run(depsWith(providing([sent])), made);
    const [{ delayMs = 0 } = {}] = jobsOf(sendJob.name);
    expect(delayMs).toBeGreaterThan(29 * 60_000);
    expect(delayMs).toBeLessThanOrEqual(30 * 60_000);
  });
});
