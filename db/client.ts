/**
 * Opens the database and hands out transactions. Every transaction runs as a role that owns nothing,
 * with the tenant, the actor and the viewer set for row-level security. The one other way in,
 * `maintenance`, is an operator's.
 */
import { sql } from "drizzle-orm";
import { drizzle, type NodePgDatabase } from "drizzle-orm/node-postgres";
import { migrate as applyMigrations } from "drizzle-orm/node-postgres/migrator";
import { fileURLToPath } from "node:url";
import path from "node:path";
import pg from "pg";
import { AppError } from "../core/domain/errors.ts";
import { lockDirectory } from "./directory-lock.ts";
import { openEmbedded } from "./embedded.ts";

const migrationsFolder = fileURLToPath(new URL("./migrations", import.meta.url));

/** For whom a transaction runs. `viewerId` is null where the answer is for a whole shared channel. */
export interface Scope {
  tenantId: string;
  actorId: string | null;
  viewerId: string | null;
}

type Sql = NodePgDatabase<Record<string, never>>;

/** One open transaction. Query functions take it as their first argument. */
export interface Tx {
  sql: Sql;
  scope: Scope;
  /** Wraps every key that is made. */
  masterKey: Buffer;
  /** Still open what they wrapped before the master key was changed. */
  earlierKeys: readonly Buffer[];
}

type Keys = Pick<Tx, "masterKey" | "earlierKeys">;

/** What passes by row-level security: it is for whoever holds the database's owner login. */
export type Maintenance = Omit<Tx, "scope">;

