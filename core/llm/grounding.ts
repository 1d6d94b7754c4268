/**
 * Keeps of a model's prose what the records hold: each sentence must cite a source that was returned in
 * this turn to this asker, and every number, date, amount, address and name in it must stand in a source
 * it cites. Links go nowhere.
 */
import type Anthropic from "@anthropic-ai/sdk";
import type { Answered, Sentence } from "../agent/answerer.ts";
import type { Source } from "../agent/sources.ts";
import { literal } from "../reply.ts";
import { evidenceIn, unsupported, type Evidence } from "./claims.ts";
import { today } from "./relative-time.ts";

/** A piece of the answer, and the handles it cites. */
export interface Passage {
  text: string;
  cites: readonly string[];
}

const MOST_SENTENCES = 40;

export interface Grounding {
  /** Of the whole answer. */
  all(passages: readonly Passage[]): Answered;
  /** Of an answer still being written: the sentences from `from` on that nothing to come can change. */
  settled(
    passages: readonly Passage[],
    from: number,
  ): { sentences: Sentence[]; /** Where to go on from. */ looked: number };
}

/** Over sources that may grow while the answer is looked for. */
export function createGrounding(
  sources: ReadonlyMap<string, Source>,
  clock: { now: Date; timeZone: string },
): Grounding {
  const day = today(clock);
  const evidence = new WeakMap<Source, Evidence>();
  const evidenceOf = (source: Source): Evidence => {
    const known = evidence.get(source) ?? evidenceOfSource(source, day);
    evidence.set(source, known);
    return known;
  };
  const held = ({ text, line, cites }: Cited): Sentence | undefined => {
    const cited = cites.flatMap((handle) => sources.get(handle) ?? []);
    const holds = cited.length > 0 && unsupported(text, cited.map(evidenceOf), day).length === 0;
    return holds && !hasLink(text)
      ? { text: literal(text).trim(), line, sources: cited }
      : undefined;
  };
  return {
    all: (passages) => {
      const said = sentencesIn(passages).slice(0, MOST_SENTENCES);
      const sentences = said.flatMap((one) => held(one) ?? []);
      const claims = said.filter((one) => !isHeading(one));
      return { sentences, dropped: claims.length - sentences.length };
    },
    settled: (passages, from) => {
      // The last may go on.
      const said = sentencesIn(passages).slice(0, -1).slice(0, MOST_SENTENCES);
      return {
        sentences: said.slice(from).flatMap((one) => held(one) ?? []),
        looked: Math.max(from, said.length),
      };
    },
  };
}

/** "Last week" in somebody's message is seen from the day of the message, in ours from today. */
const evidenceOfSource = ({ title, text, outside }: Source, day: number): Evidence =>
  evidenceIn(`${title}\n${text}`, outside ? "dated" : day);

const isHeading = ({ text, cites }: Cited): boolean => cites.length === 0 && /:\s*$/.test(text);

/** What a message says, each piece with the sources it cites. */
export const passagesIn = (content: readonly Anthropic.ContentBlock[]): Passage[] =>
  content.flatMap((block): Passage[] =>
    block.type === "text" ? [{ text: block.text, cites: citesOf(block) }] : [],
  );

const citesOf = ({ citations }: Anthropic.TextBlock): string[] =>
  (citations ?? []).flatMap((one) => (one.type === "search_result_location" ? [one.source] : []));

interface Cited {
  text: string;
  line: number;
  cites: string[];
}

/** The passages as one text, cut into sentences; each cites what any of its words do. */
function sentencesIn(passages: readonly Passage[]): Cited[] {
  const whole = passages.map(({ text }) => text).join("");
  const found: Cited[] = [];
  let at = 0;
  for (const [line, words] of whole.split("\n").entries()) {
    for (const segment of segmentsOf(words)) {
      const from = at + segment.index;
      const cites = citesBetween(passages, from, from + segment.text.length);
      const text = withoutMarks(segment.text);
      if (/[\p{L}\p{N}]/u.test(text)) found.push({ text, line, cites });
    }
    at += words.length + 1;
  }
  return found;
}

const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });
const unfinished =
  /(?:^|\s)(?:mr|mrs|ms|dr|prof|st|no|nr|inc|ltd|co|vs|approx|sr|sra|z\.b|d\.h|e\.g|i\.e|\d{1,2})\.\s*$/i;

function segmentsOf(line: string): { text: string; index: number }[] {
  const segments: { text: string; index: number }[] = [];
  for (const { segment, index } of segmenter.segment(line)) {
    const last = segments.at(-1);
    if (last && unfinished.test(last.text)) last.text += segment;
    else segments.push({ text: segment, index });
  }
  return segments;
}

function citesBetween(passages: readonly Passage[], from: number, to: number): string[] {
  const cites = new Set<string>();
  let at = 0;
  for (const { text, cites: own } of passages) {
    const shared = text.slice(Math.max(0, from - at), Math.max(0, to - at));
    if (/[\p{L}\p{N}]/u.test(shared)) for (const handle of own) cites.add(handle);
    at += text.length;
  }
  return [...cites];
}

/** Without headings, bullets and the targets of links. */
const withoutMarks = (text: string): string =>
  text
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/^\s*(?:#{1,6}|[-*•]|\d{1,2}[.)])\s+/, "")
    .replace(/\*\*|__|`/g, "")
    .trim();

const link =
  /https?:|www\.|mailto:|(?<![@\p{L}\p{N}.-])(?:[a-z0-9-]+\.)+(?:com|net|org|io|co|ai|app|dev|info|biz|link|xyz|example|[a-z]{2})(?![\p{L}\p{N}@-])(?:\/\S*)?/iu;

export const hasLink = (text: string): boolean =>
  link.test(text.replace(/\b(?:e\.g|i\.e|z\.b|d\.h|u\.a|a\.m|p\.m|s\.a|s\.l)\b\.?/gi, ""));

/** Nothing of a number, a name or a date: for a text that a person will read before anybody else does. */
export const unheld = (text: string, sources: Iterable<Source>, also: string): string[] => {
  const held = [...sources].map((source) => evidenceIn(`${source.title}\n${source.text}`));
  const lines = text.split("\n").filter((line) => /\S/.test(line));
  return [...new Set(lines.flatMap((line) => unsupported(line, [...held, evidenceIn(also)])))];
};
