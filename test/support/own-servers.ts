/** A PostgreSQL and a Redis of a test's own, which it may stop, flush and kill without disturbing others. */
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { freePort } from "./local-server.ts";

const run = promisify(execFile);
const asRoot = process.getuid?.() === 0;

export interface OwnPostgres {
  /** The runtime login's. */
  url: string;
  adminUrl: string;
  /** Ends it without a word to anybody, as a power cut would, and starts it again. */
  crash(): Promise<void>;
  close(): Promise<void>;
}

export async function openOwnPostgres(): Promise<OwnPostgres> {
  const bin = newestBin();
  const port = await freePort();
  const password = randomBytes(12).toString("hex");
  // The server refuses to run as root, and its own user must reach the folder.
  const folder = fs.mkdtempSync("/var/tmp/rapport-faults-");
  const data = path.join(folder, "data");
  const secret = path.join(folder, "password");
  fs.writeFileSync(secret, password);
  if (asRoot) await run("chown", ["-R", "postgres", folder]);
  const server = (tool: string, args: string[], env: Record<string, string> = {}) =>
    asRoot && tool !== "psql"
      ? run("runuser", ["-u", "postgres", "--", path.join(bin, tool), ...args], { cwd: "/" })
      : run(path.join(bin, tool), args, { env: { PATH: "/usr/bin:/bin", ...env } });
  await server("initdb", ["-D", data, "-U", "owner", `--pwfile=${secret}`, "-A", "scram-sha-256"]);
  const options = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off`;
  const log = path.join(folder, "log");
  const start = () =>
    server("pg_ctl", ["-D", data, "-w", "-t", "30", "-l", log, "-o", options, "start"]);
  const stop = () => server("pg_ctl", ["-D", data, "-w", "-m", "immediate", "stop"]);
  await start();
  const init = path.resolve("scripts/postgres-init.sql");
  const at = `host=127.0.0.1 port=${port} user=owner dbname=postgres`;
  await server("psql", ["-qX", "-v", "ON_ERROR_STOP=1", "-f", init, at], {
    PGPASSWORD: password,
    RAPPORT_RUNTIME_PASSWORD: password,
  });
  const urlOf = (user: string) => `postgres://${user}:${password}@127.0.0.1:${port}/postgres`;
  return {
    url: urlOf("rapport_login"),
    adminUrl: urlOf("owner"),
    crash: async () => {
      await stop();
      await start();
    },
    close: async () => {
      await stop();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

function newestBin(): string {
  const root = "/usr/lib/postgresql";
  const versions = fs.readdirSync(root).sort((a, b) => Number(a) - Number(b));
  return path.join(root, versions.at(-1) ?? "", "bin");
}

export interface OwnRedis {
  url: string;
  flush(): Promise<void>;
  /** Without its data, as it keeps none. */
  stop(): Promise<void>;
  start(): Promise<void>;
  close(): Promise<void>;
}

export async function openOwnRedis(): Promise<OwnRedis> {
  const port = await freePort();
  let server: ChildProcess | undefined;
  const cli = (...args: string[]) => run("redis-cli", ["-p", String(port), ...args]);
  const start = async (): Promise<void> => {
    const keeping = ["--save", "", "--appendonly", "no", "--maxmemory-policy", "noeviction"];
    const args = ["--bind", "127.0.0.1", "--port", String(port), ...keeping];
    server = spawn("redis-server", args, { stdio: "ignore" });
    for (let tried = 0; tried < 100; tried++) {
      const { stdout } = await cli("ping").catch(() => ({ stdout: "" }));
      if (stdout.trim() === "PONG") return;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error("redis-server did not start");
  };
  const stop = async (): Promise<void> => {
    const ended = new Promise((resolve) => server?.once("exit", resolve));
    server?.kill("SIGKILL");
    await ended;
  };
  await start();
  return {
    url: `redis://127.0.0.1:${port}/0`,
    flush: async () => void (await cli("flushall")),
    stop,
    start,
    close: stop,
  };
}
