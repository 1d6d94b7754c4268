/** The job process: takes jobs from the queue and sweeps for work whose job was lost. */
import { fileURLToPath } from "node:url";
import { readConfig } from "./config.ts";
import { answerHandler } from "./core/answer-inbox.ts";
import { deliverHandler } from "./core/deliver.ts";
import { userMessageOf } from "./core/domain/errors.ts";
import { createEmbedSweep, embedHandler } from "./core/embeddings/embed-contents.ts";
import type { JobHandler } from "./core/jobs.ts";
import { refreshHandler } from "./core/refresh-cards.ts";
import { createReadSweep, readHandler } from "./core/read-messages.ts";
import { sendHandler } from "./core/sending/send-job.ts";
import { createOutboxSweep } from "./core/sending/sweep-outbox.ts";
import { sweepInbox } from "./core/sweep-inbox.ts";
import { openDeps, type AppDeps } from "./deps.ts";
import { sweepPastMeetings } from "./sync/jobs/count-past-meetings.ts";
import { recordSentHandler } from "./sync/jobs/record-sent.ts";
import { importHandler, sweepImports } from "./sync/jobs/run-import.ts";

const SWEEP_EVERY_MS = 60_000;
/** Somebody waits for these. */
const SWEEP_INBOX_EVERY_MS = 20_000;
/** What has not come to an end by then is taken up by another process, or by the next start. */
const STOP_WITHIN_MS = 20_000;

/** All the background work there is. */
export const handlersOf = (deps: AppDeps): JobHandler[] => [
  answerHandler(deps),
  deliverHandler(deps),
  refreshHandler(deps),
  importHandler(deps),
  embedHandler(deps),
  readHandler(deps),
  sendHandler(deps),
  recordSentHandler(deps),
];

/** Starts working; returns how to stop. */
export function startJobs(deps: AppDeps): () => void {
  deps.jobs.work(handlersOf(deps));
  const sweepEmbeddings = createEmbedSweep(deps);
  const sweepReadings = createReadSweep(deps);
  const sweepOutbox = createOutboxSweep(deps);
  const others = [
    () => sweepImports(deps),
    () => sweepPastMeetings(deps),
    sweepEmbeddings,
    sweepReadings,
    sweepOutbox,
  ];
  const timers = [
    ...others.map((sweep) => repeat(deps, sweep, SWEEP_EVERY_MS)),
    repeat(deps, () => sweepInbox(deps), SWEEP_INBOX_EVERY_MS),
  ];
  return () => {
    for (const timer of timers) clearInterval(timer);
  };
}

/** Now and then again; not beside itself, however long it takes. */
function repeat({ log }: AppDeps, sweep: () => Promise<void>, everyMs: number): NodeJS.Timeout {
  let running = false;
  const run = async (): Promise<void> => {
    if (running) return;
    running = true;
    try {
      await sweep();
    } catch (err) {
      log.error({ err }, "a sweep failed; it runs again");
    }
    running = false;
  };
  void run();
  return setInterval(() => void run(), everyMs);
}

/** Ends the process in order when it is told to stop: running work may finish, within limits. */
export function stopOnSignals(close: () => Promise<void>, withinMs = STOP_WITHIN_MS): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => {
      setTimeout(() => process.exit(1), withinMs);
      void close().finally(() => process.exit(0));
    });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const deps = await openDeps(readConfig());
    const stop = startJobs(deps);
    deps.log.info({}, "worker is running");
    stopOnSignals(async () => {
      stop();
      await deps.close();
    });
  } catch (error) {
    process.stderr.write(`rapport: ${userMessageOf(error)}\n`);
    process.exitCode = 1;
  }
}
