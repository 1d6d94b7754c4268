/** The engines under evaluation: one parser for all cases, whose names are those of the case at hand. */
import type { IntentParser, Turn } from "../core/agent/intent.ts";
import { createLocalParser, type NameFinder } from "../core/agent/local-parser/local-parser.ts";
import { createNameFinder } from "../core/agent/local-parser/name-finder.ts";
import { AppError } from "../core/domain/errors.ts";
import type { Tool } from "../core/tool.ts";
import type { Database } from "../db/client.ts";

export interface Engine {
  parser: IntentParser;
  /** From now on names are looked up here; what `refresh` gives up to date stays so for one message. */
  use(db: Database): void;
  /** Brings the names up to date, so that this is not counted as time of a message. */
  refresh(tenantId: string): Promise<void>;
}

/** Longer than a name finder trusts its index. */
const LATER_MS = 60_000;

export function createEngine(name: string, tools: readonly Tool[]): Engine {
  if (name !== "local")
    throw new AppError("bad_input", `There is no engine called “${name}”; there is local.`);
  let find: NameFinder | undefined;
  let clock = 0;
  const names: NameFinder = (text, turn) => find?.(text, turn) ?? Promise.resolve([]);
  return {
    parser: createLocalParser(tools, names),
    use: (db) => {
      find = createNameFinder(db, () => clock);
    },
    refresh: async (tenantId) => {
      clock += LATER_MS;
      await names("names", { scope: { tenantId } } as Turn);
    },
  };
}
