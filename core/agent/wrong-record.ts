/** Corrections of a mention that meant the wrong record, and the same question asked of another. */
import { nameKey } from "../domain/names.ts";
import type { CorrectionWords } from "./correction-words.ts";
import type { Focus, SpokenCall, WrittenCall } from "./intent.ts";
import { notInNames } from "./local-parser/vocabulary.ts";

/** A record that was the wrong one: which call, which mention, and what is known of the right one. */
export interface WrongRecord {
  call: SpokenCall;
  field: string;
  index: number;
  record: { type: string; id: string; name: string };
}

export interface RecordCorrection {
  kind: "record";
  wrong: WrongRecord[];
  words: CorrectionWords;
  sure: boolean;
  /** "It was with Weiss": a correction once Weiss is found, whatever else it may read as. */
  ifFound?: true;
  /** "And John Weiss?": no correction, but the same question again. */
  again?: true;
}

/** "Not that John", "the other one", "weiss not okafor": the mention that meant the wrong record. */
export function recordCorrection(
  words: CorrectionWords,
  calls: readonly (SpokenCall | WrittenCall)[],
): RecordCorrection | undefined {
  const mentioned = calls.flatMap((call) => wrongIn(call));
  const rejected = baseOf(words);
  const named = rejected
    ? mentioned.filter(({ record, call, field, index }) =>
        matches(rejected, `${record.name} ${saidIn(call, field, index)}`),
      )
    : mentioned;
  const wrong = named.length > 0 ? named : generic(words.rejected) ? mentioned : [];
  if (wrong.length === 0 || words.field !== undefined) return undefined;
  if (words.wanted.split(/\s+/).length > 6) return undefined;
  const sure = words.other === true || words.rejected !== undefined;
  const wanted = words.wanted.replace(/^(?:with|about)\s+/i, "");
  const ifFound = wanted !== words.wanted && wanted.split(/\s+/).length <= 3;
  const said = { ...words, wanted };
  return { kind: "record", wrong, words: said, sure, ...(ifFound ? { ifFound } : {}) };
}

/** The name in what was rejected: "that John" is John, "that one" is nobody by name. */
export function baseOf({ rejected }: CorrectionWords): string | undefined {
  return rejected === undefined || generic(rejected) ? undefined : rejected.replace(/\s+one$/i, "");
}

const generic = (rejected: string | undefined): boolean =>
  rejected !== undefined &&
  /^(?:(?:that|this|the)\s+)?(?:one|person|company|deal|task|contact|guy|him|her|it|them|record|that|this)$/i.test(
    rejected,
  );

function wrongIn(call: SpokenCall | WrittenCall): WrongRecord[] {
  return Object.entries(call.records).flatMap(([field, refs]) =>
    refs.map((record, index) => ({ call, field, index, record })),
  );
}

export function saidIn({ args }: SpokenCall, field: string, index: number): string {
  const value = args[field];
  const said = Array.isArray(value) ? (value as unknown[])[index] : value;
  return typeof said === "string" ? said : "";
}

/** Every word of the one begins a word of the other. */
function matches(words: string, name: string): boolean {
  const named = nameKey(name).split(" ");
  const said = nameKey(words)
    .split(" ")
    .filter((word) => word !== "the" && word !== "one");
  return said.length > 0 && said.every((word) => named.some((other) => other.startsWith(word)));
}

const asksAgain =
  /^(?:(?:and )?(?:what|how) about|(?:and )?(?:the )?same (?:thing |question |again )?(?:for|with|at))\s+(?<wanted>\S.{1,40}?)[\s?.!]*$|^(?:and|now)(?: (?:for|with|at))?\s+(?<asked>\S.{1,40}?)\s*\?+$/i;

/** "And John Weiss?", "same for Borealis": what was just looked up, of somebody else. */
export function readFollowUp(text: string, { read, written }: Focus): RecordCorrection | undefined {
  const groups = asksAgain.exec(text.trim())?.groups;
  const wanted = groups?.wanted ?? groups?.asked;
  if (!read || written || !wanted || wanted.split(/\s+/).length > 4) return undefined;
  const first = nameKey(wanted).split(" ")[0] ?? "";
  if (notInNames.has(first) && first !== "the") return undefined;
  const wrong = wrongIn(read);
  if (wrong.length !== 1) return undefined;
  return { kind: "record", wrong, words: { wanted }, sure: false, ifFound: true, again: true };
}
