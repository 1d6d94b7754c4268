/**
 * From items as read to stored facts, whatever source they come from: files today, live sync alike.
 *
 * Reading and storing overlap: while one batch is in the database the next is read. Every batch is one
 * transaction and repeatable, so an ingest that died anywhere is simply run again.
 */
import type { Tx } from "../db/client.ts";
import { emptyTrace, saveTrace, type Noting } from "../db/queries/import-traces.ts";
import { storeMeetings, type MeetingFact } from "../db/queries/meetings.ts";
import { storeMessages, type MessageFact } from "../db/queries/messages.ts";
import { Aftermath } from "./aftermath.ts";
import { isPoison, retrying } from "./database-faults.ts";
import type { CalendarEvent, Read } from "./files/records.ts";
import { addProblem, countSkipped, emptyReport, type IngestReport } from "./ingest-report.ts";
import type { ParsedMessage } from "./mail/message.ts";
import { meetingFact, reasonToSkip } from "./meeting-facts.ts";
import { messageFact } from "./message-facts.ts";
import { readOwner, scopeOf, type IngestDeps, type IngestTarget } from "./owner.ts";

const BATCH = 200;
/** Long texts make a batch sooner: what waits in memory stays small. */
const BATCH_CHARACTERS = 4_000_000;

/** Stores messages as seen in the user's mailbox; `onProgress` hears how many were read. */
export async function ingestMessages(
  deps: IngestDeps,
  target: IngestTarget,
  messages: AsyncIterable<Read<ParsedMessage>> | Iterable<Read<ParsedMessage>>,
  onProgress: (read: number) => void = () => undefined,
): Promise<IngestReport> {
  const owner = await readOwner(deps.db, target);
  const report = emptyReport();
  const counts = report.messages;
  const aftermath = new Aftermath(owner);
  const batches = new Batches<MessageFact>((batch) => storeBatch(batch));
  const storeBatch = async (batch: Entry<MessageFact>[]): Promise<void> => {
    const stored = await storeIsolating(deps, batch, report, (facts) =>
      deps.db.transaction(scopeOf(target), (tx) =>
        traced(tx, target, (noting) => storeMessages(tx, owner.mailboxId, facts, noting)),
      ),
    );
    for (const outcome of stored) {
      if (outcome === undefined) counts.failed += 1;
      else if (outcome.stored) counts.stored += 1;
      else countSkipped(counts.skipped, "already imported");
      if (outcome?.created === true) report.interactions.created += 1;
    }
    onProgress(counts.read);
  };
  let previous: Date | null = null;
  for await (const read of messages) {
    counts.read += 1;
    if ("failed" in read) {
      counts.failed += 1;
      addProblem(report, read.position, read.failed);
    } else if (owner.mailMode === "off") countSkipped(counts.skipped, "mail is switched off");
    else {
      const fact: MessageFact = messageFact(read.item, previous, target.now);
      for (const reason of fact.content.problems) addProblem(report, read.position, reason);
      previous = fact.sentAt ?? previous;
      aftermath.readMessage(read.item);
      for (const { email } of fact.participants) aftermath.touch(email);
      await batches.add({ position: read.position, fact }, read.item.fullText.length);
    }
  }
  await batches.end();
  return finish(deps, target, report, aftermath);
}

