/** Talking about a draft: which words show it, and that none of them sends it. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createLocalParser } from "../../core/agent/local-parser/local-parser.ts";
import { createNameFinder } from "../../core/agent/local-parser/name-finder.ts";
import { runTurn, type Said } from "../../core/agent/turn.ts";
import { allActions, plainText, type Action, type Reply } from "../../core/reply.ts";
import { tools } from "../../core/tools/registry.ts";
import { openTestDatabase, type TestDatabase } from "../support/database.ts";
import { openApprovalDesk, type ApprovalDesk } from "./approval-desk.ts";

let db: TestDatabase;
let desk: ApprovalDesk;
let parser: ReturnType<typeof createLocalParser>;
beforeAll(async () => {
  db = await openTestDatabase();
  parser = createLocalParser(tools, createNameFinder(db));
});
afterAll(() => db.close());
beforeEach(async () => void (desk = await openApprovalDesk(db)));

const say = (said: Said | string, who: "ana" | "tom" = "ana") =>
  runTurn(
    { ...desk.deps, tools, parser },
    desk.as(who),
    typeof said === "string" ? { kind: "text", text: said } : said,
  );
const action = (reply: Reply, label: string | RegExp): Action => {
  const found = allActions(reply).find((one) => one.label.match(label));
  if (!found) throw new Error(`no ${String(label)} in ${plainText(reply)}`);
  return found;
};
const click = (reply: Reply, label: string | RegExp, who: "ana" | "tom" = "ana") =>
  say({ kind: "press", actionId: action(reply, label).id }, who);
const outbox = async () => (await desk.rows("outbox", "id")).length;

describe("words", () => {
  it("write, plan and change a draft, and none of them lets it go", async () => {
    const made = await say("draft an email to Sofia Reyes saying see you at the fair");
    expect(made.calls).toMatchObject([{ tool: "draft_message", outcome: "done" }]);
    for (const words of [
      "yes, send it",
      "approve",
      "approve it",
      "send it",
      "send it now",
      "yes send",
      "ok, send the mail please",
      "go ahead",
      "send the draft to Sofia",
      "approve the draft",
      "approve and send the draft to Sofia",
    ]) {
      const turn = await say(words);
      expect([words, turn.calls]).toMatchObject([
        words,
        [{ tool: "show_drafts", outcome: "done" }],
      ]);
      expect([words, turn.reply.text]).toEqual([words, expect.stringContaining("press Approve")]);
      action(turn.reply, "Approve and send");
    }
    const planned = await say("send it tomorrow at 9");
    expect(planned.calls).toMatchObject([{ tool: "schedule_draft", outcome: "done" }]);
    action(planned.reply, "Approve, send Fri 6 Nov 2026, 9:00");
    expect(await outbox()).toBe(0);
    const approved = await click(planned.reply, "Approve, send");
    expect(approved.calls).toMatchObject([{ tool: "approve_draft", outcome: "done" }]);
    expect(await outbox()).toBe(1);
  });

  it.each([
    ["don't email Sofia any more", "set_opt_out"],
    ["never write to Sofia again", "set_opt_out"],
    ["Sofia unsubscribed", "set_opt_out"],
    ["Sofia may be written to again", "clear_opt_out"],
    ["share the draft with the team", "share_draft"],
    ["stop sharing the draft", "share_draft"],
    ["schedule the draft for Monday at 9", "schedule_draft"],
    ["was the draft to Sofia sent", "show_drafts"],
    ["renew the draft", "edit_draft"],
  ])("“%s” is %s", async (words, tool) => {
    await say("draft an email to Sofia Reyes saying see you at the fair");
    const turn = await say(words);
    expect(turn.calls.map((call) => call.tool)).toEqual([tool]);
  });
});

describe("a form", () => {
  it("fills in its own fields only, and is drawn with its values", async () => {
    const made = await say("draft an email to Sofia Reyes saying see you at the fair");
    const edit = action(made.reply, "Edit");
    expect(edit.form?.fields.map(({ name }) => name)).toEqual(["subject", "body"]);
    const values = { subject: "The fair", body: "See you\non Monday.", draft: "other", to: "x" };
    const saved = await say({ kind: "form", actionId: edit.id, values });
    expect(saved.calls).toMatchObject([{ tool: "edit_draft", outcome: "done" }]);
    expect(saved.calls[0]?.args).not.toHaveProperty("to");
    expect(plainText(saved.reply)).toContain("See you\non Monday.");
    const again = await say({ kind: "form", actionId: edit.id, values });
    expect(again.reply.text).toContain("Already done");
  });

  it("that is refused shows back what was written", async () => {
    const made = await say("draft an email to Sofia Reyes saying see you at the fair");
    await click(made.reply, "Approve");
    await desk.send();
    const values = { subject: "S", body: "My long new words." };
    const late = await say({ kind: "form", actionId: action(made.reply, "Edit").id, values });
    expect(late.calls).toMatchObject([{ outcome: "refused" }]);
    expect(plainText(late.reply)).toContain("My long new words.");
  });

  it("pressed without values asks for the words instead", async () => {
    const made = await say("draft an email to Sofia Reyes saying see you at the fair");
    const asked = await click(made.reply, "Edit");
    expect(asked.calls).toMatchObject([{ tool: "edit_draft", outcome: "question" }]);
  });

  it("and every other button is its own person's", async () => {
    const made = await say("draft an email to Sofia Reyes saying see you at the fair");
    await expect(click(made.reply, "Approve", "tom")).rejects.toThrow("not yours");
    expect(await outbox()).toBe(0);
  });
});
