/** Makes the embedded database every test file starts from: created and migrated once, then copied. */
import { createHash } from "node:crypto";
import fs from "node:fs";
import path from "node:path";
import { openDatabase } from "../../db/client.ts";
import { testMasterKey } from "./master-key.ts";

const cache = path.resolve(".cache");

/** Where the template of the current migrations lies. */
export function templateDirectory(): string {
  const hash = createHash("sha256");
  const folder = path.resolve("db/migrations");
  for (const file of fs.readdirSync(folder).sort())
    if (file.endsWith(".sql")) hash.update(fs.readFileSync(path.join(folder, file)));
  hash.update(fs.readFileSync(path.resolve("node_modules/@electric-sql/pglite/package.json")));
  return path.join(cache, `template-${hash.digest("hex").slice(0, 16)}`);
}

export default async function setup(): Promise<void> {
  const target = templateDirectory();
  if (fs.existsSync(target)) return;
  fs.mkdirSync(cache, { recursive: true });
  const making = fs.mkdtempSync(path.join(cache, "making-"));
  const database = await openDatabase({ directory: making, masterKey: testMasterKey });
  await database.close();
  try {
    fs.renameSync(making, target);
  } catch (error) {
    // Another run made the same template meanwhile.
    if (!fs.existsSync(target)) throw error;
    fs.rmSync(making, { recursive: true, force: true });
  }
}
