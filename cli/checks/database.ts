/** Looks at the database: which it is, whether it fits this program, and what would let secrets out. */
import type { Config } from "../../config.ts";
import type { DatabaseFacts } from "../../db/queries/health.ts";
import type { AppDeps } from "../../deps.ts";
import { lookedAt, type Check } from "./check.ts";

const NAMED_AT_MOST = 5;

export function databaseChecks(
  { db }: Pick<AppDeps, "db">,
  config: Config,
  { version, missing, searchIndexed, findings }: DatabaseFacts,
): Check[] {
  const where = db.engine === "embedded" ? `embedded in ${config.RAPPORT_DATA}` : "server";
  if (missing.length > 0)
    return [
      lookedAt(
        "database",
        false,
        `${where}, ${version}: not brought up to date, there is no ${listed(missing)}; run rapport migrate. ` +
          "What needs the database is not looked at until then",
      ),
    ];
  return [
    lookedAt("database", true, `${where}, ${version}`),
    lookedAt(
      "search indexes",
      searchIndexed,
      searchIndexed
        ? "used under row-level security"
        : "unused under row-level security, so searches read every row: run the migrations as a superuser",
    ),
    lookedAt(
      "tenant isolation",
      findings.length === 0,
      findings.length === 0
        ? "row-level security covers every table, key and function"
        : findings.map(({ rule, object }) => `${object}: ${rule}`).join("; "),
    ),
  ];
}

const listed = (names: readonly string[]): string =>
  names.length <= NAMED_AT_MOST
    ? names.join(", ")
    : `${names.slice(0, NAMED_AT_MOST).join(", ")} and ${names.length - NAMED_AT_MOST} more`;
