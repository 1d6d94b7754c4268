/**
 * The embedded database: PGlite on a worker thread, reached by the ordinary `pg` driver.
 *
 * The driver's socket is replaced by a stream over a message port, so everything above this file
 * (drizzle, types, errors, prepared statements) is the same code as on a PostgreSQL server, and a
 * slow query never holds the main thread.
 */
import { Duplex } from "node:stream";
import type { Worker } from "node:worker_threads";
import pg from "pg";
import { startThread } from "../core/domain/thread.ts";
import { keepStatements } from "./kept-statements.ts";

export type ToWorker =
  | { type: "data"; connection: number; bytes: Uint8Array }
  | { type: "disconnect" }
  | { type: "close" };
export type FromWorker =
  | { type: "ready" }
  | { type: "data"; connection: number; bytes: Uint8Array }
  | { type: "failed"; reason: string };

/** A worker running PGlite; `directory` undefined keeps the data in memory. */
class EmbeddedServer {
  private readonly worker: Worker;
  private readonly ready: Promise<void>;
  private listener: ((message: FromWorker) => void) | undefined;

  constructor(directory: string | undefined) {
    this.worker = startThread(new URL("./pglite-worker.ts", import.meta.url), { directory });
    this.ready = new Promise((resolve, reject) => {
      this.worker.once("error", reject);
      this.worker.on("message", (message: FromWorker) => {
        if (message.type === "ready") resolve();
        else this.listener?.(message);
      });
    });
  }

  async whenReady(): Promise<void> {
    await this.ready;
  }

  connect(listener: (message: FromWorker) => void): void {
    this.listener = listener;
  }

  post(message: ToWorker): void {
    this.worker.postMessage(message);
  }

  async close(): Promise<void> {
    const exited = new Promise((resolve) => this.worker.once("exit", resolve));
    this.post({ type: "close" });
    await exited;
  }
}

/** The protocol's Terminate message: 'X'. */
const TERMINATE = 0x58;
let connections = 0;

/** What `pg` expects of its socket, carried over the worker's message port. */
class PortStream extends Duplex {
  private readonly server: EmbeddedServer;
  private readonly connection: number;
  constructor(server: EmbeddedServer) {
    super();
    this.server = server;
    this.connection = ++connections;
  }
  connect(): this {
    this.server.connect((message) => {
      if (message.type === "data" && message.connection === this.connection)
        this.push(message.bytes);
      else if (message.type === "failed") this.destroy(new Error(message.reason));
    });
    process.nextTick(() => this.emit("connect"));
    return this;
  }
  override _read(): void {
    // Data is pushed as it arrives.
  }
  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.send(chunk);
    done();
  }
  override _writev(chunks: { chunk: Buffer }[], done: () => void): void {
    this.send(Buffer.concat(chunks.map((entry) => entry.chunk)));
    done();
  }
  override _final(done: () => void): void {
    this.push(null);
    done();
  }
  private send(bytes: Buffer): void {
    if (bytes[0] === TERMINATE) this.server.post({ type: "disconnect" });
    else this.server.post({ type: "data", connection: this.connection, bytes });
  }
  setNoDelay(): this {
    return this;
  }
  setKeepAlive(): this {
    return this;
  }
  ref(): this {
    return this;
  }
  unref(): this {
    return this;
  }
}
export interface EmbeddedDatabase {
  pool: pg.Pool;
  close: () => Promise<void>;
}

/** Opens the database in `directory` (created when absent), or a throw-away one in memory. */
export async function openEmbedded(directory: string | undefined): Promise<EmbeddedDatabase> {
  const server = new EmbeddedServer(directory);
  await server.whenReady();
  const pool = new pg.Pool({
    // PGlite is one backend: a second connection would only wait for the first.
    max: 1,
    idleTimeoutMillis: 0,
    user: "postgres",
    database: "postgres",
    stream: () => new PortStream(server),
  });
  pool.on("connect", keepStatements);
  return {
    pool,
    close: async () => {
      await pool.end();
      await server.close();
    },
  };
}