export interface Database {
  engine: "embedded" | "postgres";
  /** Runs `work` in one transaction of one tenant; throws roll it back. */
  transaction<T>(scope: Scope, work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Runs `work` on the list of tenants, and on nothing else. */
  directory<T>(work: (sql: Sql) => Promise<T>): Promise<T>;
  /**
   * Runs `work` as the database's owner, past row-level security, on one moment of the whole database.
   * For archives of a tenant and for nothing that answers anybody; each query must name its tenant.
   */
  maintenance<T>(work: (maintenance: Maintenance) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export interface OpenOptions {
  masterKey: Buffer;
  earlierKeys?: readonly Buffer[];
  /** Embedded database directory; undefined keeps it in memory. Ignored with `url`. */
  directory?: string;
  /** PostgreSQL of the runtime login. */
  url?: string;
  /** PostgreSQL of the owner, connected to by `maintenance` only. */
  adminUrl?: string;
  /** Connections to PostgreSQL. */
  poolSize?: number;
}

export async function openDatabase(options: OpenOptions): Promise<Database> {
  return options.url === undefined
    ? await openEmbeddedDatabase(options)
    : openServerDatabase(options.url, options);
}

async function openEmbeddedDatabase(options: OpenOptions): Promise<Database> {
  const { directory } = options;
  const unlock = directory === undefined ? () => undefined : lockDirectory(directory);
  try {
    const { pool, close } = await openEmbedded(directory && path.join(directory, "db"));
    try {
      await runMigrations(pool);
    } catch (cause) {
      // Left open, its thread would keep the process alive.
      await close();
      throw new AppError(
        "misconfigured",
        "The data directory was made by another version of Rapport and could not be brought up to date.",
        { message: "embedded migration failed", cause },
      );
    }
    return databaseOver("embedded", pool, keysOf(options), async () => {
      await close();
      unlock();
    });
  } catch (error) {
    unlock();
    throw error;
  }
}

function openServerDatabase(url: string, options: OpenOptions): Database {
  const { adminUrl, poolSize = 10 } = options;
  const keys = keysOf(options);
  const pool = new pg.Pool({ connectionString: url, max: poolSize });
  // An idle connection that breaks is replaced on next use; unheard, its error would end the process.
  pool.on("error", () => undefined);
  // So is one that breaks between two queries of a transaction; the next of them fails and says so.
  pool.on("connect", (client) => {
    client.on("error", () => undefined);
  });
  return {
    ...databaseOver("postgres", pool, keys, () => pool.end()),
    maintenance: (work) => withOwner(adminUrl, (owner) => maintain(owner, keys, work)),
  };
}

const keysOf = ({ masterKey, earlierKeys = [] }: OpenOptions): Keys => ({ masterKey, earlierKeys });

/** The owner's connection lasts as long as the one thing it is opened for. */
async function withOwner<T>(
  adminUrl: string | undefined,
  work: (owner: Sql) => Promise<T>,
): Promise<T> {
  if (adminUrl === undefined)
    throw new AppError(
      "misconfigured",
      "DATABASE_ADMIN_URL is missing: this needs the owner's login of the PostgreSQL database.",
    );
  const pool = new pg.Pool({ connectionString: adminUrl, max: 1 });
  pool.on("error", () => undefined);
  try {
    return await work(drizzle(pool, { casing: "snake_case" }));
  } finally {
    await pool.end();
  }
}

async function maintain<T>(
  owner: Sql,
  keys: Keys,
  work: (maintenance: Maintenance) => Promise<T>,
): Promise<T> {
  return owner.transaction(
    async (transaction) => {
      const { rows } = await transaction.execute<{ free: boolean }>(sql`
        select rolsuper or rolbypassrls as free from pg_roles where rolname = current_user`);
      if (rows[0]?.free !== true)
        throw new AppError(
          "misconfigured",
          "The login of DATABASE_ADMIN_URL is held back by row-level security: use a superuser, or an owner with BYPASSRLS.",
        );
      // What a policy would filter is then an error instead of a row that is missing.
      await transaction.execute(sql`select set_config('row_security', 'off', true)`);
      return work({ sql: transaction, ...keys });
    },
    { isolationLevel: "repeatable read" },
  );
}

/** The transactions of an open pool, whatever stands behind it. */
export function databaseOver(
  engine: Database["engine"],
  pool: pg.Pool,
  keys: Keys,
  close: () => Promise<void>,
): Database {
  const db: Sql = drizzle(pool, { casing: "snake_case" });
  return {
    engine,
    close,
    transaction: (scope, work) => inScope(pool, scope, (sql) => work({ sql, scope, ...keys })),
    directory: (work) =>
      db.transaction(async (transaction) => {
        await transaction.execute(sql`select set_config('role', 'rapport_directory', true)`);
        return work(transaction);
      }),
    maintenance: (work) => maintain(db, keys, work),
  };
}

/**
 * A transaction that begins, and enters its scope, in one message: of a short one every message to the
 * database and back is a good part.
 */
async function inScope<T>(
  pool: pg.Pool,
  scope: Scope,
  work: (transaction: Sql) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let broken: boolean | undefined;
  try {
    await client.query(`begin; ${scopeStatement(scope)}`);
    const result = await work(sqlOver(client));
    await client.query("commit");
    return result;
  } catch (error) {
    // What cannot be rolled back is closed, and nobody meets what it left open.
    await client.query("rollback").catch(() => (broken = true));
    throw error;
  } finally {
    client.release(broken);
  }
}

const known = new WeakMap<pg.PoolClient, Sql>();

/** One for each connection: what it has learned of the tables stays with it. */
function sqlOver(client: pg.PoolClient): Sql {
  const sql = known.get(client) ?? drizzle(client, { casing: "snake_case" });
  known.set(client, sql);
  return sql;
}

/** For the rest of the open transaction: one tenant, and the role that owns nothing. */
export function scopeStatement({ tenantId, actorId, viewerId }: Scope): string {
  const settings = {
    "app.tenant_id": tenantId,
    "app.actor_id": actorId ?? "",
    "app.viewer_id": viewerId ?? "",
    role: "rapport_app",
  };
  const set = Object.entries(settings).map(
    ([name, value]) => `set_config('${name}', ${pg.escapeLiteral(value)}, true)`,
  );
  return `select ${set.join(", ")}`;
}

/** Applies what is missing of db/migrations; needs a login that may create roles and extensions. */
export async function migrateServer(adminUrl: string): Promise<void> {
  const pool = new pg.Pool({ connectionString: adminUrl, max: 1 });
  try {
    await runMigrations(pool);
  } catch (error) {
    throw new AppError(
      "misconfigured",
      "The database could not be migrated; see the log for why.",
      {
        message: "migration failed",
        cause: error,
      },
    );
  } finally {
    await pool.end();
  }
}

async function runMigrations(pool: pg.Pool): Promise<void> {
  await applyMigrations(drizzle(pool), { migrationsFolder });
}
