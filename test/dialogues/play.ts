/** Plays a conversation in the fixture workspace and tells, message by message, what came of it. */
import { DateTime, IANAZone } from "luxon";
import { runTurn, type Said, type TurnResult } from "../../core/agent/turn.ts";
import type { Context } from "../../core/context.ts";
import { newId } from "../../core/domain/ids.ts";
import { createLogger } from "../../core/log.ts";
import { allActions } from "../../core/reply.ts";
import { tools } from "../../core/tools/registry.ts";
import type { Database, Scope } from "../../db/client.ts";
import type { User } from "../../db/queries/tenants.ts";
import { onTrial } from "../../db/trial.ts";
import { createLocalEngine } from "../../eval/engine.ts";
import type { World } from "../../eval/world.ts";
import { DialogueError, type Dialogue, type Step } from "./dialogue-format.ts";
import { changesBetween, momentOf, type Moment, type RecordChange } from "./record-changes.ts";

/** What one message came to, or why it could not be said at all. */
export type Outcome =
  | { kind: "played"; result: TurnResult; changes: RecordChange[]; after: Moment }
  | { kind: "broken"; error: Error };

/** Of each step its outcome and, in order, those of its paraphrases. */
export interface Played {
  step: Outcome;
  paraphrases: Outcome[];
}

interface Stage {
  db: Database;
  world: World;
  scope: Scope;
  dialogue: Dialogue;
}

interface Line {
  step: Step;
  text: string;
  now: Date;
  last: TurnResult | undefined;
  before: Moment;
}

const engine = createLocalEngine(tools);

/**
 * Everything happens in one transaction that is rolled back; each paraphrase in a savepoint of it.
 * The database is the owner's: what changed is read past row-level security.
 */
export async function play(db: Database, world: World, dialogue: Dialogue): Promise<Played[]> {
  const user = userNamed(world, dialogue, dialogue.who);
  const scope = { tenantId: user.tenantId, actorId: user.id, viewerId: user.id };
  return onTrial(db, scope, async (trial) => {
    const stage = { db: trial, world, scope, dialogue };
    const played: Played[] = [];
    let now = momentIn(dialogue);
    let last: TurnResult | undefined;
    let before = await momentOf(trial, scope);
    for (const step of dialogue.steps) {
      now = new Date(now.getTime() + (step.minutesLater || 1) * 60_000);
      const line = { step, text: step.text, now, last, before };
      const paraphrases = [];
      for (const { text } of step.paraphrases)
        paraphrases.push(
          await onTrial(trial, scope, (copy) => speak({ ...stage, db: copy }, { ...line, text })),
        );
      const outcome = await speak(stage, line);
      if (outcome.kind === "played") ({ result: last, after: before } = outcome);
      played.push({ step: outcome, paraphrases });
    }
    return played;
  });
}

async function speak(stage: Stage, line: Line): Promise<Outcome> {
  const { db, scope, world } = stage;
  try {
    const context = contextOf(world, line);
    engine.use(db);
    await engine.refresh(scope.tenantId);
    const result = await runTurn(depsOver(db), context, saidIn(line), {
      thread: line.step.channel ?? "dialogue",
    });
    const after = await momentOf(db, scope);
    const { timeZone } = context.actor;
    const changes = await changesBetween(db, scope, { before: line.before, after, timeZone });
    return { kind: "played", result, changes, after };
  } catch (error) {
    return { kind: "broken", error: error instanceof Error ? error : new Error(String(error)) };
  }
}

const depsOver = (db: Database) => ({
  db,
  tools,
  parser: engine.parser,
  jobs: { enqueue: () => Promise.resolve() },
  log: createLogger({ level: "silent" }),
});

function contextOf(world: World, { step, now }: Line): Context {
  const user = userNamed(world, step, step.speaker);
  return {
    actor: { ...user, userId: user.id },
    tenant: { currency: "EUR", country: "ES" },
    audience: step.channel ?? "dm",
    surface: "cli",
    now,
    tainted: false,
    correlationId: newId(),
  };
}

function saidIn({ step, text, last }: Line): Said {
  if (step.kind === "says") return { kind: "text", text };
  const labels = last ? allActions(last.reply) : [];
  const starts = (label: string) => label.toLowerCase().startsWith(text.toLowerCase());
  const action = labels.find(({ label }) => starts(label));
  if (action) return { kind: "press", actionId: action.id };
  const there = labels.map(({ label }) => `“${label}”`).join(", ") || "none";
  throw new DialogueError(step, `there is no button “${text}”; there are: ${there}`);
}

function userNamed({ users }: World, at: Step | Dialogue, name: string): User {
  const user = users.get(name.toLowerCase());
  if (user) return user;
  throw new DialogueError(
    at,
    `nobody is called ${name}; there are: ${[...users.keys()].join(", ")}`,
  );
}

/** "Thu 19 Nov 2026 10:00 (Madrid)". */
function momentIn(dialogue: Dialogue): Date {
  const match = /^(.+) \((\w+)\)$/.exec(dialogue.when);
  const zone = Intl.supportedValuesOf("timeZone").find((one) => one.endsWith(`/${match?.[2]}`));
  const moment = DateTime.fromFormat(match?.[1] ?? "", "ccc d LLL yyyy HH:mm", {
    zone: IANAZone.create(zone ?? "none"),
    locale: "en",
  });
  if (!moment.isValid)
    throw new DialogueError(
      dialogue,
      `“${dialogue.when}” should read like: Thu 19 Nov 2026 10:00 (Madrid)`,
    );
  return moment.toJSDate();
}
