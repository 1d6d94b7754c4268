/** Puts the answers of a turn's calls into one reply, with one Undo for all of its writes. */
import type { CallResult } from "../call-result.ts";
import { literal, type Button, type Change, type Receipt, type Reply } from "../reply.ts";
import type { Focus } from "./intent.ts";
import { isSame } from "./spoken-call.ts";
import type { Understood } from "./understand.ts";

const MOST_SINGLE_UNDOS = 4;

export function compose(
  understood: Understood,
  results: readonly CallResult[],
  focus: Focus,
): Reply<Button> {
  const again = redone(results)?.[1];
  const answers = again
    ? [{ ...again.reply, text: `Corrected. ${again.reply.text}` }]
    : results.map((result, index) => shown(understood, { result, index, results }, focus));
  const joined = joinReplies([
    ...(understood.lead ? [{ text: understood.lead }] : []),
    ...answers,
    ...(understood.answer ? [understood.answer] : []),
    ...(understood.rest ? [{ text: leftAlone(understood.rest, results) }] : []),
  ]);
  const receipts = shownReceipts(results);
  const note = notesOf([joined, understood]);
  return {
    ...joined,
    ...(receipts.length > 0 ? { receipts } : {}),
    actions: [...(joined.actions ?? []), ...undoButtons(results)],
    ...(note ? { note } : {}),
  };
}

/** Each small print once: that of one answer is not lost among others. */
const notesOf = (of: readonly { note?: string }[]): string =>
  [...new Set(of.flatMap(({ note }) => note ?? []))].join(" ");

/** The undo and the call of something undone and done again. */
function redone(results: readonly CallResult[]): [CallResult, CallResult] | undefined {
  const [undone, again, ...more] = results;
  if (undone?.tool !== "undo" || !again || again.tool === "undo" || more.length > 0)
    return undefined;
  return again.outcome === "done" ? [undone, again] : undefined;
}

/** Of what was undone and done again, only the difference. */
function shownReceipts(results: readonly CallResult[]): Receipt[] {
  const [undone, again] = redone(results) ?? [];
  const gone = undone?.receipts.every(({ changes }) => changes.every(({ to }) => to === null));
  if (!undone || !again || !gone) return results.flatMap((result) => result.receipts);
  return again.receipts.map((receipt) => {
    const before = undone.receipts.filter(({ record }) => record.type === receipt.record.type);
    const changes = before.length === 1 ? difference(before[0], receipt) : receipt.changes;
    return { ...receipt, changes };
  });
}

function difference(undone: Receipt | undefined, again: Receipt): Change[] {
  const was = new Map(undone?.changes.map(({ field, from }) => [field, from]));
  return again.changes
    .map((change) => ({ ...change, from: was.get(change.field) ?? change.from }))
    .filter(({ from, to }) => from !== to);
}

function leftAlone(rest: string, results: readonly CallResult[]): string {
  const done = results.length > 0 && results.every(({ outcome }) => outcome === "done");
  return `I did not understand “${literal(rest)}” and left it alone${done ? "; the rest is done" : ""}.`;
}

interface Place {
  result: CallResult;
  index: number;
  results: readonly CallResult[];
}

/** Among several answers, one that failed says what it was about, and a preview its number. */
function shown(understood: Understood, { result, index, results }: Place, focus: Focus) {
  const { reply, outcome, tool } = result;
  const last = index === results.length - 1;
  if (outcome === "confirm") return numbered(result, focus);
  // What an undo offers next is the next one's own doing.
  if (tool === "undo" && !last) return { ...reply, actions: [] };
  const echo = understood.echoes?.[index]?.replace(/[.]$/, "");
  const failed = outcome === "refused" || outcome === "failed";
  if (results.length === 1 || !failed || !echo) return reply;
  return { ...reply, text: `Not done (${literal(echo)}): ${reply.text}` };
}

/** With several waiting, each preview carries the number it is confirmed or dropped by. */
function numbered({ reply }: CallResult, { pending = [] }: Focus): Reply<Button> {
  const waits = (reply.actions ?? []).flatMap(({ press }) =>
    press.kind === "confirm" ? [pending.findIndex((call) => isSame(call, press))] : [],
  );
  const number = (waits[0] ?? -1) + 1;
  if (number === 0 || pending.length < 2) return reply;
  return {
    ...reply,
    text: `**${number}.** ${reply.text}`,
    blocks: (reply.blocks ?? []).map((block) =>
      block.kind === "list" ? { ...block, title: block.title ?? `Number ${number}` } : block,
    ),
    actions: (reply.actions ?? []).map((action) => ({
      ...action,
      label: `${action.label} (${number})`,
    })),
  };
}

function undoButtons(results: readonly CallResult[]): Button[] {
  const receipts = results.flatMap((result) => result.receipts);
  if (receipts.length === 0) return [];
  const takenBack = results.every(({ tool }) => tool === "undo");
  const all: Button = {
    label: takenBack ? "Undo the undo" : "Undo",
    press: { kind: "undo", receipts: results.flatMap((result) => result.undoable) },
  };
  const records = [...new Map(receipts.map(({ record }) => [record.id, record])).values()];
  // What was put right is one thing: half of it would leave both or neither.
  const whole = results.some(({ tool }) => tool === "undo");
  if (whole || records.length < 2 || records.length > MOST_SINGLE_UNDOS) return [all];
  const single = records.map(({ id, name }): Button => {
    const own = receipts.filter(({ record }) => record.id === id);
    return {
      label: `Undo only ${name}`,
      press: { kind: "undo", receipts: own.map((receipt) => receipt.id) },
    };
  });
  return [all, ...single];
}

function joinReplies(replies: readonly Reply<Button>[]): Reply<Button> {
  const [only] = replies;
  if (only && replies.length === 1) return only;
  const note = notesOf(replies);
  return {
    text: replies.map((reply) => reply.text).join("\n\n"),
    blocks: replies.flatMap((reply) => reply.blocks ?? []),
    records: replies.flatMap((reply) => reply.records ?? []),
    actions: replies.flatMap((reply) => reply.actions ?? []),
    ...(note ? { note } : {}),
    ...(replies.some(({ outside }) => outside) ? { outside: true as const } : {}),
  };
}
