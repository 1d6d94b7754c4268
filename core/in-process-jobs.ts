/** Background jobs inside this one process, kept in memory: the default where there is no Redis. */
import { setMaxListeners } from "node:events";
import {
  JOB_DEFAULTS,
  parsePayload,
  reportFailure,
  type EnqueueOptions,
  type JobHandler,
  type Jobs,
  type JobsOptions,
} from "./jobs.ts";

type Entry = { payload: unknown; key: string | undefined; attempt: number; timer?: NodeJS.Timeout };
type Request = { payload: unknown; options: EnqueueOptions };
type Slot = { entry: Entry; running: boolean; again?: Request };
type Settings = Required<JobsOptions> & { signal: AbortSignal };

// A backlog beyond this is dropped, not stored: the rows are in the database anyway.
const MAX_WAITING = 10_000;
// Node fires a longer timer at once.
const MAX_TIMER_MS = 2 ** 31 - 1;

export function openInProcessJobs(options: JobsOptions): Jobs {
  const closing = new AbortController();
  // Every running job may listen to it.
  setMaxListeners(0, closing.signal);
  const settings = { ...JOB_DEFAULTS, ...options, signal: closing.signal };
  const lines = new Map<string, Line>();
  const lineOf = (name: string): Line => {
    const line = lines.get(name) ?? new Line(name, settings);
    lines.set(name, line);
    return line;
  };
  return {
    enqueue: (job, payload, enqueueOptions = {}) =>
      Promise.resolve().then(() => {
        const checked = parsePayload(job, payload);
        if (!closing.signal.aborted) lineOf(job.name).add(checked, enqueueOptions);
      }),
    work: (handlers) => {
      for (const handler of handlers) lineOf(handler.job).serve(handler);
    },
    close: async () => {
      closing.abort();
      await Promise.all([...lines.values()].map((line) => line.close()));
    },
  };
}

/** All jobs of one name. */
class Line {
  readonly #name: string;
  readonly #settings: Settings;
  readonly #slots = new Map<string, Slot>();
  readonly #delayed = new Set<Entry>();
  readonly #running = new Set<Promise<void>>();
  #ready: Entry[] = [];
  #handler: JobHandler | undefined;

  constructor(name: string, settings: Settings) {
    this.#name = name;
    this.#settings = settings;
  }

  serve(handler: JobHandler): void {
    this.#handler = handler;
    this.#wake();
  }

  add(payload: unknown, options: EnqueueOptions): void {
    const slot = options.key === undefined ? undefined : this.#slots.get(options.key);
    if (slot?.running) slot.again = { payload, options };
    else if (slot) this.#reschedule(slot.entry, options.delayMs ?? 0);
    else if (this.#ready.length + this.#delayed.size >= MAX_WAITING)
      this.#settings.log.warn({ job: this.#name }, "too many jobs wait, one more was not kept");
    else this.#take({ payload, options });
  }

  async close(): Promise<void> {
    for (const entry of this.#delayed) clearTimeout(entry.timer);
    this.#delayed.clear();
    this.#ready = [];
    await Promise.all(this.#running);
  }

  #take({ payload, options }: Request): void {
    const entry: Entry = { payload, key: options.key, attempt: 0 };
    if (options.key !== undefined) this.#slots.set(options.key, { entry, running: false });
    this.#schedule(entry, options.delayMs ?? 0);
  }

  #reschedule(entry: Entry, delayMs: number): void {
    if (!this.#delayed.delete(entry)) return;
    clearTimeout(entry.timer);
    this.#schedule(entry, delayMs);
  }

  #schedule(entry: Entry, delayMs: number): void {
    if (delayMs <= 0) {
      this.#ready.push(entry);
      this.#wake();
      return;
    }
    this.#delayed.add(entry);
    entry.timer = setTimeout(
      () => {
        this.#delayed.delete(entry);
        this.#ready.push(entry);
        this.#start();
      },
      // Timers may fire a millisecond before the clock says so, and a job that looks at the clock does nothing.
      Math.min(Math.ceil(delayMs) + 1, MAX_TIMER_MS),
    );
    entry.timer.unref();
  }

  // Later, so that whoever enqueues inside a request or a transaction finishes first.
  #wake(): void {
    setImmediate(() => this.#start());
  }

  #start(): void {
    const { signal } = this.#settings;
    const concurrency = this.#handler?.concurrency ?? this.#settings.concurrency;
    while (this.#handler && !signal.aborted && this.#running.size < concurrency) {
      const entry = this.#ready.shift();
      if (!entry) return;
      const run = this.#run(entry, this.#handler).finally(() => {
        this.#running.delete(run);
        this.#start();
      });
      this.#running.add(run);
    }
  }

  async #run(entry: Entry, handler: JobHandler): Promise<void> {
    const slot = entry.key === undefined ? undefined : this.#slots.get(entry.key);
    if (slot) slot.running = true;
    entry.attempt += 1;
    try {
      await handler.run(entry.payload, { attempt: entry.attempt, signal: this.#settings.signal });
      this.#finish(entry);
    } catch (err) {
      const { log, attempts } = this.#settings;
      if (reportFailure(log, { job: this.#name, attempt: entry.attempt, attempts, err }))
        this.#finish(entry);
      else this.#retry(entry);
    }
  }

  #retry(entry: Entry): void {
    if (this.#settings.signal.aborted) return;
    const slot = entry.key === undefined ? undefined : this.#slots.get(entry.key);
    if (slot) slot.running = false;
    const longest = this.#settings.backoffMs * 2 ** (entry.attempt - 1);
    this.#schedule(entry, longest * (0.5 + Math.random() / 2));
  }

  #finish(entry: Entry): void {
    if (entry.key === undefined) return;
    const again = this.#slots.get(entry.key)?.again;
    this.#slots.delete(entry.key);
    if (again && !this.#settings.signal.aborted) this.#take(again);
  }
}
