/** Weighs the signs that no person wrote a message to these readers; no single header decides alone. */
import { isNoReplyAddress, isRoleAddress } from "../../core/domain/email-address.ts";
import type { Address, MachineEvidence } from "./message.ts";

export interface MachineSigns {
  /** First value of a header by lower-case name; undefined when absent. */
  header: (name: string) => string | undefined;
  from: Address[];
  recipients: number;
  /** Readable text of the message. */
  text: string;
}

const BULK_MAILER_HEADERS = [
  "feedback-id",
  "x-campaign",
  "x-campaignid",
  "x-campaign-id",
  "x-mailchimp-campaign-id",
  "x-mc-user",
  "x-sg-eid",
  "x-mailgun-sid",
  "x-ses-outgoing",
  "x-csa-complaints",
  "x-job",
  "x-bulkmail",
  "x-mailing-id",
  "x-msys-api",
  "x-report-abuse",
];
const UNSUBSCRIBE_WORDS =
  /unsubscribe|opt[- ]?out|remove (?:yourself|your (?:e-?mail|name|address)|me from)|(?:be|get|to) removed? from (?:our|this|future)|manage (?:your )?(?:e-?mail )?(?:preferences|subscription)|removed from (?:our|this|the) (?:mailing )?list|view (?:this|it) (?:e-?mail )?in (?:your|a) browser|abmelden|abbestellen|d[ée]sinscri|darse de baja|cancelar (?:la )?suscripci|disiscri|descadastr|配信停止|退订/i;
const BOUNCE_PATH =
  /^\s*<?[^@>]{0,100}(?:bounce|errors?\b|owner-|-owner|return|newsletter|\bnews\b|no-?reply|mailing)/i;
const EDGE = 6000;

/** Every sign found, strongest first. */
export function machineEvidenceOf(signs: MachineSigns): MachineEvidence[] {
  const found = [...listEvidence(signs), ...automaticEvidence(signs), ...contentEvidence(signs)];
  return found.sort((a, b) => b.weight - a.weight);
}

/** 0–100; independent signs add up without ever passing 100. */
export function machineScore(evidence: MachineEvidence[]): number {
  const human = evidence.reduce((rest, { weight }) => rest * (1 - Math.min(weight, 100) / 100), 1);
  return Math.round(100 * (1 - human));
}

/** People write on discussion lists, and sales tools add list headers to human mail: light weights. */
function listEvidence({ header }: MachineSigns): MachineEvidence[] {
  const found: MachineEvidence[] = [];
  const weightOf = (alone: number): number => (isDiscussion(header) ? 15 : alone);
  if (filled(header("list-unsubscribe"))) found.push(sign("List-Unsubscribe header", weightOf(40)));
  if (filled(header("list-unsubscribe-post"))) found.push(sign("one-click unsubscribe", 35));
  if (filled(header("list-id"))) found.push(sign("List-Id header", weightOf(30)));
  const precedence = /\b(bulk|list|junk)\b/i.exec(header("precedence") ?? "")?.[1]?.toLowerCase();
  if (precedence === "junk") found.push(sign("Precedence: junk", 60));
  else if (precedence !== undefined) found.push(sign(`Precedence: ${precedence}`, weightOf(40)));
  return found;
}

function automaticEvidence({ header, from }: MachineSigns): MachineEvidence[] {
  const found: MachineEvidence[] = [];
  const automatic = (header("auto-submitted") ?? "").trim().toLowerCase();
  if (automatic !== "" && !/^no\b/.test(automatic)) found.push(sign("Auto-Submitted header", 75));
  if (/^\s*<\s*>\s*$/.test(header("return-path") ?? "")) found.push(sign("empty Return-Path", 60));
  if (from.some((address) => isNoReplyAddress(address.email)))
    found.push(sign("no-reply sender", 65));
  const type = header("content-type") ?? "";
  if (/multipart\/report|message\/delivery-status/i.test(type))
    found.push(sign("delivery report", 85));
  if (filled(header("x-autoreply")) || filled(header("x-autorespond")))
    found.push(sign("automatic reply", 75));
  if (filled(header("x-auto-response-suppress")))
    found.push(sign("X-Auto-Response-Suppress header", 30));
  if (filled(header("x-failed-recipients"))) found.push(sign("delivery failure", 80));
  if (BULK_MAILER_HEADERS.some((name) => header(name) !== undefined))
    found.push(sign("bulk mailing tool", 30));
  return found;
}

function contentEvidence({ header, from, recipients, text }: MachineSigns): MachineEvidence[] {
  const found: MachineEvidence[] = [];
  const isAnswer = filled(header("in-reply-to")) || filled(header("references"));
  const edges = text.length <= 2 * EDGE ? text : text.slice(0, EDGE) + text.slice(-EDGE);
  if (!isAnswer && UNSUBSCRIBE_WORDS.test(edges))
    found.push(sign("offers to unsubscribe", isDiscussion(header) ? 20 : 55));
  if (
    !isDiscussion(header) &&
    BOUNCE_PATH.test(header("return-path") ?? header("errors-to") ?? "")
  ) {
    found.push(sign("answers go to a bounce address", 40));
  }
  if (from.some((address) => isRoleAddress(address.email)))
    found.push(sign("sent from a role address", 25));
  if (recipients === 0) found.push(sign("no named recipient", 15));
  return found;
}

function isDiscussion(header: MachineSigns["header"]): boolean {
  return filled(header("list-post")) || filled(header("in-reply-to"));
}

function sign(reason: string, weight: number): MachineEvidence {
  return { reason, weight };
}

function filled(value: string | undefined): boolean {
  return value !== undefined && value.trim() !== "";
}
