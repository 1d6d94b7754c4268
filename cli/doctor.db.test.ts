/** What an operator is told: on a fresh data directory, and of everything that wants a hand. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { readConfig, type Config } from "../config.ts";
import { newId } from "../core/domain/ids.ts";
import { KEY_BYTES } from "../core/domain/sealing.ts";
import { forOperator } from "../db/connection-trouble.ts";
import { listUsers } from "../db/queries/tenants.ts";
import { openDeps, type AppDeps } from "../deps.ts";
import type { Check } from "./checks/check.ts";
import { doctor } from "./doctor.ts";
import { tenantBudget } from "./tenant-budget.ts";
import { systemScope, tenantCalled, tenantCreate } from "./tenants.ts";

const hex = (byte: number): string => Buffer.alloc(KEY_BYTES, byte).toString("hex");

let folder: string;
let config: Config;
let deps: AppDeps;
let printed: string[];

async function open(settings: Record<string, string>): Promise<void> {
  const always = { RAPPORT_DATA: folder, EMBEDDINGS: "off", LOG_LEVEL: "silent" };
  config = readConfig({ ...always, ...settings });
  deps = await openDeps(config);
}

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "rapport-doctor-"));
  await open({ RAPPORT_MASTER_KEY: hex(1) });
});
afterAll(async () => {
  await deps.close();
  fs.rmSync(folder, { recursive: true, force: true });
});
beforeEach(() => {
  printed = [];
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    printed.push(String(text));
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
});

async function checks(): Promise<Record<string, Pick<Check, "state" | "detail">>> {
  printed = [];
  await doctor(deps, config, { json: true });
  const document = JSON.parse(printed.join("")) as { checks: Check[] };
  return Object.fromEntries(document.checks.map(({ part, ...check }) => [part, check]));
}

const asOwner = (statement: string): Promise<unknown> =>
  deps.db.maintenance((owner) => owner.sql.execute(statement));

const about = (state: Check["state"], detail: string) => ({
  state,
  detail: expect.stringContaining(detail) as string,
});

test("a fresh data directory wants nothing, and each part that is off says why", async () => {
  const found = await checks();
  expect(Object.values(found).filter(({ state }) => state === "attention")).toEqual([]);
  expect(found).toMatchObject({
    database: about("on", `embedded in ${folder}`),
    "tenant isolation": about("on", "row-level security"),
    tenants: about("off", "rapport tenant create"),
    work: about("on", "none yet"),
    jobs: about("on", "REDIS_URL is not set"),
    language: about("on", "ANTHROPIC_API_KEY"),
    "search by meaning": about("off", "EMBEDDINGS"),
    "sending mail": about("off", path.join(folder, "outbox")),
    slack: about("off", "SLACK_SIGNING_SECRET"),
    mcp: about("on", "/mcp"),
  });
});

test("the words are the same checks, one a line", async () => {
  const parts = Object.keys(await checks());
  printed = [];
  await doctor(deps, config, {});
  const lines = printed.join("").trimEnd().split("\n");
  expect(lines).toHaveLength(parts.length);
  for (const [at, part] of parts.entries()) expect(lines[at]).toContain(`  ${part}  `);
});

describe("with a tenant whose work went wrong", () => {
  beforeAll(async () => {
    vi.spyOn(process.stdout, "write").mockReturnValue(true);
    await tenantCreate(deps, "acme", { name: "Acme", owner: "ana@acme.example", json: true });
    await tenantBudget(deps, { slug: "acme", usd: "0.5" }, { json: true });
    vi.restoreAllMocks();
    const tenant = await tenantCalled(deps, "acme");
    const [ana] = await deps.db.transaction(systemScope(tenant), listUsers);
    const of = `'${tenant.id}'`;
    const [draft, approval, key] = [newId(), newId(), newId()];
    await asOwner(`
      insert into inbox (tenant_id, id, channel, delivery_key, conversation_key, sequence, message, state, received_at)
        values (${of}, '${newId()}', 'slack', 'Ev1', 'dm', '1', '{}', 'waiting', now() - interval '1 hour'),
          (${of}, '${newId()}', 'slack', 'Ev2', 'dm', '2', '{}', 'failed', now())`);
    await asOwner(`
      insert into ai_runs values (${of}, '${newId()}', '${ana?.id}', now(), '${newId()}', 'claude', 'm', '', '',
        null, '[]', false, 10, 2, 0, 0, 600000, 1, 'end_turn')`);
    await asOwner(`
      insert into drafts (tenant_id, id, owner_id, channel, shared, version, tainted, expires_at, created_at, updated_at)
        values (${of}, '${draft}', '${ana?.id}', 'email', false, 1, false, now(), now(), now())`);
    await asOwner(`
      insert into draft_versions values (${of}, '${draft}', 1, 'h', '[]', '', '', null, false, now())`);
    await asOwner(`
      insert into approvals values (${of}, '${approval}', '${draft}', 1, 'h', '${ana?.id}', 'web', now())`);
    await asOwner(`
      insert into outbox (tenant_id, id, key, draft_id, version, content_hash, approval_id, sender_id, message_id, state,
          send_at, created_at, updated_at)
        values (${of}, '${newId()}', 'k', '${draft}', 1, 'h', '${approval}', '${ana?.id}', 'm', 'unknown', now(), now(), now())`);
    await asOwner(`
      insert into channel_workspaces values
        (${of}, '${newId()}', 'slack', 'T0HERE', 'Acme HQ', '{}', null, now(), null),
        (${of}, '${newId()}', 'slack', 'T0GONE', 'Gone', '{}', null, now(), now())`);
    await deps.db.transaction(systemScope(tenant), (tx) =>
      deps.vault.put(tx, { ownerId: tenant.id, provider: "none", purpose: "none" }, "canary"),
    );
    await asOwner(`insert into vault_keys values (${of}, '${key}', 7, '\\x01', now())`);
  });

  test("each is named with what to do about it", async () => {
    const found = await checks();
    expect(found).toMatchObject({
      tenants: about("on", "acme"),
      messages: about("attention", "1 wait, the oldest for 3"),
      sends: about("attention", "1 of unknown end: look in the mailbox"),
      "model, acme": about("attention", "0.6000 of 0.5 USD: the budget is used up"),
      "master key": about("attention", "keys under none that is set: 1, add it"),
    });
    expect(found.messages?.detail).toContain("rapport worker");
    expect(found.messages?.detail).toContain("1 failed in the last week");
  });

  test("workspaces of Slack are named, whether they are answered or not", async () => {
    printed = [];
    await doctor(deps, config, { json: true });
    const { checks: all } = JSON.parse(printed.join("")) as { checks: Check[] };
    expect(all.filter(({ part }) => part === "slack, acme")).toEqual([
      { part: "slack, acme", ...about("attention", "T0HERE Acme HQ: no token: connect it again") },
      { part: "slack, acme", ...about("off", "T0GONE Gone: disconnected") },
    ]);
  });

  test("after a change of the master key it says that rotating is still to do", async () => {
    await deps.close();
    await open({ RAPPORT_MASTER_KEY: hex(2), RAPPORT_MASTER_KEYS_EARLIER: hex(1) });
    expect((await checks())["master key"]).toEqual(about("attention", "rapport vault rotate"));
  });
});

test("a database of an earlier version is told apart, and what it lacks is named", async () => {
  await asOwner("alter table drafts drop column discarded");
  await asOwner("drop table vault_secrets");
  const found = await checks();
  expect(found.database).toEqual(about("attention", "there is no drafts.discarded, vault_secrets"));
  expect(found.database?.detail).toContain("rapport migrate");
  expect(found).not.toHaveProperty("tenants");
});

test.each([
  ["ECONNREFUSED", "cannot be reached"],
  ["28P01", "does not accept the login"],
  ["3D000", "not there"],
  ["42P01", "rapport migrate"],
])("a database that answers %s is a sentence for the operator", (code, sentence) => {
  const cause = Object.assign(new Error("words of the driver"), { code });
  expect(forOperator(new Error("a query failed", { cause }))).toMatchObject({
    code: "misconfigured",
    userMessage: expect.stringContaining(sentence) as string,
  });
});

test("an error of the program's own stays what it is", () => {
  const error = Object.assign(new Error("a query failed"), { code: "23505" });
  expect(forOperator(error)).toBe(error);
});
