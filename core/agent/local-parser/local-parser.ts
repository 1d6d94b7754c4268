/** The engine without a model: reads messages by the registry's own examples, and never guesses a write. */
import type { Tool } from "../../tool.ts";
import type { FocusKind, Intent, IntentParser, Reading, Turn } from "../intent.ts";
import { lookUpsIn } from "./asking.ts";
import { candidatesOf, type Candidate } from "./candidates.ts";
import { wishIn } from "./courtesy.ts";
import { decide, unknown, type Outcome } from "./decide.ts";
import { echoOf } from "./echo.ts";
import { joined } from "./joined.ts";
import { narrowed, narrowingIn } from "./narrowing.ts";
import { neighboursOf } from "./neighbours.ts";
import { paraphrasesOf, plainly } from "./paraphrases.ts";
import { promisingOf } from "./promising.ts";
import { readAll, type Once, type Outcomes } from "./several.ts";
import { stripAddress } from "./split.ts";
import { compile } from "./templates.ts";
import type { FoundName } from "./stretches.ts";
import { isForeign, prepare } from "./utterance.ts";

/** Which stretches of a text name records of the asker's tenant. */
export type NameFinder = (text: string, turn: Turn) => Promise<FoundName[]>;

const longWish = 80;

/** Of characters: aligning takes time with each, and whoever asks meanwhile waits. */
const LONGEST = 4_000;

const tooLong = (length: number): string =>
  `This message has ${length.toLocaleString("en")} characters, and without a language model I read up to ${LONGEST.toLocaleString("en")}. Nothing was done; send it in parts.`;

const sorry = {
  empty: "There was nothing to read; say help to see what I can do.",
  foreign: "I read English only without a language model; say help to see what I can do.",
};

export function createLocalParser(tools: readonly Tool[], names?: NameFinder): IntentParser {
  const grammar = compile(tools);
  const promising = promisingOf(grammar.templates);
  const neighbours = neighboursOf(grammar.templates);

  const readWords = (
    text: string,
    turn: Turn,
    found: readonly FoundName[] | undefined,
  ): Outcome => {
    const utterance = prepare(text, turn, {
      taught: grammar.taught,
      alike: grammar.alike,
      names: found,
    });
    const { tokens } = utterance;
    if (!tokens.some((token) => token.kind === "word")) return { say: sorry.empty, offers: [] };
    if (isForeign(tokens)) return { say: sorry.foreign, offers: [] };
    const candidates = candidatesOf(grammar, promising(utterance), utterance);
    return decide(candidates, () => neighbours(tokens));
  };

  /** As it stands, without its courtesies, and in other words: the first that is plain. */
  const readOnce = (text: string, turn: Turn, found: readonly FoundName[] | undefined): Outcome => {
    const plain = plainly(text);
    const wish = wishIn(plain);
    // In a long message what was taken off its ends is courtesy; only a short one may be meant whole.
    const ways = wish === plain || wish.length > longWish ? [wish] : [wish, plain];
    let unsure: Outcome | undefined;
    for (const way of [...ways, ...paraphrasesOf(wish)]) {
      const outcome = readWords(way, turn, found);
      if (outcome.sure) return outcome;
      unsure = better(unsure, outcome);
    }
    for (const way of lookUpsIn(wish)) {
      const outcome = readWords(way, turn, found);
      if (outcome.sure?.tool.effect === "read") return outcome;
    }
    return unsure ?? { say: unknown, offers: [] };
  };

  /** Of what was listed last, those that the words leave. */
  const narrow = (
    text: string,
    turn: Turn,
    found: readonly FoundName[] | undefined,
  ): Candidate | undefined => {
    const narrowing = narrowingIn(text, turn.focus);
    const { sure } = narrowing ? readOnce(narrowing.words, turn, found) : {};
    return narrowing && sure && narrowed(sure, narrowing);
  };

  return {
    engine: "local",
    parse: async (turn) => {
      const text = stripAddress(turn.text);
      if (text.length > LONGEST) return { kind: "abstain", say: tooLong(text.length) };
      const found = names && text ? await names(text, turn) : undefined;
      const fewer = narrow(text, turn, found);
      if (fewer) return intentOf({ sure: [fewer], offers: [], say: "" }, turn);
      return intentOf(
        readAll(
          text,
          remembering((part, about) => readOnce(part, spokenOf(turn, about), found)),
        ),
        turn,
      );
    },
  };
}

/** The same half comes up in several ways to split. */
function remembering(readOnce: Once): Once {
  const known = new Map<string, Outcome>();
  return (part, about = []) => {
    const key = `${about.join()}|${part}`;
    const outcome = known.get(key) ?? readOnce(part, about);
    known.set(key, outcome);
    return outcome;
  };
}

const spokenOf = (turn: Turn, about: readonly FocusKind[] = []): Turn =>
  about.length === 0
    ? turn
    : { ...turn, focus: { ...turn.focus, recent: [...about, ...(turn.focus.recent ?? [])] } };

/** Of two ways to say it that both left doubt, the one that left less. */
function better(one: Outcome | undefined, other: Outcome): Outcome {
  const best = ({ offers }: Outcome) => offers[0]?.confidence ?? 0;
  return one === undefined || best(other) > best(one) + 0.05 ? other : one;
}

function intentOf({ sure, rest, offers, say }: Outcomes, turn: Turn): Intent {
  const reading = (candidate: Candidate): Reading => ({
    call: { tool: candidate.tool.name, args: candidate.args },
    echo: echoOf(candidate, turn),
    confidence: Math.round(candidate.confidence * 100) / 100,
  });
  if (sure)
    return { kind: "calls", readings: joined(sure).map(reading), ...(rest ? { rest } : {}) };
  if (offers.length > 0) return { kind: "choose", readings: offers.slice(0, 3).map(reading) };
  return { kind: "abstain", say };
}
