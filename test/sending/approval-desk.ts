/** A tenant in which Ana drafts, Mia manages and Tom works beside her: pressing and sending for real. */
import type { Context, Role } from "../../core/context.ts";
import type { CallResult } from "../../core/call-result.ts";
import { callTool } from "../../core/call-tool.ts";
import { newId } from "../../core/domain/ids.ts";
import { newPerson, contactPoint } from "../../core/domain/person.ts";
import type { JobPayload } from "../../core/jobs.ts";
import type { Press } from "../../core/reply.ts";
import { approveDraft } from "../../core/sending/approve.ts";
import { draftCard } from "../../core/sending/card.ts";
import { resolveSend } from "../../core/sending/resolve.ts";
import { sendHandler } from "../../core/sending/send-job.ts";
import { voidApproval } from "../../core/sending/void.ts";
import { tools } from "../../core/tools/registry.ts";
import { draftRecords, personRecords } from "../../db/projections/registry.ts";
import { createTenant, saveUser, type User } from "../../db/queries/tenants.ts";
import { write } from "../../db/write.ts";
import { recordingOutbox } from "../doubles/recording-outbox.ts";
import type { TestDatabase } from "../support/database.ts";
import { contextFor, depsOver, testNow } from "../support/two-tenants.ts";

export type Name = "ana" | "tom" | "mia";
export const HOUR_MS = 3_600_000;

export interface Content {
  body: string;
  to: string;
  tainted?: boolean;
}

export async function openApprovalDesk(db: TestDatabase) {
  const { id: tenantId } = await createTenant(db, { slug: newId(), name: "Desk", at: testNow });
  const nobody = { tenantId, actorId: null, viewerId: null };
  const hire = (name: string, role: Role) =>
    db.transaction(nobody, (tx) => {
      const email = `${name.toLowerCase()}@desk.example`;
      return saveUser(tx, { email, name, role, timeZone: "UTC", locale: "en", at: testNow });
    });
  const users: Record<Name, User> = {
    ana: await hire("Ana", "member"),
    tom: await hire("Tom", "member"),
    mia: await hire("Mia", "manager"),
  };
  const jobs: { job: string; payload: JobPayload; delayMs?: number }[] = [];
  const outbox = recordingOutbox();
  const clock = { now: testNow };
  const deps = {
    ...depsOver(db),
    jobs: {
      enqueue: (job: { name: string }, payload: JobPayload, options?: { delayMs?: number }) => {
        jobs.push({ job: job.name, payload, ...options });
        return Promise.resolve();
      },
    },
  };
  const as = (name: Name, changes: Partial<Context> = {}) =>
    contextFor(users[name], { now: clock.now, ...changes });
  const scopeOf = (name: Name) => ({
    tenantId,
    actorId: users[name].id,
    viewerId: users[name].id,
  });

  const sofia = newId();
  await db.transaction(scopeOf("ana"), (tx) => {
    const person = newPerson("Sofia Reyes", "said", testNow, {
      emails: [contactPoint("sofia@borealis.example")],
      ownerId: users.ana.id,
    });
    const cause = { runId: null, groupId: newId(), recordedAt: testNow };
    const order = { id: sofia, command: { kind: "create" as const, person } };
    return write(tx, personRecords, [order], cause);
  });

  return {
    db,
    tenantId,
    users,
    clock,
    jobs,
    outbox,
    deps,
    as,
    scopeOf,
    /** A draft of Ana's as a model or her own words would make it. */
    async draft({ body, to, tainted = false }: Content): Promise<string> {
      const id = newId();
      const at = clock.now.toISOString();
      const recipients = to.split(" ").map((email) => ({ email, name: email, personId: null }));
      const content = { recipients, subject: "Fair", body, language: null, tainted };
      const draft = {
        ownerId: users.ana.id,
        channel: "email" as const,
        shared: false,
        replyToId: null,
        expiresAt: new Date(clock.now.getTime() + 72 * HOUR_MS).toISOString(),
        createdAt: at,
      };
      const command = { kind: "create" as const, draft, content, at };
      const cause = { runId: null, groupId: newId(), recordedAt: clock.now };
      await db.transaction(scopeOf("ana"), (tx) =>
        write(tx, draftRecords, [{ id, command }], cause),
      );
      return id;
    },
    async setRole(name: Name, role: Role): Promise<void> {
      users[name] = { ...users[name], role };
      await db.asOwner(`update users set role = '${role}' where id = '${users[name].id}'`);
    },
    call: (name: Name, tool: string, args: Record<string, unknown>): Promise<CallResult> =>
      callTool(deps, { ...as(name), focus: {} }, tools, { tool, args }),
    card: (name: Name, id: string) => draftCard(deps, as(name), id),
    /** What a button of a card does. */
    press(name: Name, press: Press): Promise<CallResult> {
      if (press.kind === "approve") return approveDraft(deps, as(name), press);
      if (press.kind === "void") return voidApproval(deps, as(name), press);
      if (press.kind === "resolve") return resolveSend(deps, as(name), press);
      throw new Error(`no letting press: ${press.kind}`);
    },
    /** The real sender looks at every row that waits. */
    async send(): Promise<void> {
      const sender = sendHandler({ ...deps, outbox, clock: () => clock.now });
      const rows = await db.asOwner(
        `select id from outbox where tenant_id = '${tenantId}' and state = 'approved'`,
      );
      for (const { id } of rows)
        await sender.run(
          { tenantId, outboxId: id },
          { attempt: 1, signal: new AbortController().signal },
        );
    },
    rows: (table: "outbox" | "approvals" | "runs" | "draft_versions", order: string) =>
      db.asOwner(`select * from ${table} where tenant_id = '${tenantId}' order by ${order}`),
  };
}

export type ApprovalDesk = Awaited<ReturnType<typeof openApprovalDesk>>;
