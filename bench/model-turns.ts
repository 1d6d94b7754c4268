/** The time of turns that ask a model's double in this process, without what the double itself worked. */
import { ascending, percentile, spread, type Figure } from "./figure.ts";

const TARGET_MS = 50;

export interface ModelTurns {
  /** Runs one turn and keeps its times. */
  run<T>(turn: () => Promise<T>): Promise<T>;
  /** Forgets what has been kept: the rounds until now were to warm up. */
  forget(): void;
  figures(name: string, note: string): Figure[];
}

export function createModelTurns(double: { busy: () => number }): ModelTurns {
  const taken = { ours: [] as number[], double: [] as number[], processor: [] as number[] };
  return {
    run: async (turn) => {
      const [before, startedAt, worked] = [double.busy(), performance.now(), process.cpuUsage()];
      const result = await turn();
      const whole = performance.now() - startedAt;
      const { user, system } = process.cpuUsage(worked);
      const its = double.busy() - before;
      taken.ours.push(whole - its);
      taken.double.push(its);
      taken.processor.push((user + system) / 1000 - its);
      return result;
    },
    forget: () => void Object.values(taken).forEach((list) => list.splice(0)),
    figures: (name, note) => [
      ...spread(name, ascending(taken.ours), {
        p95: TARGET_MS,
        note: `${taken.ours.length} ${note}; without the double's own work`,
      }),
      {
        name: "  the double's own work, left out above, p50",
        value: percentile(ascending(taken.double), 0.5),
        unit: "ms",
      },
      {
        name: "  processor time without the double's, database and loopback included, p95",
        value: percentile(ascending(taken.processor), 0.95),
        unit: "ms",
      },
    ],
  };
}
