/** What every implementation of background jobs must do. */
import { Writable } from "node:stream";
import { afterEach, expect, it, vi } from "vitest";
import { z } from "zod";
import {
  defineJob,
  handleJob,
  type JobContext,
  type Jobs,
  type JobsOptions,
} from "../../core/jobs.ts";
import { createLogger } from "../../core/log.ts";
import { newId } from "../../core/domain/ids.ts";

export type JobsHarness = {
  /** Each call opens one more process's view of the same jobs. */
  open(options: JobsOptions): Jobs;
  /** Throws away all that is queued, as a Redis without its data does; absent if that cannot happen. */
  loseEverything?(): Promise<void>;
  sharesWork: boolean;
};

type Done = { id: string; attempt: number; worker: number };

const lookAtRow = defineJob({
  name: "look-at-row",
  payload: z.strictObject({ tenantId: z.uuid(), id: z.uuid() }),
});
// What an older release might have put into the queue under the same name.
const lookAtRowOfOld = defineJob({
  name: "look-at-row",
  payload: z.object({ tenantId: z.uuid(), text: z.string() }),
});
const row = () => ({ tenantId: newId(), id: newId() });

export function jobsContract(harness: JobsHarness): void {
  const bench = openBench(harness);
  afterEach(bench.close);

  it("delivers what was enqueued before and after the worker came", async () => {
    const jobs = bench.open();
    const [early, late] = [row(), row()];
    await jobs.enqueue(lookAtRow, early);
    bench.workOn(jobs);
    await jobs.enqueue(lookAtRow, late);
    await bench.until(() => bench.done.length === 2);
    expect(new Set(bench.done.map((one) => one.id))).toEqual(new Set([early.id, late.id]));
    expect(bench.done.every((one) => one.attempt === 1)).toBe(true);
  });

  it("delivers delayed jobs, and none before its moment by the clock it may look at", async () => {
    const jobs = bench.open();
    const due = new Map<string, number>();
    const early: number[] = [];
    bench.workOn(jobs, (_attempt, id) => {
      const ahead = (due.get(id) ?? 0) - Date.now();
      if (ahead > 0) early.push(ahead);
      return Promise.resolve();
    });
    for (let i = 0; i < 200; i++) {
      const one = row();
      const delayMs = 1 + (i % 30);
      due.set(one.id, Date.now() + delayMs);
      await jobs.enqueue(lookAtRow, one, { delayMs });
    }
    await bench.until(() => bench.done.length === 200);
    expect(early).toEqual([]);
  });

  it("refuses a bad payload where it is enqueued", async () => {
    const jobs = bench.open();
    await expect(jobs.enqueue(lookAtRow, { tenantId: "acme", id: "1" })).rejects.toMatchObject({
      code: "bad_input",
    });
  });

  it("drops a bad payload where it is handled, with one line that does not quote it", async () => {
    const jobs = bench.open();
    bench.workOn(jobs);
    await jobs.enqueue(lookAtRowOfOld, { tenantId: newId(), text: "Dear Zoë" });
    await jobs.enqueue(lookAtRow, row());
    await bench.until(() => bench.done.length === 1 && bench.logged().length > 0);
    const lines = bench.logged().filter((line) => line.includes("look-at-row"));
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain("payload is not valid");
    expect(lines.join()).not.toContain("Zoë");
  });

  it("tries a failing job again, and counts the attempts", async () => {
    const jobs = bench.open();
    bench.workOn(jobs, (attempt) => {
      if (attempt < 3) throw new Error("provider said: Dear Zoë");
    });
    await jobs.enqueue(lookAtRow, row());
    await bench.until(() => bench.done.length === 1);
    expect(bench.started.map((one) => one.attempt)).toEqual([1, 2, 3]);
    expect(bench.logged().join()).not.toContain("Zoë");
  });

  it("gives a job up after its last attempt, and goes on with the others", async () => {
    const jobs = bench.open();
    const hopeless = row();
    bench.workOn(jobs, (_attempt, id) => {
      if (id === hopeless.id) throw new Error("never");
    });
    await jobs.enqueue(lookAtRow, hopeless, { key: hopeless.id });
    await bench.until(() => bench.logged().some((line) => line.includes("job given up")));
    expect(bench.started.map((one) => one.attempt)).toEqual([1, 2, 3]);
    await jobs.enqueue(lookAtRow, row());
    await bench.until(() => bench.done.length === 1);
    await jobs.enqueue(lookAtRow, hopeless, { key: hopeless.id });
    await bench.until(() => bench.started.length > 4);
  });

  it("keeps one waiting job of a key", async () => {
    const jobs = bench.open();
    const [same, other] = [row(), row()];
    for (let i = 0; i < 5; i++) await jobs.enqueue(lookAtRow, same, { key: same.id });
    bench.workOn(jobs);
    await jobs.enqueue(lookAtRow, other);
    await bench.until(() => bench.done.some((one) => one.id === other.id) && bench.done.length > 1);
    await jobs.close();
    expect(bench.done.filter((one) => one.id === same.id)).toHaveLength(1);
  });

  it("brings a waiting job of a key forward when it is asked for sooner", async () => {
    const jobs = bench.open();
    const same = row();
    bench.workOn(jobs);
    await jobs.enqueue(lookAtRow, same, { key: same.id, delayMs: 24 * 3600_000 });
    await jobs.enqueue(lookAtRow, same, { key: same.id });
    await bench.until(() => bench.done.length === 1);
  });

  it("runs once more, and not beside itself, when its key is asked for while it runs", async () => {
    const jobs = bench.open();
    const same = row();
    const gate = openGate();
    let beside = 0;
    let most = 0;
    bench.workOn(jobs, async () => {
      most = Math.max(most, ++beside);
      await gate.opened;
      beside--;
    });
    await jobs.enqueue(lookAtRow, same, { key: same.id });
    await bench.until(() => bench.started.length === 1);
    for (let i = 0; i < 3; i++) await jobs.enqueue(lookAtRow, same, { key: same.id });
    gate.open();
    await bench.until(() => bench.done.length === 2);
    expect(most).toBe(1);
  });

  it("runs no more at once than it may", async () => {
    const jobs = bench.open();
    let beside = 0;
    let most = 0;
    bench.workOn(jobs, async () => {
      most = Math.max(most, ++beside);
      await new Promise((resolve) => setTimeout(resolve, 5));
      beside--;
    });
    await Promise.all(Array.from({ length: 20 }, () => jobs.enqueue(lookAtRow, row())));
    await bench.until(() => bench.done.length === 20);
    expect(most).toBe(2);
  });

  it.skipIf(!harness.sharesWork)(
    "lets two workers share the jobs, each done once (skipped where there is one process only)",
    async () => {
      const [one, two] = [bench.open(), bench.open()];
      const short = () => new Promise<void>((resolve) => setTimeout(resolve, 5));
      bench.workOn(one, short);
      bench.workOn(two, short);
      const rows = Array.from({ length: 60 }, row);
      await Promise.all(rows.map((each) => one.enqueue(lookAtRow, each)));
      await bench.until(() => bench.done.length >= 60);
      expect(new Set(bench.done.map((each) => each.id)).size).toBe(60);
      expect(bench.done).toHaveLength(60);
      expect(new Set(bench.done.map((each) => each.worker)).size).toBe(2);
    },
  );

  it("lets running jobs end when it closes, tells them so, and starts no more", async () => {
    const jobs = bench.open();
    const gate = openGate();
    const signals: AbortSignal[] = [];
    bench.workOn(jobs, async (_attempt, _id, signal) => {
      signals.push(signal);
      await gate.opened;
    });
    for (let i = 0; i < 4; i++) await jobs.enqueue(lookAtRow, row());
    await bench.until(() => bench.started.length === 2);
    const closed = jobs.close();
    await bench.until(() => signals.every((signal) => signal.aborted));
    expect(bench.done).toHaveLength(0);
    gate.open();
    await closed;
    expect(bench.done).toHaveLength(2);
    await jobs.enqueue(lookAtRow, row());
    expect(bench.started).toHaveLength(2);
  });

  it.skipIf(!harness.loseEverything)(
    "survives the loss of all that was queued (skipped where nothing outlives the process)",
    async () => {
      const jobs = bench.open();
      const gate = openGate();
      const [running, again] = [row(), row()];
      bench.workOn(jobs, async (_attempt, id) => {
        if (id === running.id) await gate.opened;
      });
      await jobs.enqueue(lookAtRow, running, { key: running.id });
      await jobs.enqueue(lookAtRow, again, { key: again.id, delayMs: 24 * 3600_000 });
      await bench.until(() => bench.started.length === 1);
      await harness.loseEverything?.();
      gate.open();
      await bench.until(() => bench.done.length === 1);
      await jobs.enqueue(lookAtRow, again, { key: again.id });
      await jobs.enqueue(lookAtRow, running, { key: running.id });
      await bench.until(() => bench.done.length === 3);
    },
  );
}

