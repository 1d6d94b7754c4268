/**
 * Whether text of others stands in what a model is about to read with a message: something pasted into it,
 * or a name in the conversation's data that reads like a sentence rather than like a name.
 */
import type { Focus, PastTurn } from "./intent.ts";
import { partsOf } from "./pasted.ts";

const LONGEST_NAME = 60;
const MOST_WORDS = 7;
/** Words that ask for something: a record may be called so, but then nobody can tell. */
const ASKING =
  /\b(?:archiv|delet|remov|eras|export|download|shar|forward|send|merg|ignor|disregard|instruct|invit|import|updat|chang|reveal|reply|respond|pleas|prompt|system|assistant|override|must|execut|transfer|creat|accept|approv|add|list|show|give|set|undo|mail|copy|cc|bcc)(?:e|es|ed|ing|s|ly)?\b/i;
const TITLE = /\b(?:dr|mr|mrs|ms|prof|st|jr|sr|ing|co|inc|ltd|corp|bros)\. /gi;
const SENTENCE = /[.!?:;]\s|[\r\n{}<>[\]|]|https?:|www\.|@/;

export interface Before {
  focus: Focus;
  past: readonly PastTurn[];
}

export function bringsOutside(text: string, before: Before | undefined): boolean {
  if (partsOf(text).pasted !== undefined) return true;
  if (!before) return false;
  const said = [text, ...before.past.map((turn) => turn.said)].join("\n").toLowerCase();
  return namesIn(before.focus).some((name) => !isPlain(name) && !said.includes(name.toLowerCase()));
}

const isPlain = (name: string): boolean =>
  name.length <= LONGEST_NAME &&
  name.split(/\s+/).length <= MOST_WORDS &&
  !SENTENCE.test(name.replace(TITLE, "")) &&
  !(name.trim().includes(" ") && ASKING.test(name));

/** Everything of a focus that has words of records or of earlier calls in it. */
function namesIn(focus: Focus): string[] {
  const { person, company, deal, task, interaction, list = [], question, written = [] } = focus;
  const refs = [person, company, deal, task, interaction, ...list].flatMap(
    (ref) => ref?.name ?? [],
  );
  const calls = [...written, ...(question?.open ? [question.open] : [])];
  return [
    ...refs,
    ...(question?.options ?? []).map((option) => option.label.replaceAll(" · ", " ")),
    ...calls.flatMap(({ args }) => stringsIn(withoutComposed(args))),
  ];
}

/** The words of a draft may be a model's, out of others' mail: no model is shown them again. */
export function withoutComposed(args: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(args).filter(([field]) => field !== "body" && field !== "subject"),
  );
}

const stringsIn = (value: unknown): string[] =>
  typeof value === "string"
    ? [value]
    : typeof value === "object" && value !== null
      ? Object.values(value).flatMap(stringsIn)
      : [];

/** An earlier turn without what was pasted into it, and without an answer that shows records. */
export function withoutOutside({ said, answer }: PastTurn, showsRecords: boolean): PastTurn {
  const { own, pasted } = partsOf(said);
  return {
    said: pasted === undefined ? said : `${own} (and pasted text)`.trim(),
    answer: showsRecords ? "(shown to the user)" : answer,
  };
}
