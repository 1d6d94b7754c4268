/** `ask`, `call` and `click`: one turn each, and `ask --batch`: many in one process. */
import fs from "node:fs";
import readline from "node:readline";
import { z } from "zod";
import type { AppDeps } from "../deps.ts";
import type { IntentParser } from "../core/agent/intent.ts";
import { runTurn, type Said, type TurnOptions, type TurnResult } from "../core/agent/turn.ts";
import type { Inbound } from "../bot/channel.ts";
import { terminalChannel, withoutControls } from "../bot/terminal/channel.ts";
import { contextById, contextFor } from "../core/actors.ts";
import { AppError, userMessageOf } from "../core/domain/errors.ts";
import { allActions, plainText } from "../core/reply.ts";
import { withFiles } from "./bring-files.ts";
import { fail, printLine, type OutputOptions } from "./output.ts";
import { waitForAnswer } from "./progress.ts";

export interface AskOptions extends OutputOptions {
  tenant: string;
  as: string;
  channel?: string;
  thread?: string;
  now?: string;
  engine?: string;
  /** Paths of files that come with it. */
  file?: string[];
}

/** Runs one turn and prints it; a turn of which nothing could be done exits with 1. */
export async function ask(deps: AppDeps, options: AskOptions, said: Said): Promise<void> {
  const waiting = waitForAnswer(options.json === true);
  const result = await turn(deps, { ...options, ...waiting.options }, said).finally(waiting.end);
  if (options.json) printLine(toJson(result));
  else {
    const channel = channelOf(deps, options.tenant);
    for (const payload of channel.render(result.reply)) await channel.send(process.stdout, payload);
  }
  const failed = result.calls.length > 0 && result.calls.every(isRefused);
  if (failed) fail(withoutControls(result.reply.text));
}

const isRefused = ({ outcome }: TurnResult["calls"][number]): boolean =>
  outcome === "refused" || outcome === "failed";

/** The terminal as a channel of one tenant. */
const channelOf = (deps: AppDeps, tenant: string) =>
  terminalChannel(async (email) => {
    const { actor } = await contextFor(deps.db, { tenant, email }, { surface: "cli" });
    return { tenantId: actor.tenantId, userId: actor.userId };
  });

type TurnAsked = AskOptions & Pick<TurnOptions, "stop" | "onProgress">;

async function turn(opened: AppDeps, options: TurnAsked, said: Said): Promise<TurnResult> {
  const deps = { ...opened, parser: parserCalled(opened, options.engine) };
  const { stop, onProgress } = options;
  const how = { ...(stop ? { stop } : {}), ...(onProgress ? { onProgress } : {}) };
  const now = options.now ? { now: readNow(options.now) } : {};
  // A structured call is no message: it goes to the door without a channel.
  if (said.kind === "tool") {
    const who = { tenant: options.tenant, email: options.as };
    const audience = options.channel ?? "dm";
    const context = await contextFor(deps.db, who, { surface: "cli", audience, ...now });
    return runTurn(deps, await withFiles(deps, context, options.file), said, {
      ...how,
      ...(options.thread ? { thread: options.thread } : {}),
    });
  }
  const inbound = await receive(deps, options, said);
  const { audience, thread } = inbound;
  const context = await contextById(deps.db, inbound, { surface: "cli", audience, ...now });
  return runTurn(deps, await withFiles(deps, context, options.file), inbound, {
    ...how,
    ...(thread ? { thread } : {}),
  });
}

function parserCalled({ parser, engines }: AppDeps, engine: string | undefined): IntentParser {
  const named = engine === undefined ? parser : engines[engine];
  if (named) return named;
  throw new AppError(
    "bad_input",
    `There is no engine called ${engine ?? ""}; this installation has: ${Object.keys(engines).join(", ")}.`,
  );
}

async function receive(
  deps: AppDeps,
  { tenant, as, channel, thread }: AskOptions,
  said: Exclude<Said, { kind: "tool" }>,
): Promise<Inbound> {
  const words = wordsOf(said);
  const line = JSON.stringify({ as, channel, thread, ...words });
  const request = { method: "LINE", path: "/", headers: {}, body: Buffer.from(line) };
  const { ack, inbound } = await channelOf(deps, tenant).receive(request);
  const [first] = inbound;
  if (!first) throw new AppError("bad_input", ack.body ?? "That cannot be read.");
  return first;
}

