/** An import killed at any moment and run again ends where one that was left alone ends. */
import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import { openDatabase } from "../db/client.ts";
import { createTenant, saveUser } from "../db/queries/tenants.ts";
import { testMasterKey } from "../test/support/master-key.ts";
import { templateDirectory } from "../test/support/template-database.ts";

const source = new URL("../../shared/data/enron-west-gas/allen-p.mbox.gz", import.meta.url)
  .pathname;
const hasData = fs.existsSync(source);
const title = hasData ? "a killed import" : "a killed import (skipped: ../shared/data is absent)";
const now = "2026-11-21T00:00:00.000Z";
const directory = fs.mkdtempSync(path.join(os.tmpdir(), "rapport-kill-"));
const mailbox = path.join(directory, "mailbox.mbox");
const MESSAGES = 500;

/** Everything stored, by what it says and not by the ids it was given. */
const everything = `
  with text as (
    select 'interaction' as what, i.kind || i.occurred_at || encode(i.fingerprint, 'hex') || i.machine_score || ' ' || i.participant_count as said from interactions i
    union all select 'key', k.key || encode(i.fingerprint, 'hex') from interaction_keys k join interactions i on i.id = k.interaction_id
    union all select 'participant', encode(i.fingerprint, 'hex') || p.role || d.value || d.display_name || coalesce(d.domain, '')
      from interaction_participants p join interactions i on i.id = p.interaction_id join identities d on d.id = p.identity_id
    union all select 'sighting', s.key from sightings s
    union all select 'content', encode(i.fingerprint, 'hex') || c.subject || c.text || coalesce(c.full_text, '')
      from interaction_contents c join interactions i on i.id = c.interaction_id
    union all select 'thread', string_agg(encode(fingerprint, 'hex'), ',' order by fingerprint) from interactions group by thread_id
    union all select 'correspondence', concat_ws(' ', d.value, c.sent, c.received, c.machine, c.meetings, c.first_at, c.last_at)
      from correspondence c join identities d on d.id = c.identity_id
    union all select 'suggestion', concat_ws(' ', d.value, s.kind, s.value, s.name, s.evidence, s.score, s.status)
      from suggestions s join identities d on d.id = s.identity_id
    union all select 'address', address from user_addresses
  )
  select what, count(*)::int as n, md5(string_agg(said, '|' order by said)) as content from text group by what order by what`;

describe.skipIf(!hasData)(title, () => {
  afterAll(() => {
    fs.rmSync(directory, { recursive: true, force: true });
  });

  test("loses nothing and doubles nothing", async () => {
    fs.writeFileSync(mailbox, beginningOf(gunzipSync(fs.readFileSync(source)).toString("latin1")));
    const quiet = await prepare("quiet");
    expect(await runImport(quiet)).toBe("done");
    const killed = await prepare("killed");
    expect(await runImport(killed, 200)).toBe("killed");
    expect(await runImport(killed, 400)).toBe("killed");
    expect(await runImport(killed)).toBe("done");
    const expected = await contentOf(quiet);
    expect(expected).toHaveLength(9);
    expect(await contentOf(killed)).toEqual(expected);
  }, 120_000);
});

const beginningOf = (mbox: string): Buffer =>
  Buffer.from(
    mbox
      .split(/(?<=\n\n)(?=From MAILER-DAEMON )/)
      .slice(0, MESSAGES)
      .join(""),
    "latin1",
  );

interface Place {
  directory: string;
  tenantId: string;
  userId: string;
}

async function prepare(name: string): Promise<Place> {
  const place = path.join(directory, name);
  fs.cpSync(templateDirectory(), place, { recursive: true });
  const db = await openDatabase({ masterKey: testMasterKey, directory: place });
  const at = new Date(now);
  const tenant = await createTenant(db, { slug: "enron", name: "Enron", at });
  const input = {
    email: "phillip.allen@enron.com",
    name: "Phillip Allen",
    role: "member",
    timeZone: "UTC",
    locale: "en",
    at,
  } as const;
  const scope = { tenantId: tenant.id, actorId: null, viewerId: null };
  const user = await db.transaction(scope, (tx) => saveUser(tx, input));
  await db.close();
  return { directory: place, tenantId: tenant.id, userId: user.id };
}

/** Kills the importing process as soon as it has reported that many messages; undefined lets it end. */
async function runImport(place: Place, killAt?: number): Promise<"done" | "killed" | "failed"> {
  const script = new URL("../test/support/import-child.ts", import.meta.url).pathname;
  const child = spawn(
    process.execPath,
    ["--import", "tsx", script, place.directory, place.tenantId, place.userId, mailbox, now],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const read = Math.max(...text.split("\n").map(Number).filter(Number.isFinite));
    if (killAt !== undefined && read >= killAt) child.kill("SIGKILL");
  });
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) => {
    child.on("exit", (exit, by) => {
      resolve([exit, by]);
    });
  });
  if (signal === "SIGKILL") return "killed";
  return code === 0 ? "done" : "failed";
}

async function contentOf(place: Place): Promise<unknown[]> {
  const db = await openDatabase({ masterKey: testMasterKey, directory: place.directory });
  const scope = { tenantId: place.tenantId, actorId: place.userId, viewerId: place.userId };
  const { rows } = await db.transaction(scope, (tx) => tx.sql.execute(everything));
  await db.close();
  return rows;
}
