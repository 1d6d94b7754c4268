/** What must hold of a draft's words and recipients before anybody may let it go, and how many people must. */
import { optedOut } from "../../db/queries/opt-outs.ts";
import { knownOutside } from "../../db/queries/outside-domains.ts";
import { listAddresses } from "../../db/queries/tenants.ts";
import type { Tx } from "../../db/client.ts";
import type { DraftContent } from "../domain/draft.ts";
import { companyDomainOf, normalizeEmail } from "../domain/email-address.ts";
import { speaksOfAttachment } from "../domain/speaks-of-attachment.ts";

/** Mail to more people than this is a mailing, which one person alone does not let go. */
const MOST_FOR_ONE = 25;
const DOMAIN = /^[^.\s]+(?:\.[^.\s]+)+$/u;

export interface Checked {
  /** One sentence for each thing in the way; empty where nothing is. */
  problems: string[];
  /** What may have been forgotten, one sentence each: worth a look, in nobody's way. */
  doubts: string[];
  /** How many different people must approve it. */
  people: 1 | 2;
  /** Why it needs two. */
  because?: string;
}

type Outgoing = Pick<DraftContent, "recipients" | "subject" | "body" | "tainted" | "attachments">;

export async function checkDraft(tx: Tx, draft: Outgoing): Promise<Checked> {
  const addresses = draft.recipients.map(({ email }) => email.trim().toLowerCase());
  const wrong = addresses.filter((address) => !isDeliverable(address));
  const barred = await optedOut(tx, addresses);
  const problems = [
    ...(addresses.length === 0 ? ["It is addressed to nobody."] : []),
    ...(draft.body.trim() === "" ? ["It says nothing yet."] : []),
    ...wrong.map((address) => `“${address}” is no e-mail address.`),
    ...barred.map((address) => `${address} is not to be written to any more.`),
  ];
  const because = await whyTwo(tx, draft, addresses);
  const doubts = doubtsOf(draft);
  return { problems, doubts, people: because ? 2 : 1, ...(because ? { because } : {}) };
}

const doubtsOf = ({ subject, body, attachments = [] }: Outgoing): string[] => [
  ...(subject.trim() === "" ? ["It has no subject."] : []),
  ...(attachments.length === 0 && speaksOfAttachment(body)
    ? ["It speaks of an attachment, and nothing is attached."]
    : []),
];

/** Has the form of an address at a domain that could be on the Internet. */
function isDeliverable(address: string): boolean {
  const domain = address.slice(address.lastIndexOf("@") + 1);
  return normalizeEmail(address) === address && DOMAIN.test(domain);
}

async function whyTwo(
  tx: Tx,
  { tainted }: Outgoing,
  addresses: readonly string[],
): Promise<string | undefined> {
  const count = new Set(addresses).size;
  if (count > MOST_FOR_ONE) return `it goes to ${count} people`;
  const fresh = tainted ? await newOutside(tx, addresses) : [];
  return fresh.length > 0
    ? `a model that had read text from outside wrote it, and with ${fresh.join(" and ")} there was no mail both ways yet`
    : undefined;
}

/** Company domains, or single addresses of free mail, that are not ours and never wrote back. */
async function newOutside(tx: Tx, addresses: readonly string[]): Promise<string[]> {
  const ours = new Set((await listAddresses(tx)).map(({ address }) => keyOf(address)));
  const outside = [...new Set(addresses.map(keyOf))].filter((key) => !ours.has(key));
  const known = new Set(await knownOutside(tx, outside));
  return outside.filter((key) => !known.has(key));
}

const keyOf = (address: string): string => companyDomainOf(address) ?? address;
