/** Runs the local model on its own thread: a batch of long texts takes a tenth of a second. */
import { parentPort } from "node:worker_threads";
import { loadMinilm } from "./minilm.ts";

export type ToThread = { type: "embed"; texts: readonly string[] } | { type: "close" };
export type FromThread = { vectors: Float32Array[] };

const port = parentPort;
if (!port) throw new Error("core/embeddings/minilm-thread.ts must be started as a worker thread");

// Asked one batch at a time; a failure ends the thread, and whoever asked hears of that.
const loaded = loadMinilm();
port.on("message", (message: ToThread) => {
  if (message.type === "close") {
    port.close();
    return;
  }
  void loaded
    .then((embed) => embed(message.texts))
    .then((vectors) => {
      port.postMessage({ vectors } satisfies FromThread);
    });
});
