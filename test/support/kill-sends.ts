/**
 * Sends approved mail through worker processes that are killed over and over, at random moments and at
 * the worst one: when the provider has just taken a mail and nobody here has noted it yet.
 */
import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import fs from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build, type Plugin } from "esbuild";
import { setTimeout as pause } from "node:timers/promises";
import type { SendChild } from "./send-child.ts";

interface Child {
  /** What it prints, a line at a time. */
  onLine(hear: (line: string) => void): () => void;
  /** Resolves with the first line that matches; rejects when it ends before. */
  line(pattern: RegExp): Promise<string>;
  kill(): Promise<void>;
}

const MOST_MS = 400;
const MOST_TAKEN = 4;
/** Where nothing is left to take, nobody is waited for. */
const ENOUGH_MS = 10_000;

const typescript = ["--import", "tsx"];
const providerScript = fileURLToPath(new URL("./provider-child.ts", import.meta.url));

export interface Killed {
  kills: number;
  seconds: number;
}

export async function openProviderProcess(
  kind: "smtp" | "asked",
  { file, thinksMs }: { file: string; thinksMs: number },
): Promise<Child & { url: string }> {
  const child = startChild([...typescript, providerScript, kind, file, String(thinksMs)]);
  return { ...child, url: await child.line(/^(smtp|http):/) };
}

/** Kills at least `kills` times, then lets a worker finish what is left. */
export async function sendUnderFire(
  settings: SendChild,
  { provider, kills, workers = 1 }: { provider: Child; kills: number; workers?: number },
): Promise<Killed> {
  const startedAt = performance.now();
  const script = await bundledWorker();
  // The thread of the embedded database is a file of its own.
  const runs = settings.directory === undefined ? [] : typescript;
  const start = (): Child => startChild([...runs, script, JSON.stringify(settings)]);
  let killed = 0;
  const fire = async (): Promise<void> => {
    while (killed < kills) {
      killed += 1;
      await liveAndDie(start(), provider);
    }
  };
  try {
    await Promise.all(Array.from({ length: workers }, fire));
    const last = start();
    await last.line(/^left 0$/).finally(() => last.kill());
  } finally {
    await fs.rm(script);
  }
  return { kills: killed, seconds: Math.round((performance.now() - startedAt) / 1_000) };
}

async function liveAndDie(worker: Child, provider: Child): Promise<void> {
  try {
    await worker.line(/^ready$/);
    await (Math.random() < 0.5 ? pause(Math.random() * MOST_MS) : untilTaken(provider));
  } finally {
    await worker.kill();
  }
}

/** Until the provider has taken a few more: whose they are nobody has noted at that moment. */
async function untilTaken(provider: Child): Promise<void> {
  let left = 1 + Math.floor(Math.random() * MOST_TAKEN);
  let stop = (): void => undefined;
  const enough = new Promise<void>((resolve) => {
    stop = provider.onLine((line) => {
      if (line === "taken" && --left <= 0) resolve();
    });
  });
  await Promise.race([enough, pause(ENOUGH_MS)]);
  stop();
}

/** In one file: a process of a few hundred would spend its short life looking for them. */
async function bundledWorker(): Promise<string> {
  const outfile = path.resolve(".cache", `send-child-${randomUUID()}.mjs`);
  await build({
    entryPoints: [fileURLToPath(new URL("./send-child.ts", import.meta.url))],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    external: ["pg-native"],
    // Of packages that are not modules yet.
    banner: {
      js: "import { createRequire as requiring } from 'node:module'; const require = requiring(import.meta.url);",
    },
    plugins: [staying],
  });
  return outfile;
}

/** What looks for a file beside itself finds it where it was. */
const staying: Plugin = {
  name: "staying",
  setup(bundling) {
    bundling.onLoad({ filter: /\.ts$/ }, async ({ path: file }) => ({
      contents: (await fs.readFile(file, "utf8"))
        .replaceAll("import.meta.url", JSON.stringify(pathToFileURL(file).href))
        .replaceAll("import.meta.dirname", JSON.stringify(path.dirname(file))),
      loader: "ts",
    }));
  },
};

function startChild(args: string[]): Child {
  const child = spawn(process.execPath, args, {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout });
  const exited = once(child, "exit");
  const onLine: Child["onLine"] = (hear) => {
    lines.on("line", hear);
    return () => lines.off("line", hear);
  };
  return {
    onLine,
    line: (pattern) =>
      new Promise((resolve, reject) => {
        const stop = onLine((line) => {
          if (!pattern.test(line)) return;
          stop();
          resolve(line);
        });
        void exited.then(() =>
          reject(new Error(`${path.basename(args.at(-2) ?? "")} ended before it said ${pattern}`)),
        );
      }),
    kill: async () => {
      child.kill("SIGKILL");
      await exited;
    },
  };
}
