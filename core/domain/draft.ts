/** A draft: a message written here that a person has yet to approve. Each edit is a version with a hash of its own. */
import { createHash } from "node:crypto";
import { AppError } from "./errors.ts";
import { change, type Aggregate, type RecordEvent } from "./record.ts";

export interface Recipient {
  email: string;
  name: string;
  /** Null for somebody known from mail only. */
  personId: string | null;
  /** Gets a copy. */
  cc?: true;
}

/** A file that goes out with it; what it holds is kept once, by its owner. */
export interface Attachment {
  uploadId: string;
  name: string;
  /** Bytes. */
  size: number;
  /** Of its bytes; hexadecimal. */
  sha256: string;
}

/** What would go out. */
export interface DraftContent {
  recipients: Recipient[];
  subject: string;
  body: string;
  /** Absent where there are none. */
  attachments?: readonly Attachment[];
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
  /** ISO; when it is to go out once approved, null for at once. */
  sendAt: string | null;
  createdAt: string;
  /** The last is the one that counts. */
  versions: DraftVersion[];
}

type NewDraft = Omit<Draft, "versions" | "sendAt">;

export type DraftCommand =
  | { kind: "create"; draft: NewDraft; content: DraftContent; at: string }
  /** `after`: the highest version there ever was; one that was undone keeps its number. */
  | {
      kind: "revise";
      content: Partial<DraftContent>;
      at: string;
      expiresAt: string;
      after?: number;
    }
  | { kind: "schedule"; sendAt: string | null; expiresAt: string }
  | { kind: "share"; shared: boolean }
  | { kind: "discard" };

export const DRAFT_LASTS_MS = 72 * 3_600_000;
/** Characters. */
export const LONGEST = { subject: 300, body: 20_000 };
/** Bytes of all files together: more than this, written as text, is beyond what mail servers commonly take (25 MB). */
export const MOST_ATTACHED = { files: 10, bytes: 18_000_000 };
const MOST_VERSIONS = 100;

export const draft: Aggregate<Draft, DraftCommand> = {
  type: "draft",
  schemaVersion: 1,
  blank: { sendAt: null },
  decide(state, command) {
    if (command.kind === "create") {
      if (state) return [];
      const first = versionOf(command.draft, command.content, { version: 1, at: command.at });
      return [{ type: "created", state: { ...command.draft, sendAt: null, versions: [first] } }];
    }
    const last = state?.versions.at(-1);
    if (!state || !last) throw new AppError("not_found", "That draft is no longer here.");
    if (command.kind === "discard") return [{ type: "removed" }];
    if (command.kind === "share") return change<Draft>(state, { shared: command.shared });
    if (command.kind === "schedule") {
      const { sendAt, expiresAt } = command;
      return sendAt === state.sendAt ? [] : change<Draft>(state, { sendAt, expiresAt });
    }
    return revised(state, last, command);
  },
};

function revised(
  state: Draft,
  { version, contentHash: hash, at: _at, ...before }: DraftVersion,
  { content, at, expiresAt, after = 0 }: Extract<DraftCommand, { kind: "revise" }>,
): RecordEvent<Draft>[] {
  const place = { version: Math.max(version, after) + 1, at };
  const next = versionOf(state, { ...before, ...content }, place);
  // The same text again is news only once the old one may no longer be sent.
  if (next.contentHash === hash && at <= state.expiresAt) return [];
  if (version >= MOST_VERSIONS)
    throw new AppError("conflict", "This draft has too many versions; start a new one.");
  // A time that was planned for other words is not this one's.
  const sendAt = state.sendAt !== null && state.sendAt > at ? state.sendAt : null;
  return change<Draft>(state, { versions: [...state.versions, next], expiresAt, sendAt });
}

const versionOf = (
  { channel }: Pick<Draft, "channel">,
  content: DraftContent,
  place: Pick<DraftVersion, "version" | "at">,
): DraftVersion => ({ ...content, ...place, contentHash: contentHash(channel, content) });

/** What an approval is bound to. */
export type Sendable = Pick<DraftContent, "recipients" | "subject" | "body"> & {
  attachments?: readonly Pick<Attachment, "name" | "sha256">[];
};

/** The same for the same recipients, subject, text and files, however recipients and text are ordered or encoded. */
export function contentHash(
  channel: Draft["channel"],
  { recipients, subject, body, attachments = [] }: Sendable,
): string {
  const addresses = (wanted: true | undefined) => [
    ...new Set(
      recipients.filter(({ cc }) => cc === wanted).map(({ email }) => email.trim().toLowerCase()),
    ),
  ];
  const [to, cc] = [addresses(undefined).sort(), addresses(true).sort()];
  const text = body.normalize("NFC").replace(/\r\n?/g, "\n");
  const parts = [channel, to, subject.normalize("NFC").trim(), text];
  const files = attachments.map(({ name, sha256 }) => [name, sha256]);
  // What has none hashes as before there were any.
  const more = files.length > 0 ? [cc, files] : cc.length > 0 ? [cc] : [];
  const canonical = JSON.stringify([...parts, ...more]);
  return createHash("sha256").update(canonical).digest("hex");
}
