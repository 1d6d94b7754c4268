/** The job process: takes jobs from the queue and sweeps for work whose job was lost. */
import { fileURLToPath } from "node:url";
import { readConfig } from "./config.ts";
import { userMessageOf } from "./core/domain/errors.ts";
import { createEmbedSweep, embedHandler } from "./core/embeddings/embed-contents.ts";
import { createReadSweep, readHandler } from "./core/read-messages.ts";
import { openDeps, type AppDeps } from "./deps.ts";
import { importHandler, sweepImports } from "./sync/jobs/run-import.ts";

const SWEEP_EVERY_MS = 60_000;

/** Starts working; returns how to stop. */
export function startJobs(deps: AppDeps): () => void {
  deps.jobs.work([importHandler(deps), embedHandler(deps), readHandler(deps)]);
  const sweepEmbeddings = createEmbedSweep(deps);
  const sweepReadings = createReadSweep(deps);
  const sweep = (): void => {
    Promise.all([sweepImports(deps), sweepEmbeddings(), sweepReadings()]).catch((error: unknown) =>
      deps.log.error({ err: error }, "the sweep failed; it runs again in a minute"),
    );
  };
  sweep();
  const timer = setInterval(sweep, SWEEP_EVERY_MS);
  return () => {
    clearInterval(timer);
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const deps = await openDeps(readConfig());
    const stop = startJobs(deps);
    deps.log.info({}, "worker is running");
    for (const signal of ["SIGINT", "SIGTERM"] as const)
      process.once(signal, () => {
        stop();
        void deps.close().finally(() => process.exit(0));
      });
  } catch (error) {
    process.stderr.write(`rapport: ${userMessageOf(error)}\n`);
    process.exitCode = 1;
  }
}
