/** Remembers an answer of Slack's for a short while, and only the latest few thousand of them. */

export interface Recently<T> {
  /** What is remembered under the key, or else what `ask` finds; a failure is not remembered. */
  get(key: string, ask: () => Promise<T>): Promise<T>;
}

const FIVE_MINUTES = 5 * 60_000;
const MOST = 10_000;

/** `now`: milliseconds that only go forward. */
export function recently<T>(now: () => number, lastsMs = FIVE_MINUTES): Recently<T> {
  const kept = new Map<string, { value: T; at: number }>();
  return {
    get: async (key, ask) => {
      const known = kept.get(key);
      if (known && now() - known.at < lastsMs) return known.value;
      // Taken before Slack is asked: what changes meanwhile is noticed no later than it would be.
      const at = now();
      const value = await ask();
      kept.delete(key);
      kept.set(key, { value, at });
      const [oldest] = kept.keys();
      if (kept.size > MOST && oldest !== undefined) kept.delete(oldest);
      return value;
    },
  };
}
