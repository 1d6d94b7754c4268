/** The local parser alone, with every tool and a large tenant's names: time a message, index and memory. */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Turn } from "../core/agent/intent.ts";
import { createLocalParser } from "../core/agent/local-parser/local-parser.ts";
import { nameIndexOf } from "../core/agent/local-parser/name-index.ts";
import { inTransaction } from "../core/context.ts";
import { exampleText } from "../core/example-marks.ts";
import { tools } from "../core/tools/registry.ts";
import { allNames } from "../db/queries/name-index.ts";
import { ascending, percentile, spread, type Figure } from "./figure.ts";
import { seeded } from "./random.ts";
import type { Scratch } from "./scratch.ts";
import { namesFor, said } from "./turns.ts";
import type { Workspace } from "./workspace.ts";

const PEOPLE = 10_000;
const ROUNDS = 20;
const WARM_UP = 3;

export async function parse(scratch: Scratch): Promise<Figure[]> {
  const workspace = await scratch.workspace(PEOPLE);
  const names = await inTransaction(scratch.deps, workspace.asker, allNames);
  const before = heapInUse();
  const startedAt = performance.now();
  const index = nameIndexOf(names);
  const built = performance.now() - startedAt;
  const memory = heapInUse() - before;
  const parser = createLocalParser(tools, (text) => Promise.resolve(index(text)));
  const messages = messagesFor(workspace);
  const turn = turnOf(workspace);
  for (const text of messages.slice(0, said.length * WARM_UP))
    await parser.parse({ ...turn, text });
  const taken: number[] = [];
  for (const text of messages) {
    const from = processorTime();
    await parser.parse({ ...turn, text });
    taken.push(processorTime() - from);
  }
  const note = `processor time; ${messages.length} messages, ${tools.length} tools, ${inWords(names.length)} names`;
  const sorted = ascending(taken);
  const [people, companies] = [PEOPLE, workspace.companies.length].map(inWords);
  const name = `parse a message, ${people} people and ${companies} companies`;
  return [
    ...spread(name, sorted, { p50: 2, note }),
    {
      name: `${name}, p99`,
      value: percentile(sorted, 0.99),
      unit: "ms",
      target: { atMost: 10 },
      note,
    },
    { name: "build the index of these names", value: built, unit: "ms" },
    { name: "memory of that index", value: memory / 1_048_576, unit: "MB" },
  ];
}

const inWords = (count: number): string => count.toLocaleString("en-GB");

/** A day's mix with names of this workspace, and every example of every tool. */
function messagesFor(workspace: Workspace): string[] {
  const random = seeded(7);
  const mix = Array.from({ length: ROUNDS }, () => namesFor(random, workspace)).flatMap((names) =>
    said.map((sentence) => sentence(names)),
  );
  return [...mix, ...tools.flatMap((tool) => tool.examples.map(exampleText))];
}

const turnOf = ({ asker }: Workspace): Omit<Turn, "text"> => ({
  now: asker.now,
  timeZone: asker.actor.timeZone,
  locale: asker.actor.locale,
  country: asker.tenant.country,
  currency: asker.tenant.currency,
  focus: {},
});

/** In milliseconds, all threads together: a parse waits for nothing, and others on the machine do not count. */
function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** After collecting garbage, which Node does only when told to. */
function heapInUse(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  return process.memoryUsage().heapUsed;
}
