/** Takes a yes back while nothing has left. */
import { lockDraft, voidApprovals } from "../../db/queries/approvals.ts";
import { cancelQueued, countLeft } from "../../db/queries/outbox.ts";
import type { Tx } from "../../db/client.ts";
import type { CallResult } from "../call-result.ts";
import type { Context, Deps } from "../context.ts";
import { AppError } from "../domain/errors.ts";
import { mayApprove } from "../policy.ts";
import { carryOutPress, type Pressed } from "./press.ts";
import { standingOf } from "./standing.ts";
import { standingWords } from "./words.ts";

interface Void {
  draft: string;
  version: number;
}

export const voidApproval = (deps: Deps, context: Context, back: Void): Promise<CallResult> =>
  carryOutPress(deps, context, {
    name: "void_approval",
    args: { ...back },
    draftId: back.draft,
    work: (tx) => takeBack(tx, context, back),
  });

/** All of them: a message that one of two takes back does not go. */
async function takeBack(tx: Tx, context: Context, { draft: id, version }: Void): Promise<Pressed> {
  const { actor, now } = context;
  await lockDraft(tx, id);
  const standing = await standingOf(tx, id, now);
  if (!standing) throw new AppError("not_found", "That draft is no longer here.");
  const { draft, yes } = standing;
  const approver = yes.some(({ approverId }) => approverId === actor.userId);
  if (!approver && !mayApprove(actor.role, draft.ownerId === actor.userId))
    throw new AppError("forbidden", "Only who may approve a draft takes an approval back.");
  if (version !== draft.version)
    throw new AppError("changed_since", "This draft has changed since; no approval of it holds.");
  // First the send: one that starts at this moment is then seen as such.
  await cancelQueued(tx, id, now);
  if ((await countLeft(tx, id)) > 0) {
    const left = await standingOf(tx, id, now);
    throw new AppError(
      "conflict",
      `Too late to take it back: it is ${standingWords(left ?? standing, context)}`,
    );
  }
  const voided = await voidApprovals(tx, id, now);
  return voided > 0
    ? { draftId: id, changed: true, say: "Taken back: it does not go out." }
    : { draftId: id, say: "There is no approval to take back." };
}
