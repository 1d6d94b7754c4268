/**
 * Lane D: a model looks things up step by step, through the door and with the asker's rights, and answers
 * from what it was shown. It reads only. Steps, tokens, time and the month's budget bound it, and each is
 * looked at before every call.
 */
import type Anthropic from "@anthropic-ai/sdk";
import type { MessageStream } from "@anthropic-ai/sdk/lib/MessageStream";
import {
  readable,
  type Answered,
  type Answerer,
  type Assignment,
  type WrittenText,
} from "../agent/answerer.ts";
import type { OnProgress } from "../agent/progress.ts";
import { createSources, type Source, type Sources } from "../agent/sources.ts";
import { refused } from "../call-result.ts";
import { WRITE_DRAFT } from "../surfaces/answer-prompt.ts";
import { toReading } from "../surfaces/to-llm.ts";
import { taint } from "../taint.ts";
import type { Tool } from "../tool.ts";
import { answerPrefix, asToolResult, openingOf, type Effort } from "./answer-request.ts";
import { createGrounding, hasLink, passagesIn, unheld, type Grounding } from "./grounding.ts";
import type { Ledger } from "./ledger.ts";
import { createMeter, isMessage, type Meter } from "./meter.ts";
import { ModelFailure, toFailure, until } from "./model-failure.ts";
import { bookAttempts, bookedBy, hashOf } from "./book-attempts.ts";
import { sentenceStream } from "./sentence-stream.ts";

export interface Limits {
  /** Calls of the model for one answer. */
  steps: number;
  /** All tokens of one answer, cached ones too. */
  tokens: number;
  milliseconds: number;
}

export interface LoopOptions {
  client: Anthropic;
  tools: readonly Tool[];
  model: string;
  effort: Effort;
  limits: Limits;
  ledger?: Ledger;
}

const ENGINE = "claude";

export function createClaudeAnswerer(options: LoopOptions): Answerer {
  const prefix = answerPrefix(toReading(readable(options.tools)), options);
  const hashes = { promptHash: hashOf(prefix.system), toolsHash: hashOf(prefix.tools) };
  const start = (assignment: Assignment): Run => {
    const sources = createSources();
    const { now, actor } = assignment.context;
    return {
      ...options,
      assignment,
      prefix,
      hashes,
      meter: createMeter(),
      booked: 0,
      sources,
      grounding: createGrounding(sources.byHandle, { now, timeZone: actor.timeZone }),
      signal: until(options.limits.milliseconds, assignment.signal),
    };
  };
  return {
    engine: ENGINE,
    answer: async (assignment) => {
      const run = start(assignment);
      return answerOf(run, await finished(run));
    },
    write: async (assignment) => {
      const run = start(assignment);
      return textOf(run, await finished(run));
    },
  };
}

interface Run extends LoopOptions {
  assignment: Assignment;
  prefix: ReturnType<typeof answerPrefix>;
  hashes: { promptHash: string; toolsHash: string };
  meter: Meter;
  /** Attempts that are in the books. */
  booked: number;
  /** Whether the month's budget was used up when last looked at; not looked at before the first call. */
  spent?: boolean;
  sources: Sources;
  grounding: Grounding;
  signal: AbortSignal;
}

/** The last message: words, or the message that was to be written. */
async function finished(run: Run): Promise<Anthropic.Message> {
  try {
    return await steps(run);
  } catch (error) {
    if (run.assignment.signal?.aborted) throw new ModelFailure("stopped", { cause: error });
    throw toFailure(error);
  }
}

async function steps(run: Run): Promise<Anthropic.Message> {
  const { assignment, limits } = run;
  const messages = openingOf(
    assignment,
    assignment.facts.flatMap((fact) => shown(run, fact)),
  );
  for (let step = 1; step <= limits.steps; step++) {
    const message = await ask(run, messages, step === limits.steps);
    const { stop_reason: stop, content } = message;
    if (stop === "refusal") throw new ModelFailure("declined");
    // What was cut off may lack a call, or half of one's arguments.
    if (stop === "max_tokens" || stop === "model_context_window_exceeded")
      throw new ModelFailure("cut");
    if (stop === "end_turn" || stop === "stop_sequence" || written(message)) return message;
    if (stop !== "tool_use" && stop !== "pause_turn") throw new ModelFailure("unreadable");
    // Sent back as it came: thinking is tied to where it stood.
    messages.push({ role: "assistant", content });
    if (stop === "tool_use") messages.push({ role: "user", content: await lookUp(run, content) });
  }
  throw new ModelFailure("steps");
}

