/**
 * Nothing is lost and nothing is done twice while workers, Redis and PostgreSQL go down under load.
 * RAPPORT_TEST_FULL=1 runs it in full size and prints how far it is: `npm run test:faults`.
 */
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { testServices } from "../support/services.ts";
import { drained, openSite, pause, texts, type Site } from "./under-load.ts";

const withServers =
  testServices.databaseAdminUrl !== undefined && testServices.redisUrl !== undefined;
const MINUTES = 60_000;
const PROGRESS_EVERY_MS = 15_000;
const inFull = "(skipped without RAPPORT_TEST_FULL)";

describe.skipIf(!withServers)(
  "messages under load (skipped where RAPPORT_TEST_DATABASE_ADMIN_URL or RAPPORT_TEST_REDIS_URL is not set)",
  { timeout: 20 * MINUTES },
  () => {
    let site: Site;
    let progress: NodeJS.Timeout | undefined;
    beforeEach(async ({ task }) => {
      site = await openSite();
      await Promise.all([site.startWorker(), site.startWorker()]);
      if (!testServices.full) return;
      print(`${task.name.replace(` ${inFull}`, "")} …`);
      progress = setInterval(() => void howFar(site), PROGRESS_EVERY_MS);
    });
    afterEach(async () => {
      clearInterval(progress);
      await site.close();
    });

    it.skipIf(testServices.full)(
      "survive killed workers, a flushed and a stopped Redis, and a crashed PostgreSQL (skipped in full size)",
      { timeout: 2 * MINUTES },
      async () => {
        const said = site.say(texts(40), 6);
        await pause(1_000);
        await site.replaceWorker();
        await site.redis.flush();
        await pause(1_000);
        await site.postgres.crash();
        await site.redis.stop();
        await pause(2_000);
        await site.redis.start();
        await said;
        await allDoneOnce(site, 40, "all at once");
      },
    );

    it.runIf(testServices.full)(
      `each delivered four times, with a worker killed every 2 s ${inFull}`,
      async () => {
        const said = site.say(texts(1_000), 10);
        await during(said, 2_000, () => site.replaceWorker());
        await allDoneOnce(site, 1_000, "kills");
      },
    );

    it.runIf(testServices.full)(
      `with Redis flushed every 5 s, then off for five minutes ${inFull}`,
      async () => {
        const said = site.say(texts(500), 10);
        await during(said, 5_000, () => site.redis.flush());
        // Conversations under way go on without Redis: these shall not have begun.
        await drained(site, 5 * MINUTES);
        await site.redis.stop();
        const meanwhile = site.say(texts(1_000).slice(500), 10);
        await pause(5 * MINUTES);
        await meanwhile;
        await site.redis.start();
        await allDoneOnce(site, 1_000, "Redis");
      },
    );

    it.runIf(testServices.full)(`with PostgreSQL crashing 20 times ${inFull}`, async () => {
      const back: number[] = [];
      const said = site.say(texts(1_000), 5);
      for (let crash = 0; crash < 20; crash++) {
        await pause(3_000);
        const at = performance.now();
        await site.postgres.crash();
        await site.open();
        back.push(performance.now() - at);
      }
      print(`PostgreSQL answers again after at most ${seconds(Math.max(...back))} s`);
      await said;
      await allDoneOnce(site, 1_000, "PostgreSQL");
    });

    it.runIf(testServices.full)(
      `goes on within 30 s of each of five deaths of its worker ${inFull}`,
      async () => {
        const resumed: number[] = [];
        // Only one worker, which dies while it hands the answer over.
        site.workers.pop()?.kill("SIGKILL");
        site.vendor.faults.push("hang", "hang", "hang", "hang", "hang");
        await site.say(texts(1), 1);
        for (let death = 1; death <= 5; death++) {
          await until(() => site.vendor.faults.length === 5 - death);
          const at = performance.now();
          await site.replaceWorker();
          if (death < 5) await until(() => site.vendor.faults.length < 5 - death);
          else await until(() => site.vendor.posted.length === 1);
          resumed.push(performance.now() - at);
        }
        print(`resumed after ${resumed.map(seconds).join(", ")} s`);
        await allDoneOnce(site, 1, "deaths");
      },
    );
  },
);

async function allDoneOnce(site: Site, count: number, what: string): Promise<void> {
  const left = await site.open().catch(() => -1);
  const after = await drained(site, 5 * MINUTES);
  const titles = await site.query((tasks) => tasks.map(({ title }) => title));
  print(`${what}: ${count} messages, ${left} open at the end, drained after ${after} s`);
  expect(new Set(titles).size, "carried out").toBe(count);
  expect(titles, "carried out once").toHaveLength(count);
  const answers = site.vendor.posted.map(({ delivery }) => delivery);
  expect(new Set(answers).size, "answered").toBe(count);
  expect(answers, "answered once").toHaveLength(count);
}

async function during(said: Promise<void>, everyMs: number, act: () => Promise<void>) {
  let over = false;
  void said.then(() => {
    over = true;
  });
  while (!over) {
    await pause(everyMs);
    await act();
  }
}

async function until(check: () => boolean): Promise<void> {
  while (!check()) await pause(50);
}

/** The database may be away at that moment. */
async function howFar(site: Site): Promise<void> {
  const carriedOut = await site.query((tasks) => tasks.length).catch(() => undefined);
  const open = await site.open().catch(() => undefined);
  print(
    carriedOut === undefined || open === undefined
      ? "  the database is away"
      : `  ${carriedOut} carried out, ${open} open, ${site.vendor.posted.length} answered`,
  );
}

const print = (line: string) => process.stdout.write(`${line}\n`);
const seconds = (ms: number): string => (ms / 1000).toFixed(1);
