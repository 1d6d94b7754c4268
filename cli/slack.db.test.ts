/** The commands for Slack and the vault, on the program as it is opened for a command. */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { bindOwnWorkspace } from "../bot/slack/own-workspace.ts";
import { botTokenOf, saveInstallation, workspaceAt } from "../bot/slack/installation-store.ts";
import { whoSpeaks } from "../bot/slack/speaker.ts";
import { slackClient } from "../bot/slack/web-client.ts";
import { botScopes } from "../bot/slack/scopes.ts";
import { readConfig } from "../config.ts";
import { KEY_BYTES } from "../core/domain/sealing.ts";
import { findUserByEmail } from "../db/queries/tenants.ts";
import { openDeps, type AppDeps } from "../deps.ts";
import { hasSlackRecordings, openSlackApi, type SlackApi } from "../test/doubles/slack-api.ts";
import { slackDisconnect, slackLink, slackStatus, slackUnlink } from "./slack.ts";
import { systemScope, tenantCalled, tenantCreate } from "./tenants.ts";
import { vaultRotate, vaultStatus } from "./vault.ts";

const hex = (byte: number): string => Buffer.alloc(KEY_BYTES, byte).toString("hex");
const [old, next] = [hex(1), hex(2)];

let folder: string;
let deps: AppDeps;
let printed: string[];

const open = (settings: Record<string, string>): Promise<AppDeps> =>
  openDeps(
    readConfig({ RAPPORT_DATA: folder, EMBEDDINGS: "off", LOG_LEVEL: "silent", ...settings }),
  );

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "rapport-slack-"));
  deps = await open({ RAPPORT_MASTER_KEY: old });
  vi.spyOn(process.stdout, "write").mockReturnValue(true);
  const owner = { name: "Acme", owner: "ana@acme.example", json: true };
  await tenantCreate(deps, "acme", owner);
  await tenantCreate(deps, "other", { ...owner, owner: "eva@other.example" });
  vi.restoreAllMocks();
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
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
});
afterEach(() => {
  vi.restoreAllMocks();
});

const answer = (): unknown => JSON.parse(printed.splice(0).join(""));
const json = { json: true, tenant: "acme" };
const place = { teamId: "T0ACME", isEnterpriseInstall: false };

