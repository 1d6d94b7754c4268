/** Amounts of money in a person's words: "28k", "€1.2m", "26,000 euros", "50 grand", "USD 30 000". */

export interface Money {
  /** Decimal text with two places ("28000.00"), so that no cent is lost to binary fractions. */
  amount: string;
  /** ISO 4217 where one was said; null leaves it to what the amount is changed from. */
  currency: string | null;
}

export interface FoundMoney {
  start: number;
  end: number;
  text: string;
}

/** What the tenant's own currency decides: which dollars "$" are. */
interface Given {
  currency: string;
}

const dollars = ["USD", "AUD", "CAD", "NZD", "SGD", "HKD", "MXN", "ARS", "CLP", "COP"];
const crowns = ["SEK", "NOK", "DKK", "ISK", "CZK"];
/** Said without a country, a word means the tenant's own currency of that name, else the first. */
const spoken: Record<string, readonly string[]> = {
  "€": ["EUR"],
  euro: ["EUR"],
  euros: ["EUR"],
  $: dollars,
  dollar: dollars,
  dollars: dollars,
  buck: dollars,
  bucks: dollars,
  "£": ["GBP"],
  pound: ["GBP"],
  pounds: ["GBP"],
  quid: ["GBP"],
  "¥": ["JPY", "CNY"],
  yen: ["JPY"],
  yuan: ["CNY"],
  "₹": ["INR"],
  rupee: ["INR"],
  rupees: ["INR"],
  franc: ["CHF"],
  francs: ["CHF"],
  r$: ["BRL"],
  reais: ["BRL"],
  us$: ["USD"],
  a$: ["AUD"],
  c$: ["CAD"],
  kr: crowns,
  krona: crowns,
  kronor: crowns,
  kroner: crowns,
  zł: ["PLN"],
  zloty: ["PLN"],
};
const codes =
  "eur usd gbp chf jpy cny inr aud cad nzd sgd hkd sek nok dkk isk pln czk huf bgn brl mxn ars clp cop zar ils aed sar krw".split(
    " ",
  );
const scales: Record<string, number> = {
  k: 3,
  grand: 3,
  thousand: 3,
  thousands: 3,
  tsd: 3,
  m: 6,
  mn: 6,
  mm: 6,
  mio: 6,
  mil: 6,
  mill: 6,
  million: 6,
  millions: 6,
  b: 9,
  bn: 9,
  billion: 9,
};

const letter = "\\p{L}\\p{N}";
const escaped = (words: readonly string[]) =>
  [...words]
    .sort((a, b) => b.length - a.length)
    .map((word) => word.replace(/\$/g, "\\$"))
    .join("|");
const unit = `(?:${escaped([...Object.keys(spoken), ...codes])})`;
const scale = `(?:${escaped(Object.keys(scales))})`;
const digits = "\\d{1,3}(?:[ \\u00a0\\u202f',.]\\d{3})+(?:[.,]\\d{1,2})?(?!\\d)|\\d+(?:[.,]\\d+)?";
const words = "(?:half a|quarter of a|an?)(?= (?:million|grand|billion)\\b)";
const shape = `(?<before>${unit})?\\s?(?<number>${digits}|${words})(?:\\s?(?<scale>${scale})(?![${letter}]))?(?:\\s?(?<after>${unit})(?![${letter}]))?`;
const whole = new RegExp(`^${shape}$`, "iu");
const inside = new RegExp(
  `(?<![${letter}.,/:+-]|[.,]\\d)${shape}(?![${letter}%]|[.,/:-]\\d)`,
  "giu",
);
const approximately =
  /^(?:about|around|roughly|approx(?:imately)?\.?|circa|ca\.?|some|at|to|of|for|~)\s*/i;

/** Reads a text that is an amount and nothing else; nothing where it is none. */
export function readMoney(text: string, given: Given): Money | undefined {
  const trimmed = text
    .trim()
    .replace(/[.,;!?]+$/, "")
    .replace(approximately, "");
  const groups = whole.exec(trimmed)?.groups;
  if (!groups?.number) return undefined;
  const power = groups.scale ? (scales[groups.scale.toLowerCase()] ?? 0) : 0;
  const amount = scaled(plainNumber(groups.number.toLowerCase(), power > 0), power);
  if (amount === undefined) return undefined;
  return { amount, currency: currencyOf(groups.before ?? groups.after, given) };
}

/** Every amount in a sentence that shows itself as one, by a currency or a scale; a bare number does not. */
export function findMoney(text: string): FoundMoney[] {
  return Array.from(text.matchAll(inside)).flatMap((match) => {
    const { before, after, scale: size } = match.groups ?? {};
    if (!before && !after && !size) return [];
    const skipped = match[0].length - match[0].trimStart().length;
    const start = match.index + skipped;
    return [{ start, end: match.index + match[0].length, text: match[0].trim() }];
  });
}

function currencyOf(word: string | undefined, { currency }: Given): string | null {
  if (!word) return null;
  const lower = word.toLowerCase();
  const meant = spoken[lower];
  if (!meant) return lower.toUpperCase();
  return meant.includes(currency) ? currency : (meant[0] ?? null);
}

const spelled: Record<string, string> = {
  "half a": "0.5",
  "quarter of a": "0.25",
  a: "1",
  an: "1",
};

/** "26,000", "26.000,50" and "1 250.5" as digits with a point; with a scale behind it a lone mark is decimal. */
function plainNumber(said: string, hasScale: boolean): string {
  const known = spelled[said];
  if (known) return known;
  const bare = said.replace(/[\s\u00a0\u202f']/g, "");
  const marks = bare.match(/[.,]/g) ?? [];
  const last = Math.max(bare.lastIndexOf("."), bare.lastIndexOf(","));
  const behind = last < 0 ? 0 : bare.length - last - 1;
  const mixed = new Set(marks).size > 1;
  const grouping = marks.length > 0 && behind === 3 && !mixed && !(hasScale && marks.length === 1);
  if (last < 0 || grouping) return bare.replace(/[.,]/g, "");
  return `${bare.slice(0, last).replace(/[.,]/g, "")}.${bare.slice(last + 1)}`;
}

/** Moves the point by whole places, as text. */
function scaled(plain: string, power: number): string | undefined {
  const [units = "", fraction = ""] = plain.split(".");
  const places = power + 2;
  // A cent is the least there is: what lies below is rounded.
  const kept = fraction.slice(0, places).padEnd(places, "0");
  const up = (fraction[places] ?? "0") >= "5" ? 1n : 0n;
  const cents = BigInt(`${units}${kept}`) + up;
  const text = cents.toString().padStart(3, "0");
  return text.length > 15 ? undefined : `${text.slice(0, -2)}.${text.slice(-2)}`;
}
