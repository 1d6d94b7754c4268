/** Runs PGlite on its own thread and answers the PostgreSQL wire protocol over a message port. */
import { parentPort, workerData } from "node:worker_threads";
import { PGlite } from "@electric-sql/pglite";
import { btree_gin } from "@electric-sql/pglite/contrib/btree_gin";
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm";
import { unaccent } from "@electric-sql/pglite/contrib/unaccent";
import { vector } from "@electric-sql/pglite-pgvector";
import type { FromWorker, ToWorker } from "./embedded.ts";

const port = parentPort;
if (!port) throw new Error("db/pglite-worker.ts must be started as a worker thread");
const { directory } = (workerData as { data: { directory: string | undefined } }).data;

const post = (message: FromWorker, transfer: ArrayBuffer[] = []) => {
  port.postMessage(message, transfer);
};

const database = await PGlite.create({
  ...(directory ? { dataDir: directory } : {}),
  extensions: { vector, pg_trgm, unaccent, btree_gin },
});

/** Messages are answered strictly in order: PGlite has one backend, as a PostgreSQL connection has. */
let queue: Promise<void> = Promise.resolve();

const sync = new Uint8Array([0x53, 0, 0, 0, 4]);
const readyForQuery = [0x5a, 0, 0, 0, 5];

/** Sends `bytes` to the backend and its answer to the driver; returns the answer's last six bytes. */
async function forward(connection: number, bytes: Uint8Array): Promise<Uint8Array> {
  let tail: Uint8Array = new Uint8Array();
  await database.execProtocolRawStream(bytes, {
    onRawData: (data) => {
      // PGlite hands out a view of its own memory: copy before it leaves this thread.
      const copy = data.slice();
      // An answer comes in pieces, and the last may be shorter than the message looked for.
      tail = Buffer.concat([tail, copy]).subarray(-6);
      post({ type: "data", connection, bytes: copy }, [copy.buffer]);
    },
  });
  return tail;
}

async function answer(connection: number, bytes: Uint8Array): Promise<void> {
  const tail = await forward(connection, bytes);
  const answered = readyForQuery.every((byte, index) => tail[index] === byte);
  const endsInSync = sync.every((byte, index) => bytes.at(index - sync.length) === byte);
  // After an error PGlite drops the rest of the buffer, Sync included, where a server would go on
  // to it; without its ReadyForQuery the driver would take the connection for broken.
  if (endsInSync && !answered) await forward(connection, sync);
}

port.on("message", (message: ToWorker) => {
  queue = queue.then(async () => {
    try {
      if (message.type === "data") await answer(message.connection, message.bytes);
      // The one backend outlives its clients: leave nothing of this one behind.
      else if (message.type === "disconnect") {
        await database.exec("rollback");
        await database.exec("discard all");
      } else {
        await database.close();
        port.close();
      }
    } catch (error) {
      post({ type: "failed", reason: error instanceof Error ? error.message : String(error) });
    }
  });
});

post({ type: "ready" });
