/** Work that Slack is not kept waiting for, and that may be lost: it is done anew the next time. */
import { setTimeout as wait } from "node:timers/promises";
import type { Logger } from "../../core/log.ts";

export function afterwards(
  { log }: { log: Logger },
  failed: string,
  work: () => Promise<unknown>,
  delayMs = 0,
): undefined {
  const run = async () => {
    if (delayMs > 0) await wait(delayMs, undefined, { ref: false });
    await work();
  };
  void run().catch((err: unknown) => log.warn({ err }, failed));
}
