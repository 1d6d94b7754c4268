/** The real worker is told to stop while a mail server has a mail in hand: it waits, but not for ever. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, it } from "vitest";
import { createLogger } from "../../core/log.ts";
import { sendHandler } from "../../core/sending/send-job.ts";
import { openSmtpOutbox } from "../../core/sending/smtp-outbox.ts";
import { createOutboxSweep } from "../../core/sending/sweep-outbox.ts";
import { openDatabase, type Database } from "../../db/client.ts";
import { findSend } from "../../db/queries/sends.ts";
import { readTaken, startSmtpRecorder } from "../doubles/smtp-recorder.ts";
import { approve, openSender } from "../support/approved-sends.ts";
import { testMasterKey } from "../support/master-key.ts";
import { templateDirectory } from "../support/template-database.ts";

const workerFile = fileURLToPath(new URL("../support/inbox-worker.ts", import.meta.url));
const log = createLogger({ level: "silent" });
/** Two programs are started, one after the other, on whatever machine this is. */
const PATIENCE_MS = 180_000;
const jobs = { enqueue: () => Promise.resolve() };
const closing: (() => unknown)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A mail is approved, a worker has handed it over, and the server takes so long to say that it has it. */
async function stopDuringSend({
  thinksMs,
  stopWithinMs,
}: {
  thinksMs: number;
  stopWithinMs: number;
}) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "rapport-stop-"));
  closing.push(() => fs.rmSync(folder, { recursive: true, force: true }));
  fs.cpSync(path.join(templateDirectory(), "db"), path.join(folder, "db"), { recursive: true });
  const open = () => openDatabase({ masterKey: testMasterKey, directory: folder });
  const db = await open();
  const ana = await openSender(db);
  const made = await approve(db, ana, { to: "zoe@outside.example" });
  await db.close();
  const file = path.join(folder, "taken.jsonl");
  let hasIt = (): void => undefined;
  const inHand = new Promise<void>((resolve) => (hasIt = resolve));
  const server = await startSmtpRecorder({ file, thinksMs: () => (hasIt(), thinksMs) });
  closing.push(() => server.close());
  const worker = spawn(
    process.execPath,
    ["--import", "tsx", workerFile, "", String(stopWithinMs)],
    {
      stdio: "ignore",
      env: {
        RAPPORT_DATA: folder,
        RAPPORT_MASTER_KEY: testMasterKey.toString("hex"),
        SMTP_URL: server.url,
        EMBEDDINGS: "off",
        LOG_LEVEL: "silent",
      },
    },
  );
  closing.push(() => worker.kill("SIGKILL"));
  const exited = once(worker, "exit");
  await inHand;
  worker.kill("SIGTERM");
  const [code] = (await exited) as [number | null];
  const after = await open();
  closing.push(() => after.close());
  const row = () => rowOf(after, ana.tenantId, made.outboxId);
  return { code, row, db: after, url: server.url, ana, made, taken: () => readTaken(file).length };
}

const rowOf = (db: Database, tenantId: string, outboxId: string) =>
  db.transaction({ tenantId, actorId: null, viewerId: null }, (tx) => findSend(tx, outboxId));

it(
  "lets a mail that it is handing over come to its end, and notes it",
  async () => {
    const { code, row, taken } = await stopDuringSend({ thinksMs: 1_500, stopWithinMs: 60_000 });
    expect(code).toBe(0);
    expect(await row()).toMatchObject({ state: "sent", attempts: 1 });
    expect(taken()).toBe(1);
  },
  PATIENCE_MS,
);

it(
  "gives up on a server that says nothing; nobody knows then, and it is never sent again by itself",
  async () => {
    const stopped = await stopDuringSend({ thinksMs: 600_000, stopWithinMs: 1_000 });
    const { code, row, db, url, ana, made, taken } = stopped;
    expect(code).toBe(1);
    expect(await row()).toMatchObject({ state: "sending", attempts: 1 });
    const deps = { db, jobs, log, outbox: openSmtpOutbox({ url }) };
    const payload = { tenantId: ana.tenantId, outboxId: made.outboxId };
    const again = () =>
      sendHandler(deps).run(payload, { attempt: 1, signal: new AbortController().signal });
    await again();
    await createOutboxSweep(deps, { stuckAfterMs: 0 })();
    await again();
    expect(await row()).toMatchObject({ state: "unknown", attempts: 1 });
    expect(taken()).toBe(1);
  },
  PATIENCE_MS,
);
