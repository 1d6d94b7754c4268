/**
 * What follows once the items of an ingest are stored: whose addresses are the user's own, who
 * exchanged how much with whom, and whom that suggests. Runs also when nothing new was stored, so that
 * an ingest which died before this point is made whole by running it again.
 */
import { MACHINE_SCORE } from "../core/domain/machine-score.ts";
import { normalizeEmail } from "../core/domain/email-address.ts";
import { newId } from "../core/domain/ids.ts";
import type { Database, Tx } from "../db/client.ts";
import {
  identitiesInTouchWith,
  identitiesOf,
  refreshCorrespondence,
} from "../db/queries/correspondence.ts";
import { claimableAddresses } from "../db/queries/claimable-addresses.ts";
import {
  refreshSuggestions,
  suggestFromSignatures,
  type SignatureHint,
} from "../db/queries/suggestions.ts";
import { saveTrace } from "../db/queries/import-traces.ts";
import { notingSuggestions } from "../db/queries/suggestion-traces.ts";
import { claimAddresses } from "../db/queries/tenants.ts";
import { machineScore } from "./mail/machine-mail.ts";
import type { ParsedMessage } from "./mail/message.ts";
import { signatureHints } from "./mail/signature-hints.ts";
import { retrying } from "./database-faults.ts";
import { findOwnAddresses, type OwnAddress, type OwnAddressFinder } from "./own-addresses.ts";
import { createAcquaintances } from "./people-from-mail.ts";
import { scopeOf, type IngestTarget, type Owner } from "./owner.ts";

const CHUNK = 200;

/** What it made, whose addresses it took for the user's, and which the user is to be asked about. */
interface Settled {
  people: number;
  companies: number;
  suggested: number;
  claimed: OwnAddress[];
  likely: OwnAddress[];
}

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

  async settle(db: Database, target: IngestTarget): Promise<Settled> {
    const scope = scopeOf(target);
    const run = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
      retrying(() => db.transaction(scope, work));
    const { claimed, likely } = await run((tx) => this.#claim(tx, target));
    const ids = new Set<string>();
    for (const part of chunked([...this.#touched]))
      for (const id of await run((tx) => identitiesOf(tx, part))) ids.add(id);
    const ours = claimed.map(({ address }) => address);
    if (ours.length > 0)
      for (const id of await run((tx) => identitiesInTouchWith(tx, ours))) ids.add(id);
    for (const part of chunked([...ids].sort()))
      await run((tx) => refreshCorrespondence(tx, part, target.now));
    return { ...(await this.#propose(run, target)), claimed, likely };
  }

  /** Whoever is a contact or a colleague already is neither taken for the user nor asked about. */
  async #claim(
    tx: Tx,
    { mark = null, userId, now }: IngestTarget,
  ): Promise<{ claimed: OwnAddress[]; likely: OwnAddress[] }> {
    const [found, likely] = [this.#finder.found(), this.#finder.likely()];
    const addresses = [...found, ...likely].map(({ address }) => address);
    const free = new Set(await claimableAddresses(tx, addresses));
    const claimed = found.filter(({ address }) => free.has(address));
    const ours = claimed.map(({ address }) => address);
    await claimAddresses(tx, userId, ours);
    const trace = { found: found.map(({ address }) => address), claimed: ours };
    if (found.length > 0) await saveTrace(tx, mark, { userId, at: now, trace });
    return { claimed, likely: likely.filter(({ address }) => free.has(address)) };
  }

  async #propose(
    run: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>,
    { userId, now, runId, mark = null }: IngestTarget,
  ): Promise<Pick<Settled, "people" | "companies" | "suggested">> {
    const { mailMode } = this.#owner;
    if (mailMode === "off") return { people: 0, companies: 0, suggested: 0 };
    const cause = { runId, groupId: runId ?? newId(), recordedAt: now };
    const made =
      mailMode === "all"
        ? await run((tx) => createAcquaintances(tx, userId, cause))
        : { people: 0, companies: 0 };
    const suggested =
      mailMode === "all"
        ? 0
        : await run((tx) =>
            notingSuggestions(tx, { mark, userId, at: now }, () =>
              refreshSuggestions(tx, userId, now),
            ),
          );
    for (const part of chunked([...this.#hints.values()]))
      await run((tx) =>
        notingSuggestions(tx, { mark, userId, at: now }, () =>
          suggestFromSignatures(tx, userId, part, now),
        ),
      );
    return { ...made, suggested };
  }
}

function chunked<T>(items: T[]): T[][] {
  const parts: T[][] = [];
  for (let start = 0; start < items.length; start += CHUNK)
    parts.push(items.slice(start, start + CHUNK));
  return parts;
}
