/** Messages from a channel are answered once, in order, whatever happens in between. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { addDraft } from "../test/contract/channel-draft.ts";
import { openPigeonVendor, type PigeonVendor } from "../test/doubles/pigeon-vendor.ts";
import {
  answerDeps,
  noJobs,
  pigeonDesk,
  pigeonEvent,
  pigeonRequest,
  receiver,
  startWorker,
  type Worker,
} from "../test/support/answering.ts";
import { openTestDatabase, type TestDatabase } from "../test/support/database.ts";
import { openDesk, type Desk } from "../test/support/desk.ts";
import type { Database } from "../db/client.ts";
import { TAKEN_BACK } from "../db/queries/inbox.ts";
import type { IntentParser } from "./agent/intent.ts";
import type { AnswerDeps } from "./answer-inbox.ts";
import { refreshDraftJob } from "./sending/jobs.ts";
import { sweepInbox } from "./sweep-inbox.ts";

let db: TestDatabase;
let desk: Desk;
let vendor: PigeonVendor;
let workers: Worker[] = [];

beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  desk = await openDesk(db);
  vendor = await openPigeonVendor();
});
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.close()));
  workers = [];
  await vendor.close();
  // What is left over would be swept up by the next test's worker.
  await db.asOwner("delete from deliveries");
  await db.asOwner("delete from inbox");
});

function work(changes: Partial<AnswerDeps> = {}, on: Database = db): Worker {
  const worker = startWorker(on, vendor.url, changes);
  workers.push(worker);
  return worker;
}

const receive = (jobs = workers[0]?.deps.jobs ?? noJobs) =>
  receiver(db, jobs, { desk: pigeonDesk(desk) });
const say = (text: string, changes = {}) => receive()(pigeonRequest(pigeonEvent(text, changes)));
const until = (check: () => boolean | Promise<boolean>) =>
  vi.waitUntil(check, { timeout: 45_000, interval: 20 });
const states = async () =>
  (await db.asOwner("select state from inbox order by sequence")).map(({ state }) => state);
const settled = () =>
  until(async () => {
    const [row] = await db.asOwner(`select
      (select count(*)::int from inbox where state in ('waiting', 'answering')) +
      (select count(*)::int from deliveries where state in ('waiting', 'sending')) as open`);
    return row?.open === 0;
  });
const tasks = async () =>
  (await db.asOwner(`select title from tasks where tenant_id = '${desk.tenantId}'`)).map(
    ({ title }) => String(title),
  );
const freeLeases = () =>
  db.asOwner(
    "update inbox set lease_until = now() - interval '1 second' where state = 'answering'",
  );

describe("a message", () => {
  it("is answered in its channel, once, however often it is delivered", async () => {
    work();
    const event = pigeonEvent("remind me to call Lena Kovac tomorrow");
    for (let i = 0; i < 4; i++) await receive()(pigeonRequest(event));
    await settled();
    expect(await states()).toEqual(["answered"]);
    expect(await tasks()).toHaveLength(1);
    expect(vendor.posted).toHaveLength(1);
    expect(vendor.posted[0]?.to).toBe("@ana");
  });

  it("counts as one under both of its names", async () => {
    work();
    const event = pigeonEvent("remind me to call Lena Kovac", { message: "dm:1" });
    await receive()(pigeonRequest(event));
    await receive()(pigeonRequest({ ...event, event: "another" }));
    await settled();
    expect(vendor.posted).toHaveLength(1);
  });

  it("keeps what PostgreSQL cannot hold out of its row", async () => {
    work();
    await say("remind me to call Le\u0000na Kovac \ud800");
    await settled();
    expect(await states()).toEqual(["answered"]);
  });

  it("from nobody who is linked here is kept and not answered", async () => {
    work();
    await say("who is at Acme", { sender: "stranger" });
    await settled();
    expect(await db.asOwner("select state, reason from inbox")).toEqual([
      { state: "ignored", reason: "unlinked" },
    ]);
    expect(vendor.posted).toEqual([]);
  });

  it("is found by the sweep where its job was lost", async () => {
    await say("remind me to call Lena Kovac");
    const { deps } = work();
    await sweepInbox(deps);
    await settled();
    expect(vendor.posted).toHaveLength(1);
  });

  it("that is refused with a sentence is answered with that sentence", async () => {
    work();
    await receive()(pigeonRequest(pigeonEvent({ kind: "press", actionId: "no such button" })));
    await settled();
    expect(await states()).toEqual(["answered"]);
    expect(vendor.posted[0]?.text).toContain("That button is not yours");
  });
});

/** Knows only how long a turn takes and how many run at once. */
function slowParser(seen: { text: string; beside: number }[], ms = 40): IntentParser {
  let beside = 0;
  return {
    engine: "slow",
    parse: async ({ text }) => {
      beside += 1;
      seen.push({ text, beside });
      await new Promise((resolve) => setTimeout(resolve, ms));
      beside -= 1;
      return { kind: "abstain", say: `You said ${text}.` };
    },
  };
}

