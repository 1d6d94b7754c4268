/** The machine a figure belongs to: without it, a figure says nothing. */
import os from "node:os";
import { sql } from "drizzle-orm";
import type { Database } from "../db/client.ts";

export interface Machine {
  cpu: string;
  cores: number;
  memoryGb: number;
  os: string;
  node: string;
  database: string;
  date: string;
}

export async function describeMachine(db: Database): Promise<Machine> {
  const { rows } = await db.directory((directory) =>
    directory.execute<{ version: string }>(
      sql`select current_setting('server_version') as version`,
    ),
  );
  const server = db.engine === "embedded" ? "embedded PGlite, PostgreSQL" : "PostgreSQL server";
  return {
    cpu: os.cpus()[0]?.model.trim() ?? "unknown processor",
    cores: os.availableParallelism(),
    memoryGb: Math.round(os.totalmem() / 1024 ** 3),
    os: `${os.type()} ${os.release()} ${os.arch()}`,
    node: process.versions.node,
    database: `${server} ${rows[0]?.version ?? ""}`,
    date: new Date().toISOString(),
  };
}
