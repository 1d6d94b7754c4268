/** Starts a worker thread from a TypeScript file. */
import { Worker } from "node:worker_threads";

/** Worker threads do not inherit the TypeScript loader on every supported Node, so each registers it. */
const bootstrap = `
const { workerData } = require("node:worker_threads");
import("tsx/esm/api").then(({ register }) => { register(); return import(workerData.entry); });
`;

/** Runs `entry` on a new thread; the thread reads `data` as `workerData.data`. */
export function startThread(entry: URL, data: unknown): Worker {
  return new Worker(bootstrap, { eval: true, workerData: { entry: entry.href, data } });
}
