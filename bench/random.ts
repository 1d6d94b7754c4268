/** Seeded chance: the same seed gives the same people and mails on every machine. */

export type Random = () => number;

/** Mulberry32: numbers from 0 to below 1. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const below = (random: Random, end: number): number => Math.floor(random() * end);

export function pick<T>(random: Random, values: readonly T[]): T {
  const value = values[below(random, values.length)];
  if (value === undefined) throw new RangeError("nothing to pick from");
  return value;
}

/** As words and surnames are: the first of the list far more often than the last. */
export function pickSkewed<T>(random: Random, values: readonly T[]): T {
  const value = values[Math.floor(random() ** 3 * values.length)];
  if (value === undefined) throw new RangeError("nothing to pick from");
  return value;
}