describe("a conversation", () => {
  it("is answered in its own order, one turn at a time, by however many workers", async () => {
    const said = Array.from({ length: 8 }, (_, index) => pigeonEvent(`number ${index}`));
    const shuffled = [5, 2, 7, 0, 3, 6, 1, 4].map((index) => said[index]);
    for (const event of shuffled) await receive()(pigeonRequest(event));
    const seen: { text: string; beside: number }[] = [];
    const parser = slowParser(seen);
    await Promise.all([work({ parser }), work({ parser })].map(({ deps }) => sweepInbox(deps)));
    await settled();
    expect(seen.map(({ text }) => text)).toEqual(said.map((_, index) => `number ${index}`));
    expect(seen.every(({ beside }) => beside === 1)).toBe(true);
    expect(vendor.posted.map(({ text }) => text)).toEqual(
      said.map((_, index) => `You said number ${index}.`),
    );
  });

  it("does not wait for another", async () => {
    const seen: { text: string; beside: number }[] = [];
    work({ parser: slowParser(seen, 200) });
    for (const sender of ["ana", "tom"]) await say(`I am ${sender}`, { sender });
    await settled();
    expect(Math.max(...seen.map(({ beside }) => beside))).toBe(2);
  });

  it("goes on after a message that cannot be answered; its sender is told", async () => {
    let tries = 0;
    const parser: IntentParser = {
      engine: "broken",
      parse: ({ text }) => {
        if (text !== "the bad one") return Promise.resolve({ kind: "abstain", say: "Fine." });
        tries += 1;
        return Promise.reject(new Error("bug"));
      },
    };
    work({ parser, tryAgainMs: [10, 10] });
    await say("the bad one");
    await say("the good one");
    await settled();
    expect(tries).toBe(3);
    expect(await states()).toEqual(["failed", "answered"]);
    expect(vendor.posted.map(({ text }) => text)).toEqual([
      expect.stringContaining("Something went wrong on our side"),
      "Fine.",
    ]);
  });
});

/** A process that dies at its nth transaction: before it, or after it was committed but not yet known. */
function dyingDatabase(nth: number, committed: boolean): { db: Database; died(): boolean } {
  let count = 0;
  const dead = () => Object.assign(new Error("dead"), { code: "ECONNRESET" });
  const transaction: Database["transaction"] = async (scope, body) => {
    count += 1;
    if (count > nth || (count === nth && !committed)) throw dead();
    const result = await db.transaction(scope, body);
    if (count >= nth) throw dead();
    return result;
  };
  return { db: { ...db, transaction }, died: () => count >= nth };
}

describe("a worker that dies", () => {
  it("at any of its transactions leaves a message that is carried out and answered once", async () => {
    let nth = 0;
    for (let alive = false; !alive;) {
      nth += 1;
      for (const committed of [false, true]) {
        const task = `call Lena Kovac ${nth} ${String(committed)}`;
        await say(`remind me to ${task}`);
        const dying = dyingDatabase(nth, committed);
        const first = startWorker(dying.db, vendor.url);
        // Its own sweep may be the one to die.
        await sweepInbox({ ...first.deps, db }).catch(() => undefined);
        await until(
          async () => dying.died() || (await states()).every((one) => one === "answered"),
        );
        await first.close();
        alive = !dying.died();
        await freeLeases();
        await db.asOwner("update deliveries set lease_until = now() where state = 'sending'");
        const second = startWorker(db, vendor.url);
        await sweepInbox(second.deps);
        await settled();
        await second.close();
        expect((await tasks()).filter((title) => title.endsWith(task.slice(5)))).toHaveLength(1);
        expect(vendor.posted, task).toHaveLength(1);
        expect(vendor.posted[0]?.text).toContain(task.slice(5));
        vendor.posted.length = 0;
        await db.asOwner("delete from deliveries");
        await db.asOwner("delete from inbox");
      }
    }
    expect(nth).toBeGreaterThan(8);
  });

  it("and comes back to life can no longer write", async () => {
    let open = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      open = resolve;
    });
    const { parser } = answerDeps(db, vendor.url);
    const late: IntentParser = {
      ...parser,
      parse: async (turn) => {
        await gate;
        return parser.parse(turn);
      },
    };
    const frozen = work({ parser: late });
    await say("remind me to call Lena Kovac");
    await until(async () => (await states())[0] === "answering");
    await freeLeases();
    await sweepInbox(work().deps);
    await settled();
    open();
    await frozen.close();
    expect(await tasks()).toHaveLength(1);
    expect(vendor.posted).toHaveLength(1);
  });
});

