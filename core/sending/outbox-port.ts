/** The port to what carries mail away: what it is given, and which end a send can come to. */

export interface MailAddress {
  name: string;
  email: string;
}

export interface Mail {
  /** As in the header, in angle brackets; the same in every try. */
  messageId: string;
  from: MailAddress;
  /** Where answers go, when that is not `from`. */
  replyTo?: MailAddress;
  to: MailAddress[];
  cc?: MailAddress[];
  subject: string;
  text: string;
  attachments?: { name: string; body: Buffer }[];
  inReplyTo?: string;
  /** The conversation so far, the oldest first. */
  references?: string[];
  date: Date;
}

/**
 * `refused`: it certainly did not leave; `retry` where another try may fare better. `unknown`: it may
 * have left, and only asking the provider or a person can tell.
 */
export type Sent =
  | { end: "sent"; providerId?: string; /** Whom the provider did not take it for. */ why?: string }
  | { end: "saved"; file: string }
  | { end: "refused"; why: string; retry: boolean }
  | { end: "unknown"; why: string };

export interface SendContext {
  tenantId: string;
  attemptId: string;
  /** Aborted when the provider has had its time. */
  signal: AbortSignal;
}

export type Found = "sent" | "absent" | "unknown" | { file: string };

export interface Outbox {
  readonly name: string;
  /** All mail is from this address; from its author where absent. */
  readonly from?: MailAddress | undefined;
  /** Never throws for what the provider did: every end is a value. */
  send(mail: Mail, context: SendContext): Promise<Sent>;
  /** Whether it was taken; absent where the provider cannot be asked. */
  find?(mail: { messageId: string; tenantId: string }): Promise<Found>;
}

/** Without a mail server nothing goes out, and nobody is to believe it did. */
export const sendsMail = (outbox: Pick<Outbox, "name"> | undefined): boolean =>
  outbox?.name !== "file";
