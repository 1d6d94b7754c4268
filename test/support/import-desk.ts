/** Tenants whose users bring files, at a moment that stays: for tests of importing. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { createTenant, saveUser, type User } from "../../db/queries/tenants.ts";
import type { TenantSettings } from "../../db/schema/tenancy.ts";
import { importFile, type ImportReport, type ImportRequest } from "../../sync/import-file.ts";
import { openTestDatabase, type TestDatabase } from "./database.ts";

export const importedAt = new Date("2026-11-21T00:00:00Z");

export interface ImportDesk {
  db: TestDatabase;
  /** A tenant of its own for these people. */
  team(
    people: readonly (readonly [email: string, name: string])[],
    settings?: Partial<TenantSettings>,
  ): Promise<User[]>;
  /** Writes a file; each team has files of its own. */
  file(name: string, content: string | Buffer): string;
  importAs(user: User, file: string, more?: Partial<ImportRequest>): Promise<ImportReport>;
  /** The rows of a statement, as far as that user may see them. */
  seenBy(user: User, statement: string): Promise<Record<string, unknown>[]>;
  close(): Promise<void>;
}

export const anaRuiz = ["ana.ruiz@harbour.com", "Ana Ruiz"] as const;
export const tomBecker = ["tom.becker@harbour.com", "Tom Becker"] as const;

export const requestOf = ({ tenantId, id: userId }: User, file: string): ImportRequest => ({
  tenantId,
  userId,
  path: file,
  fileName: path.basename(file),
  now: importedAt,
});

export const quiet = { info: () => undefined, warn: () => undefined };

export async function openImportDesk(): Promise<ImportDesk> {
  const db = await openTestDatabase();
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "rapport-import-"));
  let teams = 0;
  return {
    db,
    team: async (people, settings = {}) => {
      teams += 1;
      const slug = `team${teams}`;
      const { id } = await createTenant(db, { slug, name: "Team", at: importedAt, settings });
      const users: User[] = [];
      for (const [email, name] of people) users.push(await addMember(db, id, { email, name }));
      return users;
    },
    file: (name, content) => {
      const file = path.join(folder, `${teams}-${name}`);
      fs.writeFileSync(file, content);
      return file;
    },
    importAs: (user, file, more = {}) =>
      importFile({ db, log: quiet }, { ...requestOf(user, file), ...more }),
    seenBy: async ({ tenantId, id }, statement) => {
      const scope = { tenantId, actorId: id, viewerId: id };
      return (await db.transaction(scope, (tx) => tx.sql.execute(statement))).rows;
    },
    close: async () => {
      await db.close();
      fs.rmSync(folder, { recursive: true, force: true });
    },
  };
}

const addMember = (db: TestDatabase, tenantId: string, who: Pick<User, "email" | "name">) =>
  db.transaction({ tenantId, actorId: null, viewerId: null }, (tx) =>
    saveUser(tx, { ...who, role: "member", timeZone: "UTC", locale: "en", at: importedAt }),
  );