function openBench(harness: JobsHarness) {
  let opened: Jobs[] = [];
  const done: Done[] = [];
  const started: Done[] = [];
  const logs: string[] = [];
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, written) => {
      logs.push(chunk.toString());
      written();
    },
  });
  const log = createLogger({ level: "warn", stream });
  return {
    done,
    started,
    logged: () => logs,
    until: (check: () => boolean) => vi.waitUntil(check, { timeout: 30_000, interval: 5 }),
    open: () => {
      const jobs = harness.open({ log, concurrency: 2, attempts: 3, backoffMs: 5 });
      opened.push(jobs);
      return jobs;
    },
    workOn: (
      jobs: Jobs,
      act: (attempt: number, id: string, signal: AbortSignal) => void | Promise<void> = () =>
        undefined,
    ) => {
      const worker = opened.indexOf(jobs);
      const handler = handleJob(lookAtRow, async ({ id }, { attempt, signal }: JobContext) => {
        started.push({ id, attempt, worker });
        await act(attempt, id, signal);
        done.push({ id, attempt, worker });
      });
      jobs.work([handler]);
    },
    close: async () => {
      await Promise.all(opened.map((jobs) => jobs.close()));
      opened = [];
      for (const list of [done, started, logs]) list.length = 0;
    },
  };
}

function openGate(): { opened: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}