/** Stores meetings as they stand in the user's calendar. */
export async function ingestMeetings(
  deps: IngestDeps,
  target: IngestTarget,
  events: AsyncIterable<Read<CalendarEvent>> | Iterable<Read<CalendarEvent>>,
): Promise<IngestReport> {
  const owner = await readOwner(deps.db, target);
  const counts = { read: 0, stored: 0, skipped: {}, failed: 0 };
  const report: IngestReport = { ...emptyReport(), events: counts };
  const aftermath = new Aftermath(owner);
  const batches = new Batches<MeetingFact>(async (batch) => {
    const stored = await storeIsolating(deps, batch, report, (facts) =>
      deps.db.transaction(scopeOf(target), (tx) =>
        traced(tx, target, (noting) => storeMeetings(tx, owner.mailboxId, facts, noting)),
      ),
    );
    for (const [index, outcome] of stored.entries()) {
      if (outcome === undefined) counts.failed += 1;
      else if (batch[index]?.fact.cancelled === true) countSkipped(counts.skipped, "cancelled");
      else if (outcome.stored) counts.stored += 1;
      else countSkipped(counts.skipped, "already imported");
      if (outcome?.created === true) report.interactions.created += 1;
    }
  });
  for await (const read of events) {
    counts.read += 1;
    if ("failed" in read) {
      counts.failed += 1;
      addProblem(report, read.position, read.failed);
      continue;
    }
    for (const reason of read.problems) addProblem(report, read.position, reason);
    const reason = reasonToSkip(read.item, owner);
    if (reason !== undefined) {
      countSkipped(counts.skipped, reason);
      continue;
    }
    const fact = meetingFact(read.item, owner, read.problems);
    for (const { email } of fact.participants) aftermath.touch(email);
    await batches.add({ position: read.position, fact }, fact.content.text.length);
  }
  await batches.end();
  return finish(deps, target, report, aftermath);
}

async function finish(
  deps: IngestDeps,
  target: IngestTarget,
  report: IngestReport,
  aftermath: Aftermath,
): Promise<IngestReport> {
  const made = await aftermath.settle(deps.db, target);
  report.people = { created: made.people, suggested: made.suggested };
  report.companies.created = made.companies;
  return {
    ...report,
    ...(made.claimed.length > 0 ? { claimedOwn: made.claimed } : {}),
    ...(made.likely.length > 0 ? { likelyOwn: made.likely } : {}),
  };
}

/** Stores with the import's mark, and notes in the same transaction what that did. */
async function traced<Outcome>(
  tx: Tx,
  { mark = null, userId, now }: IngestTarget,
  store: (noting: Required<Noting>) => Promise<Outcome>,
): Promise<Outcome> {
  const trace = emptyTrace();
  const outcome = await store({ mark, trace });
  await saveTrace(tx, mark, { userId, at: now, trace });
  return outcome;
}

interface Entry<Fact> {
  position: string;
  fact: Fact;
}

/** Collects entries and stores them, at most one batch in the database while the next fills up. */
class Batches<Fact> {
  readonly #store: (batch: Entry<Fact>[]) => Promise<void>;
  #batch: Entry<Fact>[] = [];
  #size = 0;
  #storing: Promise<void> = Promise.resolve();

  constructor(store: (batch: Entry<Fact>[]) => Promise<void>) {
    this.#store = store;
  }

  async add(entry: Entry<Fact>, size: number): Promise<void> {
    this.#batch.push(entry);
    this.#size += size;
    if (this.#batch.length >= BATCH || this.#size >= BATCH_CHARACTERS) await this.#flush();
  }

  async end(): Promise<void> {
    await this.#flush();
    await this.#storing;
  }

  async #flush(): Promise<void> {
    await this.#storing;
    const batch = this.#batch;
    this.#batch = [];
    this.#size = 0;
    if (batch.length === 0) return;
    this.#storing = this.#store(batch);
    // Heard at the next flush; until then it must not count as unhandled.
    this.#storing.catch(() => undefined);
  }
}

/**
 * Stores a batch; where the database refuses a value, halves it until the one entry at fault is found
 * and named. Undefined stands for an entry that could not be stored.
 */
async function storeIsolating<Fact, Outcome>(
  deps: IngestDeps,
  batch: Entry<Fact>[],
  report: IngestReport,
  store: (facts: Fact[]) => Promise<Outcome[]>,
): Promise<(Outcome | undefined)[]> {
  try {
    return await retrying(() => store(batch.map((entry) => entry.fact)));
  } catch (error) {
    if (!isPoison(error)) throw error;
    if (batch.length === 1) {
      deps.log.warn({ error }, "one item could not be stored");
      addProblem(report, batch[0]?.position ?? "", "It holds something the database cannot store.");
      return [undefined];
    }
  }
  const middle = Math.ceil(batch.length / 2);
  const first = await storeIsolating(deps, batch.slice(0, middle), report, store);
  const second = await storeIsolating(deps, batch.slice(middle), report, store);
  return [...first, ...second];
}
