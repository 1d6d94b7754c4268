import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import { receiveMail } from "../../test/support/mail-facts.ts";
import { addSide, contextFor, depsOver, type Side } from "../../test/support/two-tenants.ts";
import type { User } from "../../db/queries/tenants.ts";
import type { Focus } from "../agent/intent.ts";
import type { CallResult } from "../call-result.ts";
import { callTool } from "../call-tool.ts";
import { plainText } from "../reply.ts";
import { tools } from "./registry.ts";

let db: TestDatabase;
let side: Side;
let other: Side;
let stem = 0;

beforeAll(async () => {
  db = await openTestDatabase();
  other = await addSide(db, "elsewhe");
});
afterAll(() => db.close());
beforeEach(async () => {
  side = await addSide(db, `share${"abcdefghijklmnop".charAt(stem++)}ng`);
});

const call = (
  user: User,
  tool: string,
  args: Record<string, unknown>,
  how: { audience?: string; focus?: Focus } = {},
): Promise<CallResult> =>
  callTool(
    depsOver(db),
    { ...contextFor(user, { audience: how.audience ?? "dm" }), focus: how.focus ?? {} },
    tools,
    { tool, args },
  );
const textOf = ({ reply }: CallResult) => plainText(reply);

/** The texts of the interactions with the person that the user can read. */
const readable = async (user: User, tenantId = side.tenantId): Promise<string[]> =>
  db.transaction({ tenantId, actorId: user.id, viewerId: user.id }, async (tx) => {
    const { rows } = await tx.sql.execute<{ text: string }>(
      `select text from interaction_contents where confidential or text <> '' order by occurred_at, id`,
    );
    return rows.map(({ text }) => text);
  });

/** Mail in a user's own mailbox, from the known person. */
const receive = (
  user: User,
  subject: string,
  more: { confidential?: boolean; key?: string } = {},
) =>
  receiveMail(db, user, {
    from: { email: side.words.email, name: side.words.person },
    at: new Date("2026-11-04T08:00:00Z"),
    subject,
    ...more,
  });

const interactionOf = async (text: string): Promise<string> => {
  const [row] = await db.asOwner(
    `select interaction_id from interaction_contents where tenant_id = '${side.tenantId}' and text = '${text}'`,
  );
  return String(row?.interaction_id);
};
const focusOn = (id: string): Focus => ({ interaction: { type: "interaction", id, name: "mail" } });

describe("all mail with somebody", () => {
  test("is read by the colleague once shared, no longer once unshared, and again after undo", async () => {
    const { ana, tom, vera, ids } = side;
    await receive(ana, "the price is nine");
    expect(await readable(tom)).not.toContain("the price is nine");
    const args = { of: ids.person, with: tom.name };
    const shared = await call(ana, "share_messages", args);
    expect([shared.outcome, textOf(shared)]).toEqual([
      "done",
      expect.stringContaining(`with **${tom.name}**`),
    ]);
    expect(await readable(tom)).toContain("the price is nine");
    expect(await readable(vera)).not.toContain("the price is nine");
    const found = await call(tom, "search_messages", { query: "price" });
    expect(textOf(found)).toContain("the price is nine");

    const ended = await call(ana, "unshare_messages", args);
    expect(ended.outcome).toBe("done");
    expect(await readable(tom)).not.toContain("the price is nine");
    await call(ana, "undo", { receipts: ended.undoable });
    expect(await readable(tom)).toContain("the price is nine");
    await call(ana, "undo", { receipts: shared.undoable });
  });

  test("comes with what arrives later, but for what is confidential", async () => {
    const { ana, tom, ids } = side;
    await call(ana, "share_messages", { of: ids.person, with: tom.name });
    await receive(ana, "arrived later");
    await receive(ana, "for your eyes", { confidential: true });
    expect(await readable(tom)).toContain("arrived later");
    expect(await readable(tom)).not.toContain("for your eyes");
    expect(await readable(ana)).toContain("for your eyes");
  });

  test("is shared with the team in the team's words, and twice makes no difference", async () => {
    const { ana, tom, vera, ids } = side;
    await receive(ana, "for everyone");
    const shared = await call(ana, "share_messages", { of: ids.person, with: "the team" });
    expect(textOf(shared)).toContain("the whole team");
    for (const user of [tom, vera]) expect(await readable(user)).toContain("for everyone");
    const again = await call(ana, "share_messages", { of: ids.person });
    expect(textOf(again)).toContain("You already share");
    expect(again.undoable).toEqual([]);
  });

  test("is the owner's alone to share: what one was shown one cannot pass on", async () => {
    const { ana, tom, vera, ids } = side;
    await receive(ana, "tom may read this");
    await receive(tom, "tom's own mail");
    await call(ana, "share_messages", { of: ids.person, with: tom.name });
    const passed = await call(tom, "share_messages", { of: ids.person, with: vera.name });
    expect(textOf(passed)).toContain("1 message");
    expect(await readable(vera)).toContain("tom's own mail");
    expect(await readable(vera)).not.toContain("tom may read this");
    const undone = await call(tom, "unshare_messages", { of: ids.person, with: tom.name });
    expect(undone).toMatchObject({ code: "not_found" });
    expect(await readable(tom)).toContain("tom may read this");
  });

  test("means nothing in another tenant", async () => {
    const { ana, ids } = side;
    await receive(ana, "stays in here");
    await call(ana, "share_messages", { of: ids.person });
    for (const user of [other.ana, other.tom])
      expect(await readable(user, other.tenantId)).not.toContain("stays in here");
    const asked = await call(other.tom, "share_messages", { of: ids.person });
    expect(asked.outcome).not.toBe("done");
  });
});

