/** What a message means here and now: the calls to make, or the answer when there is nothing to call. */
import { findStages } from "../../db/queries/deals.ts";
import { inTransaction, type Deps } from "../context.ts";
import type { DoorContext } from "../mentions.ts";
import { say, type Button, type Reply } from "../reply.ts";
import type { Tool } from "../tool.ts";
import type { Answerer } from "./answerer.ts";
import { broughtFiles } from "./brought-files.ts";
import { correctionWords } from "./correction-words.ts";
import type { Step } from "./correction-steps.ts";
import { readCorrection, type Correction } from "./correction.ts";
import { fromIntent } from "./from-intent.ts";
import type { Focus, Intent, IntentParser, PendingQuestion, Turn } from "./intent.ts";
import { righted } from "./other-record.ts";
import { confirmation, dismissal, type AboutPreviews } from "./pending-previews.ts";
import { answerIn, askAgain, filledWith, isAgreement, isBareAnswer } from "./pending-question.ts";
import { declineDraft, smallTalk } from "./small-talk.ts";
import { taint } from "../taint.ts";
import { bringsOutside } from "./outside.ts";
import { partsOf } from "./pasted.ts";
import { pressed, type LettingPress } from "./pressed.ts";
import { toolOf } from "./spoken-call.ts";
import { partialUndo } from "./undo-words.ts";
import { wordsAboutDraft } from "./words-about-draft.ts";
import { readFollowUp } from "./wrong-record.ts";

export type Said =
  | { kind: "text"; text: string }
  | { kind: "press"; actionId: string }
  /** A button that asked for values, with what was filled in. */
  | { kind: "form"; actionId: string; values: Record<string, string> }
  | { kind: "tool"; tool: string; args: Record<string, unknown> };

export interface TurnDeps extends Deps {
  tools: readonly Tool[];
  parser: IntentParser;
  /** Absent where no model answers from several records. */
  answerer?: Answerer | undefined;
}

export interface Understood {
  lane: "A" | "B" | "C";
  /** Who read the words, where that is not the parser asked. */
  engine?: string;
  /** What stands in the conversation's history for this turn. */
  said: string;
  requests: Step[];
  /** A press that no tool carries out: it lets a message go, or keeps it. */
  letting?: LettingPress;
  /** How each request was read, in words. */
  echoes?: string[];
  /** The answer when there is nothing to call, or what to add to the answers of the calls. */
  answer?: Reply<Button>;
  /** A line ahead of the answers. */
  lead?: string;
  note?: string;
  /** Words that were not understood and left alone. */
  rest?: string;
  /** The focus to go on from: without the question of the last turn, unless it is asked again. */
  focus: Focus;
  /** The question these requests answer, asked again when the answer cannot be used. */
  answered?: PendingQuestion;
}

/** What was said before, and the asker's way to end the reading. */
type Around = Pick<Turn, "past" | "stop">;

/** Longer messages are no courtesies, answers by number, or corrections. */
const SHORT = 160;

export async function understand(
  deps: TurnDeps,
  context: DoorContext,
  said: Said,
  around: Around = {},
): Promise<Understood> {
  const { question, ...focus } = context.focus;
  const answered = question ? { answered: question } : {};
  if (said.kind === "tool")
    return { lane: "A", said: said.tool, requests: [said], focus, ...answered };
  if (said.kind === "press" || said.kind === "form")
    return { lane: "A", ...(await pressedIn(deps, context, said)), focus, ...answered };
  const text = said.text.trim();
  if (text === "") return { lane: "A", focus, ...(await wordless(deps, context)) };
  return { said: text, focus, ...(await readText(deps, context, { text, ...around })) };
}

/** A file without words is there to be attached. */
async function wordless(
  deps: TurnDeps,
  context: DoorContext,
): Promise<Pick<Understood, "said" | "requests" | "answer">> {
  const files = await broughtFiles(deps, context);
  if (files.length === 0)
    return { said: "", requests: [], answer: say("Say something, or “help”.") };
  return { said: files.join(", "), requests: [{ tool: "attach_file", args: {} }] };
}

const pressedIn = (
  deps: TurnDeps,
  context: DoorContext,
  said: Extract<Said, { kind: "press" | "form" }>,
) =>
  pressed(deps, context, {
    actionId: said.actionId,
    values: said.kind === "form" ? said.values : {},
  });

type Read = Omit<Understood, "said" | "focus"> & { focus?: Focus };

type Words = Around & Pick<Turn, "text">;

async function readText(deps: TurnDeps, context: DoorContext, words: Words): Promise<Read> {
  const { text } = words;
  const quick = text.length <= SHORT ? quickly(deps, text, context.focus) : undefined;
  if (quick) return quick;
  const correction = text.length <= SHORT ? await correctionIn(deps, context, text) : undefined;
  const ifFound = correction?.kind === "record" && correction.ifFound === true;
  const first = correction?.sure === true || ifFound;
  const surely = first && correction ? await corrected(deps, context, correction) : undefined;
  if (surely) return surely;
  context.typed = partsOf(text).own;
  const outside = readsOutside(deps, context, words);
  const intent = await parse(deps, context, words, outside);
  if (intent.model && outside) taint(context);
  const answer = filled(deps, context, { text, intent });
  if (answer) return answer;
  // A model has seen what was done before, and would have corrected it.
  const perhaps = intent.kind === "calls" || intent.model ? undefined : correction;
  const put = perhaps && (await corrected(deps, context, perhaps));
  return put ?? fromIntent(intent, context.focus);
}

