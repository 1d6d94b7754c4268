/** A draft: a message written here and sent by nobody yet. Each edit is a version with a hash of its own. */
import { createHash } from "node:crypto";
import { AppError } from "./errors.ts";
import { change, type Aggregate } from "./record.ts";

export interface Recipient {
  email: string;
  name: string;
  /** Null for somebody known from mail only. */
  personId: string | null;
}

/** What would go out. */
export interface DraftContent {
  recipients: Recipient[];
  subject: string;
  body: string;
  /** BCP 47; null where nobody said. */
  language: string | null;
  /** Written by a model that had read text from outside. */
  tainted: boolean;
}

export interface DraftVersion extends DraftContent {
  /** From 1. */
  version: number;
  /** SHA-256, hexadecimal: what an approval is bound to. */
  contentHash: string;
  /** ISO. */
  at: string;
}

export interface Draft {
  ownerId: string;
  channel: "email";
  /** Readable for the whole team; changed by its owner only. */
  shared: boolean;
  /** The message it answers. */
  replyToId: string | null;
  /** ISO; an older draft is not sent any more. */
  expiresAt: string;
  createdAt: string;
  /** The last is the one that counts. */
  versions: DraftVersion[];
}

export type DraftCommand =
  | { kind: "create"; draft: Omit<Draft, "versions">; content: DraftContent; at: string }
  | { kind: "revise"; content: Partial<DraftContent>; at: string; expiresAt: string }
  | { kind: "discard" };

export const DRAFT_LASTS_MS = 72 * 3_600_000;
const MOST_VERSIONS = 100;

export const draft: Aggregate<Draft, DraftCommand> = {
  type: "draft",
  schemaVersion: 1,
  decide(state, command) {
    if (command.kind === "create") {
      if (state) return [];
      const first = versionOf(command.draft, command.content, { version: 1, at: command.at });
      return [{ type: "created", state: { ...command.draft, versions: [first] } }];
    }
    const last = state?.versions.at(-1);
    if (!state || !last) throw new AppError("not_found", "That draft is no longer here.");
    if (command.kind === "discard") return [{ type: "removed" }];
    const { version, contentHash, at: _at, ...before } = last;
    const content = { ...before, ...command.content };
    const next = versionOf(state, content, { version: version + 1, at: command.at });
    if (next.contentHash === contentHash) return [];
    if (version >= MOST_VERSIONS)
      throw new AppError("conflict", "This draft has too many versions; start a new one.");
    const { expiresAt } = command;
    return change<Draft>(state, { versions: [...state.versions, next], expiresAt });
  },
};

const versionOf = (
  { channel }: Pick<Draft, "channel">,
  content: DraftContent,
  place: Pick<DraftVersion, "version" | "at">,
): DraftVersion => ({ ...content, ...place, contentHash: contentHash(channel, content) });

/** The same for the same recipients, subject and text, however they are ordered or encoded. */
export function contentHash(
  channel: Draft["channel"],
  { recipients, subject, body }: Pick<DraftContent, "recipients" | "subject" | "body">,
): string {
  const to = [...new Set(recipients.map(({ email }) => email.trim().toLowerCase()))].sort();
  const text = body.normalize("NFC").replace(/\r\n?/g, "\n");
  const canonical = JSON.stringify([channel, to, subject.normalize("NFC").trim(), text]);
  return createHash("sha256").update(canonical).digest("hex");
}
