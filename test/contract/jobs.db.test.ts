/** Runs the jobs contract on both implementations. */
import { Redis } from "ioredis";
import { describe, expect } from "vitest";
import { openBullmqJobs } from "../../core/bullmq-jobs.ts";
import { newId } from "../../core/domain/ids.ts";
import { openInProcessJobs } from "../../core/in-process-jobs.ts";
import { testServices } from "../support/services.ts";
import { jobsContract } from "./jobs.ts";

const { redisUrl } = testServices;

describe("jobs inside one process", () => {
  jobsContract({ open: openInProcessJobs, sharesWork: false });
});

describe.skipIf(redisUrl === undefined)(
  "jobs over Redis (skipped where RAPPORT_TEST_REDIS_URL is not set)",
  () => {
    // A database of its own, because one test empties it.
    const url = new URL(redisUrl ?? "redis://127.0.0.1");
    url.pathname = "/9";
    let prefix = "";
    let openedIn = "";
    jobsContract({
      open: (options) => {
        // Views opened within one test share their jobs; each test has a prefix of its own.
        const test = expect.getState().currentTestName ?? "";
        if (test !== openedIn) prefix = `rapport-test-${newId()}`;
        openedIn = test;
        return openBullmqJobs({ ...options, redisUrl: url.href, prefix });
      },
      loseEverything: async () => {
        const redis = new Redis(url.href);
        await redis.flushdb();
        await redis.quit();
      },
      sharesWork: true,
    });
  },
);
