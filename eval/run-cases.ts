/** Runs cases: each as whole turns in the fixture workspace, taken back afterwards. */
import type { Intent, IntentParser } from "../core/agent/intent.ts";
import { runTurn, type Said, type TurnDeps, type TurnResult } from "../core/agent/turn.ts";
import type { Context } from "../core/context.ts";
import { AppError } from "../core/domain/errors.ts";
import { newId } from "../core/domain/ids.ts";
import { CassetteMiss } from "../core/llm/cassettes.ts";
import { createLogger } from "../core/log.ts";
import { allActions, plainText } from "../core/reply.ts";
import type { Tool } from "../core/tool.ts";
import type { Database } from "../db/client.ts";
import type { User } from "../db/queries/tenants.ts";
import { onTrial } from "../db/trial.ts";
import type { Case } from "./case.ts";
import { setFocus } from "./case-focus.ts";
import type { Engine } from "./engine.ts";
import { keptPresses } from "./kept-presses.ts";
import type { World } from "./world.ts";

/** A call of the graded turn. */
export interface MadeCall {
  tool: string;
  effect: Tool["effect"];
  args: Record<string, unknown>;
  outcome: TurnResult["calls"][number]["outcome"];
  /** What the tool was run with, its mentions resolved; empty where it never ran. */
  resolved: Record<string, unknown>;
}

/** What a turn did, as far as it is graded. */
export interface Deed {
  calls: MadeCall[];
  /** The tools its buttons stand for, Undo apart. */
  offers: string[];
  reply: string;
  ms: number;
  /** A model asked back in its own words. */
  asked?: true;
  /** What went wrong before the message was said, or while it was. */
  broken?: string;
}

/** Where cases are run, and by what they are read. */
export interface Setting {
  db: Database;
  world: World;
  tools: readonly Tool[];
  engine: Engine;
}

export async function runCase(setting: Setting, given: Case): Promise<Deed> {
  const user = userNamed(setting.world, given.as);
  const scope = { tenantId: user.tenantId, actorId: user.id, viewerId: user.id };
  return onTrial(setting.db, scope, async (db) => {
    const seen: Spied[] = [];
    let intent: Intent | undefined;
    const heard = (read: Intent) => void (intent = read);
    const deps = {
      ...turnDeps(setting, db, seen),
      parser: overheard(setting.engine.parser, heard),
    };
    setting.engine.use(db);
    const context = contextOf(given, user);
    const thread = `case ${given.id}`;
    try {
      const refresh = () => setting.engine.refresh(user.tenantId);
      await sayBefore(deps, context, { given, thread, refresh });
      await setFocus(db, context, { focus: given.focus, thread });
      await refresh();
      seen.length = 0;
      intent = undefined;
      const startedAt = performance.now();
      const result = await runTurn(deps, fresh(context), said(given.message), { thread });
      const ms = performance.now() - startedAt;
      const deed = await deedOf(deps, context, { result, seen, ms });
      return asksBack(intent) ? { ...deed, asked: true } : deed;
    } catch (error) {
      throwMiss(error, `Case ${given.id}`);
      const broken = error instanceof Error ? error.message : String(error);
      return { calls: [], offers: [], reply: "", ms: 0, broken };
    }
  });
}

/** A run with an answer missing says nothing about the others: it ends, and names where. */
export function throwMiss(error: unknown, where: string): void {
  if (error instanceof CassetteMiss)
    throw new AppError("not_found", `${where}: ${error.message}`, { cause: error });
}

const overheard = (parser: IntentParser, heard: (read: Intent) => void): IntentParser => ({
  engine: parser.engine,
  parse: async (turn) => {
    const intent = await parser.parse(turn);
    heard(intent);
    return intent;
  },
});

const asksBack = (intent: Intent | undefined): boolean =>
  (intent?.kind === "abstain" && intent.why === "asks") ||
  (intent?.kind === "calls" && intent.ask !== undefined);

const said = (text: string): Said => ({ kind: "text", text });
const fresh = (context: Context): Context => ({ ...context, correlationId: newId() });

function userNamed({ users }: World, as: string): User {
  const user = users.get(as.toLowerCase()) ?? [...users.values()].find(({ email }) => email === as);
  if (!user) throw new Error(`the fixture workspace has no user ${as}`);
  return user;
}

interface Spied {
  tool: string;
  input: Record<string, unknown>;
}

/** The program over this database, with every tool watched: the door alone knows what a mention meant. */
function turnDeps(setting: Setting, db: Database, seen: Spied[]): TurnDeps {
  const tools = setting.tools.map((tool): Tool => ({
    ...tool,
    call: (context, input) => {
      seen.push({ tool: tool.name, input });
      return tool.call(context, input);
    },
  }));
  return {
    db,
    tools,
    parser: setting.engine.parser,
    jobs: { enqueue: () => Promise.resolve() },
    log: createLogger({ level: "silent" }),
  };
}

const contextOf = (given: Case, user: User): Context => ({
  actor: { ...user, userId: user.id, timeZone: given.tz },
  tenant: { currency: "EUR", country: "ES" },
  audience: given.channel,
  surface: "cli",
  now: new Date(given.now),
  tainted: false,
  correlationId: newId(),
});

async function sayBefore(
  deps: TurnDeps,
  context: Context,
  { given, thread, refresh }: { given: Case; thread: string; refresh: () => Promise<void> },
): Promise<void> {
  let last: TurnResult | undefined;
  for (const step of given.history) {
    const turn = typeof step === "string" ? said(step) : pressOf(last, step.press);
    await refresh();
    last = await runTurn(deps, fresh(context), turn, { thread });
  }
}

function pressOf(last: TurnResult | undefined, label: string): Said {
  const starts = (action: { label: string }) =>
    action.label.toLowerCase().startsWith(label.toLowerCase());
  const action = last && allActions(last.reply).find(starts);
  if (!action) throw new Error(`the reply before has no button “${label}”`);
  return { kind: "press", actionId: action.id };
}

async function deedOf(
  deps: TurnDeps,
  context: Context,
  { result, seen, ms }: { result: TurnResult; seen: Spied[]; ms: number },
): Promise<Deed> {
  const left = [...seen];
  const calls = result.calls.map((call): MadeCall => {
    const index = left.findIndex((spied) => spied.tool === call.tool);
    const [spied] = index >= 0 ? left.splice(index, 1) : [];
    const effect = deps.tools.find((tool) => tool.name === call.tool)?.effect ?? "read";
    return { ...call, effect, resolved: spied?.input ?? {} };
  });
  const offers = await toolsOffered(deps, context, result);
  return { calls, offers, ms, reply: plainText({ ...result.reply, receipts: [] }) };
}

async function toolsOffered(
  { db }: TurnDeps,
  { actor: { tenantId, userId } }: Context,
  { reply }: TurnResult,
): Promise<string[]> {
  const scope = { tenantId, actorId: userId, viewerId: userId };
  const tools = (await keptPresses(db, scope, reply)).flatMap(({ press }) =>
    press.kind === "call" || press.kind === "confirm" ? [press.tool] : [],
  );
  return [...new Set(tools)];
}