/** One call, within every limit, and in the books before the next. */
async function ask(
  run: Run,
  messages: Anthropic.MessageParam[],
  isLast: boolean,
): Promise<Anthropic.Message> {
  const { client, prefix, meter, ledger, limits, signal, assignment } = run;
  const { actor, now } = assignment.context;
  signal.throwIfAborted();
  run.spent ??= (await ledger?.isSpent(actor.tenantId, now)) ?? false;
  if (run.spent) throw new ModelFailure("budget");
  if (tokensOf(meter) >= limits.tokens) throw new ModelFailure("tokens");
  // In the last step there is nothing more to look up.
  const choice = { type: isLast ? ("none" as const) : ("auto" as const) };
  const request = { ...prefix, messages: [...messages], tool_choice: choice };
  const options = { signal, timeout: limits.milliseconds, middleware: [meter.middleware] };
  try {
    const message: unknown = assignment.onProgress
      ? await heard(run, client.messages.stream(request, options), assignment.onProgress)
      : await client.messages.create(request, options);
    if (!isMessage(message)) throw new ModelFailure("unreadable");
    return message;
  } finally {
    await book(run);
  }
}

/** A message that is shown while it comes, and is in the books as far as it came. */
async function heard(
  { grounding, meter }: Run,
  stream: MessageStream,
  onProgress: OnProgress,
): Promise<Anthropic.Message> {
  stream.on("streamEvent", (_event, snapshot) => meter.heard(snapshot));
  stream.on("contentBlock", sentenceStream(grounding, onProgress));
  return stream.finalMessage();
}

const tokensOf = ({ attempts }: Meter): number =>
  attempts
    .flatMap(({ tokens }) => Object.values(tokens) as number[])
    .reduce((sum, one) => sum + one, 0);

async function book(run: Run): Promise<void> {
  const { model, hashes, meter, ledger, assignment } = run;
  const fresh = meter.attempts.slice(run.booked);
  run.booked = meter.attempts.length;
  if (fresh.length === 0) return;
  const { context } = assignment;
  const used = { engine: ENGINE, model, ...hashes };
  run.spent = await bookAttempts(ledger, fresh, bookedBy(context, used, context.tainted));
}

/** Every call needs a result; one after the other, so that each knows of the taint before it. */
async function lookUp(
  run: Run,
  content: readonly Anthropic.ContentBlock[],
): Promise<Anthropic.ToolResultBlockParam[]> {
  const results: Anthropic.ToolResultBlockParam[] = [];
  for (const block of content)
    if (block.type === "tool_use") {
      run.signal.throwIfAborted();
      run.assignment.onProgress?.({ kind: "status", text: statusOf(run, block) });
      const result = await looked(run, block);
      results.push(asToolResult(block.id, result, shown(run, result)));
    }
  return results;
}

/** "Looking: what happened with a person, company or deal." Nothing a model wrote stands here. */
function statusOf({ tools }: Run, { name }: Anthropic.ToolUseBlock): string {
  const summary = tools.find((tool) => tool.name === name)?.summary;
  return summary === undefined ? "Looking…" : `${summary}…`;
}

function looked({ sources, assignment }: Run, { name, input }: Anthropic.ToolUseBlock) {
  const args = sources.resolve((input ?? {}) as Record<string, unknown>);
  const request = { tool: name, args: args ?? {} };
  if (!args) return refused(request, "not_found", "There is no such source.");
  return assignment.look(request);
}

/** What the asker may see of an answer, numbered; words from outside taint what follows. */
function shown({ sources, assignment }: Run, result: Parameters<Sources["add"]>[0]): Source[] {
  const added = sources.add(result);
  if (added.some(({ outside }) => outside)) taint(assignment.context, result.reply.records);
  return added;
}

const answerOf = ({ grounding }: Run, { content }: Anthropic.Message): Answered =>
  grounding.all(passagesIn(content));

const written = ({ content }: Anthropic.Message): Anthropic.ToolUseBlock | undefined =>
  content.find(
    (block): block is Anthropic.ToolUseBlock =>
      block.type === "tool_use" && block.name === WRITE_DRAFT,
  );

function textOf({ sources, assignment }: Run, message: Anthropic.Message): WrittenText {
  const { subject, body, language } = (written(message)?.input ?? {}) as Partial<WrittenText>;
  if (typeof body !== "string" || !/\S/.test(body) || typeof subject !== "string")
    throw new ModelFailure("unreadable");
  const all = [...sources.byHandle.values()];
  const own = `${assignment.task}\n${assignment.context.actor.name}\n${assignment.context.actor.email}`;
  return {
    subject: withoutLinks(subject, assignment.task).replace(/\s+/g, " ").trim(),
    body: withoutLinks(body, assignment.task).trim(),
    language: typeof language === "string" && /^[A-Za-z-]{2,35}$/.test(language) ? language : "en",
    // A subject begins with a capital, whether or not that is a name.
    unsupported: unheld(`${subject.charAt(0).toLowerCase()}${subject.slice(1)}\n${body}`, all, own),
    sources: all,
  };
}

/** A link that the asker did not type is taken out. */
const withoutLinks = (text: string, typed: string): string =>
  text
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .split(/(\s+)/)
    .filter((word) => typed.includes(word) || word.includes("@") || !hasLink(word))
    .join("");
