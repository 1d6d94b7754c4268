/** Turns the bytes of one mail message into a ParsedMessage, whatever state they are in. */
import { Buffer } from "node:buffer";
import { toUSVString } from "node:util";
import PostalMime, { decodeWords, type Email } from "postal-mime";
import { maskSecrets } from "../../core/domain/masking.ts";
import { bodyText, plainBody } from "./body-text.ts";
import {
  addressesIn,
  dateIn,
  isConfidential,
  labelsIn,
  messageIdsIn,
  senderNameIn,
} from "./header-values.ts";
import { machineEvidenceOf } from "./machine-mail.ts";
import type { Address, Attachment, ParsedMessage } from "./message.ts";
import { findHeaderEnd, withReadableHeaders } from "./raw-message.ts";
import { splitReply } from "./reply-text.ts";

const LIMITS = { maxNestingDepth: 60, maxHeadersSize: 1024 * 1024, maxRfc822NestingDepth: 4 };
const MAX_BYTES = 60 * 1024 * 1024;
/** What is still read of a message that cannot be taken apart. */
const SALVAGED_BYTES = 256 * 1024;
const MAX_TEXT = 500_000;
const MAX_REFERENCES = 200;
const MAX_ATTACHMENTS = 500;

/** Never throws on content: what could not be read is named in `problems`. */
export async function parseMessage(bytes: Uint8Array): Promise<ParsedMessage> {
  const problems: string[] = [];
  const raw = withReadableHeaders(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  const opened = await open(raw, problems);
  return describe(opened, problems);
}

interface Opened {
  email: Email;
  text: string;
}

/** Plain messages, the bulk of any mailbox, skip the MIME machinery: only their headers go through it. */
async function open(raw: Buffer, problems: string[]): Promise<Opened> {
  const headerEnd = findHeaderEnd(raw);
  const plain = plainBody(raw, headerEnd);
  try {
    if (raw.length > MAX_BYTES) throw new RangeError("larger than can be read whole");
    if (plain !== undefined)
      return { email: await PostalMime.parse(raw.subarray(0, headerEnd), LIMITS), text: plain };
    const email = await PostalMime.parse(raw, LIMITS);
    return { email, text: bodyText(email, problems) };
  } catch (error) {
    problems.push(`The message could not be taken apart: ${reasonOf(error)}.`);
    return salvage(raw, headerEnd);
  }
}

async function salvage(raw: Buffer, headerEnd: number): Promise<Opened> {
  const text = raw.subarray(headerEnd, headerEnd + SALVAGED_BYTES).toString("utf8");
  try {
    const headers = raw.subarray(0, Math.min(headerEnd, SALVAGED_BYTES));
    return { email: await PostalMime.parse(headers, LIMITS), text };
  } catch {
    return { email: { headers: [], headerLines: [], attachments: [] }, text };
  }
}

function describe({ email, text }: Opened, problems: string[]): ParsedMessage {
  const headers = headerMap(email);
  const header = (name: string): string | undefined => headers.get(name)?.[0];
  const list = (name: string): Address[] =>
    (headers.get(name) ?? []).flatMap(addressesIn).map(maskedName);
  const from = withSenderName(list("from"), header("x-from"));
  const to = list("to");
  const cc = list("cc");
  const bcc = list("bcc");
  const fullText = maskSecrets(bounded(tidy(text), problems));
  const dateHeader = header("date");
  const sentAt = dateHeader === undefined ? undefined : dateIn(dateHeader);
  if (sentAt === undefined)
    problems.push(dateHeader === undefined ? "No Date header." : "The Date header is unreadable.");
  if (from.length === 0) problems.push("No sender address.");
  const messageId = messageIdsIn(header("message-id") ?? "")[0];
  const recipients = to.length + cc.length + bcc.length;
  return {
    ...(messageId === undefined ? {} : { messageId }),
    inReplyTo: messageIdsIn(header("in-reply-to") ?? ""),
    references: messageIdsIn(header("references") ?? "").slice(-MAX_REFERENCES),
    ...(sentAt === undefined ? {} : { sentAt }),
    subject: maskSecrets(oneLine(decodeWords(header("subject") ?? ""))),
    from,
    to,
    cc,
    bcc,
    replyTo: list("reply-to"),
    labels: labelsIn(headers).map(maskSecrets),
    fullText,
    ...splitReply(fullText),
    attachments: attachmentsOf(email),
    machineEvidence: machineEvidenceOf({ header, from, recipients, text: fullText }),
    confidential: isConfidential(header),
    problems,
  };
}

function headerMap(email: Email): Map<string, string[]> {
  const headers = new Map<string, string[]>();
  for (const { key, value } of email.headers) {
    const values = headers.get(key);
    if (values === undefined) headers.set(key, [value]);
    else values.push(value);
  }
  return headers;
}

function withSenderName(from: Address[], recordedName: string | undefined): Address[] {
  const [sender, ...others] = from;
  if (sender?.name !== "" || recordedName === undefined) return from;
  return [{ ...sender, name: maskSecrets(senderNameIn(recordedName)) }, ...others];
}

function maskedName(address: Address): Address {
  return { ...address, name: maskSecrets(address.name) };
}

function attachmentsOf(email: Email): Attachment[] {
  return email.attachments.slice(0, MAX_ATTACHMENTS).map((part) => ({
    name: maskSecrets(oneLine(part.filename ?? "")),
    mimeType: part.mimeType,
    size: typeof part.content === "string" ? part.content.length : part.content.byteLength,
  }));
}

function bounded(text: string, problems: string[]): string {
  if (text.length <= MAX_TEXT) return text;
  problems.push("The text is very long; only its beginning was kept.");
  return text.slice(0, MAX_TEXT);
}

/** PostgreSQL stores no NUL, and lone surrogates do not survive UTF-8. */
function tidy(text: string): string {
  const lines = text.includes("\r") ? text.replaceAll("\r\n", "\n").replaceAll("\r", "\n") : text;
  const clean = lines.includes("\0") ? lines.replaceAll("\0", "") : lines;
  return toUSVString(clean).trim();
}

function oneLine(text: string): string {
  return tidy(text).replace(/\s+/g, " ").trim();
}

/** The parser's own words carry no content, only limits. */
function reasonOf(error: unknown): string {
  if (error instanceof RangeError) return error.message;
  const message = error instanceof Error ? error.message : "";
  if (/nesting depth/i.test(message)) return "its parts are nested too deeply";
  if (/header/i.test(message)) return "its headers are too large";
  return "its structure is broken";
}
