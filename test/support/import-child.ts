/** Imports one file in a process of its own, so that a test can kill it at any moment. */
import { openDatabase } from "../../db/client.ts";
import { importFile } from "../../sync/import-file.ts";
import { testMasterKey } from "./master-key.ts";

const [directory = "", tenantId = "", userId = "", path = "", now = ""] = process.argv.slice(2);
const db = await openDatabase({ masterKey: testMasterKey, directory });
const log = { info: () => undefined, warn: () => undefined };
await importFile(
  { db, log },
  {
    tenantId,
    userId,
    path,
    fileName: path,
    now: new Date(now),
    onProgress: ({ messages }) => process.stdout.write(`${messages}\n`),
  },
);
await db.close();
process.stdout.write("done\n");