describe("one message", () => {
  test("is shared alone, and its thread with what follows", async () => {
    const { ana, tom } = side;
    await receive(ana, "one of two");
    await receive(ana, "two of two");
    const focus = focusOn(await interactionOf("one of two"));
    const shared = await call(ana, "share_messages", { of: "it", with: tom.name }, { focus });
    expect([shared.outcome, textOf(shared)]).toEqual([
      "done",
      expect.stringContaining("1 message"),
    ]);
    expect(await readable(tom)).toContain("one of two");
    expect(await readable(tom)).not.toContain("two of two");
    const args = { of: "it", scope: "thread", with: tom.name };
    expect((await call(ana, "share_messages", args, { focus })).outcome).toBe("done");
    expect((await call(ana, "unshare_messages", args, { focus })).outcome).toBe("done");
    expect(await readable(tom)).toContain("one of two");
  });

  test("of a colleague or confidential is refused", async () => {
    const { ana, tom } = side;
    await receive(ana, "not yours");
    await receive(ana, "secret", { confidential: true });
    const theirs = focusOn(await interactionOf("not yours"));
    expect(await call(tom, "share_messages", { of: "it" }, { focus: theirs })).toMatchObject({
      code: "forbidden",
    });
    const secret = focusOn(await interactionOf("secret"));
    expect(await call(ana, "share_messages", { of: "it" }, { focus: secret })).toMatchObject({
      code: "forbidden",
    });
  });
});

test("in a shared channel nothing is shared or listed", async () => {
  const { ana, ids } = side;
  for (const [tool, args] of [
    ["share_messages", { of: ids.person }],
    ["unshare_messages", { of: ids.person }],
    ["list_shares", {}],
  ] as const)
    expect(await call(ana, tool, args, { audience: "sales" })).toMatchObject({ code: "forbidden" });
});

test("shares are listed on both sides, with a button to end them", async () => {
  const { ana, tom, ids, words } = side;
  await receive(ana, "listed");
  await call(ana, "share_messages", { of: ids.person, with: tom.name });
  const mine = await call(ana, "list_shares", {});
  expect(textOf(mine)).toContain(`all mail with **${words.person}** with **${tom.name}**`);
  const theirs = textOf(await call(tom, "list_shares", {}));
  expect(theirs).toContain(`**${ana.name}**: all mail with **${words.person}**`);
  const [block] = mine.reply.blocks ?? [];
  const items = block?.kind === "list" ? block.items : [];
  const press = items.flatMap((item) => item.actions ?? [])[0]?.press;
  if (press?.kind !== "call") throw new Error("no button");
  expect((await call(ana, press.tool, press.args)).outcome).toBe("done");
  expect(await readable(tom)).not.toContain("listed");
});
