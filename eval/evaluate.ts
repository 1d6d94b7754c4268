/** Runs a file of cases in a fixture workspace made for it. */
import { tools } from "../core/tools/registry.ts";
import type { Database } from "../db/client.ts";
import type { Case } from "./case.ts";
import type { Engine } from "./engine.ts";
import { runCase } from "./run-cases.ts";
import { gradeOf, type Grade } from "./scores.ts";
import { openWorld } from "./world.ts";

export interface Evaluated {
  engine: string;
  file: string;
  at: string;
  seconds: number;
  grades: Grade[];
}

/** With a database of the throw-away kind; each call needs one of its own. */
export async function evaluate(
  db: Database,
  { file, cases, engine }: { file: string; cases: readonly Case[]; engine: Engine },
): Promise<Evaluated> {
  const world = await openWorld(db);
  const startedAt = performance.now();
  const grades: Grade[] = [];
  for (const given of cases)
    grades.push(gradeOf(given, await runCase({ db, world, tools, engine }, given)));
  const seconds = (performance.now() - startedAt) / 1000;
  const { engine: name } = engine.parser;
  return { engine: name, file, at: new Date().toISOString(), seconds, grades };
}
