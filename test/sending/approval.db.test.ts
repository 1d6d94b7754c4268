/** Approving, taking back, resolving and what voids a yes: each as a person meets it. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { drawReply } from "../../bot/slack/render.ts";
import {
  allActions,
  mapActions,
  plainText,
  type Press,
  type Reply,
  type Button,
} from "../../core/reply.ts";
import { approveDraft } from "../../core/sending/approve.ts";
import { draftCard } from "../../core/sending/card.ts";
import { savedMail } from "../../core/sending/saved-mail.ts";
import { openTestDatabase, type TestDatabase } from "../support/database.ts";
import { HOUR_MS, openApprovalDesk, type ApprovalDesk, type Name } from "./approval-desk.ts";

let db: TestDatabase;
let desk: ApprovalDesk;
let id: string;
beforeAll(async () => void (db = await openTestDatabase()));
afterAll(() => db.close());
beforeEach(async () => {
  desk = await openApprovalDesk(db);
  id = await desk.draft({ body: "See you *there* at <b>9</b>.", to: "sofia@borealis.example" });
});

const buttons = (reply: Reply<Button>) => allActions(reply).map(({ label }) => label);
async function buttonOf(who: Name, label: string | RegExp): Promise<Press> {
  const reply = await desk.card(who, id);
  const found = allActions(reply).find((one) => one.label.match(label));
  if (!found) throw new Error(`no ${String(label)} among ${buttons(reply).join(", ")}`);
  return found.press;
}
const press = async (who: Name, label: string | RegExp) =>
  desk.press(who, await buttonOf(who, label));
const states = async () => (await desk.rows("outbox", "created_at")).map(({ state }) => state);

describe("the yes of one person", () => {
  it("is for exactly the words that are shown, and makes one row and one job", async () => {
    const card = await desk.card("ana", id);
    expect(card.blocks?.find((block) => block.kind === "text")).toMatchObject({
      exact: "See you *there* at <b>9</b>.",
    });
    expect(plainText(card)).toContain("See you *there* at <b>9</b>.");
    const done = await press("ana", "Approve");
    expect(done).toMatchObject({ tool: "approve_draft", outcome: "done" });
    const [row] = await desk.rows("outbox", "id");
    expect(row).toMatchObject({ state: "approved", key: `${id}:1`, sender_id: desk.users.ana.id });
    expect(row?.message_id).toBe(`<${id}.1@desk.example>`);
    expect(desk.jobs.map(({ job }) => job)).toEqual(["send-outbox", "refresh-draft"]);
    await desk.send();
    expect(desk.outbox.mails).toHaveLength(1);
    expect(desk.outbox.mails[0]).toMatchObject({ text: "See you *there* at <b>9</b>." });
  });

  it("is given once however often it is pressed, and says what became of it", async () => {
    const yes = await buttonOf("ana", "Approve");
    await Promise.all([desk.press("ana", yes), desk.press("ana", yes)]);
    const again = await desk.press("ana", yes);
    expect(again.outcome).toBe("done");
    expect(again.reply.text).toMatch(/^Already approved by Ana, its turn comes in a moment/);
    expect(await desk.rows("approvals", "id")).toHaveLength(1);
    await desk.send();
    const late = await desk.press("ana", yes);
    expect(late.reply.text).toMatch(/^Already sent .*\d\d:\d\d by Ana/);
    expect(await states()).toEqual(["sent"]);
    expect(desk.outbox.mails).toHaveLength(1);
  });

  it("is refused for words that have changed, and shows the new ones", async () => {
    const old = await buttonOf("ana", "Approve");
    await desk.call("ana", "edit_draft", { draft: id, body: "Other words." });
    const refused = await desk.press("ana", old);
    expect(refused).toMatchObject({ outcome: "refused", code: "changed_since" });
    expect(plainText(refused.reply)).toContain("Other words.");
    expect(await states()).toEqual([]);
  });

  it("is refused after three days, until the draft is renewed", async () => {
    const yes = await buttonOf("ana", "Approve");
    desk.clock.now = new Date(desk.clock.now.getTime() + 73 * HOUR_MS);
    expect(await desk.press("ana", yes)).toMatchObject({ outcome: "refused", code: "expired" });
    const renew = await buttonOf("ana", "Renew");
    if (renew.kind !== "call") throw new Error("Renew is a call");
    await desk.call("ana", renew.tool, renew.args);
    expect(await desk.press("ana", yes)).toMatchObject({ code: "changed_since" });
    expect(await press("ana", "Approve")).toMatchObject({ outcome: "done" });
  });

  it("is nobody's who only looks on, and a colleague's only as a manager", async () => {
    await desk.call("ana", "share_draft", { draft: id });
    const yes = await buttonOf("ana", "Approve");
    expect(buttons(await desk.card("tom", id))).toEqual([]);
    expect(await desk.press("tom", yes)).toMatchObject({ outcome: "refused", code: "forbidden" });
    await desk.setRole("ana", "viewer");
    expect(buttons(await desk.card("ana", id))).toEqual([]);
    expect(await desk.press("ana", yes)).toMatchObject({ outcome: "refused", code: "forbidden" });
    await desk.setRole("ana", "member");
    expect(await press("mia", "Approve")).toMatchObject({ outcome: "done" });
    const second = await desk.press("ana", yes);
    expect(second.reply.text).toMatch(/^Already approved by Mia/);
    await desk.call("ana", "share_draft", { draft: id, back: true });
    expect(await states()).toEqual(["approved"]);
  });

  it("is no program's, and none in a shared channel", async () => {
    const { approveDraft } = await import("../../core/sending/approve.ts");
    const yes = await buttonOf("ana", "Approve");
    if (yes.kind !== "approve") throw new Error("Approve approves");
    for (const changes of [
      { surface: "mcp" },
      { surface: "job" },
      { audience: "#sales" },
    ] as const) {
      const result = await approveDraft(desk.deps, desk.as("ana", changes), yes);
      expect(result).toMatchObject({ outcome: "refused", code: "forbidden" });
    }
    expect(await desk.rows("approvals", "id")).toEqual([]);
  });

  it("is refused while an address is not to be written to", async () => {
    const yes = await buttonOf("ana", "Approve");
    const told = await desk.call("tom", "set_opt_out", { person: "Sofia Reyes" });
    expect(told.outcome).toBe("done");
    expect(buttons(await desk.card("ana", id))).not.toContain("Approve and send");
    const refused = await desk.press("ana", yes);
    expect(refused.reply.text).toContain("sofia@borealis.example is not to be written to any more");
    await desk.call("tom", "clear_opt_out", { person: "Sofia" });
    expect(await desk.press("ana", yes)).toMatchObject({ outcome: "done" });
    await desk.call("tom", "set_opt_out", { address: "sofia@borealis.example" });
    await desk.send();
    expect(desk.outbox.mails).toEqual([]);
    expect(await states()).toEqual(["failed"]);
  });
});

describe("where nothing sends mail", () => {
  const files = () => ({ ...desk.deps, outbox: { name: "file" } });

  it("neither the card nor the answer promises that it goes out", async () => {
    const card = await draftCard(files(), desk.as("ana"), id);
    const yes = allActions(card).find(({ label }) => label === "Approve and save as a file");
    if (yes?.press.kind !== "approve") throw new Error(`only ${buttons(card).join()}`);
    expect(plainText(card)).toContain("Nothing here sends mail yet");
    const { reply, outcome } = await approveDraft(files(), desk.as("ana"), yes.press);
    expect(outcome).toBe("done");
    expect(reply.text).toContain("It becomes a file");
    expect(plainText(reply)).not.toMatch(/go(?:es|ing) out/);
  });

  it("the file is there for whoever sees the draft, and for nobody else", async () => {
    desk.outbox.end = { end: "saved", file: "x.eml" };
    await press("ana", "Approve");
    await desk.send();
    const card = await desk.card("ana", id);
    const file = card.blocks?.find((block) => block.kind === "file");
    if (!file) throw new Error("no file");
    const fetched = (name: Name) =>
      desk.db.transaction(desk.scopeOf(name), (tx) => savedMail(tx, file.id, undefined));
    expect(await fetched("ana")).toMatchObject({ name: "Fair.eml" });
    expect(String((await fetched("ana"))?.body)).toMatch(/^X-Unsent: 1$[^]*^To: .*sofia@borealis/m);
    expect(await fetched("tom")).toBeUndefined();
  });

  it("and there is no file of what was sent", async () => {
    await press("ana", "Approve");
    await desk.send();
    const [row] = await desk.rows("outbox", "created_at");
    expect(row?.state).toBe("sent");
    expect(
      await desk.db.transaction(desk.scopeOf("ana"), (tx) =>
        savedMail(tx, String(row?.id), undefined),
      ),
    ).toBeUndefined();
  });
});

describe("the yes of two people", () => {
  it("is for everybody it goes to: the card names them all, in Slack too", async () => {
    const to = Array.from(
      { length: 50 },
      (_, nth) => `somebody.of.a.long.name.${nth}@a-company-of-a-long-name.example`,
    );
    id = await desk.draft({ body: "See you there.", to: to.join(" ") });
    const card = mapActions(await desk.card("ana", id), ({ label }) => ({ id: label, label }));
    const drawn = JSON.stringify(drawReply(card).blocks);
    for (const address of to) expect(drawn).toContain(`${address}`);
    const [listed] = (await desk.call("ana", "show_drafts", {})).reply.blocks ?? [];
    expect(JSON.stringify(listed)).toMatch(/\.2@a-company-of-a-long-name\.example and 47 others/);
  });

  it("is asked where a model wrote to a stranger; the first shares it with the team", async () => {
    id = await desk.draft({ body: "Hello.", to: "x@stranger.example", tainted: true });
    expect(plainText(await desk.card("mia", id))).toContain("not shared with you");
    const first = await press("ana", /first of two/);
    expect(first.reply.text).toContain("A second person must approve it too");
    expect(plainText(await desk.card("ana", id))).toContain("waits for a second person");
    expect(await states()).toEqual([]);
    expect(buttons(await desk.card("ana", id))).not.toContain("Approve and send");
    expect(await press("mia", "Approve")).toMatchObject({ outcome: "done" });
    expect(await states()).toEqual(["approved"]);
    await desk.send();
    expect(desk.outbox.mails).toHaveLength(1);
  });

  it("is asked for more than twenty-five people, and not where a model wrote to somebody known", async () => {
    const many = Array.from({ length: 26 }, (_, nth) => `p${nth}@borealis.example`).join(" ");
    id = await desk.draft({ body: "Hello all.", to: many });
    expect(plainText(await desk.card("ana", id))).toContain("it goes to 26 people");
    id = await desk.draft({ body: "Hi Tom.", to: "tom@desk.example", tainted: true });
    expect(buttons(await desk.card("ana", id))).toContain("Approve and send");
  });

  it("does not hold once one of them may no longer approve", async () => {
    id = await desk.draft({ body: "Hello.", to: "x@stranger.example", tainted: true });
    await press("ana", "Approve");
    await press("mia", "Approve");
    await desk.setRole("mia", "member");
    await desk.send();
    expect(desk.outbox.mails).toEqual([]);
    expect(await states()).toEqual(["failed"]);
    const card = await desk.card("ana", id);
    expect(plainText(card)).toContain("Mia, who approved it, may no longer approve messages");
    expect(plainText(card)).toContain("Both must approve");
    expect(buttons(card)).not.toContain("Try again");
    await desk.setRole("tom", "manager");
    expect(await press("tom", "Approve and send")).toMatchObject({ outcome: "done" });
    await desk.send();
    expect(desk.outbox.mails).toHaveLength(1);
  });

  it("is counted once more before it is sent", async () => {
    id = await desk.draft({ body: "Hello.", to: "x@stranger.example", tainted: true });
    await press("ana", "Approve");
    await press("mia", "Approve");
    await db.asOwner(
      `update approvals set voided_at = now() where approver_id = '${desk.users.ana.id}' and draft_id = '${id}'`,
    );
    await desk.send();
    expect(desk.outbox.mails).toEqual([]);
    expect(plainText(await desk.card("mia", id))).toContain(
      "could not be sent: A second person must approve it: a model that had read text from outside",
    );
  });
});

describe("a yes is void", () => {
  it("after an edit, its undo, a new time, and when it is taken back", async () => {
    const ways: (() => Promise<unknown>)[] = [
      () => desk.call("ana", "edit_draft", { draft: id, body: "B" }),
      async () => {
        const edited = await desk.call("ana", "edit_draft", { draft: id, body: "C" });
        await press("ana", "Approve");
        await desk.call("ana", "undo", { receipts: edited.undoable });
      },
      () => desk.call("ana", "schedule_draft", { draft: id, at: "tomorrow at 9" }),
      () => press("ana", "Take back"),
    ];
    for (const way of ways) {
      await press("ana", "Approve");
      await way();
      expect(new Set(await states())).toEqual(new Set(["cancelled"]));
      const live = (await desk.rows("approvals", "at")).filter(
        ({ voided_at }) => voided_at === null,
      );
      expect(live).toEqual([]);
    }
    await desk.send();
    expect(desk.outbox.mails).toEqual([]);
  });

  it("when the draft is thrown away; its rows stay, and undo brings the draft back", async () => {
    await press("ana", "Approve");
    const gone = await desk.call("ana", "discard_draft", { draft: id });
    expect(gone.outcome).toBe("done");
    expect(await states()).toEqual(["cancelled"]);
    expect(plainText(await desk.call("ana", "show_drafts", {}).then(({ reply }) => reply))).toBe(
      "There are no drafts.",
    );
    await desk.call("ana", "undo", { receipts: gone.undoable });
    expect(await press("ana", "Approve")).toMatchObject({ outcome: "done" });
    expect(await states()).toEqual(["approved"]);
  });

  it("but never once the message has left: then nothing changes it", async () => {
    const edited = await desk.call("ana", "edit_draft", { draft: id, body: "B" });
    await press("ana", "Approve");
    await desk.send();
    for (const [tool, args] of [
      ["edit_draft", { draft: id, body: "C" }],
      ["discard_draft", { draft: id }],
      ["schedule_draft", { draft: id, at: "tomorrow at 9" }],
      ["undo", { receipts: edited.undoable }],
    ] as const)
      expect([tool, (await desk.call("ana", tool, args)).outcome]).toEqual([tool, "refused"]);
    const back = await desk.press("ana", { kind: "void", draft: id, version: 2 });
    expect(back.reply.text).toMatch(/^Too late to take it back: it is sent .*/);
    expect(await states()).toEqual(["sent"]);
  });
});

