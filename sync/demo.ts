/**
 * The demo workspace: fictional people whose mail, meetings, contacts and deals go through the real
 * import. Its dates are moved by whole weeks so that the last of them is always just past.
 */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { z } from "zod";
import type { Deps } from "../core/context.ts";
import { createTenant, findTenant, saveSettings, saveUser } from "../db/queries/tenants.ts";
import { shiftDates } from "./files/demo-dates.ts";
import { importFile } from "./import-file.ts";

const WEEK_MS = 7 * 24 * 3_600_000;
const DAYS_A_WEEK = 7;

const manifestShape = z.object({
  anchor: z.string(),
  tenant: z.object({ slug: z.string(), name: z.string() }),
  users: z.array(
    z.object({
      email: z.string(),
      name: z.string(),
      role: z.enum(["owner", "admin", "manager", "member", "viewer"]),
      tz: z.string(),
    }),
  ),
  imports: z.array(z.object({ file: z.string(), as: z.string() })),
});

/** Creates the demo tenant unless it is there; returns its slug and who to sign in as. */
export async function createDemo(
  deps: Pick<Deps, "db" | "log">,
  options: { folder: string; now: Date; onStep?: (text: string) => void },
): Promise<{ slug: string; email: string }> {
  const { folder, now, onStep = () => undefined } = options;
  const text = fs.readFileSync(path.join(folder, "manifest.json"), "utf8");
  const manifest = manifestShape.parse(JSON.parse(text));
  const { slug, name } = manifest.tenant;
  const first = manifest.users[0];
  if (!first) throw new Error("the demo names no user");
  const signInAs = { slug, email: first.email };
  // Interrupted half-way, the next start goes on: what is there already is not imported twice.
  const known = await findTenant(deps.db, slug);
  if (known && known.settings.loading !== true) return signInAs;
  const tenant =
    known ?? (await createTenant(deps.db, { slug, name, at: now, settings: { loading: true } }));
  const scope = { tenantId: tenant.id, actorId: null, viewerId: null };
  const ids = new Map<string, string>();
  for (const { email, name: userName, role, tz } of manifest.users) {
    const user = await deps.db.transaction(scope, (tx) =>
      saveUser(tx, { email, name: userName, role, timeZone: tz, locale: "en", at: now }),
    );
    ids.set(email, user.id);
  }
  // Counted from the creation, so that a second try moves every date to the same day as the first.
  const weeks = Math.floor((tenant.createdAt.getTime() - Date.parse(manifest.anchor)) / WEEK_MS);
  const moved = fs.mkdtempSync(path.join(os.tmpdir(), "rapport-demo-"));
  try {
    for (const { file, as } of manifest.imports) {
      onStep(`reading ${file}`);
      await importFile(deps, {
        tenantId: tenant.id,
        userId: ids.get(as) ?? "",
        path: moveDates(path.join(folder, file), moved, weeks * DAYS_A_WEEK),
        fileName: file,
        now,
      });
    }
  } finally {
    fs.rmSync(moved, { recursive: true, force: true });
  }
  await deps.db.transaction(scope, (tx) =>
    saveSettings(tx, { ...tenant.settings, loading: false }),
  );
  return signInAs;
}

function moveDates(source: string, folder: string, days: number): string {
  const name = path.basename(source);
  const kind = path.extname(name).slice(1) as "mbox" | "ics" | "csv" | "vcf";
  const target = path.join(folder, name);
  fs.writeFileSync(target, shiftDates(kind, fs.readFileSync(source, "utf8"), days));
  return target;
}
