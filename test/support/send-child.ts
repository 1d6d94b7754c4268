/** The worker's part in sending, in a process of its own, so that a test can kill it at any moment. */
import { sql } from "drizzle-orm";
import { openInProcessJobs } from "../../core/in-process-jobs.ts";
import { createLogger } from "../../core/log.ts";
import { sendHandler } from "../../core/sending/send-job.ts";
import { openSmtpOutbox } from "../../core/sending/smtp-outbox.ts";
import { createOutboxSweep } from "../../core/sending/sweep-outbox.ts";
import { openDatabase } from "../../db/client.ts";
import { unrecordedSends } from "../../db/queries/sends.ts";
import { recordSentHandler } from "../../sync/jobs/record-sent.ts";
import { openAskedOutbox } from "../doubles/asked-provider.ts";
import { testMasterKey } from "./master-key.ts";

export interface SendChild {
  tenantId: string;
  /** Of the embedded database, or of a real one. */
  directory?: string;
  databaseUrl?: string;
  redis?: { redisUrl: string; prefix: string };
  provider: string;
}

const SWEEP_EVERY_MS = 250;
const STUCK_AFTER_MS = 1_500;

const { tenantId, directory, databaseUrl, redis, provider } = JSON.parse(
  process.argv[2] ?? "{}",
) as SendChild;
const log = createLogger({ level: "error" });
const db = await openDatabase({
  masterKey: testMasterKey,
  ...(directory === undefined ? {} : { directory }),
  ...(databaseUrl === undefined ? {} : { url: databaseUrl, poolSize: 4 }),
});
const jobs = redis
  ? (await import("../../core/bullmq-jobs.ts")).openBullmqJobs({ log, ...redis })
  : openInProcessJobs({ log });
const isSmtp = provider.startsWith("smtp:");
const outbox = isSmtp ? openSmtpOutbox({ url: provider }) : openAskedOutbox(provider);
const deps = { db, jobs, log, outbox };
jobs.work([sendHandler(deps), recordSentHandler(deps)]);
const sweep = createOutboxSweep(deps, { stuckAfterMs: STUCK_AFTER_MS });
process.stdout.write("ready\n");
for (;;) {
  await sweep();
  process.stdout.write(`left ${await countLeft()}\n`);
  await new Promise((resolve) => setTimeout(resolve, SWEEP_EVERY_MS));
}

/** What is still to be done: to be sent, to be decided, or to be put into the timeline. */
function countLeft(): Promise<number> {
  return db.transaction({ tenantId, actorId: null, viewerId: null }, async (tx) => {
    const { rows } = await tx.sql.execute<{ count: number }>(
      sql`select count(*)::int as count from outbox where state in ('approved', 'sending')`,
    );
    return (rows[0]?.count ?? 0) + (await unrecordedSends(tx)).length;
  });
}
