/**
 * What follows once the items of an ingest are stored: whose addresses are the user's own, who
 * exchanged how much with whom, and whom that suggests. Runs also when nothing new was stored, so that
 * an ingest which died before this point is made whole by running it again.
 */
import { normalizeEmail } from "../core/domain/email-address.ts";
import { newId } from "../core/domain/ids.ts";
import type { Database, Tx } from "../db/client.ts";
import {
  identitiesInTouchWith,
  identitiesOf,
  MACHINE_SCORE,
  refreshCorrespondence,
} from "../db/queries/correspondence.ts";
import { claimableAddresses } from "../db/queries/identities-of-users.ts";
import {
  refreshSuggestions,
  suggestFromSignatures,
  type SignatureHint,
} from "../db/queries/suggestions.ts";
import { claimAddresses } from "../db/queries/tenants.ts";
import { machineScore } from "./mail/machine-mail.ts";
import type { ParsedMessage } from "./mail/message.ts";
import { signatureHints } from "./mail/signature-hints.ts";
import { retrying } from "./database-faults.ts";
import { findOwnAddresses, type OwnAddressFinder } from "./own-addresses.ts";
import { createAcquaintances } from "./people-from-mail.ts";
import { scopeOf, type IngestTarget, type Owner } from "./owner.ts";

const CHUNK = 200;

/** Collects while items are read, in memory that grows with people, not with messages. */
export class Aftermath {
  readonly #owner: Owner;
  readonly #finder: OwnAddressFinder;
  readonly #touched = new Set<string>();
  readonly #hints = new Map<string, SignatureHint>();

  constructor(owner: Owner) {
    this.#owner = owner;
    this.#finder = findOwnAddresses(owner.name, owner.addresses);
  }

  /** An address that may be the user's own, to be asked about. */
  get likelyOwn(): string[] {
    return this.#finder.likely();
  }

  touch(email: string): void {
    this.#touched.add(email);
  }

  readMessage(message: ParsedMessage): void {
    const sender = message.from[0];
    const email = normalizeEmail(sender?.email ?? "");
    if (sender === undefined || email === undefined) return;
    const recipients = [...message.to, ...message.cc].map((address) => address.email);
    this.#finder.look({ sender: { name: sender.name, email }, recipients, labels: message.labels });
    const at = message.sentAt;
    if (message.signature === "" || at === undefined || this.#owner.addresses.has(email)) return;
    if (machineScore(message.machineEvidence) >= MACHINE_SCORE) return;
    const { title, phone } = signatureHints(message.signature, sender, this.#owner.country);
    if (title !== undefined) this.#keepNewest({ email, kind: "title", value: title, at });
    if (phone !== undefined) this.#keepNewest({ email, kind: "phone", value: phone, at });
  }

  #keepNewest(hint: SignatureHint): void {
    const key = `${hint.kind}:${hint.email}`;
    const earlier = this.#hints.get(key);
    if (earlier === undefined || earlier.at <= hint.at) this.#hints.set(key, hint);
  }

  /** Returns what it made. */
  async settle(
    db: Database,
    target: IngestTarget,
  ): Promise<{ people: number; companies: number; suggested: number }> {
    const scope = scopeOf(target);
    const run = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
      retrying(() => db.transaction(scope, work));
    const claimed = await run((tx) => this.#claim(tx));
    const ids = new Set<string>();
    for (const part of chunked([...this.#touched]))
      for (const id of await run((tx) => identitiesOf(tx, part))) ids.add(id);
    if (claimed.length > 0)
      for (const id of await run((tx) => identitiesInTouchWith(tx, claimed))) ids.add(id);
    for (const part of chunked([...ids].sort()))
      await run((tx) => refreshCorrespondence(tx, part, target.now));
    return this.#propose(run, target);
  }

  async #claim(tx: Tx): Promise<string[]> {
    const claimable = await claimableAddresses(tx, this.#finder.found());
    await claimAddresses(tx, this.#owner.userId, claimable);
    return claimable;
  }

  async #propose(
    run: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>,
    { userId, now, runId }: IngestTarget,
  ): Promise<{ people: number; companies: number; suggested: number }> {
    const { mailMode } = this.#owner;
    if (mailMode === "off") return { people: 0, companies: 0, suggested: 0 };
    const cause = { runId, groupId: runId ?? newId(), recordedAt: now };
    const made =
      mailMode === "all"
        ? await run((tx) => createAcquaintances(tx, userId, cause))
        : { people: 0, companies: 0 };
    const suggested =
      mailMode === "all" ? 0 : await run((tx) => refreshSuggestions(tx, userId, now));
    for (const part of chunked([...this.#hints.values()]))
      await run((tx) => suggestFromSignatures(tx, userId, part, now));
    return { ...made, suggested };
  }
}

function chunked<T>(items: T[]): T[][] {
  const parts: T[][] = [];
  for (let start = 0; start < items.length; start += CHUNK)
    parts.push(items.slice(start, start + CHUNK));
  return parts;
}
