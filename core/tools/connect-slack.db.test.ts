/** "Connect Slack" in plain words: the link for an admin, what is missing where there is none, and for nobody else. */
import { afterAll, beforeAll, expect, it } from "vitest";
import { openTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import { addSide, contextFor, depsOver, type Side } from "../../test/support/two-tenants.ts";
import { createLocalParser } from "../agent/local-parser/local-parser.ts";
import { runTurn } from "../agent/turn.ts";
import type { Role } from "../context.ts";
import { tools } from "./registry.ts";

let db: TestDatabase;
let here: Side;
const parser = createLocalParser(tools);
const slackInstallUrl = "https://crm.example/slack/install";

beforeAll(async () => {
  db = await openTestDatabase();
  here = await addSide(db, "vark");
});
afterAll(() => db.close());

const ask = (role: Role, text: string, url?: string) =>
  runTurn({ ...depsOver(db), parser, slackInstallUrl: url }, contextFor({ ...here.ana, role }), {
    kind: "text",
    text,
  });

it.each([
  "connect slack",
  "Connect Slack please",
  "how do I set up Slack?",
  "add rapport to slack",
])("gives an admin the link: %s", async (text) => {
  const { calls, reply } = await ask("admin", text, slackInstallUrl);
  expect(calls).toMatchObject([{ tool: "connect_slack", outcome: "done" }]);
  expect(reply.text).toContain(slackInstallUrl);
});

it("says what to configure where there is no Slack app yet", async () => {
  const { reply } = await ask("owner", "connect slack");
  for (const setting of ["SLACK_SIGNING_SECRET", "SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"])
    expect(reply.text).toContain(setting);
  expect(reply.text).not.toContain("/slack/install");
});

it.each<Role>(["manager", "member"])("gives it to no %s", async (role) => {
  const { calls, reply } = await ask(role, "connect slack", slackInstallUrl);
  expect(calls).toMatchObject([{ outcome: "refused" }]);
  expect(reply.text).not.toContain(slackInstallUrl);
});