const why = hasSlackRecordings ? "" : " (skipped: no recorded answers here)";
describe.skipIf(!hasSlackRecordings)(`with a workspace${why}`, () => {
  let api: SlackApi;
  const home = {
    team_id: "T0ACME",
    team: "Acme HQ",
    enterprise_id: undefined,
    bot_id: "B1",
    user_id: "U1",
    scopes: botScopes.join(","),
  };

  beforeAll(async () => {
    api = await openSlackApi();
    api.answer("auth.test", home);
  });
  afterAll(() => api.close());

  const own = (tenant = "acme", token = "xoxb-own") =>
    bindOwnWorkspace(deps, { token, tenant, apiUrl: api.url });

  test("a token as a setting binds the workspace that Slack says it is of, once", async () => {
    await own();
    const bound = await workspaceAt(deps.db, place);
    expect(bound).toMatchObject({ workspaceKey: "T0ACME", name: "Acme HQ", installedById: null });
    expect(bound && (await botTokenOf(deps, bound))).toBe("xoxb-own");
    await own();
    expect(await workspaceAt(deps.db, place)).toEqual(bound);
  });

  test("while Slack is away what was bound holds; a token it refuses stops the start", async () => {
    for (const failure of ["broken", "cut off", "limited"] as const) {
      api.answer("auth.test", failure);
      await own();
      expect(await workspaceAt(deps.db, place)).toBeDefined();
    }
    api.answer("auth.test", { error: "account_inactive" });
    await expect(own()).rejects.toMatchObject({ code: "misconfigured" });
    api.answer("auth.test", home);
    await expect(own("nowhere")).rejects.toMatchObject({ code: "misconfigured" });
    await expect(own("other")).rejects.toMatchObject({ code: "conflict" });
  });

  test("status asks Slack, and says what is missing", async () => {
    const state = async (): Promise<unknown> => {
      await slackStatus(deps, json, api.url);
      return (answer() as { workspaces: { state: string }[] }).workspaces[0]?.state;
    };
    expect(await state()).toBe("connected");
    api.answer("auth.test", { ...home, scopes: "chat:write" });
    expect(await state()).toContain("without app_mentions:read");
    api.answer("auth.test", { error: "token_revoked" });
    expect(await state()).toBe("connect it again: Slack says token_revoked");
    api.answer("auth.test", home);
  });

  test("link, unlink and link say who somebody is", async () => {
    const member = { ...json, workspace: "T0ACME", user: "U0ANA1" };
    api.answer("users.info", {
      user: { id: "U0ANA1", team_id: "T0ACME", enterprise_user: undefined, teams: undefined },
    });
    const speaks = async () => {
      const workspace = await workspaceAt(deps.db, place);
      if (!workspace) throw new Error("not bound");
      const slack = slackClient("xoxb", { apiUrl: api.url });
      return whoSpeaks({ db: deps.db, slack }, workspace, { platformUserId: "U0ANA1" });
    };
    expect(await speaks()).toMatchObject({ reason: "unlinked" });
    await slackLink(deps, "ana@acme.example", member);
    const ana = await deps.db.transaction(systemScope(await tenantCalled(deps, "acme")), (tx) =>
      findUserByEmail(tx, "ana@acme.example"),
    );
    expect(await speaks()).toEqual({ kind: "user", userId: ana?.id });
    await slackUnlink(deps, "ana@acme.example", member);
    expect(await speaks()).toMatchObject({ reason: "unlinked" });
    await slackLink(deps, "ana@acme.example", member);
    printed = [];
    await slackStatus(deps, json, api.url);
    expect(answer()).toMatchObject({
      workspaces: [{ people: [{ platformUserId: "U0ANA1", user: "ana@acme.example" }] }],
    });
  });

  test.each([
    [{ workspace: "T0ACME", user: "ana" }, "ana@acme.example", "bad_input"],
    [{ workspace: "T0NONE", user: "U0ANA1" }, "ana@acme.example", "not_found"],
    [{ workspace: "T0ACME", user: "U0ANA1" }, "eva@other.example", "not_found"],
    [{ workspace: "T0ACME", user: "U0ANA1", tenant: "other" }, "eva@other.example", "not_found"],
  ])("%j and %s: %s", async (changes, email, code) => {
    const options = { ...json, ...changes };
    await expect(slackLink(deps, email, options)).rejects.toMatchObject({ code });
    await expect(slackUnlink(deps, email, options)).rejects.toMatchObject({ code });
  });

  test("disconnect forgets the token", async () => {
    const before = await workspaceAt(deps.db, place);
    await slackDisconnect(deps, { ...json, workspace: "T0ACME" });
    expect(await workspaceAt(deps.db, place)).toBeUndefined();
    expect(before && (await botTokenOf(deps, before))).toBeUndefined();
  });
});

test("the master key is changed with a restart and a rotation, and nothing is lost", async () => {
  const { id } = await tenantCalled(deps, "acme");
  const installed = { workspaceKey: "T0ACME", name: "Acme HQ", details: {} };
  const input = { installed, token: "xoxb-kept", installedById: null, now: new Date() };
  const workspace = await saveInstallation(deps, id, input);
  const reopen = async (settings: Record<string, string>): Promise<void> => {
    await deps.close();
    deps = await open(settings);
  };
  const keys = async (): Promise<unknown> => {
    await vaultStatus(deps, json);
    const [tenant] = (answer() as { tenants: { keys: unknown }[] }).tenants;
    return tenant?.keys;
  };

  await reopen({ RAPPORT_MASTER_KEY: next });
  expect(await keys()).toEqual({ current: 0, earlier: 0, unknown: 1 });
  await expect(botTokenOf(deps, workspace)).rejects.toThrow(/RAPPORT_MASTER_KEYS_EARLIER/);

  await reopen({ RAPPORT_MASTER_KEY: next, RAPPORT_MASTER_KEYS_EARLIER: `${hex(9)},${old}` });
  expect(await keys()).toEqual({ current: 0, earlier: 1, unknown: 0 });
  expect(await botTokenOf(deps, workspace)).toBe("xoxb-kept");
  await vaultRotate(deps, json);
  expect(answer()).toMatchObject({ tenants: [{ slug: "acme", secrets: 1 }] });

  await reopen({ RAPPORT_MASTER_KEY: next });
  expect(await keys()).toEqual({ current: 1, earlier: 0, unknown: 0 });
  expect(await botTokenOf(deps, workspace)).toBe("xoxb-kept");
}, 120_000);
