/** Runs the benchmarks one after another and prints what they found beside the targets. */
import { parseArgs } from "node:util";
import { fileURLToPath } from "node:url";
import { AppError, userMessageOf } from "../core/domain/errors.ts";
import type { Figure } from "./figure.ts";
import { importLarge, importRate } from "./import-rate.ts";
import { llmOverhead } from "./llm-overhead.ts";
import { describeMachine } from "./machine.ts";
import { note, printJson, printTable, type Result } from "./output.ts";
import { parse } from "./parse.ts";
import { pointInTime } from "./point-in-time.ts";
import { scopeCost } from "./scope-cost.ts";
import { openScratch, type Scratch } from "./scratch.ts";
import { searchSmall, searchLarge } from "./search.ts";
import { startUp } from "./start-up.ts";
import { turns } from "./turns.ts";

type Benchmark = (scratch: Scratch) => Promise<Figure[]>;

/** In this order: memory is read before the large workspace is loaded. */
const benchmarks: Record<string, Benchmark> = {
  import: importRate,
  "import-large": importLarge,
  scope: scopeCost,
  "point-in-time": pointInTime,
  turns,
  parse,
  llm: llmOverhead,
  // Alone needs a package that only developers install.
  ack: async (scratch) => (await import("./ack.ts")).ack(scratch),
  search: searchSmall,
  "search-large": searchLarge,
  "start-up": startUp,
};
/** Takes some minutes and runs only when named. */
const onlyByName = ["import-large"];

export interface BenchmarkOptions {
  json?: boolean;
  /** Folder for the throw-away data; the system's temporary folder by default. */
  data?: string;
  /** Comma-separated names of benchmarks. */
  only?: string;
}

export async function runBenchmarks(options: BenchmarkOptions): Promise<void> {
  const names = chosen(options.only);
  const scratch = await openScratch(options.data);
  try {
    const result: Result = {
      machine: await describeMachine(scratch.deps.db),
      figures: [],
      failures: [],
    };
    for (const name of names) await runOne(name, scratch, result);
    (options.json ? printJson : printTable)(result);
    if (result.failures.length > 0) process.exitCode = 1;
  } finally {
    await scratch.close();
  }
}

function chosen(only: string | undefined): string[] {
  const all = Object.keys(benchmarks);
  if (only === undefined) return all.filter((name) => !onlyByName.includes(name));
  const names = only.split(",").map((name) => name.trim());
  const unknown = names.find((name) => !all.includes(name));
  if (unknown !== undefined)
    throw new AppError(
      "bad_input",
      `There is no benchmark called “${unknown}”; there are ${all.join(", ")}.`,
    );
  return all.filter((name) => names.includes(name));
}

/** One that fails is named, and the others go on. */
async function runOne(name: string, scratch: Scratch, result: Result): Promise<void> {
  const startedAt = performance.now();
  try {
    result.figures.push(...((await benchmarks[name]?.(scratch)) ?? []));
    note(`${name}: ${Math.round((performance.now() - startedAt) / 1000)} s`);
  } catch (error) {
    const reason = error instanceof AppError ? userMessageOf(error) : String(error);
    result.failures.push({ benchmark: name, reason });
    note(`${name} failed: ${reason}`);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const { values } = parseArgs({
      options: {
        only: { type: "string" },
        data: { type: "string" },
        json: { type: "boolean" },
      },
    });
    await runBenchmarks(values);
  } catch (error) {
    process.stderr.write(`bench: ${userMessageOf(error)}\n`);
    process.exitCode = 1;
  }
}
