/** Asks the benchmark's questions one by one and compares what is then in the tenant with the answer. */
import { runTurn, type TurnDeps, type TurnResult } from "../../core/agent/turn.ts";
import type { Context } from "../../core/context.ts";
import { newId } from "../../core/domain/ids.ts";
import { createLogger } from "../../core/log.ts";
import { allActions, plainText } from "../../core/reply.ts";
import { tools } from "../../core/tools/registry.ts";
import type { Database, Scope } from "../../db/client.ts";
import { onTrial } from "../../db/trial.ts";
import type { Engine } from "../engine.ts";
import { keptPresses } from "../kept-presses.ts";
import { throwMiss } from "../run-cases.ts";
import { applied, outOfReach, parseAnswer, type AnswerCall } from "./answer.ts";
import { sandboxNow, type Folder, type Question, type Tables } from "./sandbox.ts";
import { differences, readState, withoutLogged, type Difference } from "./state.ts";
import { openSandboxTenant, type SandboxTenant } from "./tenant.ts";

export interface Asked extends Question {
  completed: boolean;
  /** The answer changes nothing: whoever does nothing completes it. */
  nothingToDo: boolean;
  /** What is in the tenant and not in the answer. */
  unexpected: Difference[];
  missing: Difference[];
  /** What a tool would have to do that none does. */
  outOfReach: string | undefined;
  did: string;
  ms: number;
}

/** A card is followed by another only where what it showed had changed meanwhile. */
const MOST_PRESSES = 3;

export interface Chosen {
  engine: Engine;
  /** Only these domains, and only so many questions of each. */
  domains?: readonly string[];
  most?: number;
}

/** The sandbox as a tenant, ready to be asked. */
export interface Workbench extends Folder {
  db: Database;
  tenant: SandboxTenant;
  before: Tables;
}

/** With a database of the throw-away kind. */
export async function openWorkbench(db: Database, folder: Folder): Promise<Workbench> {
  const { sandbox } = folder;
  const tenant = await openSandboxTenant(db, sandbox);
  const before = await db.transaction(scopeOf(tenant), (tx) => readState(tx, sandbox, tenant));
  return { ...folder, db, tenant, before };
}

export async function askAll(workbench: Workbench, chosen: Chosen): Promise<Asked[]> {
  const asked: Asked[] = [];
  for (const question of pick(workbench.questions, chosen))
    asked.push(
      await ask(workbench, chosen.engine, question).catch((error: unknown) => {
        throwMiss(error, `“${question.query.trim()}” (${question.domain})`);
        throw error;
      }),
    );
  return asked;
}

function pick(questions: Question[], { domains, most = Infinity }: Chosen): Question[] {
  const counts = new Map<string, number>();
  return questions.filter(({ domain }) => {
    const count = (counts.get(domain) ?? 0) + 1;
    counts.set(domain, count);
    return count <= most && (!domains || domains.includes(domain));
  });
}

const scopeOf = ({ tenantId, sam }: SandboxTenant): Scope => ({
  tenantId,
  actorId: sam.id,
  viewerId: sam.id,
});

const ask = (workbench: Workbench, engine: Engine, question: Question): Promise<Asked> =>
  onTrial(workbench.db, scopeOf(workbench.tenant), async (db) => {
    const { sandbox, tenant, before } = workbench;
    const calls = parseAnswer(question.answer);
    engine.use(db);
    await engine.refresh(tenant.tenantId);
    const deps = depsOver(db, engine);
    const startedAt = performance.now();
    const first = await runTurn(deps, contextOf(tenant), { kind: "text", text: question.query });
    const ms = performance.now() - startedAt;
    const last = await pressCards(deps, tenant, first);
    const actual = await db.transaction(scopeOf(tenant), (tx) => readState(tx, sandbox, tenant));
    const found = compared(before, calls, actual);
    return {
      ...question,
      completed: found.length === 0,
      nothingToDo: calls.length === 0,
      unexpected: found.filter(({ kind }) => kind === "unexpected"),
      missing: found.filter(({ kind }) => kind === "missing"),
      outOfReach: outOfReach(calls),
      did: didOf(first, last),
      ms,
    };
  });

function compared(before: Tables, calls: readonly AnswerCall[], actual: Tables): Difference[] {
  const seen = calls.some(({ args }) => args.field === "last_contact_date")
    ? withoutLogged
    : (tables: Tables) => tables;
  return differences(seen(before), applied(seen(before), calls), seen(actual));
}

const depsOver = (db: Database, engine: Engine): TurnDeps => ({
  db,
  tools,
  parser: engine.parser,
  jobs: { enqueue: () => Promise.resolve() },
  log: createLogger({ level: "silent" }),
});

const contextOf = ({ sam }: SandboxTenant): Context => ({
  actor: { ...sam, userId: sam.id },
  tenant: { currency: "USD", country: "US" },
  audience: "dm",
  surface: "cli",
  now: sandboxNow,
  tainted: false,
  correlationId: newId(),
});

/** The benchmark has nobody who would confirm: every confirmation that is asked for is given. */
async function pressCards(
  deps: TurnDeps,
  tenant: SandboxTenant,
  first: TurnResult,
): Promise<TurnResult> {
  let last = first;
  for (let presses = 0; presses < MOST_PRESSES; presses++) {
    const cards = await confirmations(deps, tenant, last);
    if (cards.length === 0) return last;
    for (const actionId of cards)
      last = await runTurn(deps, contextOf(tenant), { kind: "press", actionId });
  }
  return last;
}

const confirmations = async (
  { db }: TurnDeps,
  tenant: SandboxTenant,
  { reply }: TurnResult,
): Promise<string[]> =>
  (await keptPresses(db, scopeOf(tenant), reply))
    .filter(({ press }) => press.kind === "confirm")
    .map(({ actionId }) => actionId);

function didOf(first: TurnResult, last: TurnResult): string {
  const calls = first.calls.map(
    ({ tool, args, outcome }) => `${tool} ${JSON.stringify(args)} (${outcome})`,
  );
  const pressed = last === first ? [] : [`pressed, ${last.calls.map((c) => c.outcome).join(", ")}`];
  if (calls.length > 0) return [...calls, ...pressed].join("; ");
  const words = plainText({ ...first.reply, receipts: [] }).split("\n", 1)[0] ?? "";
  const choices = allActions(first.reply).map(({ label }) => label);
  return [`said “${words}”`, ...choices].join(" / ");
}