describe("a planned time", () => {
  it("stands on the button, and it goes out then and not before", async () => {
    await desk.call("ana", "schedule_draft", { draft: id, at: "tomorrow at 9" });
    const yes = await buttonOf("ana", "Approve, send Fri 6 Nov 2026, 9:00");
    const done = await desk.press("ana", yes);
    expect(done.reply.text).toContain("It goes out on Fri 6 Nov 2026, 09:00");
    expect(desk.jobs.find(({ job }) => job === "send-outbox")?.delayMs).toBe(23 * HOUR_MS);
    await desk.send();
    expect(desk.outbox.mails).toEqual([]);
    desk.clock.now = new Date("2026-11-06T09:00:01Z");
    await desk.send();
    expect(desk.outbox.mails).toHaveLength(1);
  });

  it("that has passed is not made up for by itself", async () => {
    await desk.call("ana", "schedule_draft", { draft: id, at: "tomorrow at 9" });
    const yes = await buttonOf("ana", "Approve");
    desk.clock.now = new Date("2026-11-06T10:00:00Z");
    expect(await desk.press("ana", yes)).toMatchObject({ outcome: "refused", code: "expired" });
    expect(buttons(await desk.card("ana", id))).toContain("Send at once instead");
  });
});

describe("a send of unknown end", () => {
  beforeEach(async () => {
    await press("ana", "Approve");
    desk.outbox.end = { end: "unknown", why: "The line went dead." };
    await desk.send();
  });

  it("waits for a person, on the card and in their day, and is never sent again by itself", async () => {
    expect(plainText(await desk.card("ana", id))).toContain("whether it arrived nobody knows");
    const day = await desk.call("ana", "my_day", {});
    expect(plainText(day.reply)).toContain("Sent or not?");
    await desk.send();
    expect(desk.outbox.mails).toHaveLength(1);
    expect(await desk.call("ana", "edit_draft", { draft: id, body: "B" })).toMatchObject({
      outcome: "refused",
    });
  });

  it("arrived, or did not, or goes out again: as somebody allowed says", async () => {
    const retry = await buttonOf("ana", "send it again");
    expect(await desk.press("tom", retry)).toMatchObject({ outcome: "refused" });
    desk.outbox.end = { end: "sent" };
    expect(await desk.press("ana", retry)).toMatchObject({ tool: "resolve_send", outcome: "done" });
    await desk.send();
    expect(desk.outbox.mails.map(({ messageId }) => messageId)).toEqual(
      Array(2).fill(`<${id}.1@desk.example>`),
    );
    const late = await desk.press("ana", retry);
    expect(late.reply.text).toContain("it is sent");
    expect(await states()).toEqual(["sent"]);
  });
});

