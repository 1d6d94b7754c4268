/** Runs a file of cases in a fixture workspace made for it. */
import type { Tool } from "../core/tool.ts";
import { tools as all } from "../core/tools/registry.ts";
import type { Database } from "../db/client.ts";
import type { Case } from "./case.ts";
import type { Engine } from "./engine.ts";
import { runCase } from "./run-cases.ts";
import { gradeOf, type Grade } from "./grades.ts";
import { openWorld, type World } from "./world.ts";
import type { Usage } from "./usage.ts";

export interface Evaluated {
  engine: string;
  file: string;
  at: string;
  seconds: number;
  grades: Grade[];
  /** Of a model. */
  usage?: Usage;
}

export interface Evaluation {
  file: string;
  cases: readonly Case[];
  engine: Engine;
  /** Every tool there is, by default. */
  tools?: readonly Tool[];
  /** Made already; every case is taken back. */
  world?: World;
}

/** With a database of the throw-away kind; each call needs one of its own. */
export async function evaluate(
  db: Database,
  { file, cases, engine, tools = all, ...given }: Evaluation,
): Promise<Evaluated> {
  const world = given.world ?? (await openWorld(db));
  const startedAt = performance.now();
  const grades: Grade[] = [];
  for (const one of cases)
    grades.push(gradeOf(one, await runCase({ db, world, tools, engine }, one)));
  const seconds = (performance.now() - startedAt) / 1000;
  const { engine: name } = engine.parser;
  const usage = engine.usage?.();
  const at = new Date().toISOString();
  return { engine: name, file, at, seconds, grades, ...(usage ? { usage } : {}) };
}
