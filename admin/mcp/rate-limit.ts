/** How often one token may call: a full bucket at first, refilled evenly. Each process counts for itself. */

/** Seconds to wait, or undefined when the call may go through. */
export type RateLimit = (key: string, now: number) => number | undefined;

export function createRateLimit({ calls, perMs }: { calls: number; perMs: number }): RateLimit {
  const buckets = new Map<string, { left: number; at: number }>();
  return (key, now) => {
    const bucket = buckets.get(key) ?? { left: calls, at: now };
    const left = Math.min(calls, bucket.left + ((now - bucket.at) / perMs) * calls);
    const goes = left >= 1;
    buckets.set(key, { left: goes ? left - 1 : left, at: now });
    return goes ? undefined : Math.ceil(((1 - left) / calls) * (perMs / 1_000));
  };
}

export const callsPerMinute = { calls: 120, perMs: 60_000 };
