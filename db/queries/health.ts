/** Facts about the database that an operator wants to know. */
import fs from "node:fs";
import { sql } from "drizzle-orm";
import { lintCatalogue, type Finding } from "../catalogue-lint.ts";
import type { Database } from "../client.ts";

export interface DatabaseFacts {
  version: string;
  /** Tables and columns this program needs and the database does not have: migrations were not run. */
  missing: string[];
  /** Text and name searches may use their indexes although row-level security is on. */
  searchIndexed: boolean;
  /** What would let one tenant, or one colleague, see what is another's. */
  findings: Finding[];
}

export async function databaseFacts(db: Database): Promise<DatabaseFacts> {
  return db.directory(async (directory) => {
    const { rows } = await directory.execute<{ version: string; leakproof: boolean }>(sql`
      select split_part(version(), ' on ', 1) as version,
        (select bool_and(proleakproof) from pg_proc
          where proname in ('word_similarity_commutator_op', 'ts_match_vq')) as leakproof`);
    const columns = await directory.execute<{ name: string }>(sql`
      select c.relname || '.' || a.attname as name from pg_class c join pg_attribute a on a.attrelid = c.oid
      where c.relnamespace = 'public'::regnamespace and a.attnum > 0 and not a.attisdropped`);
    const findings = await lintCatalogue(
      async (statement) => (await directory.execute(sql.raw(statement))).rows,
    );
    return {
      version: rows[0]?.version ?? "unknown",
      missing: missingFrom(new Set(columns.rows.map(({ name }) => name))),
      searchIndexed: rows[0]?.leakproof ?? false,
      findings,
    };
  });
}

/** A missing table by its name, of another what columns it lacks. */
function missingFrom(present: ReadonlySet<string>): string[] {
  return Object.values(newestSnapshot().tables).flatMap(({ name, columns }) => {
    const missing = Object.keys(columns)
      .map((column) => `${name}.${column}`)
      .filter((column) => !present.has(column));
    return missing.length === Object.keys(columns).length ? [name] : missing;
  });
}

interface Snapshot {
  tables: Record<string, { name: string; columns: Record<string, unknown> }>;
}

/** What the tables are after the last migration, as it was generated with it. */
function newestSnapshot(): Snapshot {
  const folder = new URL("../migrations/meta/", import.meta.url);
  const newest = fs
    .readdirSync(folder)
    .filter((file) => file.endsWith("_snapshot.json"))
    .sort()
    .at(-1);
  return JSON.parse(fs.readFileSync(new URL(newest ?? "", folder), "utf8")) as Snapshot;
}
