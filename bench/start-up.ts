/** From the start of the program to its first answer: on a directory in use, and on a new one with the demo. */
import { spawn, type ChildProcess } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "../test/support/local-server.ts";
import type { Figure } from "./figure.ts";
import type { Scratch } from "./scratch.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const GIVE_UP_MS = 120_000;
const POLL_MS = 20;

export async function startUp(scratch: Scratch): Promise<Figure[]> {
  const data = path.join(scratch.directory, "start-up");
  const fresh = await secondsToAnswer(data, ["--demo"]);
  const warm = await secondsToAnswer(data, ["--demo"]);
  return [
    { name: "start on a warm data directory", value: warm, unit: "s", target: { atMost: 10 } },
    {
      name: "first start, the demo workspace imported before it answers",
      value: fresh,
      unit: "s",
    },
  ];
}

async function secondsToAnswer(data: string, flags: string[]): Promise<number> {
  const port = await freePort();
  const startedAt = performance.now();
  const program = spawn(
    process.execPath,
    ["--import", "tsx", "cli.ts", "serve", "--data", data, "--port", String(port), ...flags],
    { cwd: root, stdio: "ignore" },
  );
  try {
    await answers(`http://127.0.0.1:${port}/readyz`, program);
    return (performance.now() - startedAt) / 1000;
  } finally {
    await stopped(program);
  }
}

async function answers(url: string, program: ChildProcess): Promise<void> {
  const giveUpAt = performance.now() + GIVE_UP_MS;
  while (performance.now() < giveUpAt) {
    if (program.exitCode !== null) throw new Error(`serve ended with ${program.exitCode}`);
    const response = await fetch(url).catch(() => undefined);
    await response?.arrayBuffer();
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  throw new Error("serve did not answer in time");
}

async function stopped(program: ChildProcess): Promise<void> {
  if (program.exitCode !== null) return;
  const ended = new Promise((resolve) => program.once("exit", resolve));
  program.kill("SIGTERM");
  await ended;
}
