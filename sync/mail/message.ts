/** A mail message as read from any source: what parsing found, before anything is stored. */

export interface Address {
  /** As written in the header; empty when only an address stood there. */
  name: string;
  /** Lower-cased, without surrounding blanks. */
  email: string;
}

export interface Attachment {
  name: string;
  mimeType: string;
  /** Bytes after decoding. */
  size: number;
}

/** One reason to think that no person wrote this message, with its weight (0–100). */
export interface MachineEvidence {
  reason: string;
  weight: number;
}

/** Every text here is already masked: card numbers and secrets never leave the parser. */
export interface ParsedMessage {
  /** RFC 5322 Message-ID without angle brackets; absent when the header is missing or empty. */
  messageId?: string;
  /** In-Reply-To first, then References from oldest to newest; without angle brackets. */
  inReplyTo: string[];
  references: string[];
  /** The Date header; absent when missing or unreadable. Never guessed. */
  sentAt?: Date;
  subject: string;
  from: Address[];
  to: Address[];
  cc: Address[];
  bcc: Address[];
  replyTo: Address[];
  /** Folder and label names the mailbox export recorded (X-Gmail-Labels, X-Folder, …). */
  labels: string[];
  /** The whole readable text: quotes, signature and disclaimers included. */
  fullText: string;
  /** What the sender wrote in this message: without quoted replies and signature. */
  newText: string;
  /** The signature block, when one was recognised. */
  signature: string;
  attachments: Attachment[];
  machineEvidence: MachineEvidence[];
  /** The sender marked it personal, private or confidential, or a sensitivity label is set. */
  confidential: boolean;
  /** What could not be read and how it was handled, in plain words; empty for a healthy message. */
  problems: string[];
}
