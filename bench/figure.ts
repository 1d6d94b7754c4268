/** What a benchmark finds: figures, each with the target it is held against where there is one. */

export interface Figure {
  /** What was measured, in words. */
  name: string;
  value: number;
  unit: string;
  /** The value must be at most, or at least, this. */
  target?: { atMost: number } | { atLeast: number };
  /** On what it was measured, and what to know about it. */
  note?: string;
}

export function isHeld({ value, target }: Figure): boolean | undefined {
  if (!target) return undefined;
  return "atMost" in target ? value <= target.atMost : value >= target.atLeast;
}

/** Milliseconds of each of `times` runs of `work`, one after another, in ascending order. */
export async function timed(
  times: number,
  work: (run: number) => Promise<unknown>,
): Promise<number[]> {
  const taken: number[] = [];
  for (let run = 0; run < times; run++) {
    const startedAt = performance.now();
    await work(run);
    taken.push(performance.now() - startedAt);
  }
  return ascending(taken);
}

export const ascending = (values: number[]): number[] => values.sort((a, b) => a - b);

/** The value below which `share` (0–1) of them lie. */
export function percentile(sorted: readonly number[], share: number): number {
  const value = sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)];
  if (value === undefined) throw new RangeError("nothing was measured");
  return value;
}

/** Median and 95th percentile of the same runs; targets are upper bounds in milliseconds. */
export function spread(
  name: string,
  sorted: readonly number[],
  { p50, p95, note }: { p50?: number; p95?: number; note?: string } = {},
): Figure[] {
  const figure = (share: number, atMost: number | undefined): Figure => ({
    name: `${name}, p${share * 100}`,
    value: percentile(sorted, share),
    unit: "ms",
    ...(atMost === undefined ? {} : { target: { atMost } }),
    ...(note === undefined ? {} : { note }),
  });
  return [figure(0.5, p50), figure(0.95, p95)];
}
