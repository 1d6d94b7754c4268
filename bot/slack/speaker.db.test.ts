/** Who is answered in Slack: full members of the workspace who are users of the tenant, and nobody else. */
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { linkUser, unlinkUser } from "../../db/queries/channel-users.ts";
import { saveUser } from "../../db/queries/tenants.ts";
import { bindWorkspace, type Workspace } from "../../db/queries/workspaces.ts";
import {
  hasSlackRecordings,
  openSlackApi,
  type Misbehaviour,
  type SlackApi,
} from "../../test/doubles/slack-api.ts";
import { openTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import {
  emulatedApp,
  openSlackEmulator,
  type SlackEmulator,
} from "../../test/support/slack-emulator.ts";
import { addSide, testNow, type Side } from "../../test/support/two-tenants.ts";
import { botScopes } from "./scopes.ts";
import { whoSpeaks, type Speaker, type Speaking } from "./speaker.ts";
import { slackClient } from "./web-client.ts";

let db: TestDatabase;
let ours: Side;
let theirs: Side;

beforeAll(async () => {
  db = await openTestDatabase();
  ours = await addSide(db, "harbel");
  theirs = await addSide(db, "quorin");
});
afterAll(() => db.close());

const inTenant = (side: Side) => ({ tenantId: side.tenantId, actorId: null, viewerId: null });
const bind = (side: Side, workspaceKey: string, details = {}): Promise<Workspace> =>
  bindWorkspace(db, side.tenantId, {
    channel: "slack",
    workspaceKey,
    name: workspaceKey,
    details,
    installedById: null,
    now: testNow,
  });

const refused = (reason: string) => ({ kind: "refused", reason });

describe("in the emulator", () => {
  let emulator: SlackEmulator;
  let workspace: Workspace;
  let client: ReturnType<typeof slackClient>;
  const members = new Map<string, string>();

  beforeAll(async () => {
    const redirectUri = "http://127.0.0.1:1/slack/oauth/callback";
    emulator = await openSlackEmulator({
      redirectUri,
      users: [
        { name: "ana", email: "Ana@HarbelTeam.example" },
        { name: "nobody", email: "nobody@elsewhere.example" },
      ],
    });
    const url = new URL("/oauth/v2/authorize", emulator.url);
    url.search = new URLSearchParams({
      client_id: emulatedApp.clientId,
      scope: botScopes.join(","),
      redirect_uri: redirectUri,
    }).toString();
    const code = new URL(await emulator.approve(url.href, "ana")).searchParams.get("code") ?? "";
    const { apiUrl } = emulator;
    const { access_token: token } = await slackClient(undefined, { apiUrl }).oauth.v2.access({
      client_id: emulatedApp.clientId,
      client_secret: emulatedApp.clientSecret,
      redirect_uri: redirectUri,
      code,
    });
    client = slackClient(token, { apiUrl });
    for (const { id = "", name = "" } of (await client.users.list({})).members ?? [])
      members.set(name, id);
    workspace = await bind(ours, "T000000001");
  });
  afterAll(() => emulator.close());

  const speaks = (name: string, more: Partial<Speaking> = {}): Promise<Speaker> =>
    whoSpeaks({ db, slack: client }, workspace, {
      platformUserId: members.get(name) ?? name,
      ...more,
    });

  test("a member with the address of a user is that user, and linked the first time only", async () => {
    const first = await speaks("ana", { userTeam: "T000000001" });
    expect(first).toEqual({ kind: "user", userId: ours.ana.id, linkedNow: {} });
    expect(await speaks("ana")).toEqual({ kind: "user", userId: ours.ana.id });
  });

  test("a stranger, an unknown id and somebody of another workspace are refused", async () => {
    expect(await speaks("nobody")).toMatchObject(refused("unlinked"));
    expect(await speaks("U0NOBODY")).toMatchObject(refused("unknown"));
    expect(await speaks("ana", { userTeam: "T0ELSE" })).toMatchObject(refused("outsider"));
  });
});

const why = hasSlackRecordings ? "" : " (skipped: no recorded answers here)";
describe.skipIf(!hasSlackRecordings)(`by what Slack says${why}`, () => {
  let api: SlackApi;
  let workspace: Workspace;
  let count = 0;

  beforeAll(async () => {
    api = await openSlackApi();
    workspace = await bind(ours, "T0ACME");
  });
  afterAll(() => api.close());
  afterEach(() => {
    vi.useRealTimers();
  });

  /** As Slack describes a full member; what a test gives differs. */
  const member = (email: string | undefined, changes: Record<string, unknown> = {}) => ({
    user: {
      id: "U0",
      team_id: "T0ACME",
      is_email_confirmed: true,
      tz: "Europe/Madrid",
      profile: { email },
      enterprise_user: undefined,
      enterprise_id: undefined,
      teams: undefined,
      ...changes,
    },
  });
  const newId = (): string => `U${String((count += 1)).padStart(8, "0")}`;
  const ana = (): string => ours.ana.email;

  const speaks = (
    platformUserId: string,
    more: Partial<Speaking> = {},
    where = workspace,
  ): Promise<Speaker> =>
    whoSpeaks({ db, slack: slackClient("xoxb", { apiUrl: api.url }) }, where, {
      platformUserId,
      ...more,
    });
  const speaking = (
    answer: ReturnType<typeof member> | Misbehaviour,
    more: Partial<Speaking> = {},
    where = workspace,
  ): Promise<Speaker> => {
    api.answer("users.info", answer);
    return speaks(newId(), more, where);
  };

  test.each([
    ["guest", { is_restricted: true }],
    ["guest", { is_restricted: true, is_ultra_restricted: true }],
    ["outsider", { is_stranger: true }],
    ["outsider", { team_id: "T0ELSE" }],
    ["outsider", { team_id: "T0ELSE", is_restricted: true }],
    ["bot", { is_bot: true }],
    ["bot", { is_workflow_bot: true }],
    ["bot", { is_connector_bot: true }],
    ["bot", { id: "USLACKBOT" }],
    ["deactivated", { deleted: true }],
    ["unlinked", { is_email_confirmed: false }],
    ["unlinked", { profile: { email: undefined } }],
    ["unlinked", { profile: { email: "" } }],
  ])("%s: %j is refused although the address is Ana's", async (reason, changes) => {
    const speaker = await speaking(member(ana(), changes));
    expect(speaker).toMatchObject(refused(reason));
    expect(JSON.stringify(speaker)).not.toContain(ours.words.slug);
  });

  test("an authorised user of the app is no bot", async () => {
    const speaker = await speaking(member(ana(), { is_app_user: true }));
    expect(speaker).toMatchObject({ kind: "user", userId: ours.ana.id });
  });

  test("an address counts inside the tenant of the workspace only", async () => {
    expect(await speaking(member(theirs.ana.email))).toMatchObject(refused("unlinked"));
    const elsewhere = await bind(theirs, "T0OTHER");
    const there = member(theirs.ana.email, { team_id: "T0OTHER" });
    expect(await speaking(there, {}, elsewhere)).toMatchObject({ userId: theirs.ana.id });
    const here = member(ana(), { team_id: "T0OTHER" });
    expect(await speaking(here, {}, elsewhere)).toMatchObject(refused("unlinked"));
  });

  test("an alias, or an address that only looks alike, is nobody's", async () => {
    await db.transaction(inTenant(ours), async (tx) => {
      await tx.sql.execute(`insert into user_addresses values
        ('${ours.tenantId}', 'alias@harbelteam.example', '${ours.ana.id}')`);
    });
    for (const email of ["alias@harbelteam.example", ana().replace("a", "ａ"), `x${ana()}`])
      expect(await speaking(member(email))).toMatchObject(refused("unlinked"));
  });

  test("the time zone is offered with a new link where ours is another, and nothing is changed", async () => {
    const platformUserId = newId();
    api.answer("users.info", member(ours.tom.email));
    expect(await speaks(platformUserId)).toEqual({
      kind: "user",
      userId: ours.tom.id,
      linkedNow: { timeZone: "Europe/Madrid" },
    });
    expect(await speaks(platformUserId)).toEqual({ kind: "user", userId: ours.tom.id });
    const [row] = await db.asOwner(`select time_zone from users where id = '${ours.tom.id}'`);
    expect(row).toEqual({ time_zone: ours.tom.timeZone });
  });

  describe("once linked", () => {
    const fiveMinutes = 5 * 60_000;

    test.each([
      ["deactivated", { deleted: true }],
      ["guest", { is_restricted: true }],
      ["unlinked", { profile: { email: "somebody@harbelteam.example" } }],
      ["unlinked", { profile: { email: "tom@harbelteam.example" } }],
      ["unlinked", { is_email_confirmed: false }],
    ])("%s: %j is noticed within five minutes", async (reason, changes) => {
      vi.useFakeTimers({ toFake: ["performance"] });
      const platformUserId = newId();
      api.answer("users.info", member(ana()));
      expect(await speaks(platformUserId)).toMatchObject({ kind: "user", userId: ours.ana.id });
      const asked = api.calls.length;
      api.answer("users.info", member(ana(), changes));
      vi.advanceTimersByTime(fiveMinutes - 1);
      expect(await speaks(platformUserId)).toMatchObject({ kind: "user" });
      expect(api.calls).toHaveLength(asked);
      vi.advanceTimersByTime(1);
      expect(await speaks(platformUserId)).toMatchObject(refused(reason));
      // What was right before is right again: nothing was taken away.
      api.answer("users.info", member(ana()));
      vi.advanceTimersByTime(fiveMinutes);
      expect(await speaks(platformUserId)).toMatchObject({ kind: "user", userId: ours.ana.id });
    });

    test("whoever is removed from the tenant is refused at once", async () => {
      const left = await db.transaction(inTenant(ours), (tx) =>
        saveUser(tx, {
          email: "left@harbelteam.example",
          name: "Left",
          role: "member",
          timeZone: "UTC",
          locale: "en",
          at: testNow,
        }),
      );
      const platformUserId = newId();
      api.answer("users.info", member(left.email));
      expect(await speaks(platformUserId)).toMatchObject({ userId: left.id });
      await db.asOwner(`
        delete from channel_users where user_id = '${left.id}';
        delete from mailboxes where user_id = '${left.id}';
        update identities set user_id = null where user_id = '${left.id}';
        delete from user_addresses where user_id = '${left.id}';
        delete from users where id = '${left.id}'`);
      expect(await speaks(platformUserId)).toMatchObject(refused("unlinked"));
    });

    test("whoever was unlinked stays so, whatever the address, until linked by hand", async () => {
      const platformUserId = newId();
      const person = { workspaceId: workspace.id, platformUserId };
      api.answer("users.info", member(ana()));
      await speaks(platformUserId);
      await db.transaction(inTenant(ours), (tx) => unlinkUser(tx, { ...person, now: testNow }));
      expect(await speaks(platformUserId)).toMatchObject(refused("unlinked"));
      await db.transaction(inTenant(ours), (tx) =>
        linkUser(tx, { ...person, userId: ours.vera.id, email: null, now: testNow }),
      );
      expect(await speaks(platformUserId)).toEqual({ kind: "user", userId: ours.vera.id });
    });

    test("by hand, the address does not matter, but guests and bots are still refused", async () => {
      const link = (platformUserId: string) =>
        db.transaction(inTenant(ours), (tx) =>
          linkUser(tx, {
            workspaceId: workspace.id,
            platformUserId,
            userId: ours.tom.id,
            email: null,
            now: testNow,
          }),
        );
      const [first, second] = [newId(), newId()];
      await link(first);
      await link(second);
      api.answer("users.info", member("private@mail.example"));
      expect(await speaks(first)).toEqual({ kind: "user", userId: ours.tom.id });
      api.answer("users.info", member("private@mail.example", { is_ultra_restricted: true }));
      expect(await speaks(second)).toMatchObject(refused("guest"));
    });

    test("ten messages at once make one link", async () => {
      const platformUserId = newId();
      api.answer("users.info", member(ana()));
      const speakers = await Promise.all(Array.from({ length: 10 }, () => speaks(platformUserId)));
      for (const speaker of speakers) expect(speaker).toMatchObject({ userId: ours.ana.id });
      const rows = await db.asOwner(
        `select from channel_users where platform_user_id = '${platformUserId}'`,
      );
      expect(rows).toHaveLength(1);
    });
  });

  describe("in an organisation", () => {
    const details = { enterprise: true, enterpriseId: "E0ORG" };
    const enterprise_user = { enterprise_id: "E0ORG", teams: ["T0ONE", "T0TWO"] };

    test("installed as a whole, people of any of its workspaces are at home", async () => {
      const org = await bind(ours, "E0ORG", details);
      const colleague = member(ana(), { team_id: "T0TWO", enterprise_user });
      expect(await speaking(colleague, { userTeam: "T0TWO" }, org)).toMatchObject({ kind: "user" });
      const other = member(ana(), {
        team_id: "T0ELSE",
        enterprise_user: { enterprise_id: "E0ELSE" },
      });
      expect(await speaking(other, { userTeam: "T0ELSE" }, org)).toMatchObject(refused("outsider"));
      const alone = member(ana(), { team_id: "T0ELSE" });
      expect(await speaking(alone, {}, org)).toMatchObject(refused("outsider"));
    });

    test("installed in one workspace, only that one's people are", async () => {
      const one = await bind(ours, "T0ONE", { enterpriseId: "E0ORG" });
      const colleague = member(ana(), { team_id: "T0TWO", enterprise_user });
      expect(await speaking(colleague, { userTeam: "E0ORG" }, one)).toMatchObject({ kind: "user" });
      const away = member(ana(), {
        team_id: "T0TWO",
        enterprise_user: { ...enterprise_user, teams: ["T0TWO"] },
      });
      expect(await speaking(away, { userTeam: "E0ORG" }, one)).toMatchObject(refused("outsider"));
      expect(await speaking(colleague, { userTeam: "T0TWO" }, one)).toMatchObject(
        refused("outsider"),
      );
    });
  });

  test.each(["limited", "broken", "cut off", "hangs", { error: "internal_error" }] as const)(
    "%j says nothing of anybody: it is thrown, and asked again with the next message",
    async (failure) => {
      const platformUserId = newId();
      api.answer("users.info", failure);
      await expect(speaks(platformUserId)).rejects.toThrow();
      api.answer("users.info", member(ana()));
      expect(await speaks(platformUserId)).toMatchObject({ kind: "user" });
    },
  );
});
