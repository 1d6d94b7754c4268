/** `eval`: how well messages are understood, on a file of cases or on a benchmark of others. */
import { readConfig } from "../config.ts";
import { AppError } from "../core/domain/errors.ts";
import { newKey } from "../core/domain/sealing.ts";
import { tools } from "../core/tools/registry.ts";
import { openDatabase, type Database } from "../db/client.ts";
import { readCases } from "../eval/case.ts";
import { openEngine, type Engine } from "../eval/engine.ts";
import { evaluate } from "../eval/evaluate.ts";
import { documentOf, tableOf, usageInWords } from "../eval/report.ts";
import { workbenchDocument, workbenchTable } from "../eval/workbench/report.ts";
import { askAll, openWorkbench } from "../eval/workbench/run.ts";
import { readFolder } from "../eval/workbench/sandbox.ts";
import { print, type OutputOptions } from "./output.ts";

export interface EvalOptions extends OutputOptions {
  engine: string;
  failures?: boolean;
  workbench?: string;
  /** Folders for a model's answers: to keep them in, and to take them from instead of asking. */
  record?: string;
  replay?: string;
}

export async function evaluateFile(file: string | undefined, options: EvalOptions): Promise<void> {
  const { workbench } = options;
  if (workbench !== undefined && file === undefined) await onWorkbench(workbench, options);
  else if (file !== undefined && workbench === undefined) await onCases(file, options);
  else throw new AppError("bad_input", "eval needs a file of cases or --workbench, and not both.");
}

async function onCases(file: string, options: EvalOptions): Promise<void> {
  const cases = readCases(file);
  const engine = await engineFor(options);
  const evaluated = await withThrowAway((db) => evaluate(db, { file, cases, engine }));
  const { failures = false } = options;
  print(options, documentOf(evaluated, failures), tableOf(evaluated, failures));
}

async function onWorkbench(directory: string, options: EvalOptions): Promise<void> {
  const folder = readFolder(directory);
  const engine = await engineFor(options);
  const asked = await withThrowAway(async (db) =>
    askAll(await openWorkbench(db, folder), { engine }),
  );
  const { failures = false } = options;
  const usage = engine.usage?.();
  const run = { engine: options.engine, directory, failures, ...(usage ? { usage } : {}) };
  const used = usage ? `${usageInWords(usage)}\n\n` : "";
  print(options, workbenchDocument(asked, run), `${used}${workbenchTable(asked, failures)}`);
}

function engineFor({ engine, record, replay }: EvalOptions): Promise<Engine> {
  if (record !== undefined && replay !== undefined)
    throw new AppError("bad_input", "eval takes --record or --replay, and not both.");
  const folder = record ?? replay;
  const mode = record === undefined ? ("replay" as const) : ("record" as const);
  const kept = folder === undefined ? {} : { cassettes: { folder, mode } };
  if (folder !== undefined && engine === "local")
    throw new AppError("bad_input", "The local engine asks no model: nothing to keep or replay.");
  return openEngine(engine, tools, { config: readConfig(), ...kept });
}

/** A database in memory, gone with the process. */
async function withThrowAway<T>(work: (db: Database) => Promise<T>): Promise<T> {
  const db = await openDatabase({ masterKey: newKey() });
  try {
    return await work(db);
  } finally {
    await db.close();
  }
}
