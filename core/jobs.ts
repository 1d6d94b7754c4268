/** The port for background work: a job only says "look at this row", the row says what to do. */
import type { z } from "zod";
import { AppError } from "./domain/errors.ts";
import type { Logger } from "./log.ts";

/** Always a tenant and the id of one row, so that losing a job loses nothing a sweep cannot find. */
export type JobPayload = { tenantId: string };

export type Job<P extends JobPayload> = { readonly name: string; readonly payload: z.ZodType<P> };

/** `signal` is aborted when the program wants to stop: end early where that is safe. */
export type JobContext = { readonly attempt: number; readonly signal: AbortSignal };

export type JobHandler = {
  readonly job: string;
  /** How many run at once in this process, where that is not what all other jobs have. */
  readonly concurrency?: number;
  run(payload: unknown, context: JobContext): Promise<void>;
};

/**
 * Of jobs with the same `key` at most one waits and one runs, never two at once; asking again while
 * one waits moves it to the newer time, asking while one runs makes it run once more.
 */
export type EnqueueOptions = { delayMs?: number; key?: string };

export type JobCounts = { job: string; waiting: number; running: number; givenUp: number };

export type Jobs = {
  /** Refuses a bad payload, but never fails because the queue does: the sweep finds the row. */
  enqueue<P extends JobPayload>(job: Job<P>, payload: P, options?: EnqueueOptions): Promise<void>;
  work(handlers: readonly JobHandler[]): void;
  /** What the queue holds; absent where it is nobody else's business. Fails where it cannot be reached. */
  counts?(jobs: readonly string[]): Promise<JobCounts[]>;
  /** Takes no more jobs, lets the running ones end. */
  close(): Promise<void>;
};

export type JobsOptions = {
  log: Logger;
  /** How many jobs of one name run at once in this process. */
  concurrency?: number;
  /** Tries in all, and the wait before the second one, doubled each time. */
  attempts?: number;
  backoffMs?: number;
};

export const JOB_DEFAULTS = { concurrency: 4, attempts: 6, backoffMs: 1000 };

export class BadPayloadError extends AppError {
  constructor(job: string) {
    super("bad_input", "A background job did not say which row it is about.", {
      message: `The payload of a job ${job} is not valid.`,
    });
    this.name = "BadPayloadError";
  }
}

export function defineJob<P extends JobPayload>(job: Job<P>): Job<P> {
  // The name becomes part of Redis keys, where ":" separates.
  if (!/^[a-z]+(-[a-z]+)*$/.test(job.name))
    throw new AppError("internal", "A background job has a malformed name.", {
      message: `Malformed job name: ${job.name}`,
    });
  return job;
}

/** Ties a job to the function that does it; the payload is checked again on this side. */
export function handleJob<P extends JobPayload>(
  job: Job<P>,
  handler: (payload: P, context: JobContext) => Promise<void>,
): JobHandler {
  return {
    job: job.name,
    run: async (payload, context) => handler(parsePayload(job, payload), context),
  };
}

export function parsePayload<P extends JobPayload>(job: Job<P>, payload: unknown): P {
  const parsed = job.payload.safeParse(payload);
  if (!parsed.success) throw new BadPayloadError(job.name);
  return parsed.data;
}

/** One line for each failed attempt; true when it was the last one. */
export function reportFailure(
  log: Logger,
  failure: { job: string; attempt: number; attempts: number; err: unknown },
): boolean {
  const { job, attempt, attempts, err } = failure;
  if (err instanceof BadPayloadError) {
    log.error({ job }, "job dropped: its payload is not valid");
    return true;
  }
  const last = attempt >= attempts;
  if (last) log.error({ job, attempt, err }, "job given up");
  else log.warn({ job, attempt, err }, "job failed, will be tried again");
  return last;
}
