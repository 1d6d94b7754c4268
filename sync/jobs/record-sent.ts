/** Takes a sent mail into its sender's timeline, as the copy in a folder of sent mail would be. */
import { embedContentsJob } from "../../core/embeddings/embed-contents-job.ts";
import type { Deps } from "../../core/context.ts";
import { newId } from "../../core/domain/ids.ts";
import { handleJob, type JobHandler } from "../../core/jobs.ts";
import { findMail } from "../../core/sending/compose-mail.ts";
import { mimeOf } from "../../core/sending/mime.ts";
import { recordSentJob } from "../../core/sending/record-sent-job.ts";
import type { Tx } from "../../db/client.ts";
import { dealRecords } from "../../db/projections/registry.ts";
import { dealsOfAnswered, findSend, type Send } from "../../db/queries/sends.ts";
import { write } from "../../db/write.ts";
import { ingestMessages } from "../ingest.ts";
import type { ParsedMessage } from "../mail/message.ts";
import { parseMessage } from "../mail/parse-message.ts";

export const recordSentHandler = (deps: Pick<Deps, "db" | "jobs" | "log">): JobHandler =>
  handleJob(recordSentJob, async ({ tenantId, outboxId }) => {
    const send = await deps.db.transaction({ tenantId, actorId: null, viewerId: null }, (tx) =>
      findSend(tx, outboxId),
    );
    if (send?.state !== "sent") return;
    const message = await sentMessage(deps, send);
    if (!message) return;
    const target = { tenantId, userId: send.senderId, now: new Date(), runId: null };
    await ingestMessages(deps, target, [{ position: send.messageId, item: message, problems: [] }]);
    await deps.db.transaction(senderScope(send), (tx) => linkToDeals(tx, send, target.now));
    await deps.jobs.enqueue(embedContentsJob, { tenantId }, { key: tenantId });
  });

const senderScope = ({ tenantId, senderId }: Send) => ({
  tenantId,
  actorId: senderId,
  viewerId: senderId,
});

/** An answer belongs to the deals of what it answers. */
async function linkToDeals(tx: Tx, send: Send, recordedAt: Date): Promise<void> {
  const links = await dealsOfAnswered(tx, send);
  const orders = links.map(({ dealId, interactionId }) => ({
    id: dealId,
    command: { kind: "link" as const, interactionId },
  }));
  await write(tx, dealRecords, orders, { runId: null, groupId: newId(), recordedAt });
}

/** Read from the very bytes that went out: the same mail met again in a mailbox is then the same. */
async function sentMessage(
  { db }: Pick<Deps, "db">,
  send: Send,
): Promise<ParsedMessage | undefined> {
  const mail = await db.transaction(senderScope(send), (tx) => findMail(tx, send));
  if (!mail) return undefined;
  const message = await parseMessage((await mimeOf(mail)).raw);
  // A server that gives mail an id of its own: answers name that one.
  const [, renamed] = /^<([^<>\s]+@[^<>\s]+)>$/.exec(send.providerId ?? "") ?? [];
  return renamed === undefined
    ? message
    : { ...message, references: [...message.references, renamed] };
}
