/** Connecting Slack, over HTTP: only an admin, only in the session that began, once, and to one tenant. */
import http from "node:http";
import { Writable } from "node:stream";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createLogger } from "../../core/log.ts";
import { masterKeysOf } from "../../core/domain/master-keys.ts";
import { openVault, type Vault } from "../../core/vault.ts";
import { createSignInLink, redeemSignInLink } from "../../db/queries/sessions.ts";
import type { User } from "../../db/queries/tenants.ts";
import { findWorkspace, listWorkspaces } from "../../db/queries/workspaces.ts";
import { hasSlackRecordings, openSlackApi, type SlackApi } from "../../test/doubles/slack-api.ts";
import { openTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import { freePort } from "../../test/support/local-server.ts";
import { testMasterKey } from "../../test/support/master-key.ts";
import {
  emulatedApp,
  openSlackEmulator,
  type SlackEmulator,
} from "../../test/support/slack-emulator.ts";
import { addSide, depsOver, type Side } from "../../test/support/two-tenants.ts";
import { createWebApp } from "../web/app.ts";
import { wireWeb } from "../web/wiring.ts";
import { authorized, botTokenOf, removeInstallation, workspaceAt } from "./installation-store.ts";
import { slackInstall } from "./oauth.ts";
import { botScopes } from "./scopes.ts";
import { slackClient } from "./web-client.ts";

let db: TestDatabase;
let vault: Vault;
let emulator: SlackEmulator;
let double: SlackApi;
let ours: Side;
let theirs: Side;
const logged: string[] = [];
/** The emulator's Slack, and the double's. */
const sites: { server: http.Server; url: string }[] = [];

beforeAll(async () => {
  db = await openTestDatabase();
  vault = openVault({ db, masterKeys: masterKeysOf(testMasterKey) });
  ours = await addSide(db, "harbel");
  theirs = await addSide(db, "quorin");
  const port = await freePort();
  emulator = await openSlackEmulator({
    redirectUri: `http://127.0.0.1:${port}/slack/oauth/callback`,
    users: [{ name: "sofia", email: "sofia@harbelteam.example" }],
  });
  double = await openSlackApi();
  sites.push(await openSite(port, emulator.apiUrl), await openSite(await freePort(), double.url));
});
afterAll(async () => {
  for (const { server } of sites) {
    server.closeAllConnections();
    server.close();
  }
  await Promise.all([emulator.close(), double.close()]);
  await db.close();
});
afterEach(async () => {
  await db.asOwner(
    "delete from channel_workspaces; delete from vault_secrets; delete from install_states",
  );
});

async function openSite(
  port: number,
  apiUrl: string,
): Promise<{ server: http.Server; url: string }> {
  const log = createLogger({
    level: "debug",
    stream: new Writable({
      write: (chunk: Buffer, _encoding, written) => {
        logged.push(chunk.toString());
        written();
      },
    }),
  });
  const url = `http://127.0.0.1:${port}`;
  const web = wireWeb(
    { ...depsOver(db), log },
    { spool: "", secureCookies: false, maxUploadBytes: 0 },
  );
  const install = slackInstall({ ...web, db, vault, log, ...emulatedApp, publicUrl: url, apiUrl });
  const server = http.createServer(createWebApp(web, { "/slack": install }));
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return { server, url };
}

/** Signs in: the cookie of a session of its own. */
async function signIn(user: User): Promise<string> {
  const scope = { tenantId: user.tenantId, actorId: null, viewerId: null };
  const link = await db.transaction(scope, (tx) => createSignInLink(tx, user.id, new Date()));
  const opened = await redeemSignInLink(db, link, new Date());
  return `rapport=${opened?.sessionToken ?? ""}`;
}

const visit = async (url: string, cookie?: string): Promise<{ status: number; page: string }> => {
  const target = new URL(url, sites[0]?.url);
  const headers = cookie ? { cookie } : {};
  const response = await fetch(target, { redirect: "manual", headers });
  return { status: response.status, page: await response.text() };
};

/** What the page's button leads to. */
async function begin(cookie: string, site = sites[0]): Promise<URL> {
  const { page } = await visit(`${site?.url}/slack/install`, cookie);
  const [, href = ""] = /href="(http[^"]+authorize[^"]+)"/.exec(page) ?? [];
  return new URL(href.replaceAll("&amp;", "&"));
}

const approved = async (cookie: string): Promise<URL> =>
  new URL(await emulator.approve((await begin(cookie)).href, "sofia"));

const connect = async (user: User): Promise<{ status: number; page: string }> => {
  const cookie = await signIn(user);
  return visit((await approved(cookie)).href, cookie);
};

const teamId = "T000000001";
const place = { teamId, isEnterpriseInstall: false };

describe("who may connect Slack", () => {
  test.each(["/slack/install", "/slack/oauth/callback?code=a&state=b"])(
    "%s asks whoever is not signed in to sign in",
    async (path) => {
      expect(await visit(path)).toMatchObject({ status: 401 });
      expect((await visit(path, "rapport=nonsense")).page).toContain("Sign in to Rapport");
    },
  );

  test.each(["tom", "vera"] as const)("%s is no admin and is refused", async (name) => {
    const cookie = await signIn(ours[name]);
    for (const path of ["/slack/install", "/slack/oauth/callback?code=a&state=b"])
      expect(await visit(path, cookie)).toMatchObject({
        status: 403,
        page: expect.stringContaining("Only an owner or admin") as string,
      });
  });

  test("who stops being an admin meanwhile cannot finish", async () => {
    const cookie = await signIn(ours.ana);
    const callback = await approved(cookie);
    await db.asOwner(`update users set role = 'member' where id = '${ours.ana.id}'`);
    expect(await visit(callback.href, cookie)).toMatchObject({ status: 403 });
    await db.asOwner(`update users set role = 'owner' where id = '${ours.ana.id}'`);
    expect(await workspaceAt(db, place)).toBeUndefined();
  });
});

describe("the way through Slack", () => {
  test("asks for these scopes and no more, and comes back here", async () => {
    const url = await begin(await signIn(ours.ana));
    expect(url.origin).toBe(emulator.url);
    expect(url.searchParams.get("scope")).toBe(botScopes.join(","));
    expect(url.searchParams.get("redirect_uri")).toBe(`${sites[0]?.url}/slack/oauth/callback`);
    expect(url.searchParams.has("user_scope")).toBe(false);
  });

  test("binds the workspace to the tenant of whoever began, with a token that works", async () => {
    expect(await connect(ours.ana)).toMatchObject({
      status: 200,
      page: expect.stringContaining("Harbel HQ") as string,
    });
    const workspace = await workspaceAt(db, place);
    expect(workspace).toMatchObject({
      tenantId: ours.tenantId,
      workspaceKey: teamId,
      installedById: ours.ana.id,
      removedAt: null,
    });
    const token = workspace && (await botTokenOf({ db, vault }, workspace));
    const bot = await slackClient(token, { apiUrl: emulator.apiUrl }).auth.test();
    expect(bot).toMatchObject({
      team_id: teamId,
      user_id: workspace?.details.botUserId,
      bot_id: workspace?.details.botId,
    });
    await expect(authorized({ db, vault }, await workspaceAt(db, place))).resolves.toMatchObject({
      botToken: token,
    });
  });

  test("a second time renews the token and keeps the workspace and its people", async () => {
    await connect(ours.ana);
    const before = await workspaceAt(db, place);
    const first = before && (await botTokenOf({ db, vault }, before));
    await connect(ours.ana);
    const after = await workspaceAt(db, place);
    expect(after?.id).toBe(before?.id);
    expect(after && (await botTokenOf({ db, vault }, after))).not.toBe(first);
  });

  test("a workspace of another tenant is refused, and stays theirs", async () => {
    await connect(theirs.ana);
    const before = await workspaceAt(db, place);
    const token = before && (await botTokenOf({ db, vault }, before));
    const refused = await connect(ours.ana);
    expect(refused).toMatchObject({
      status: 409,
      page: expect.stringContaining("is connected to another tenant already") as string,
    });
    const after = await workspaceAt(db, place);
    expect(after).toEqual(before);
    expect(after && (await botTokenOf({ db, vault }, after))).toBe(token);
    const nobody = { tenantId: ours.tenantId, actorId: null, viewerId: null };
    expect(await db.transaction(nobody, (tx) => listWorkspaces(tx, "slack"))).toEqual([]);
  });

  test("of two tenants that claim one workspace none is answered", async () => {
    await connect(ours.ana);
    await db.asOwner(`insert into channel_workspaces (tenant_id, id, channel, workspace_key, name, details, installed_at)
      select '${theirs.tenantId}', id, channel, workspace_key, name, details, installed_at from channel_workspaces`);
    expect(await findWorkspace(db, { channel: "slack", workspaceKey: teamId })).toBeUndefined();
  });

  test("whoever declines is told so, and the state is used up", async () => {
    const cookie = await signIn(ours.ana);
    const state = (await begin(cookie)).searchParams.get("state") ?? "";
    const path = `/slack/oauth/callback?error=access_denied&state=${state}`;
    expect((await visit(path, cookie)).page).toContain("declined");
    expect(await visit(path, cookie)).toMatchObject({ status: 403 });
  });
});

describe("a state that is not good is refused", () => {
  const refused = async (url: URL | string, cookie: string): Promise<void> => {
    expect(await visit(String(url), cookie)).toMatchObject({
      status: 403,
      page: expect.stringContaining("does not belong to your session") as string,
    });
    expect(await workspaceAt(db, place)).toBeUndefined();
  };
  const withState = (url: URL, state: string): URL => {
    const changed = new URL(url);
    changed.searchParams.set("state", state);
    return changed;
  };

  test("forged, changed, empty or missing", async () => {
    const cookie = await signIn(ours.ana);
    const callback = await approved(cookie);
    const good = callback.searchParams.get("state") ?? "";
    const [nonce = "", signature = ""] = good.split(".");
    const turned = (text: string) => (text.startsWith("A") ? "B" : "A") + text.slice(1);
    const bad = [
      "",
      ".",
      "x",
      nonce,
      `.${signature}`,
      `${turned(nonce)}.${signature}`,
      `${nonce}.${turned(signature)}`,
      `${good}.${signature}`.slice(1),
      `${nonce}.${signature}A`,
    ];
    for (const state of bad) await refused(withState(callback, state), cookie);
    const without = new URL(callback);
    without.searchParams.delete("state");
    await refused(without, cookie);
    // None of this has used up the one that is good.
    expect(await visit(callback.href, cookie)).toMatchObject({ status: 200 });
  });

  test("replayed, also with a fresh code", async () => {
    const cookie = await signIn(ours.ana);
    const callback = await approved(cookie);
    const fresh = await approved(cookie);
    expect(await visit(callback.href, cookie)).toMatchObject({ status: 200 });
    await db.asOwner("delete from channel_workspaces");
    await refused(callback, cookie);
    await refused(withState(fresh, callback.searchParams.get("state") ?? ""), cookie);
  });

  test("brought by two requests at once counts once", async () => {
    const cookie = await signIn(ours.ana);
    const { href } = await approved(cookie);
    const answers = await Promise.all(Array.from({ length: 5 }, () => visit(href, cookie)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 403)).toHaveLength(4);
  });

  test("too old", async () => {
    const cookie = await signIn(ours.ana);
    const callback = await approved(cookie);
    await db.asOwner("update install_states set expires_at = now() - interval '1 second'");
    await refused(callback, cookie);
  });

  test("of another session of the same person, of a colleague, or of another tenant", async () => {
    const victim = await signIn(ours.ana);
    const callback = await approved(victim);
    await refused(callback, await signIn(ours.ana));
    await db.asOwner(`update users set role = 'admin' where id = '${ours.tom.id}'`);
    await refused(callback, await signIn(ours.tom));
    await refused(callback, await signIn(theirs.ana));
    expect(await visit(callback.href, victim)).toMatchObject({ status: 200 });
    expect((await workspaceAt(db, place))?.tenantId).toBe(ours.tenantId);
  });
});

describe("an app that is gone", () => {
  const deps = () => ({ db, vault });
  const later = () => new Date(Date.now() + 1_000);

  test("leaves no token, and nothing is answered any more", async () => {
    await connect(ours.ana);
    const workspace = await workspaceAt(db, place);
    expect(await removeInstallation(deps(), place, later())).toBe("removed");
    expect(await workspaceAt(db, place)).toBeUndefined();
    expect(workspace && (await botTokenOf(deps(), workspace))).toBeUndefined();
    await expect(authorized(deps(), await workspaceAt(db, place))).rejects.toThrow(/not installed/);
    expect(await removeInstallation(deps(), place, later())).toBe("not_installed");
  });

  test("can be installed again, also by another tenant", async () => {
    await connect(ours.ana);
    await removeInstallation(deps(), place, later());
    expect(await connect(theirs.ana)).toMatchObject({ status: 200 });
    expect((await workspaceAt(db, place))?.tenantId).toBe(theirs.tenantId);
  });

  test("is not taken away by news from before it came back", async () => {
    await connect(ours.ana);
    const before = new Date(Date.now() - 60_000);
    expect(await removeInstallation(deps(), place, before)).toBe("not_installed");
    expect(await workspaceAt(db, place)).toBeDefined();
  });
});

const why = hasSlackRecordings ? "" : " (skipped: no recorded answers here)";
describe.skipIf(!hasSlackRecordings)(`what Slack answers instead of a token${why}`, () => {
  const bot = { token_type: "bot", refresh_token: undefined, expires_in: undefined };
  const given = { ...bot, access_token: "xoxb-token-canary", authed_user: undefined };
  const home = {
    team_id: "T0AAA",
    team: "Acme",
    enterprise_id: undefined,
    bot_id: "B1",
    user_id: "U1",
  };
  const finish = async () => {
    const cookie = await signIn(ours.ana);
    const site = sites[1];
    const state = (await begin(cookie, site)).searchParams.get("state") ?? "";
    return visit(`${site?.url}/slack/oauth/callback?code=code-canary&state=${state}`, cookie);
  };

  test.each([
    [{ error: "invalid_code" }, 410, "did not confirm"],
    [{ error: "bad_client_secret" }, 503, "does not accept this app"],
    ["limited", 503, "cannot be reached"],
    ["broken", 503, "cannot be reached"],
    ["cut off", 503, "cannot be reached"],
    [{ ...given, access_token: undefined }, 503, "no token"],
    [{ ...given, token_type: "user" }, 503, "no token"],
    [{ ...given, refresh_token: "xoxe-1", expires_in: 43_200 }, 503, "Token rotation is on"],
  ] as const)("%j: one sentence, nothing bound", async (answer, status, sentence) => {
    double.answer("oauth.v2.access", answer);
    double.answer("auth.test", home);
    expect(await finish()).toMatchObject({
      status,
      page: expect.stringContaining(sentence) as string,
    });
    expect(await db.asOwner("select from channel_workspaces")).toEqual([]);
    expect(await db.asOwner("select from vault_secrets")).toEqual([]);
  });

  test("a whole organisation is bound by its own id", async () => {
    double.answer("oauth.v2.access", { ...given, is_enterprise_install: true });
    double.answer("auth.test", { ...home, enterprise_id: "E0ORG", is_enterprise_install: true });
    expect(await finish()).toMatchObject({ status: 200 });
    const found = await workspaceAt(db, { enterpriseId: "E0ORG", isEnterpriseInstall: true });
    expect(found).toMatchObject({ workspaceKey: "E0ORG", details: { enterprise: true } });
    expect(await workspaceAt(db, { teamId: "T0AAA", isEnterpriseInstall: false })).toBeUndefined();
  });

  test("one workspace of an organisation is not the organisation", async () => {
    double.answer("oauth.v2.access", given);
    double.answer("auth.test", { ...home, enterprise_id: "E0ORG" });
    await finish();
    const found = await workspaceAt(db, { ...place, teamId: "T0AAA", enterpriseId: "E0ORG" });
    expect(found).toMatchObject({ workspaceKey: "T0AAA", details: { enterpriseId: "E0ORG" } });
    expect(
      await workspaceAt(db, { enterpriseId: "E0ORG", isEnterpriseInstall: true }),
    ).toBeUndefined();
  });
});

test("no code, state, token or client secret was logged in all of this", () => {
  expect(logged.length).toBeGreaterThan(0);
  expect(logged.join()).not.toMatch(/canary|xoxb|code=|state=/);
});
