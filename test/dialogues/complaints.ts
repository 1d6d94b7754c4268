/** Holds what a message came to against what the conversation expects, and says in words what differs. */
import { allActions, plainText, type Change } from "../../core/reply.ts";
import type { TurnResult } from "../../core/agent/turn.ts";
import type { ExpectedChange, Expectation } from "./dialogue-format.ts";
import type { Outcome } from "./play.ts";
import type { RecordChange } from "./record-changes.ts";

/** Empty when all is as expected. Records that no line names must not have changed. */
export function complaintsAbout(outcome: Outcome, expects: readonly Expectation[]): string[] {
  if (outcome.kind === "broken") return [outcome.error.message];
  const { result, changes } = outcome;
  return [
    ...expects.flatMap((expected) => aboutReply(result, expected)),
    ...aboutChanges(changes, expects),
    ...aboutReceipts(result, changes),
  ];
}

/** Everything a person needs to see what happened instead. */
export function retell(outcome: Outcome): string {
  if (outcome.kind === "broken") return `  ${outcome.error.message}`;
  const { result, changes } = outcome;
  const calls = result.calls.map(
    ({ tool, args, outcome: came }) => `  did: ${tool} ${JSON.stringify(args)} → ${came}`,
  );
  const buttons = allActions(result.reply).map(({ label }) => label);
  return [
    ...(calls.length > 0 ? calls : ["  did: nothing"]),
    `  answered: ${plainText(result.reply).replaceAll("\n", "\n            ")}`,
    ...(buttons.length > 0 ? [`  buttons: ${buttons.join(" · ")}`] : []),
    ...changes.map((change) => `  changed: ${recordWords(change)}`),
  ].join("\n");
}

const recordWords = ({ type, name, fate, changes }: RecordChange): string =>
  `${fate === "changed" ? "" : `${fate} `}${type} ${name}: ${changes.map(changeText).join("; ")}`;

const changeText = ({ field, from, to }: Change): string =>
  from === null ? `${field} ${to ?? "none"}` : `${field} ${from} → ${to ?? "none"}`;

function aboutReply(result: TurnResult, expected: Expectation): string[] {
  const labels = allActions(result.reply).map(({ label }) => label);
  const text = plainText(result.reply);
  const records = (result.reply.records ?? []).map(({ name }) => name);
  const missing = (texts: string[], there: (text: string) => boolean, what: string) =>
    texts.filter((one) => !there(one)).map((one) => `${what} “${one}”`);
  switch (expected.kind) {
    case "asks":
      return [
        ...(isQuestion(result) ? [] : ["it asks nothing"]),
        ...missing(expected.texts, holds(labels), "no button for"),
      ];
    case "asksFirst":
      return [
        ...(labels.some((label) => label.startsWith("Go ahead"))
          ? []
          : ["it does not ask for a go-ahead"]),
        ...missing(expected.texts, holds([text]), "the preview does not say"),
      ];
    case "offers":
      return missing(expected.texts, holds(labels), "no button");
    case "shows":
      return missing(expected.texts, holds([...records, text]), "it does not show");
    case "says":
      return missing(expected.texts, holds([text]), "it does not say");
    case "neverSays":
      return expected.texts.filter(holds([text, ...labels])).map((one) => `it says “${one}”`);
    case "lists":
      return records.join(" · ") === expected.texts.join(" · ")
        ? []
        : [`it lists ${records.join(" · ") || "nothing"}`];
    case "refuses":
      return refusal(result) ? [] : ["it does not refuse"];
    case "changes":
    case "mayChange":
      return [];
  }
}

const holds =
  (texts: readonly string[]) =>
  (wanted: string): boolean =>
    texts.some((text) => text.toLowerCase().includes(wanted.toLowerCase()));

/** Asked by a tool or the door, a choice of readings, or a polite request to say it another way. */
const isQuestion = ({ calls, reply }: TurnResult): boolean =>
  calls.every(({ outcome }) => outcome !== "done") &&
  (calls.some(({ outcome }) => outcome === "question" || outcome === "confirm") ||
    allActions(reply).length > 0 ||
    calls.length === 0);

const refusal = ({ calls, reply }: TurnResult): boolean =>
  calls.every(({ outcome, tool }) => outcome === "refused" || tool === "help") &&
  (calls.length > 0 || allActions(reply).length === 0);

function aboutChanges(changes: readonly RecordChange[], expects: readonly Expectation[]): string[] {
  const left = [...changes];
  const complaints: string[] = [];
  for (const expected of expects) {
    if (expected.kind !== "changes" && expected.kind !== "mayChange") continue;
    const at = left.findIndex((change) => isOf(change, expected.change));
    const [change] = at < 0 ? [] : left.splice(at, 1);
    if (change) complaints.push(...aboutFields(change, expected.change));
    else if (expected.kind === "changes")
      complaints.push(
        `${expected.change.fate} ${expected.change.type} ${expected.change.name}: did not happen`,
      );
  }
  return [
    ...complaints,
    ...left.map((change) => `should not have changed: ${recordWords(change)}`),
  ];
}

const isOf = (change: RecordChange, { type, name, fate }: ExpectedChange): boolean =>
  change.type === type && change.fate === fate && like(name, change.name);

/** Of a new record the fields named; of a changed one these and no others. */
function aboutFields({ name, fate, changes }: RecordChange, expected: ExpectedChange): string[] {
  const complaints = expected.fields.flatMap(({ field, from, to }) => {
    const change = changes.find((one) => one.field === field);
    if (!change) return to === "none" && fate === "new" ? [] : [`${name}: ${field} is not changed`];
    const right =
      like(to, change.to ?? "none") && (from === undefined || like(from, change.from ?? "none"));
    return right ? [] : [`${name}: ${changeText(change)}, not ${from ? `${from} → ` : ""}${to}`];
  });
  if (fate !== "changed") return complaints;
  const others = changes.filter(({ field }) => !expected.fields.some((one) => one.field === field));
  return [...complaints, ...others.map((change) => `${name}: ${changeText(change)} is too much`)];
}

/** Case aside the same, where "…" stands for anything. */
function like(pattern: string, value: string): boolean {
  const parts = pattern.split("…").map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join("[^]*")}$`, "i").test(value);
}

/** Whatever changed is told, and can be taken back. */
function aboutReceipts(result: TurnResult, changes: readonly RecordChange[]): string[] {
  const undone = result.calls.some(({ tool }) => tool === "undo");
  if (undone || changes.length === 0) return [];
  const told = (result.reply.receipts ?? []).length > 0;
  const undo = allActions(result.reply).some(({ label }) => label.startsWith("Undo"));
  return [
    ...(told ? [] : ["no receipt tells of the change"]),
    ...(undo ? [] : ["there is no Undo"]),
  ];
}
