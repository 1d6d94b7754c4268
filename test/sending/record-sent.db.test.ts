/** A sent mail is in its sender's timeline once, in the conversation it answers, whoever tells of it again. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { callTool } from "../../core/call-tool.ts";
import { newDeal } from "../../core/domain/deal.ts";
import { newId } from "../../core/domain/ids.ts";
import type { JobHandler } from "../../core/jobs.ts";
import { createLogger } from "../../core/log.ts";
import type { Outbox } from "../../core/sending/outbox-port.ts";
import { plainText } from "../../core/reply.ts";
import { recordSentJob } from "../../core/sending/record-sent-job.ts";
import { resolveSend } from "../../core/sending/resolve.ts";
import { sendHandler, type SendDeps } from "../../core/sending/send-job.ts";
import { openSmtpOutbox } from "../../core/sending/smtp-outbox.ts";
import { createOutboxSweep } from "../../core/sending/sweep-outbox.ts";
import { tools } from "../../core/tools/registry.ts";
import { dealRecords } from "../../db/projections/registry.ts";
import { findStages } from "../../db/queries/deals.ts";
import type { User } from "../../db/queries/tenants.ts";
import { write } from "../../db/write.ts";
import { ingestMessages } from "../../sync/ingest.ts";
import { recordSentHandler } from "../../sync/jobs/record-sent.ts";
import { parseMessage } from "../../sync/mail/parse-message.ts";
import { readTaken, startSmtpRecorder, type SmtpRecorder } from "../doubles/smtp-recorder.ts";
import { approve, openSender, type Approved, type Order } from "../support/approved-sends.ts";
import { openTestDatabase, type TestDatabase } from "../support/database.ts";
import { contextFor, depsOver } from "../support/two-tenants.ts";

const directory = fs.mkdtempSync(path.join(os.tmpdir(), "rapport-sent-"));
const file = path.join(directory, "taken.jsonl");
const log = createLogger({ level: "silent" });
let db: TestDatabase;
let server: SmtpRecorder;
let ana: User;
let enqueued: string[] = [];
let hours = 0;
const jobs = {
  enqueue: ({ name }: { name: string }) => {
    enqueued.push(name);
    return Promise.resolve();
  },
};

beforeAll(async () => {
  db = await openTestDatabase();
  server = await startSmtpRecorder({ file });
});
afterAll(async () => {
  await server.close();
  await db.close();
  fs.rmSync(directory, { recursive: true, force: true });
});
beforeEach(async () => {
  ana = await openSender(db);
  enqueued = [];
});

const target = () => ({ tenantId: ana.tenantId, userId: ana.id, now: new Date(), runId: null });
const scope = () => ({ tenantId: ana.tenantId, actorId: ana.id, viewerId: ana.id });

async function takeIn(...raws: string[]) {
  const items = await Promise.all(raws.map((raw) => parseMessage(Buffer.from(raw))));
  return ingestMessages(
    { db, log },
    target(),
    items.map((item) => ({ position: "", item, problems: [] })),
  );
}

const received = (id: string, to: string, more: string[] = []) =>
  [
    "From: Zoe Meier <zoe@outside.example>",
    `To: ${to}`,
    `Date: Fri, 20 Nov 2026 ${10 + (hours++ % 10)}:00:00 +0000`,
    `Message-ID: <${id}>`,
    "Subject: Your offer",
    ...more,
    "",
    "What would it cost?",
  ].join("\r\n");

const interactions = () =>
  db.asOwner(`select i.id, i.thread_id, k.key, (select string_agg(p.role || ' ' || n.value, ', ' order by p.role, n.value)
      from interaction_participants p join identities n on n.id = p.identity_id where p.interaction_id = i.id) as people
    from interactions i join interaction_keys k on k.interaction_id = i.id
    where i.tenant_id = '${ana.tenantId}' order by i.occurred_at, k.key`);

const run = (handler: JobHandler, { outboxId }: Approved) =>
  handler.run(
    { tenantId: ana.tenantId, outboxId },
    { attempt: 1, signal: new AbortController().signal },
  );

async function sendAndRecord(order: Order, outbox: Outbox = openSmtpOutbox({ url: server.url })) {
  const made = await approve(db, ana, order);
  const deps: SendDeps = { db, jobs, log, outbox };
  await run(sendHandler(deps), made);
  await run(recordSentHandler({ db, jobs, log }), made);
  const taken = readTaken(file).find(({ messageId }) => messageId === made.messageId);
  return { made, deps, raw: taken?.raw ?? "" };
}

async function shown(tool: string, args: Record<string, unknown>): Promise<string> {
  const { reply } = await callTool(
    depsOver(db),
    { ...contextFor(ana, { now: new Date() }), focus: {} },
    tools,
    {
      tool,
      args,
    },
  );
  return plainText(reply);
}

describe("a sent mail", () => {
  it("answers in the thread, and is one with its copy in the folder of sent mail", async () => {
    await takeIn(
      received("first@outside.example", "ana@acme.example"),
      received("second@outside.example", "ana@acme.example", [
        "References: <first@outside.example>",
      ]),
      received("aside@outside.example", "ana@acme.example", [
        "References: <first@outside.example>",
      ]).replace(/^From.*/, "From: Tom <tom@acme.example>"),
    );
    const before = await interactions();
    const replyToId = before.find(({ key }) => key === "mid:second@outside.example")?.id as string;
    const { made, raw } = await sendAndRecord({
      to: [
        { email: "zoe@outside.example", name: "Zoe" },
        { email: "bo@outside.example", cc: true },
      ],
      subject: "Re: Your offer",
      body: "1,000 € – as agreed.\n\n-- \nAna",
      replyToId,
    });
    const read = await parseMessage(Buffer.from(raw));
    expect(read.inReplyTo).toEqual(["second@outside.example"]);
    // What Tom wrote to Ana alone, Zoe never had.
    expect(read.references).toEqual(["first@outside.example", "second@outside.example"]);
    const after = await interactions();
    const key = `mid:${made.messageId.slice(1, -1)}`;
    const mine = after.filter((one) => one.key === key);
    expect(after).toHaveLength(before.length + 1);
    expect(mine).toMatchObject([
      {
        thread_id: before[0]?.thread_id,
        people: "cc bo@outside.example, from ana@acme.example, to zoe@outside.example",
      },
    ]);
    await takeIn(`Received: from here by there;\r\n Fri, 20 Nov 2026 09:00:01 +0000\r\n${raw}`);
    await takeIn(raw);
    expect(await interactions()).toEqual(after);
  });

  it("belongs to the deals of what it answers", async () => {
    await takeIn(received("deal@outside.example", "ana@acme.example"));
    const [mail] = await interactions();
    const dealId = newId();
    const interactionId = mail?.id as string;
    await db.transaction(scope(), async (tx) => {
      const [stage] = await findStages(tx);
      if (!stage) throw new Error("no stage");
      const deal = newDeal("Pilot", stage.id, new Date(), { ownerId: ana.id });
      const orders = [
        { id: dealId, command: { kind: "create" as const, deal } },
        { id: dealId, command: { kind: "link" as const, interactionId } },
      ];
      await write(tx, dealRecords, orders, {
        runId: null,
        groupId: newId(),
        recordedAt: new Date(),
      });
    });
    const { made } = await sendAndRecord({ to: "zoe@outside.example", replyToId: interactionId });
    await run(recordSentHandler({ db, jobs, log }), made);
    const linked = await db.asOwner(
      `select k.key from deal_interactions l join interaction_keys k on k.interaction_id = l.interaction_id
        where l.deal_id = '${dealId}' order by k.key`,
    );
    const keys = ["mid:deal@outside.example", `mid:${made.messageId.slice(1, -1)}`].sort();
    expect(linked.map(({ key }) => key).sort()).toEqual(keys);
  });

  it("is met again under the id that the server gave it", async () => {
    const renamed: Outbox = {
      name: "renaming",
      send: () => Promise.resolve({ end: "sent", providerId: "<server-1@outlook.example>" }),
    };
    await sendAndRecord({ to: "zoe@outside.example" }, renamed);
    const references = [
      "References: <server-1@outlook.example>",
      "In-Reply-To: <server-1@outlook.example>",
    ];
    await takeIn(received("answer@outside.example", "ana@acme.example", references));
    const threads = (await interactions()).map((one) => one.thread_id);
    expect(threads).toHaveLength(2);
    expect(new Set(threads).size).toBe(1);
  });

  it("that a person says arrived is in the timeline like any other, once", async () => {
    const lost: Outbox = {
      name: "losing",
      send: () => Promise.resolve({ end: "unknown", why: "The line went dead." }),
    };
    const { made } = await sendAndRecord({ to: "zoe@outside.example" }, lost);
    expect(await interactions()).toEqual([]);
    enqueued = [];
    const press = () =>
      resolveSend({ ...depsOver(db), jobs }, contextFor(ana), {
        outbox: made.outboxId,
        as: "sent",
      });
    expect((await press()).reply.text).toContain("Noted: it arrived.");
    expect((await press()).reply.text).toContain("Nothing to say any more: it is sent");
    expect(enqueued.filter((name) => name === recordSentJob.name)).toHaveLength(1);
    await run(recordSentHandler({ db, jobs, log }), made);
    await run(recordSentHandler({ db, jobs, log }), made);
    const key = `mid:${made.messageId.slice(1, -1)}`;
    expect(await interactions()).toMatchObject([
      { key, people: "from ana@acme.example, to zoe@outside.example" },
    ]);
    expect(await shown("show_drafts", { draft: made.draftId })).not.toContain("line went dead");
  });

  it("that the server took for some of its people only says for whom it did not, wherever it is shown", async () => {
    const { made } = await sendAndRecord({
      to: [{ email: "zoe@outside.example" }, { email: "nobody@outside.example" }],
      subject: "Prices",
    });
    const why = "The mail server did not take it for nobody@outside.example.";
    const draft = await shown("show_drafts", { draft: made.draftId });
    expect(draft).toContain("Sent, not to everybody");
    expect(draft).toMatch(/Sent (?:at|on) [^.]* by Ana Ruiz\. The mail server did not take it for/);
    expect(draft).toMatch(/version 1 sent: The mail server did not take it for/);
    expect(await shown("show_drafts", {})).toContain("sent, not to everybody");
    expect(await shown("show_timeline", { record: "zoe@outside.example" })).toContain(why);
    const [mail] = await interactions();
    const message = mail?.id as string;
    expect(await shown("show_message", { message })).toContain(why);
  });

  it("is found by the sweep when the job that records it was lost", async () => {
    const made = await approve(db, ana, { to: "zoe@outside.example" });
    const deps: SendDeps = { db, jobs, log, outbox: openSmtpOutbox({ url: server.url }) };
    await run(sendHandler(deps), made);
    enqueued = [];
    await createOutboxSweep(deps)();
    expect(enqueued).toEqual([recordSentJob.name]);
    await run(recordSentHandler({ db, jobs, log }), made);
    enqueued = [];
    await createOutboxSweep(deps)();
    expect(enqueued).toEqual([]);
  });
});
