/**
 * Before a draft is kept, a model writes it from the history: the facts are gathered with the asker's
 * rights, and what the text says beyond them is named for its author to check.
 */
import type { CallResult } from "../call-result.ts";
import { callTool } from "../call-tool.ts";
import { inTransaction } from "../context.ts";
import { AppError } from "../domain/errors.ts";
import type { DoorContext } from "../mentions.ts";
import { draftsMeant } from "../tools/draft-meant.ts";
import type { Step } from "./correction-steps.ts";
import type { WrittenText } from "./answerer.ts";
import { assignmentOf, canAnswer, type Asked } from "./explain.ts";
import type { TurnDeps } from "./understand.ts";

export interface Composed {
  requests: Step[];
  engine?: string;
  /** What to check, or why nobody wrote it. */
  note?: string;
}

const MOST_RECIPIENTS = 2;
const MOST_NAMED = 8;

/** The requests with the texts they lack. */
export async function composed(
  deps: TurnDeps,
  door: DoorContext,
  asked: Asked,
  requests: readonly Step[],
): Promise<Composed> {
  const { answerer } = deps;
  if (!answerer || !canAnswer(deps, asked)) return { requests: [...requests] };
  const written: Composed = { requests: [] };
  for (const request of requests) {
    const job = await jobFor(deps, door, asked, request);
    if (!job) {
      written.requests.push(request);
      continue;
    }
    try {
      const text = await answerer.write(assignmentOf(deps, door, asked, job));
      const { subject, body, language } = text;
      const named = request.tool === "draft_message" ? { language } : {};
      const args = {
        ...request.args,
        ...job.args,
        ...named,
        ...(subject ? { subject } : {}),
        body,
      };
      written.requests.push({ ...request, args });
      Object.assign(written, { engine: answerer.engine }, noteOn(text));
    } catch (error) {
      if (!(error instanceof AppError) || error.code === "internal") throw error;
      written.requests.push(request);
      written.note = `${error.userMessage} So I could not write it.`;
    }
  }
  return written;
}

const noteOn = ({ unsupported }: WrittenText): { note?: string } =>
  unsupported.length > 0
    ? {
        note: `Check this, it is not in the records: ${unsupported.slice(0, MOST_NAMED).join(", ")}.`,
      }
    : {};

interface Job {
  task: string;
  facts: CallResult[];
  /** What the call works on, where that is known now. */
  args?: Record<string, unknown>;
}

/** What is to be written, and from what; undefined where nothing is, or it is not clear to whom. */
async function jobFor(
  deps: TurnDeps,
  door: DoorContext,
  asked: Asked,
  { tool, args }: Step,
): Promise<Job | undefined> {
  // In a shared channel no draft is kept, so none is written.
  if (args.body !== undefined || door.audience !== "dm") return undefined;
  if (tool === "draft_message") return newText(deps, door, asked, args);
  return tool === "edit_draft" && args.subject === undefined
    ? changedText(deps, door, asked, args)
    : undefined;
}

async function newText(
  deps: TurnDeps,
  door: DoorContext,
  { understood }: Asked,
  args: Record<string, unknown>,
): Promise<Job | undefined> {
  const to = Array.isArray(args.to) ? (args.to as unknown[]).map(String) : [];
  const facts: CallResult[] = [];
  for (const record of to.slice(0, MOST_RECIPIENTS)) {
    const call = { tool: "show_record", args: { record } };
    const result = await callTool(deps, door, deps.tools, call);
    // Which of several is meant the draft itself asks.
    if (result.outcome !== "done") return undefined;
    facts.push(result);
  }
  if (typeof args.reply_to === "string") {
    const call = { tool: "show_message", args: { message: args.reply_to } };
    facts.push(await callTool(deps, door, deps.tools, call));
  }
  const names = facts.flatMap(({ resolved }) => resolved.map(({ name }) => name));
  const wish = (label: string, value: unknown) =>
    typeof value === "string" ? [`${label}: ${value}`] : [];
  const task = [
    `Write an e-mail to ${names.length > 0 ? names.join(" and ") : "them"} as ${door.actor.name}.`,
    ...(args.reply_to === undefined ? [] : ["It answers the message among the facts."]),
    `The user said: ${understood.said}`,
    ...wish("About", args.about),
    ...wish("Tone", args.tone),
    ...wish("Language", args.language),
    "Read the last messages with them first, for their language and for what is open.",
  ];
  return { task: task.join("\n"), facts };
}

async function changedText(
  deps: TurnDeps,
  door: DoorContext,
  { understood }: Asked,
  args: Record<string, unknown>,
): Promise<Job | undefined> {
  const words = typeof args.draft === "string" ? args.draft : undefined;
  const { fits } = await inTransaction(deps, door, (tx) => draftsMeant({ ...door, tx }, words));
  const [draft, ...others] = fits;
  // Which of several is meant, and whose it is, the tool itself says.
  if (!draft || others.length > 0 || draft.ownerId !== door.actor.userId) return undefined;
  const wanted = typeof args.change === "string" ? args.change : understood.said;
  const task = [
    `Rewrite this e-mail of ${door.actor.name}. The user said: ${wanted}`,
    "Keep its language and everything the wish does not touch.",
    `Subject: ${draft.subject}`,
    draft.body,
  ];
  return { task: task.join("\n"), facts: [], args: { draft: draft.id } };
}
