/** Finds the record that was meant instead of a wrong one: "the other John", "the Borealis one", "weiss". */
import type { Tx } from "../../db/client.ts";
import { isId } from "../domain/ids.ts";
import { nameKey } from "../domain/names.ts";
import type { DoorContext } from "../mentions.ts";
import { literal, say, type Button, type Reply } from "../reply.ts";
import { resolveMention, type Candidate } from "../resolve.ts";
import type { Tool } from "../tool.ts";
import { doneAgain, type Step } from "./correction-steps.ts";
import type { Option, PendingQuestion } from "./intent.ts";
import { pinned, toolOf } from "./spoken-call.ts";
import { baseOf, saidIn, type RecordCorrection, type WrongRecord } from "./wrong-record.ts";

/** The calls that put it right, or the question or answer instead. */
interface Righted {
  steps: Step[];
  answer?: Reply<Button>;
  question?: PendingQuestion;
}

const MOST_OFFERED = 5;

/** Undefined when the words name nothing at all: they may then be no correction. */
export async function righted(
  tx: Tx,
  context: DoorContext,
  tools: readonly Tool[],
  { wrong, words, sure }: RecordCorrection,
): Promise<Righted | undefined> {
  const found: { place: WrongRecord; candidates: Candidate[] }[] = [];
  for (const place of wrong) {
    const chosen = words.wanted ? [] : (place.call.others ?? othersListed(place, context, words));
    if (chosen.length > 0) return among(place, chosen);
    const candidates = await candidatesFor(tx, context, tools, { place, words });
    if (candidates.length > 0) found.push({ place, candidates });
  }
  const best = found.find(({ candidates }) => candidates.length === 1) ?? found[0];
  if (!best) return sure ? { steps: [], answer: say(notFound(wrong, words)) } : undefined;
  const options = best.candidates.map((candidate) => ({
    label: [candidate.name, candidate.detail].filter(Boolean).join(" · "),
    tool: best.place.call.tool,
    args: withRecord(best.place, candidate.id),
  }));
  const guessed = words.wanted === "" && baseOf(words) === undefined && !isNamed(best.place);
  return among(best.place, options, guessed);
}

/** "The other one" of the few that were listed. */
function othersListed(
  place: WrongRecord,
  { focus: { list = [] } }: DoorContext,
  words: RecordCorrection["words"],
): Option[] {
  const { call, record } = place;
  const listed = list.some(({ id }) => id === record.id) && list.length <= MOST_OFFERED + 1;
  if (!listed || baseOf(words) !== undefined) return [];
  return list
    .filter(({ id, type }) => id !== record.id && type === record.type)
    .map(({ id, name }) => ({ label: name, tool: call.tool, args: withRecord(place, id) }));
}

/** One: it is done. Several: what was wrong is taken back, and the asker chooses. */
function among({ call }: WrongRecord, options: Option[], guessed = false): Righted {
  const [only, ...more] = options;
  // Of a name nobody said, even the only other one is a guess, and a write is never guessed.
  const asks = guessed && "receipts" in call;
  if (only && more.length === 0 && !asks) return { steps: doneAgain(call, only.args) };
  const answer: Reply<Button> = {
    text: more.length > 0 ? "Which one do you mean?" : `Do you mean ${literal(only?.label ?? "")}?`,
    actions: options.map(({ label, tool, args }) => ({
      label,
      press: { kind: "call", tool, args },
    })),
  };
  return { steps: doneAgain(call, {}).slice(0, -1), answer, question: { options } };
}

function notFound(wrong: readonly WrongRecord[], words: RecordCorrection["words"]): string {
  if (words.wanted) return `I don't find “${literal(words.wanted)}”; nothing was changed.`;
  const name = baseOf(words) ?? wrong[0]?.record.name ?? "that";
  return `I know no other “${literal(name)}”; nothing was changed. Say “undo” to take back the last change.`;
}

function withRecord({ call, field, index }: WrongRecord, id: string): Record<string, unknown> {
  const args = pinned(call);
  const value = args[field];
  if (!Array.isArray(value)) return { ...args, [field]: id };
  const replaced = (value as unknown[]).map((one, at) => (at === index ? id : one));
  return { ...args, [field]: [...new Set(replaced)] };
}

async function candidatesFor(
  tx: Tx,
  context: DoorContext,
  tools: readonly Tool[],
  { place, words }: { place: WrongRecord; words: RecordCorrection["words"] },
): Promise<Candidate[]> {
  const tool = toolOf(tools, place.call.tool);
  const types = tool?.mentions[place.field] ?? [];
  const forWrite = tool?.effect !== "read" && words.wanted !== "";
  const base = baseOf(words) ?? nameSaid(place);
  const hint =
    /^(?:the\s+)?(?:one\s+)?(?:(?:at|from|with)\s+(.+)|(.+?)\s+(?:one|guy|person))$/i.exec(
      words.wanted,
    );
  const narrowed = hint?.[1] ?? hint?.[2];
  const tries = words.wanted
    ? [
        ...(narrowed ? [] : [{ text: words.wanted }]),
        narrow(base, narrowed ?? words.wanted),
        ...(narrowed ? [{ text: narrowed }] : []),
      ]
    : [{ text: base }];
  for (const { text, at } of tries as { text: string; at?: string }[]) {
    const resolution = await resolveMention(tx, context, { text, types }, forWrite);
    const all =
      resolution.kind === "one"
        ? at || words.wanted
          ? [resolution.record]
          : [resolution.record, ...resolution.others]
        : resolution.kind === "several"
          ? resolution.candidates
          : [];
    const others = all.filter(
      (candidate) => candidate.id !== place.record.id && (!at || isAt(candidate, at)),
    );
    if (others.length > 0) return others;
  }
  return [];
}

const narrow = (base: string, at: string) => ({ text: `${base} (${at})`, at });

const isAt = ({ name, detail }: Candidate, at: string): boolean =>
  ` ${nameKey(`${name} ${detail ?? ""}`)}`.includes(` ${nameKey(at)}`);

/** The name as the asker said it; of a pronoun or a pressed button, the record's first name. */
function nameSaid(place: WrongRecord): string {
  const { record } = place;
  return isNamed(place) ? saidName(place) : (record.name.split(" ")[0] ?? record.name);
}

function isNamed(place: WrongRecord): boolean {
  const said = saidName(place);
  return said !== "" && !isId(said) && nameKey(place.record.name).includes(nameKey(said));
}

const saidName = ({ call, field, index }: WrongRecord): string =>
  saidIn(call, field, index).split(/\s+(?:at|from|of)\s+|\s*\(/)[0] ?? "";
