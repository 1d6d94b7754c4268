/** Reads conversations written down as plain text; README.md beside this file explains the format. */

/** A mistake in a file of conversations, with the place where it is. */
export class DialogueError extends Error {
  constructor(at: Place, what: string) {
    super(`${at.file}:${at.line}: ${what}`);
    this.name = "DialogueError";
  }
}

export interface Place {
  file: string;
  line: number;
}

export interface Dialogue extends Place {
  title: string;
  /** The asker, the shared channel if it is one, and the moment in words: "Thu 19 Nov 2026 10:00 (Madrid)". */
  who: string;
  channel?: string;
  when: string;
  steps: Step[];
}

export interface Step extends Place {
  kind: "says" | "presses";
  speaker: string;
  channel?: string;
  /** What is typed, or the label of the button pressed. */
  text: string;
  /** Minutes that have gone by since the step before. */
  minutesLater: number;
  paraphrases: Paraphrase[];
  expects: Expectation[];
  /** Why it is known to fail today. */
  gap?: string;
}

export interface Paraphrase extends Place {
  text: string;
  gap?: string;
}

export type Expectation =
  | { kind: "asks" | "shows" | "lists" | "says" | "neverSays" | "offers"; texts: string[] }
  | { kind: "asksFirst"; texts: string[] }
  | { kind: "refuses" }
  | { kind: "changes" | "mayChange"; change: ExpectedChange };

/** "new task send pricing: due 2026-11-26": what happens to one record; "…" stands for anything. */
export interface ExpectedChange extends Place {
  /** Made by this message: only the fields named are looked at. Removed: no fields are. */
  fate: "changed" | "new" | "removed";
  type: string;
  name: string;
  fields: { field: string; from?: string; to: string }[];
}

const listed = {
  asks: "asks",
  shows: "shows",
  lists: "lists",
  says: "says",
  "never says": "neverSays",
  offers: "offers",
  "asks first": "asksFirst",
} as const;

interface Reading {
  dialogues: Dialogue[];
  dialogue?: Dialogue;
  step?: Step;
  inParaphrases: boolean;
  minutesLater: number;
}

export function parseDialogues(file: string, text: string): Dialogue[] {
  const reading: Reading = { dialogues: [], inParaphrases: false, minutesLater: 0 };
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    const line = raw.trim();
    if (line !== "") readLine(reading, line, { file, line: index + 1 });
  }
  for (const dialogue of reading.dialogues)
    if (dialogue.steps.length === 0) throw new DialogueError(dialogue, "nobody says anything here");
  return reading.dialogues;
}

function readLine(reading: Reading, line: string, at: Place): void {
  if (line.startsWith("# ")) return startDialogue(reading, line.slice(2).trim(), at);
  const { key, value } = split(line);
  if (key === "note") return;
  const { dialogue } = reading;
  if (!dialogue) throw new DialogueError(at, "a conversation starts with a title: # Moving a deal");
  if (line.startsWith("- ")) return addParaphrase(reading, line.slice(2).trim(), at);
  reading.inParaphrases = false;
  if (key === "who") return setWho(dialogue, value, at);
  if (dialogue.who === "")
    throw new DialogueError(at, "say who speaks first: who: Ana in a direct message, Thu 19 …");
  if (key === "later") return void (reading.minutesLater = minutesOf(value, at));
  if (addStep(reading, key, value, at)) return;
  const { step } = reading;
  if (!step) throw new DialogueError(at, "somebody has to say something first: Ana: …");
  if (key === "paraphrases") return void (reading.inParaphrases = true);
  if (key === "known gap") return void (step.gap = required(value, "the reason", at));
  step.expects.push(...expectationsOf(key, value, at));
}

function startDialogue(reading: Reading, title: string, at: Place): void {
  const dialogue = { ...at, title, who: "", when: "", steps: [] };
  reading.dialogues.push(dialogue);
  reading.dialogue = dialogue;
  delete reading.step;
  reading.inParaphrases = false;
}

/** "asks: one · two" → its key and the rest; a line without a colon is all key. */
function split(line: string): { key: string; value: string } {
  const colon = line.indexOf(":");
  if (colon < 0) return { key: line, value: "" };
  return { key: line.slice(0, colon).trim(), value: line.slice(colon + 1).trim() };
}

function required(value: string, what: string, at: Place): string {
  if (value === "") throw new DialogueError(at, `${what} is missing after the colon`);
  return value;
}

