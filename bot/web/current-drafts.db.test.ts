/** Pages show drafts as they stand now: what was approved, sent or thrown away elsewhere, and no older. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createLocalParser } from "../../core/agent/local-parser/local-parser.ts";
import { runTurn } from "../../core/agent/turn.ts";
import { allActions, plainText, type Reply } from "../../core/reply.ts";
import { tools } from "../../core/tools/registry.ts";
import { lastTurns } from "../../db/queries/conversations.ts";
import {
  openApprovalDesk,
  type ApprovalDesk,
  type Name,
} from "../../test/sending/approval-desk.ts";
import { openTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import { changedDrafts, withCurrentDrafts } from "./current-drafts.ts";
import { draftPartOf } from "./draft-parts.ts";

let db: TestDatabase;
let desk: ApprovalDesk;
let id: string;
const parser = createLocalParser(tools);

beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  desk = await openApprovalDesk(db);
  id = await desk.draft({ body: "See you.", to: "sofia@borealis.example" });
});

async function show(name: Name = "ana"): Promise<Reply> {
  const said = { kind: "tool" as const, tool: "show_drafts", args: { draft: id } };
  return (await runTurn({ ...desk.deps, tools, parser }, desk.as(name), said)).reply;
}
async function page(name: Name = "ana"): Promise<Reply[]> {
  const rows = await db.transaction(desk.scopeOf(name), (tx) =>
    lastTurns(tx, desk.users[name].id, 50),
  );
  const turns = rows.map(({ said, reply, at }) => ({ said, at, reply: reply as Reply }));
  return (await withCurrentDrafts(desk.deps, desk.as(name), turns)).map(({ reply }) => reply);
}
const look = async (reply: Reply, name: Name = "ana") => {
  const part = draftPartOf(reply);
  return part && (await changedDrafts(desk.deps, desk.as(name), [part])).get(id);
};
const press = (reply: Reply | undefined, label: string) => {
  const action = allActions(reply ?? { text: "" }).find((one) => one.label === label);
  if (!action) throw new Error(`no ${label}`);
  return runTurn({ ...desk.deps, tools, parser }, desk.as("ana"), {
    kind: "press",
    actionId: action.id,
  });
};
const approve = async () => {
  const yes = allActions(await desk.card("ana", id)).find(({ label }) =>
    label.startsWith("Approve"),
  );
  if (!yes) throw new Error("no Approve");
  await desk.press("ana", yes.press);
};

describe("a draft on a page", () => {
  it("stays as it is while nothing has changed, buttons and all", async () => {
    const shown = await show();
    expect(await look(shown)).toBeUndefined();
    expect(await page()).toEqual([shown]);
  });

  it("is shown as sent in every answer that had it, now and after a reload", async () => {
    const [first, second] = [await show(), await show()];
    await approve();
    await desk.send();
    for (const reply of [first, second])
      expect(plainText((await look(reply)) ?? { text: "" })).toMatch(/Sent (?:at|on)/);
    for (const reply of await page()) {
      expect(plainText(reply)).toMatch(/Sent (?:at|on)/);
      expect(plainText(reply)).not.toContain("Nothing has been sent");
      expect(allActions(reply)).toEqual([]);
    }
  });

  it("comes with buttons that work", async () => {
    const shown = await show();
    await desk.call("ana", "edit_draft", { draft: id, body: "See you on Monday." });
    const now = await look(shown);
    expect(plainText(now ?? { text: "" })).toContain("See you on Monday.");
    expect((await press(now, "Approve and send")).calls).toMatchObject([
      { tool: "approve_draft", outcome: "done" },
    ]);
  });

  it("has buttons that work after a reload also where those of then were pressed", async () => {
    const shown = await show();
    const gone = await press(shown, "Discard");
    expect(plainText((await page())[0] ?? { text: "" })).toContain("was thrown away");
    await press(gone.reply, "Undo");
    const [again] = await page();
    expect((await press(again, "Discard")).calls).toMatchObject([{ outcome: "done" }]);
  });

  it("is nothing to whom it is not shared with any more", async () => {
    await desk.call("ana", "share_draft", { draft: id });
    const shown = await show("mia");
    expect(plainText(shown)).toContain("See you.");
    await desk.call("ana", "share_draft", { draft: id, back: true });
    expect((await look(shown, "mia"))?.blocks).toBeUndefined();
    expect(plainText((await page("mia"))[0] ?? { text: "" })).not.toContain("See you.");
  });
});
