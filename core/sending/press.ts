/**
 * What the presses that let a message go have in common. They are no tools: no model and no typed word
 * can reach them. Each is one transaction with its line in the audit, refused ones too.
 */
import { createHash } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import type { Tx } from "../../db/client.ts";
import { recordRun } from "../../db/queries/runs.ts";
import { isRace } from "../call-tool.ts";
import type { CallResult } from "../call-result.ts";
import { inTransaction, type Context, type Deps, type Surface } from "../context.ts";
import { AppError, userMessageOf, type ErrorCode } from "../domain/errors.ts";
import { newId } from "../domain/ids.ts";
import { say, type Button, type Reply } from "../reply.ts";
import { cardIn, drawnBy } from "./card.ts";
import { refreshDraftJob } from "./jobs.ts";

/** What a press came to, in words, and what is to happen now that it stands. */
export interface Pressed {
  draftId: string;
  say: string;
  refused?: ErrorCode;
  /** Something changed: whatever shows the draft is drawn anew. */
  changed?: boolean;
  afterwards?: (jobs: Deps["jobs"]) => Promise<void>;
}

interface Asked {
  name: "approve_draft" | "void_approval" | "resolve_send";
  args: Record<string, unknown>;
  /** Where it is refused without a look at the draft. */
  draftId?: string;
  work: (tx: Tx, run: string) => Promise<Pressed>;
}

/** A person presses there; a program, or a job, does not. */
const pressable: readonly Surface[] = ["web", "cli", "slack", "teams", "whatsapp"];
const TRIES = 10;

export async function carryOutPress(
  deps: Deps,
  context: Context,
  asked: Asked,
): Promise<CallResult> {
  const startedAt = performance.now();
  for (let tried = 1; ; tried++) {
    try {
      const { result, pressed } = await inTransaction(deps, context, (tx) =>
        attempt(tx, deps, context, { ...asked, startedAt }),
      );
      await pressed.afterwards?.(deps.jobs);
      if (pressed.changed) {
        const { tenantId } = context.actor;
        const { draftId } = pressed;
        await deps.jobs.enqueue(refreshDraftJob, { tenantId, draftId }, { key: draftId });
      }
      return result;
    } catch (error) {
      if (isRace(error) && tried < TRIES) {
        await setTimeout(Math.random() * 20 * tried);
        continue;
      }
      return refusedBy(deps, context, { ...asked, startedAt }, error);
    }
  }
}

type Attempt = Asked & { startedAt: number };

async function attempt(tx: Tx, deps: Deps, context: Context, asked: Attempt) {
  if (!pressable.includes(context.surface))
    throw new AppError("forbidden", "Only a person lets a message go, by pressing its button.");
  if (context.audience !== "dm")
    throw new AppError("forbidden", "Drafts are for a direct message only.");
  const runId = newId();
  const pressed = await asked.work(tx, runId);
  const options = { ...drawnBy(deps), lead: pressed.say };
  const reply = (await cardIn(tx, context, pressed.draftId, options)) ?? say(pressed.say);
  const outcome = pressed.refused ? ("refused" as const) : ("done" as const);
  const result = resultOf(asked, outcome, reply, pressed.refused);
  await audit(tx, context, { ...asked, runId, result });
  return { result, pressed };
}

async function refusedBy(
  deps: Deps,
  context: Context,
  asked: Attempt,
  error: unknown,
): Promise<CallResult> {
  const expected = error instanceof AppError && error.code !== "internal";
  if (!expected) deps.log.error({ press: asked.name, err: error }, "press failed");
  const said = userMessageOf(error);
  const code = error instanceof AppError ? error.code : "internal";
  return inTransaction(deps, context, async (tx) => {
    const options = { ...drawnBy(deps), lead: said };
    const card = asked.draftId ? await cardIn(tx, context, asked.draftId, options) : undefined;
    const result = resultOf(asked, expected ? "refused" : "failed", card ?? say(said), code);
    await audit(tx, context, { ...asked, runId: newId(), result });
    return result;
  });
}

const resultOf = (
  { name, args }: Asked,
  outcome: CallResult["outcome"],
  reply: Reply<Button>,
  code: ErrorCode | undefined,
): CallResult => ({
  tool: name,
  args,
  outcome,
  ...(code ? { code } : {}),
  reply,
  receipts: [],
  undoable: [],
  resolved: [],
});

const audit = (
  tx: Tx,
  context: Context,
  { name, args, runId, result, startedAt }: Attempt & { runId: string; result: CallResult },
): Promise<void> =>
  recordRun(tx, {
    id: runId,
    at: context.now,
    surface: context.surface,
    tool: name,
    effect: "write",
    outcome: result.outcome,
    code: result.code ?? null,
    argsHash: createHash("sha256").update(JSON.stringify(args)).digest("hex"),
    correlationId: context.correlationId,
    milliseconds: Math.round(performance.now() - startedAt),
  });