/** What needs no parser: an answer to what was just asked, a yes or no, a courtesy, a partial undo. */
function quickly({ parser }: TurnDeps, text: string, focus: Focus): Read | undefined {
  const { question } = focus;
  const answer = question && answerIn(text, question);
  if (answer) return { lane: "A", requests: [answer], answered: question };
  const dropped = dismissal(text, focus);
  if (dropped) return aboutPreviews(dropped);
  // A yes is an answer to the question, but to which of its options?
  if (question && question.options.length > 1 && isAgreement(text))
    return { lane: "A", requests: [], answer: askAgain(question), focus };
  const aboutDraft = question?.open ? undefined : wordsAboutDraft(text, focus);
  if (aboutDraft) return { lane: "A", requests: [aboutDraft] };
  const confirmed =
    question?.open && question.options.length === 0
      ? undefined
      : confirmation(text, withoutQuestion(focus));
  if (confirmed) return aboutPreviews(confirmed);
  const canWrite = question?.open !== undefined || parser.engine !== "local";
  const courtesy = smallTalk(text) ?? (canWrite ? undefined : declineDraft(text));
  if (courtesy) return { lane: "A", requests: [], answer: say(courtesy) };
  const undo = partialUndo(text, focus);
  return undo && { lane: "A", requests: undo };
}

const withoutQuestion = ({ question: _question, ...focus }: Focus): Focus => focus;

const aboutPreviews = ({ say: words, show, focus }: AboutPreviews): Read => ({
  lane: "A",
  requests: show,
  focus,
  ...(show.length > 0 ? { lead: words } : { answer: say(words) }),
});

/** The message in the field that was asked for, unless it is itself surely a command. */
function filled(
  { tools }: TurnDeps,
  { focus: { question } }: DoorContext,
  { text, intent }: { text: string; intent: Intent },
): Read | undefined {
  const open = question?.open;
  if (!open || (intent.kind === "calls" && !isBareAnswer(text, intent.readings))) return undefined;
  const tool = toolOf(tools, open.tool);
  // "No, Weiss" names another record; "no answer from them" is what it says.
  const said = tool?.mentions[open.field] ? correctionWords(text)?.wanted : undefined;
  const request = filledWith(said === undefined || said === "" ? text : said, open, tool);
  return request && { lane: "A", requests: [request], answered: question };
}

/** Whether a model would read text of others with these words; the local parser follows no text. */
const readsOutside = (
  { parser }: TurnDeps,
  { focus }: DoorContext,
  { text, past }: Words,
): boolean => parser.engine !== "local" && bringsOutside(text, past && { focus, past });

const parse = (
  { parser }: TurnDeps,
  { actor, tenant, now, focus, tainted, correlationId }: DoorContext,
  words: Words,
  outside: boolean,
) =>
  parser.parse({
    ...words,
    now,
    timeZone: actor.timeZone,
    locale: actor.locale,
    country: tenant.country,
    currency: tenant.currency,
    focus,
    scope: { tenantId: actor.tenantId },
    asker: { userId: actor.userId, role: actor.role, tainted: tainted || outside, correlationId },
  });

async function correctionIn(
  deps: TurnDeps,
  context: DoorContext,
  text: string,
): Promise<Correction | undefined> {
  const { actor, tenant, now, focus } = context;
  // What was asked since is nearer than what was done before it.
  if (focus.question || (!focus.written && !focus.read)) return undefined;
  const isDeal = focus.written?.some((call) =>
    call.changed.some(({ record }) => record.type === "deal"),
  );
  const stages = isDeal ? await inTransaction(deps, context, findStages) : [];
  const again = readFollowUp(text, focus);
  if (again) return again;
  return readCorrection(text, focus, {
    tools: deps.tools,
    stages: [...new Set(stages.map((stage) => stage.name))],
    turn: {
      now,
      timeZone: actor.timeZone,
      locale: actor.locale,
      country: tenant.country,
      currency: tenant.currency,
    },
  });
}

async function corrected(
  deps: TurnDeps,
  context: DoorContext,
  correction: Correction,
): Promise<Read | undefined> {
  const focus = withoutQuestion(context.focus);
  switch (correction.kind) {
    case "calls":
      return {
        lane: "B",
        requests: correction.steps,
        engine: "local",
        note: correctedNote(deps, correction.echo),
      };
    case "ask": {
      const question = { options: correction.options };
      return { lane: "B", requests: [], answer: askAgain(question), focus: { ...focus, question } };
    }
    case "record": {
      const found = await inTransaction(deps, context, (tx) =>
        righted(tx, context, deps.tools, correction),
      );
      if (!found) return undefined;
      const { steps, answer, question } = found;
      return {
        lane: "B",
        requests: steps,
        ...(answer ? { answer } : {}),
        ...(question ? { focus: { ...focus, question } } : {}),
        engine: "local",
        note: correctedNote(
          deps,
          correction.again
            ? `the same for ${correction.words.wanted}.`
            : "correction of who or what was meant.",
        ),
      };
    }
  }
}

/** Corrections are read by code also where a model reads the rest. */
const correctedNote = ({ parser }: TurnDeps, echo: string): string =>
  parser.engine === "local" ? `Basic mode · read as: ${echo}` : `Read as: ${echo}`;
