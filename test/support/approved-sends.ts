/** A sender with mail on its way out, each let go by a person's Approve. */
import { eq } from "drizzle-orm";
import type { Recipient } from "../../core/domain/draft.ts";
import { contentHash, DRAFT_LASTS_MS } from "../../core/domain/draft.ts";
import { newId } from "../../core/domain/ids.ts";
import { approveDraft } from "../../core/sending/approve.ts";
import type { Database } from "../../db/client.ts";
import { draftRecords } from "../../db/projections/registry.ts";
import { createTenant, saveUser, type User } from "../../db/queries/tenants.ts";
import { outbox } from "../../db/schema/sending.ts";
import { write } from "../../db/write.ts";
import { contextFor, depsOver } from "./two-tenants.ts";

export interface Order {
  to: string | Partial<Recipient>[];
  subject?: string;
  body?: string;
  replyToId?: string;
  /** When it is to go out; at once unless said. */
  sendAt?: Date;
  approver?: User;
}

export interface Approved {
  draftId: string;
  outboxId: string;
  approvalId: string;
  messageId: string;
}

export async function openSender(db: Database): Promise<User> {
  const at = new Date();
  const { id: tenantId } = await createTenant(db, { slug: newId(), name: "Acme", at });
  return addUser(db, tenantId, "Ana Ruiz");
}

export const addUser = (db: Database, tenantId: string, name: string): Promise<User> =>
  db.transaction({ tenantId, actorId: null, viewerId: null }, (tx) => {
    const email = `${name.split(" ")[0]?.toLowerCase() ?? ""}@acme.example`;
    const rest = { role: "owner", timeZone: "UTC", locale: "en", at: new Date() } as const;
    return saveUser(tx, { email, name, ...rest });
  });

export async function approve(db: Database, sender: User, order: Order): Promise<Approved> {
  const { approver = sender } = order;
  const now = new Date();
  const content = contentOf(order);
  const draft = await addDraft(db, sender, { order, content, now });
  const press = {
    draft,
    version: 1,
    contentHash: contentHash("email", content),
    ...(order.sendAt ? { sendAt: order.sendAt.toISOString() } : {}),
  };
  const done = await approveDraft(depsOver(db), contextFor(approver, { now }), press);
  const scope = { tenantId: sender.tenantId, actorId: sender.id, viewerId: sender.id };
  const [row] = await db.transaction(scope, (tx) =>
    tx.sql.select().from(outbox).where(eq(outbox.draftId, draft)),
  );
  if (!row) throw new Error(`not approved: ${done.reply.text}`);
  const { id: outboxId, approvalId, messageId } = row;
  return { draftId: draft, outboxId, approvalId, messageId };
}

interface New {
  order: Order;
  content: ReturnType<typeof contentOf>;
  now: Date;
}

async function addDraft(
  db: Database,
  { tenantId, id: ownerId }: User,
  { order, content, now }: New,
): Promise<string> {
  const id = newId();
  const draft = {
    ownerId,
    channel: "email" as const,
    shared: order.approver !== undefined,
    replyToId: order.replyToId ?? null,
    expiresAt: new Date(now.getTime() + DRAFT_LASTS_MS).toISOString(),
    createdAt: now.toISOString(),
  };
  const create = { kind: "create" as const, draft, content, at: draft.createdAt };
  const sendAt = order.sendAt?.toISOString() ?? null;
  const plan = { kind: "schedule" as const, sendAt, expiresAt: draft.expiresAt };
  const cause = { runId: null, groupId: newId(), recordedAt: now };
  await db.transaction({ tenantId, actorId: ownerId, viewerId: ownerId }, (tx) =>
    write(
      tx,
      draftRecords,
      [create, plan].map((command) => ({ id, command })),
      cause,
    ),
  );
  return id;
}

const contentOf = ({ to, subject = "Prices", body = "Dear Zoë,\nhere they are." }: Order) => ({
  recipients: (typeof to === "string" ? [{ email: to }] : to).map((one) => ({
    name: "",
    email: "",
    personId: null,
    ...one,
  })),
  subject,
  body,
  language: null,
  tainted: false,
});