describe("a message that its asker took back", () => {
  it("stays so when the try that was under way fails", async () => {
    const { parser } = answerDeps(db, vendor.url);
    let tries = 0;
    const failing: IntentParser = {
      ...parser,
      parse: async (turn) => {
        if (++tries > 1) return parser.parse(turn);
        await db.asOwner(`update inbox set reason = '${TAKEN_BACK}'`);
        throw new Error("this once");
      },
    };
    work({ parser: failing, tryAgainMs: [10] });
    await say("remind me to call Lena Kovac");
    await settled();
    expect(vendor.posted).toHaveLength(1);
    expect(await tasks()).toEqual([]);
  });
});

describe("an answer", () => {
  it.each([
    ["is asked to wait", "429"],
    ["meets a failing vendor", "500"],
    ["is taken without a word", "lost"],
  ] as const)("that %s arrives once", async (_, fault) => {
    work();
    vendor.faults.push(fault);
    await say("remind me to call Lena Kovac");
    await settled();
    expect(vendor.posted).toHaveLength(1);
    const [row] = await db.asOwner("select state, attempts from deliveries");
    expect(row).toEqual({ state: "delivered", attempts: 2 });
  });

  it("to where nobody is any more is given up and kept as failed", async () => {
    work();
    vendor.faults.push("gone");
    await say("remind me to call Lena Kovac");
    await settled();
    const [row] = await db.asOwner("select state, error from deliveries");
    expect(row).toEqual({ state: "failed", error: "the vendor answered 404" });
  });

  it("is given up after a day", async () => {
    work();
    vendor.faults.push("500");
    await say("remind me to call Lena Kovac");
    await until(() => vendor.faults.length === 0);
    await db.asOwner("update deliveries set created_at = now() - interval '24 hours'");
    vendor.faults.push("500");
    await settled();
    const [row] = await db.asOwner("select state, error from deliveries");
    expect(row).toEqual({
      state: "failed",
      error: "given up after a day: the vendor answered 500",
    });
  });
});

describe("an answer in a shared channel", () => {
  it("says what everyone there may see, and the rest to the asker alone", async () => {
    work();
    await addDraft(db, desk);
    await say("show my drafts", { room: "deals" });
    await settled();
    const shared = vendor.posted.filter(({ to }) => to === "#deals");
    expect(shared).toHaveLength(1);
    expect(shared.map(({ text }) => text).join()).not.toContain("Tomorrow");
    const alone = vendor.posted.filter(({ to }) => to === "@ana");
    expect(alone.map(({ text }) => text)).toEqual([expect.stringContaining("Tomorrow")]);
  });
});

describe("a draft's card", () => {
  it("is drawn anew in its channel when the draft changes", async () => {
    const { deps } = work();
    await addDraft(db, desk);
    await say("show my drafts");
    await settled();
    const open = vendor.posted[0]?.buttons.find(({ label }) => label.startsWith("Open"));
    await receive()(pigeonRequest(pigeonEvent({ kind: "press", actionId: open?.id ?? "" })));
    await settled();
    const [card] = await db.asOwner("select draft_id from deliveries where draft_id is not null");
    const { tenantId } = desk;
    const draftId = String(card?.draft_id);
    await deps.jobs.enqueue(refreshDraftJob, { tenantId, draftId }, { key: draftId });
    await until(() => vendor.posted[1]?.edits === 1);
    expect(vendor.posted[1]?.text).toContain("Tomorrow");
    expect(vendor.posted[0]?.edits).toBe(0);
  });
});

describe("a worker that is told to stop", () => {
  it("lets the turn it is at end, and leaves the rest to others", async () => {
    const seen: { text: string; beside: number }[] = [];
    const worker = work({ parser: slowParser(seen, 300) });
    for (const text of ["first", "second"]) await say(text);
    await until(() => seen.length === 1);
    await worker.close();
    expect(await states()).toEqual(["answered", "waiting"]);
    expect(vendor.posted).toHaveLength(1);
  });
});
