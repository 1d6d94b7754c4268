/** What background work waits, hangs or was given up, over all tenants, and what to do about it. */
import { backlogOf, type Backlog, type WorkKind } from "../db/queries/backlog.ts";
import { listTenants } from "../db/queries/tenants.ts";
import type { Database } from "../db/client.ts";
import type { JobCounts, Jobs } from "./jobs.ts";

export interface WorkReport extends Omit<Backlog, "oldest"> {
  oldestSeconds: number;
  /** Absent where all is well. */
  todo?: string;
}

const NO_WORKER = "no worker takes it up: start one with `rapport worker`, and look at its log";
const todos: Record<WorkKind, { stalled: string; failed: string }> = {
  messages: {
    stalled: NO_WORKER,
    failed: "look for “a message could not be answered” in the log; the senders were told",
  },
  answers: {
    stalled:
      "the channel does not take answers: see the log, and whether its app is still installed",
    failed:
      "these people got no answer: see `error` in deliveries, and install the channel's app anew",
  },
  sends: {
    stalled: NO_WORKER,
    failed: "their drafts say why; correct them and approve again",
  },
  imports: { stalled: NO_WORKER, failed: "the person who sent the file was told why" },
};
const UNKNOWN = "look in the mailbox whether they went out, and say so on the draft's card";

export async function workReport(
  { db }: { db: Database },
  now: Date = new Date(),
): Promise<WorkReport[]> {
  const sums = new Map<WorkKind, Backlog>();
  for (const { id: tenantId } of await listTenants(db)) {
    const nobody = { tenantId, actorId: null, viewerId: null };
    for (const one of await db.transaction(nobody, (tx) => backlogOf(tx, now)))
      sums.set(one.kind, added(sums.get(one.kind), one));
  }
  return [...sums.values()].map((sum) => reported(sum, now));
}

function added(a: Backlog | undefined, b: Backlog): Backlog {
  if (!a) return b;
  const times = [a.oldest, b.oldest].flatMap((at) => at?.getTime() ?? []);
  return {
    kind: a.kind,
    waiting: a.waiting + b.waiting,
    oldest: times.length > 0 ? new Date(Math.min(...times)) : null,
    stalled: a.stalled + b.stalled,
    failed: a.failed + b.failed,
    unknown: a.unknown + b.unknown,
  };
}

function reported({ oldest, ...sum }: Backlog, now: Date): WorkReport {
  const oldestSeconds = oldest ? Math.round((now.getTime() - oldest.getTime()) / 1000) : 0;
  const { stalled, failed } = todos[sum.kind];
  const todo = [
    ...(sum.stalled > 0 ? [stalled] : []),
    ...(sum.failed > 0 ? [failed] : []),
    ...(sum.unknown > 0 ? [UNKNOWN] : []),
  ].join("; ");
  return { ...sum, oldestSeconds, ...(todo ? { todo } : {}) };
}

/** What the queue itself gave up on; its rows are asked for again by the sweep. Undefined: no such queue. */
export async function queueReport(
  { jobs }: { jobs: Jobs },
  names: readonly string[],
): Promise<JobCounts[] | "unreachable" | undefined> {
  if (!jobs.counts) return undefined;
  return jobs.counts(names).catch(() => "unreachable" as const);
}