function setWho(dialogue: Dialogue, value: string, at: Place): void {
  const match = /^(\w+) in (a direct message|#[\w-]+), (.+)$/.exec(value);
  const [, who, where, when] = match ?? [];
  if (!who || !where || !when)
    throw new DialogueError(
      at,
      "write it like this: who: Ana in a direct message, Thu 19 Nov 2026 10:00 (Madrid)",
    );
  Object.assign(dialogue, { who, when }, where.startsWith("#") ? { channel: where } : {});
}

function minutesOf(value: string, at: Place): number {
  const match = /^(\d+) (minute|hour|day)s?$/.exec(value);
  const factor = { minute: 1, hour: 60, day: 1440 }[match?.[2] ?? ""];
  if (!match?.[1] || !factor) throw new DialogueError(at, "write it like this: later: 40 minutes");
  return Number(match[1]) * factor;
}

/** "Ana: …", "as Tom: …", "in #sales: …", "as Tom in #sales: …", "presses: Undo"; whether it was one. */
function addStep(reading: Reading, key: string, value: string, at: Place): boolean {
  const { dialogue, step: last } = reading;
  const match = /^(?:(?:as )?([A-Z]\w*))?(?: ?in (#[\w-]+))?$/.exec(key);
  const presses = key === "presses";
  if (!dialogue || (!presses && !match)) return false;
  const channel = presses ? last?.channel : (match?.[2] ?? dialogue.channel);
  const speaker = match?.[1] ?? (presses ? last?.speaker : undefined) ?? dialogue.who;
  reading.step = {
    ...at,
    kind: presses ? "presses" : "says",
    speaker,
    ...(channel ? { channel } : {}),
    text: required(value, presses ? "the label of the button" : "what is said", at),
    minutesLater: reading.minutesLater,
    paraphrases: [],
    expects: [],
  };
  dialogue.steps.push(reading.step);
  reading.minutesLater = 0;
  return true;
}

const gapAtEnd = /\s*\(known gap: ([^()]+)\)$/;

function addParaphrase(reading: Reading, line: string, at: Place): void {
  if (!reading.inParaphrases || !reading.step)
    throw new DialogueError(at, "a line with a dash belongs under paraphrases:");
  const gap = gapAtEnd.exec(line)?.[1];
  const text = line.replace(gapAtEnd, "");
  reading.step.paraphrases.push({ ...at, text, ...(gap ? { gap } : {}) });
}

function expectationsOf(key: string, value: string, at: Place): Expectation[] {
  // Nothing but what "changes:" names may ever change, so these two only say it aloud.
  if (key === "nothing changed" || key === "nothing else changed") return [];
  if (key === "refuses") return [{ kind: "refuses" }];
  if (key === "changes" || key === "may change")
    return [{ kind: key === "changes" ? "changes" : "mayChange", change: changeOf(value, at) }];
  if (key === "asks" || key === "asks first")
    return [{ kind: listed[key], texts: value === "" ? [] : textsOf(value) }];
  if (Object.hasOwn(listed, key))
    return [
      {
        kind: listed[key as keyof typeof listed],
        texts: textsOf(required(value, `what it ${key}`, at)),
      },
    ];
  throw new DialogueError(
    at,
    `I don't know “${key}”; README.md beside this file lists what can stand here`,
  );
}

const textsOf = (value: string): string[] => value.split(" · ").map((text) => text.trim());

/** "deal Acme pilot: stage Proposal → Negotiation; value 28000.00", "new task call Leo: due 2026-11-20". */
export function changeOf(value: string, at: Place): ExpectedChange {
  const match = /^(?:(new|removed) )?([a-z_]+) ([^:]+?)(?:: (.+))?$/.exec(value);
  const [, fate, type, name, fields] = match ?? [];
  if (!type || !name)
    throw new DialogueError(
      at,
      "write it like this: changes: deal Acme pilot: stage Proposal → Negotiation",
    );
  if (!fate && !fields)
    throw new DialogueError(at, `say what changes on ${name}: “… : stage Proposal → Negotiation”`);
  return {
    ...at,
    fate: (fate ?? "changed") as ExpectedChange["fate"],
    type,
    name,
    fields: (fields ?? "")
      .split("; ")
      .filter(Boolean)
      .map((field) => fieldOf(field, at)),
  };
}

function fieldOf(text: string, at: Place): ExpectedChange["fields"][number] {
  const match = /^(\S+) (?:(.*?) → )?(.+)$/.exec(text.trim());
  const [, field, from, to] = match ?? [];
  if (!field || to === undefined) throw new DialogueError(at, `“${text}” is no field with a value`);
  return { field, to, ...(from === undefined ? {} : { from }) };
}