function wordsOf(said: Exclude<Said, { kind: "tool" }>) {
  if (said.kind === "text") return { text: said.text };
  return said.kind === "form"
    ? { click: said.actionId, values: said.values }
    : { click: said.actionId };
}

/** `--value body=… --value subject=…`; `\n` in a value is a new line. */
export function readValues(pairs: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    pairs.map((pair) => {
      const [, name, value] = /^([a-z_]+)=(.*)$/s.exec(pair) ?? [];
      if (name === undefined || value === undefined)
        throw new AppError("bad_input", `--value takes name=text, not “${pair}”.`);
      return [name, value.replaceAll("\\n", "\n")];
    }),
  );
}

function readNow(text: string): Date {
  const now = new Date(text);
  if (Number.isNaN(now.getTime()))
    throw new AppError("bad_input", `--now must be an ISO date and time, not “${text}”.`);
  return now;
}

/** The shape that programs read. */
function toJson({ reply, ...result }: TurnResult): unknown {
  return {
    engine: result.engine,
    lane: result.lane,
    ms: result.ms,
    conversation: result.conversation,
    calls: result.calls,
    reply: { text: plainText({ ...reply, receipts: [] }), records: reply.records ?? [] },
    receipts: reply.receipts ?? [],
    actions: allActions(reply).map(({ id, label, form }) => ({
      id,
      label,
      ...(form ? { form } : {}),
    })),
  };
}

const batchLine = z.union([
  z.object({
    as: z.string(),
    click: z.string(),
    values: z.record(z.string(), z.string()).optional(),
  }),
  z.object({
    as: z.string(),
    tool: z.string(),
    args: z.record(z.string(), z.unknown()).default({}),
  }),
  z.object({
    as: z.string(),
    text: z.string(),
    channel: z.string().optional(),
    thread: z.string().optional(),
    now: z.string().optional(),
    engine: z.string().optional(),
  }),
]);
const shared = z.object({
  file: z.array(z.string()).optional(),
  channel: z.string().optional(),
  thread: z.string().optional(),
  now: z.string().optional(),
});

/** A JSON line in, a JSON line out, in order; a line that cannot be read gets one that says so. */
export async function askBatch(deps: AppDeps, file: string, tenant: string): Promise<void> {
  const input = file === "-" ? process.stdin : fs.createReadStream(file);
  let number = 0;
  for await (const line of readline.createInterface({ input, crlfDelay: Infinity })) {
    number += 1;
    if (line.trim() === "") continue;
    try {
      const { options, said } = readLine(line, number, tenant);
      printLine(toJson(await turn(deps, options, said)));
    } catch (error) {
      printLine({ error: userMessageOf(error) });
      fail(error);
    }
  }
}

function readLine(
  line: string,
  number: number,
  tenant: string,
): { options: AskOptions; said: Said } {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new AppError("bad_input", `Line ${number} is not JSON.`, { cause });
  }
  const parsed = batchLine.safeParse(value);
  if (!parsed.success)
    throw new AppError("bad_input", `Line ${number} needs “as” and one of text, click or tool.`);
  const entry = parsed.data;
  const options = { tenant, as: entry.as, ...withoutUndefined(shared.parse(value)) };
  if ("click" in entry) return { options, said: pressing(entry.click, entry.values) };
  if ("tool" in entry)
    return { options, said: { kind: "tool", tool: entry.tool, args: entry.args } };
  return {
    options: { ...options, ...(entry.engine ? { engine: entry.engine } : {}) },
    said: { kind: "text", text: entry.text },
  };
}

export const pressing = (actionId: string, values?: Record<string, string>): Said =>
  values && Object.keys(values).length > 0
    ? { kind: "form", actionId, values }
    : { kind: "press", actionId };

const withoutUndefined = (value: z.output<typeof shared>): Partial<AskOptions> =>
  Object.fromEntries(Object.entries(value).filter(([, entry]) => entry !== undefined));

export function readArgs(json: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {
    // Said below, in the same words as for JSON that is no object.
  }
  throw new AppError(
    "bad_input",
    'The arguments must be a JSON object, like \'{"person":"Sofia"}\'.',
  );
}
