/**
 * The model that comes with the program, on a thread of its own: started when first asked, restarted once
 * if it dies. A single text (somebody waits for it) goes before the batches of background work.
 */
import type { Worker } from "node:worker_threads";
import { AppError } from "../domain/errors.ts";
import { startThread } from "../domain/thread.ts";
import type { Logger } from "../log.ts";
import type { Embedder } from "./embedder.ts";
import { minilm } from "./minilm-model.ts";
import type { FromThread, ToThread } from "./minilm-thread.ts";

/** Tried on short notes: most that answer a question lie nearer, texts on anything else farther. */
const FARTHEST = 0.78;

/** A batch holds up whoever asks next: at most so many texts, and letters, of which 256 tokens count. */
const MOST_TEXTS = 16;
const MOST_LETTERS = 2_400;
const LETTERS_THAT_COUNT = 1_200;

const MOST_RESTARTS = 1;

interface Batch {
  texts: readonly string[];
  resolve: (vectors: Float32Array[]) => void;
  reject: (error: AppError) => void;
}

type StartThread = () => Worker;

const startMinilm: StartThread = () =>
  startThread(new URL("./minilm-thread.ts", import.meta.url), {});

export const createLocalEmbedder = (
  log: Pick<Logger, "error">,
  start: StartThread = startMinilm,
): Embedder => new LocalEmbedder(log, start);

class LocalEmbedder implements Embedder {
  readonly model = minilm.model;
  readonly dimensions = minilm.dimensions;
  readonly farthest = FARTHEST;
  readonly #log: Pick<Logger, "error">;
  readonly #start: StartThread;
  readonly #urgent: Batch[] = [];
  readonly #bulk: Batch[] = [];
  #thread: Worker | undefined;
  #running: Batch | undefined;
  #crashes = 0;
  #closed = false;

  constructor(log: Pick<Logger, "error">, start: StartThread) {
    this.#log = log;
    this.#start = start;
  }

  get usable(): boolean {
    return !this.#closed && this.#crashes <= MOST_RESTARTS;
  }

  async embed(texts: readonly string[]): Promise<Float32Array[]> {
    const line = texts.length === 1 ? this.#urgent : this.#bulk;
    const batches = batchesOf(texts).map((batch) => this.#wait(line, batch));
    return (await Promise.all(batches)).flat();
  }

  async close(): Promise<void> {
    this.#closed = true;
    const thread = this.#thread;
    this.#thread = undefined;
    this.#refuseAll(unavailable());
    if (!thread) return;
    const exited = new Promise((resolve) => thread.once("exit", resolve));
    thread.ref();
    thread.postMessage({ type: "close" } satisfies ToThread);
    await exited;
  }

  #wait(line: Batch[], texts: readonly string[]): Promise<Float32Array[]> {
    return new Promise((resolve, reject) => {
      if (!this.usable) {
        reject(unavailable());
        return;
      }
      line.push({ texts, resolve, reject });
      this.#next();
    });
  }

  #next(): void {
    if (this.#running) return;
    this.#running = this.#urgent.shift() ?? this.#bulk.shift();
    // An idle thread does not keep the program alive, one that is waited for does.
    if (!this.#running) this.#thread?.unref();
    else {
      this.#thread ??= this.#open();
      this.#thread.ref();
      this.#thread.postMessage({ type: "embed", texts: this.#running.texts } satisfies ToThread);
    }
  }

  #open(): Worker {
    const thread = this.#start();
    thread.on("message", ({ vectors }: FromThread) => {
      const answered = this.#running;
      this.#running = undefined;
      answered?.resolve(vectors);
      this.#next();
    });
    thread.on("error", (err) => {
      this.#crashed(thread, err);
    });
    thread.on("exit", () => {
      this.#crashed(thread);
    });
    return thread;
  }

  #crashed(thread: Worker, err?: unknown): void {
    // Told twice of one crash, or once of an end that was asked for.
    if (thread !== this.#thread) return;
    this.#thread = undefined;
    this.#crashes += 1;
    this.#log.error(
      { crashes: this.#crashes, ...(err === undefined ? {} : { err }) },
      this.usable
        ? "the embedding model stopped; it is started again when next needed"
        : "the embedding model stopped again; search goes on by words until the program is restarted",
    );
    this.#refuseAll(unavailable());
  }

  #refuseAll(error: AppError): void {
    const refused = [this.#running, ...this.#urgent.splice(0), ...this.#bulk.splice(0)];
    this.#running = undefined;
    for (const batch of refused) batch?.reject(error);
  }
}

const unavailable = (): AppError =>
  new AppError("busy", "The embedding model is not running; search goes on by words.");

/** In the order given; each batch a fraction of a second of work. */
function batchesOf(texts: readonly string[]): string[][] {
  const batches: string[][] = [];
  let letters = Infinity;
  for (const text of texts) {
    const counted = Math.min(text.length, LETTERS_THAT_COUNT);
    const last = batches.at(-1);
    if (last && last.length < MOST_TEXTS && letters + counted <= MOST_LETTERS) last.push(text);
    else {
      batches.push([text]);
      letters = 0;
    }
    letters += counted;
  }
  return batches;
}
