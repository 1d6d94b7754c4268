/** Who is asking, for whom the answer is, and when: what every call through the door carries. */
import type { Database, Tx } from "../db/client.ts";
import type { Embedder } from "./embeddings/embedder.ts";
import type { Jobs } from "./jobs.ts";
import type { Logger } from "./log.ts";
import type { MessageReader } from "./message-reader.ts";
import type { Outbox } from "./sending/outbox-port.ts";

export const roles = ["owner", "admin", "manager", "member", "viewer"] as const;
export type Role = (typeof roles)[number];

export interface Actor {
  tenantId: string;
  userId: string;
  email: string;
  name: string;
  role: Role;
  /** IANA zone: what "Friday" and "end of month" mean. */
  timeZone: string;
  /** BCP 47. */
  locale: string;
}

/** What a tenant has set for everyone in it. */
export interface TenantDefaults {
  currency: string;
  country: string;
}

export type Surface = "web" | "cli" | "slack" | "teams" | "whatsapp" | "http" | "mcp" | "job";

export interface Context {
  actor: Actor;
  tenant: TenantDefaults;
  /** "dm" answers one person; anything else names a shared channel everyone in it reads. */
  audience: string;
  surface: Surface;
  /** The personal token a program calls with; absent where a person does. */
  tokenId?: string;
  now: Date;
  /** Text from outside has entered this turn: bulk reads, deletes and new recipients are off. */
  tainted: boolean;
  /** Ids of the records that are within reach of a tainted turn; absent: those in focus. */
  within?: readonly string[];
  /** Files that came with the message, by their ids. */
  uploads?: readonly string[];
  /** What the person wrote with his own hand, without what he pasted. */
  typed?: string;
  /** One per message; ties log lines, runs and the receipts of one message together. */
  correlationId: string;
  /** Asked within each write's transaction: throws `TakenOverError` where another process answers by now. */
  fence?: (tx: Tx) => Promise<void>;
}

/** Somebody else has taken this work up meanwhile; whatever is still under way here must leave no trace. */
export class TakenOverError extends Error {
  constructor() {
    super("another process has taken this over");
    this.name = "TakenOverError";
  }
}

/** What core needs of the process it runs in; `deps.ts` fills it. */
export interface Deps {
  db: Database;
  jobs: Pick<Jobs, "enqueue">;
  log: Logger;
  /** Absent where embeddings are off: search then goes by words. */
  embedder?: Embedder | undefined;
  /** Absent where no language model is configured. */
  reader?: MessageReader | undefined;
  /** What carries mail away; `file` keeps it here. */
  outbox?: Pick<Outbox, "name" | "from"> | undefined;
  /** Where Slack is connected; absent where this server has no Slack app. */
  slackInstallUrl?: string | undefined;
}

/** Runs `work` in a transaction that sees what this context may see. */
export const inTransaction = <T>(
  { db }: Pick<Deps, "db">,
  context: Context,
  work: (tx: Tx) => Promise<T>,
): Promise<T> =>
  db.transaction(
    {
      tenantId: context.actor.tenantId,
      actorId: context.actor.userId,
      viewerId: context.audience === "dm" ? context.actor.userId : null,
    },
    work,
  );
