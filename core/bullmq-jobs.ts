/** Background jobs over Redis with BullMQ: any number of processes share the work. */
import { Queue, UnrecoverableError, Worker, type Job as QueuedJob } from "bullmq";
import { Redis } from "ioredis";
import {
  JOB_DEFAULTS,
  parsePayload,
  reportFailure,
  type EnqueueOptions,
  type JobCounts,
  type JobHandler,
  type Jobs,
  type JobsOptions,
} from "./jobs.ts";
import type { Logger } from "./log.ts";

export type BullmqJobsOptions = JobsOptions & {
  redisUrl: string;
  /** Begins every key, so that several programs can share one Redis. */
  prefix?: string;
};

type Settings = Required<BullmqJobsOptions>;
type Running = { handlers: Set<Promise<void>>; signal: AbortSignal };

// A dead worker's jobs start again within their sum, and a death is no failure of the job: however
// often it happens, the job is not given up.
const LOCK_MS = 12_000;
const STALLED_CHECK_MS = 5_000;
const MAX_STALLED_COUNT = 1_000_000;
// Somebody may wait for the answer of whoever enqueues.
const ENQUEUE_PATIENCE_MS = 3_000;
const CLOSE_PATIENCE_MS = 5_000;
const NOT_QUEUED = "Redis did not take a job in time; the next sweep finds its row";
const KEPT_FAILURES = { age: 7 * 24 * 3600, count: 1000 };

export function openBullmqJobs(options: BullmqJobsOptions): Jobs {
  const settings = { prefix: "rapport", ...JOB_DEFAULTS, ...options };
  const closing = new AbortController();
  const running: Running = { handlers: new Set(), signal: closing.signal };
  const queues = new Map<string, Queue>();
  const workers: Worker[] = [];
  const connections: Redis[] = [];
  // Whoever enqueues gives up soon; a worker must wait for Redis to come back, however long (null).
  const connect = (maxRetriesPerRequest: number | null): Redis => {
    const connection = openConnection(settings, maxRetriesPerRequest);
    connections.push(connection);
    return connection;
  };
  const forQueues = connect(1);
  let forWorkers: Redis | undefined;
  const queueOf = (name: string): Queue => {
    const queue = queues.get(name) ?? openQueue(name, forQueues, settings);
    queues.set(name, queue);
    return queue;
  };
  return {
    enqueue: async (job, payload, enqueueOptions = {}) => {
      const checked = parsePayload(job, payload);
      if (closing.signal.aborted) return;
      const added = queueOf(job.name).add(job.name, checked, bullmqOptions(enqueueOptions));
      await withinPatience(added, () => settings.log.warn({ job: job.name }, NOT_QUEUED));
    },
    work: (handlers) => {
      forWorkers ??= connect(null);
      for (const handler of handlers)
        workers.push(openWorker(handler, forWorkers, { ...settings, running }));
    },
    counts: (jobs) => inTime(Promise.all(jobs.map((job) => countsOf(queueOf(job), job)))),
    close: async () => {
      closing.abort();
      const closed = Promise.all([...workers, ...queues.values()].map((part) => part.close()));
      await Promise.race([closed, allHandled(running).then(() => pause(CLOSE_PATIENCE_MS))]);
      for (const connection of connections) connection.disconnect();
    },
  };
}

function openConnection(settings: Settings, maxRetriesPerRequest: number | null): Redis {
  const connection = new Redis(settings.redisUrl, { maxRetriesPerRequest });
  let lost = false;
  connection.on("error", (err: Error) => {
    if (!lost) settings.log.warn({ err }, "Redis cannot be reached, trying on");
    lost = true;
  });
  connection.on("ready", () => {
    if (lost) settings.log.info({}, "Redis is back");
    lost = false;
  });
  return connection;
}

function openQueue(name: string, connection: Redis, settings: Settings): Queue {
  const queue = new Queue(name, {
    connection,
    prefix: settings.prefix,
    defaultJobOptions: {
      attempts: settings.attempts,
      backoff: { type: "exponential", delay: settings.backoffMs, jitter: 0.5 },
      removeOnComplete: true,
      removeOnFail: KEPT_FAILURES,
    },
  });
  queue.on("error", (err) => reportTrouble(settings.log, connection, { job: name, err }));
  return queue;
}

function openWorker(
  handler: JobHandler,
  connection: Redis,
  settings: Settings & { running: Running },
): Worker {
  const worker = new Worker(
    handler.job,
    // BullMQ hands over its signal (the job's lock is lost) only to functions of three parameters.
    async (queued: QueuedJob<unknown>, _token?: string, signal?: AbortSignal) => {
      const { handlers } = settings.running;
      const handled = handle(handler, queued, { settings, signal });
      handlers.add(handled);
      await handled.finally(() => handlers.delete(handled));
    },
    {
      connection,
      prefix: settings.prefix,
      concurrency: handler.concurrency ?? settings.concurrency,
      lockDuration: LOCK_MS,
      stalledInterval: STALLED_CHECK_MS,
      maxStalledCount: MAX_STALLED_COUNT,
    },
  );
  worker.on("error", (err) => reportTrouble(settings.log, connection, { job: handler.job, err }));
  return worker;
}

async function handle(
  handler: JobHandler,
  queued: QueuedJob<unknown>,
  {
    settings,
    signal,
  }: { settings: Settings & { running: Running }; signal?: AbortSignal | undefined },
): Promise<void> {
  const attempt = queued.attemptsMade + 1;
  const signals = signal ? [settings.running.signal, signal] : [settings.running.signal];
  try {
    await handler.run(queued.data, { attempt, signal: AbortSignal.any(signals) });
  } catch (err) {
    const attempts = queued.opts.attempts ?? settings.attempts;
    const last = reportFailure(settings.log, { job: handler.job, attempt, attempts, err });
    // BullMQ stores what is thrown; a foreign error's words may hold personal text.
    throw last ? new UnrecoverableError("given up") : new Error("failed");
  }
}

function bullmqOptions({ delayMs, key }: EnqueueOptions): Parameters<Queue["add"]>[2] {
  return {
    ...(delayMs === undefined ? {} : { delay: Math.max(0, delayMs) }),
    ...(key === undefined
      ? {}
      : { deduplication: { id: key, keepLastIfActive: true, reschedule: true } }),
  };
}

/** The two libraries report a lost connection many times over; the connection itself does it once. */
function reportTrouble(log: Logger, connection: Redis, fields: { job: string; err: Error }): void {
  if (connection.status === "ready") log.warn(fields, "trouble with the queue");
  else log.debug(fields, "trouble with the queue");
}

async function countsOf(queue: Queue, job: string): Promise<JobCounts> {
  const {
    waiting = 0,
    delayed = 0,
    active = 0,
    failed = 0,
  } = await queue.getJobCounts("waiting", "delayed", "active", "failed");
  return { job, waiting: waiting + delayed, running: active, givenUp: failed };
}

const withinPatience = (added: Promise<unknown>, onTrouble: () => void): Promise<void> =>
  inTime(added).then(() => undefined, onTrouble);

async function inTime<T>(asked: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error("too late")), ENQUEUE_PATIENCE_MS);
  });
  return Promise.race([asked, tooLate]).finally(() => clearTimeout(timer));
}

async function allHandled(running: Running): Promise<void> {
  while (running.handlers.size > 0) await Promise.allSettled(running.handlers);
}

const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