describe("an edit by form", () => {
  it("on a version that is no longer the last keeps both texts in sight", async () => {
    const card = await desk.card("ana", id);
    const edit = allActions(card).find(({ label }) => label === "Edit");
    expect(edit?.form?.fields.map(({ value }) => value)).toEqual([
      "Fair",
      "See you *there* at <b>9</b>.",
    ]);
    await desk.call("ana", "edit_draft", { draft: id, body: "Newest." });
    const late = await desk.call("ana", "edit_draft", { draft: id, version: 1, body: "Mine." });
    expect(late.outcome).toBe("question");
    expect(plainText(late.reply)).toMatch(/Newest\.[\s\S]*What you wrote[\s\S]*Mine\./);
    const on = allActions(late.reply).find(({ label }) => label === "Go on with what I wrote");
    expect(on?.press).toMatchObject({ args: { version: 2 } });
    expect(on?.form?.fields[1]?.value).toBe("Mine.");
  });

  it("changes who gets it, and nobody in a turn that read text from outside does", async () => {
    const added = await desk.call("ana", "edit_draft", { draft: id, cc: ["Sofia Reyes"] });
    expect(added.outcome).toBe("done");
    expect(plainText(added.reply)).not.toContain("Cc:");
    const { callTool } = await import("../../core/call-tool.ts");
    const { tools } = await import("../../core/tools/registry.ts");
    const tainted = { ...desk.as("ana", { tainted: true, typed: "cc Sofia Reyes" }), focus: {} };
    const args = { draft: id, to: ["Sofia Reyes"] };
    const refused = await callTool(desk.deps, tainted, tools, { tool: "edit_draft", args });
    expect(refused).toMatchObject({ outcome: "refused", code: "tainted" });
  });
});

it("every press is in the audit, refused ones too", async () => {
  await press("ana", "Approve");
  await press("ana", "Take back");
  await desk.press("tom", { kind: "void", draft: id, version: 1 });
  const runs = await desk.rows("runs", "id");
  expect(runs.map(({ tool, outcome, surface }) => [tool, outcome, surface])).toEqual([
    ["approve_draft", "done", "cli"],
    ["void_approval", "done", "cli"],
    ["void_approval", "refused", "cli"],
  ]);
});

it("what became of a draft is told step by step", async () => {
  await press("ana", "Approve");
  await press("ana", "Take back");
  await press("ana", "Approve");
  await desk.send();
  const shown = plainText((await desk.call("ana", "show_drafts", { draft: id })).reply);
  expect(shown).toMatch(/written by Ana[\s\S]*approved by Ana[\s\S]*void[\s\S]*version 1 sent/);
});
