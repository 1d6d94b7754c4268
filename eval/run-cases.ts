/** Runs cases: each as whole turns in the fixture workspace, taken back afterwards. */
import type { Focus, Intent, IntentParser } from "../core/agent/intent.ts";
import { runTurn, type Said, type TurnDeps, type TurnResult } from "../core/agent/turn.ts";
import type { Context } from "../core/context.ts";
import { AppError } from "../core/domain/errors.ts";
import { newId } from "../core/domain/ids.ts";
import { CassetteMiss } from "../core/llm/cassettes.ts";
import { createLogger } from "../core/log.ts";
import { allActions, plainText, type Press } from "../core/reply.ts";
import type { Ref } from "../core/ref.ts";
import type { Tool } from "../core/tool.ts";
import { findButton, openConversation, saveTurn } from "../db/queries/conversations.ts";
import type { Database } from "../db/client.ts";
import { findByName, type NameHit } from "../db/queries/names.ts";
import { nameKey } from "../core/domain/names.ts";
import type { User } from "../db/queries/tenants.ts";
import { onTrial } from "../db/trial.ts";
import type { Case } from "./case.ts";
import type { Engine } from "./engine.ts";
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

export interface Bench {
  db: Database;
  world: World;
  tools: readonly Tool[];
  engine: Engine;
}

export async function runCase(bench: Bench, given: Case): Promise<Deed> {
  const user = userNamed(bench.world, given.as);
  const scope = { tenantId: user.tenantId, actorId: user.id, viewerId: user.id };
  return onTrial(bench.db, scope, async (db) => {
    const seen: Spied[] = [];
    let intent: Intent | undefined;
    const heard = (read: Intent) => void (intent = read);
    const deps = { ...turnDeps(bench, db, seen), parser: overheard(bench.engine.parser, heard) };
    bench.engine.use(db);
    const context = contextOf(given, user);
    const thread = `case ${given.id}`;
    try {
      const refresh = () => bench.engine.refresh(user.tenantId);
      await sayBefore(deps, context, { given, thread, refresh });
      await setFocus(deps, context, { focus: given.focus, thread });
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
function turnDeps(bench: Bench, db: Database, seen: Spied[]): TurnDeps {
  const tools = bench.tools.map((tool): Tool => ({
    ...tool,
    call: (context, input) => {
      seen.push({ tool: tool.name, input });
      return tool.call(context, input);
    },
  }));
  return {
    db,
    tools,
    parser: bench.engine.parser,
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

async function setFocus(
  deps: TurnDeps,
  context: Context,
  { focus, thread }: { focus: Case["focus"]; thread: string },
): Promise<void> {
  if (!focus) return;
  const { actor, now } = context;
  const scope = { tenantId: actor.tenantId, actorId: actor.userId, viewerId: actor.userId };
  await deps.db.transaction(scope, async (tx) => {
    const named = async (types: NameHit["type"][], name: string): Promise<Ref> => {
      const hits = await findByName(tx, types, nameKey(name), name);
      const hit = hits.find((one) => nameKey(one.name) === nameKey(name));
      if (!hit) throw new Error(`the fixture workspace has no ${types.join(" or ")} ${name}`);
      return { type: hit.type, id: hit.id, name: hit.name };
    };
    const { list = [], ...single } = focus;
    const next: Focus = { at: now.toISOString() };
    for (const type of ["person", "company", "deal", "task"] as const) {
      const name = single[type];
      if (name !== undefined) next[type] = await named([type], name);
    }
    if (list.length > 0) next.list = [];
    for (const name of list)
      next.list?.push(await named(["person", "company", "deal", "task"], name));
    const conversation = await openConversation(tx, { userId: actor.userId, thread, now });
    const conversationId = conversation.id;
    const turn = { conversationId, userId: actor.userId, at: now, said: "", reply: { text: "" } };
    await saveTurn(tx, { ...turn, focus: next });
  });
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
  deps: TurnDeps,
  { actor }: Context,
  { reply }: TurnResult,
): Promise<string[]> {
  const scope = { tenantId: actor.tenantId, actorId: actor.userId, viewerId: actor.userId };
  const tools = await deps.db.transaction(scope, async (tx) => {
    const found: string[] = [];
    for (const { id } of allActions(reply)) {
      const press = (await findButton(tx, id))?.press as Press | undefined;
      if (press?.kind === "call" || press?.kind === "confirm") found.push(press.tool);
    }
    return found;
  });
  return [...new Set(tools)];
}
