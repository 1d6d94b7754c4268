/** List prices of the models, and what one call cost. */

/** US dollars for a million tokens; equally micro-dollars for one. */
export interface Price {
  input: number;
  output: number;
}

interface PriceOfModel extends Price {
  /** Beyond so many tokens of prompt, everything in the call costs this instead. */
  long?: Price & { above: number };
}

/** Tokens of one answer, as the API counts them: cached ones are not among `input`. */
export interface Tokens {
  input: number;
  output: number;
  cacheRead: number;
  /** Written to the cache for five minutes, and for an hour. */
  cacheWrite: number;
  cacheWriteLong: number;
}

export const noTokens: Tokens = {
  input: 0,
  output: 0,
  cacheRead: 0,
  cacheWrite: 0,
  cacheWriteLong: 0,
};

/** By the beginning of the model's name: dated versions cost the same. */
const prices: Record<string, PriceOfModel> = {
  "claude-haiku-5-5": {
    input: 0.1,
    output: 0.5,
    long: { above: 100_000, input: 0.5, output: 2.5 },
  },
  "claude-sonnet-5-5": { input: 2, output: 10 },
  "claude-opus-5-5": { input: 4, output: 20 },
  "claude-fable-5": { input: 10, output: 50 },
  "claude-mythos-5": { input: 10, output: 50 },
};

/** A model that is not in the table counts as the dearest: a budget must hold for it too. */
const unknown: PriceOfModel = { input: 10, output: 50 };

const CACHE_READ = 0.1;
const CACHE_WRITE = 1.25;
const CACHE_WRITE_LONG = 2;

/** In millionths of a US dollar, rounded up. */
export function costOf(model: string, tokens: Tokens): number {
  const listed = Object.entries(prices).find(([name]) => model.startsWith(name))?.[1] ?? unknown;
  const prompt = tokens.input + tokens.cacheRead + tokens.cacheWrite + tokens.cacheWriteLong;
  const price = listed.long && prompt > listed.long.above ? listed.long : listed;
  const input =
    tokens.input +
    tokens.cacheRead * CACHE_READ +
    tokens.cacheWrite * CACHE_WRITE +
    tokens.cacheWriteLong * CACHE_WRITE_LONG;
  // Rounded off first: 0.1 is not exact, and would make a cent of nothing.
  return Math.ceil(Number((input * price.input + tokens.output * price.output).toFixed(6)));
}

/** What so many tokens of a model of unknown price may have cost. */
export const atMost = (used: { inputTokens: number; outputTokens: number }): number =>
  used.inputTokens * unknown.input + used.outputTokens * unknown.output;

/** The cost by a price of the operator's; what is read from a vendor's cache counts in full. */
export const costAt =
  ({ input, output }: Price) =>
  (_model: string, tokens: Tokens): number =>
    Math.ceil(
      Number(((tokens.input + tokens.cacheRead) * input + tokens.output * output).toFixed(6)),
    );
