import { spawn, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { lockDirectory } from "./directory-lock.ts";

let directory: string;
beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), "rapport-lock-"));
});
afterEach(() => {
  fs.rmSync(directory, { recursive: true, force: true });
});

const lockFile = () => path.join(directory, "rapport.lock");
const locker = (work: string) => [
  "--import",
  "tsx",
  "--input-type=module",
  "-e",
  `const { lockDirectory } = await import(${JSON.stringify(path.resolve("db/directory-lock.ts"))});
   try { lockDirectory(${JSON.stringify(directory)}); ${work} } catch (error) { console.log(error.message); process.exit(1); }`,
];

describe("the lock on a data directory", () => {
  test("refuses a second holder and names the first one's pid", () => {
    const unlock = lockDirectory(directory);
    const second = spawnSync(process.execPath, locker(""), { encoding: "utf8" });
    expect(second.status).toBe(1);
    expect(second.stdout).toContain(`process ${process.pid};`);
    unlock();
    expect(spawnSync(process.execPath, locker("")).status).toBe(0);
  });

  test("refuses this very process a second time", () => {
    const unlock = lockDirectory(directory);
    expect(() => lockDirectory(directory)).toThrow(`in use by process ${process.pid}`);
    unlock();
  });

  test("takes over what a killed process left behind", async () => {
    const child = spawn(
      process.execPath,
      locker("console.log('held'); setInterval(() => {}, 1000);"),
    );
    await new Promise((resolve) => child.stdout.once("data", resolve));
    expect(() => lockDirectory(directory)).toThrow(`in use by process ${child.pid}`);
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
    lockDirectory(directory)();
    expect(fs.existsSync(lockFile())).toBe(false);
  });

  test("takes over a lock whose number now belongs to another process", () => {
    fs.writeFileSync(lockFile(), JSON.stringify({ pid: process.pid, startedAt: "1" }));
    expect(() => {
      lockDirectory(directory)();
    }).not.toThrow();
  });

  test("takes over a lock that was cut off while it was written", () => {
    fs.writeFileSync(lockFile(), '{"pid":');
    expect(() => {
      lockDirectory(directory)();
    }).not.toThrow();
  });

  test("lets exactly one of many take over a stale lock", async () => {
    fs.writeFileSync(lockFile(), JSON.stringify({ pid: 2 ** 22 - 1, startedAt: "1" }));
    const children = Array.from({ length: 6 }, () =>
      spawn(process.execPath, locker("console.log('held'); setTimeout(() => {}, 3000);")),
    );
    const outcomes = await Promise.all(
      children.map(
        (child) =>
          new Promise<string>((resolve) =>
            child.stdout.once("data", (data: Buffer) => resolve(String(data))),
          ),
      ),
    );
    for (const child of children) child.kill("SIGKILL");
    expect(outcomes.filter((outcome) => outcome.startsWith("held"))).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome.includes("in use by process"))).toHaveLength(5);
  });
});
