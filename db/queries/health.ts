/** Facts about the database that an operator wants to know. */
import { sql } from "drizzle-orm";
import { lintCatalogue, type Finding } from "../catalogue-lint.ts";
import type { Database } from "../client.ts";

export interface DatabaseFacts {
  version: string;
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
    const findings = await lintCatalogue(
      async (statement) => (await directory.execute(sql.raw(statement))).rows,
    );
    return {
      version: rows[0]?.version ?? "unknown",
      searchIndexed: rows[0]?.leakproof ?? false,
      findings,
    };
  });
}
