import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import { contentOf, mailFact, partOf } from "../../test/support/mail-facts.ts";
import { addSide, contextFor, depsOver, type Side } from "../../test/support/two-tenants.ts";
import { storeMeetings } from "../../db/queries/meetings.ts";
import { storeMessages } from "../../db/queries/messages.ts";
import { getMailbox, type User } from "../../db/queries/tenants.ts";
import { refreshCorrespondence } from "../../db/queries/correspondence.ts";
import type { CallResult } from "../call-result.ts";
import { callTool } from "../call-tool.ts";
import { allActions, plainText } from "../reply.ts";
import type { Focus } from "../agent/intent.ts";
import { tools } from "./registry.ts";

let db: TestDatabase;
let side: Side;
let nth = 0;

beforeAll(async () => {
  db = await openTestDatabase();
  side = await addSide(db, "quillow");
});
afterAll(() => db.close());

/** Thursday 5 November 2026, 10:00 UTC, moving on by a second a call. */
const call = (
  tool: string,
  args: Record<string, unknown>,
  how: { user?: User; focus?: Focus; audience?: string; now?: Date } = {},
): Promise<CallResult> => {
  const now = how.now ?? new Date(Date.parse("2026-11-05T10:00:00Z") + ++nth * 1000);
  const { user = side.ana, focus = {}, audience = "dm" } = how;
  return callTool(depsOver(db), { ...contextFor(user, { audience, now }), focus }, tools, {
    tool,
    args,
  });
};
const textOf = ({ reply }: CallResult) => plainText(reply);
const ref = ({ reply }: CallResult) => {
  const [record] = reply.records ?? [];
  if (!record) throw new Error(`no record in ${reply.text}`);
  return record;
};
const row = async (id: string) =>
  (
    await db.asOwner(
      `select title, to_char(due_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI') as due, due_all_day,
        done_at is not null as done, assignee_id, repeat from tasks where id = '${id}'`,
    )
  )[0];
const undo = (result: CallResult) => call("undo", { receipts: result.undoable });
const pressed = (result: CallResult, nthButton = 0, user = side.ana) => {
  const press = result.reply.actions?.[nthButton]?.press;
  if (press?.kind !== "call" && press?.kind !== "confirm")
    throw new Error(`no button in ${result.reply.text}`);
  return callTool(depsOver(db), { ...contextFor(user), focus: {} }, tools, {
    tool: press.tool,
    args: press.args,
    ...(press.kind === "confirm" ? { confirmed: press.preview } : {}),
  });
};

describe("a task", () => {
  test.each([
    [{ title: "call John", due: "friday am" }, "2026-11-06 09:00", false],
    [{ title: "follow up", due: "in two weeks" }, "2026-11-19 23:59", true],
    [{ title: "review pipeline", repeat: "every monday" }, "2026-11-09 23:59", true],
    [{ title: "send the report", repeat: "monthly on the 1st" }, "2026-12-01 23:59", true],
    [{ title: "stand-up notes", repeat: "every day" }, "2026-11-05 23:59", true],
    [{ title: "no date" }, null, false],
  ])("is added: %j", async (args, due, allDay) => {
    const result = await call("add_task", args);
    expect(result.outcome).toBe("done");
    expect(await row(ref(result).id)).toMatchObject({ due, due_all_day: allDay });
    await undo(result);
    expect(await row(ref(result).id)).toBeUndefined();
  });

  test("is added for a colleague without a question, who then owns it", async () => {
    const args = { title: "send the deck", due: "tomorrow", assignee: side.tom.name };
    const result = await call("add_task", args);
    expect(result.outcome).toBe("done");
    expect(textOf(result)).toContain(`for **${side.tom.name}**`);
    expect(await row(ref(result).id)).toMatchObject({ assignee_id: side.tom.id });
    expect(textOf(await call("list_tasks", {}, { user: side.tom }))).toContain("send the deck");
    expect(textOf(await call("list_tasks", { assignee: side.tom.name }))).toContain(
      "send the deck",
    );
    const taken = await call("update_task", { task: "send the deck", due: "monday" });
    expect(taken.outcome).toBe("confirm");
  });

  test.each([
    ["due", "the day the music died"],
    ["repeat", "now and then"],
  ])("with a %s nobody can read is refused in one sentence", async (field, words) => {
    const result = await call("add_task", { title: "x", [field]: words });
    expect(result).toMatchObject({ outcome: "refused", code: "bad_input" });
    expect(textOf(result)).toContain(words);
  });

  test.each([
    [{ due: "a week" }, { due: "2026-11-17 23:59" }],
    [{ due: "by 2 days" }, { due: "2026-11-12 23:59" }],
    [{ due: "next Friday" }, { due: "2026-11-13 23:59" }],
    [{ due: "none" }, { due: null }],
    [{ title: "send new pricing" }, { title: "send new pricing" }],
    [{ repeat: "weekly" }, { repeat: { every: 1, unit: "week" } }],
  ])("is changed: %j", async (changes, expected) => {
    const task = ref(await call("add_task", { title: "Send pricing", due: "2026-11-10" }));
    const before = await row(task.id);
    const result = await call("update_task", changes, { focus: { task } });
    expect(result.outcome).toBe("done");
    expect(await row(task.id)).toMatchObject(expected);
    await undo(result);
    expect(await row(task.id)).toEqual(before);
  });

  test("that nobody named and nobody spoke of is asked for", async () => {
    expect(await call("update_task", { due: "monday" })).toMatchObject({
      outcome: "question",
      asksFor: "task",
    });
  });

  test("that is overdue and snoozed comes up in the future", async () => {
    const task = ref(await call("add_task", { title: "Old one", due: "2026-11-20" }));
    const now = new Date("2026-12-10T10:00:00Z");
    await call("update_task", { task: "it", due: "2 days" }, { focus: { task }, now });
    expect(await row(task.id)).toMatchObject({ due: "2026-12-12 23:59" });
  });

  test("that repeats is followed by the next one, and undo takes back both", async () => {
    const task = ref(
      await call("add_task", { title: "Weekly numbers", repeat: "every monday", due: "9 Nov 9am" }),
    );
    const done = await call("complete_task", { task: task.id });
    expect(textOf(done)).toContain("The next one is due Mon 16 Nov 2026, 09:00");
    const open = () =>
      db.asOwner(`select id from tasks where title = 'Weekly numbers' and done_at is null`);
    expect(await open()).not.toEqual([{ id: task.id }]);
    expect(await open()).toHaveLength(1);
    await undo(done);
    expect(await open()).toEqual([{ id: task.id }]);
  });

  test("done by mistake is opened again by its name", async () => {
    const task = ref(await call("add_task", { title: "Sign the lease" }));
    await call("complete_task", { task: "sign the lease" });
    expect(await row(task.id)).toMatchObject({ done: true });
    const result = await call("reopen_task", { task: "sign the lease" });
    expect(textOf(result)).toContain("**Sign the lease** is open again.");
    expect(await row(task.id)).toMatchObject({ done: false });
    expect(await call("reopen_task", { task: "climb the Eiger" })).toMatchObject({
      code: "not_found",
    });
  });

  test("is removed, a colleague's after a question, and comes back by undo", async () => {
    const task = ref(await call("add_task", { title: "Water plants", assignee: side.tom.name }));
    const asked = await call("remove_task", { task: "Water plants" });
    expect(asked.outcome).toBe("confirm");
    const removed = await pressed(asked);
    expect(await row(task.id)).toBeUndefined();
    await undo(removed);
    expect(await row(task.id)).toMatchObject({ title: "Water plants" });
  });
});

describe("tasks about a record", () => {
  test.each(["person", "company", "deal"] as const)("are listed for a %s", async (kind) => {
    const result = await call("list_tasks", { about: side.ids[kind] }, { user: side.tom });
    expect(textOf(result)).toContain(side.words.task);
  });
});

describe("my day", () => {
  const at = (iso: string) => new Date(iso);

  beforeAll(async () => {
    const { ana, words } = side;
    const scope = { tenantId: side.tenantId, actorId: ana.id, viewerId: ana.id };
    await db.transaction(scope, async (tx) => {
      const mailbox = await getMailbox(tx, ana.id);
      const known = { email: words.email, name: words.person, domain: words.domain };
      const mail = (day: string, subject: string, email: string) =>
        mailFact({ from: { email, name: "" }, to: ana, at: at(day), content: contentOf(subject) });
      await storeMessages(tx, mailbox, [
        mail("2026-11-02T09:00:00Z", "Could you send terms", words.email),
        mail("2026-11-05T09:30:00Z", "Just now", words.email),
        mail("2026-11-02T09:00:00Z", "Buy our list", "cold@nowhere.example"),
      ]);
      await storeMeetings(tx, mailbox, [
        {
          key: "ics:day|1",
          ownKey: "ics:day|1|own",
          organizer: words.email,
          startsAt: at("2026-11-05T15:00:00Z"),
          endsAt: at("2026-11-05T15:30:00Z"),
          cancelled: false,
          participants: [partOf("organizer", known), partOf("attendee", ana)],
          participantCount: 2,
          content: contentOf("Terms call", { text: "", location: "Room 4" }),
        },
      ]);
      await refreshCorrespondence(tx, [], at("2026-11-05T10:00:00Z"));
    });
    await db.asOwner(`update deals set close_date = '2026-11-09' where id = '${side.ids.deal}'`);
  });

  test("holds meetings, tasks, replies owed and deals about to close, for its owner", async () => {
    const text = textOf(await call("my_day", {}));
    for (const part of [
      "15:00–15:30 **Terms call**",
      side.words.person,
      side.words.company,
      "Room 4",
    ])
      expect(text).toContain(part);
    expect(text).toContain("Could you send terms");
    expect(text).toContain("closes 9 Nov 2026");
    expect(text).not.toContain("Just now");
    expect(text).not.toContain("Buy our list");
    expect(text.indexOf("Overdue")).toBeLessThan(text.indexOf("Terms call"));
  });

  test("in a shared channel shows tasks and deals only", async () => {
    const text = textOf(await call("my_day", {}, { audience: "sales" }));
    expect(text).toContain("closes 9 Nov 2026");
    for (const hidden of ["Terms call", "Could you send terms"]) expect(text).not.toContain(hidden);
  });

  test("a brief for a time or a day is of the meeting then, and of no other", async () => {
    const brief = async (day: string, now?: Date) =>
      textOf(await call("brief_meeting", { day }, now ? { now } : {}));
    expect(await brief("3pm")).toContain("**Terms call**");
    expect(await brief("today")).toContain("**Terms call**");
    expect(await brief("1pm")).toMatch(/No meeting of yours begins then .Thu 5 Nov 2026, 13:00/);
    expect(await brief("today", at("2026-11-05T17:00:00Z"))).toContain("No meeting of yours");
  });

  test("the last contact that was not their own word is told with it", async () => {
    const person = side.ids.person;
    const own = await call("last_contact", { person });
    expect(textOf(own)).toContain("Just now");
    expect(textOf(own)).not.toContain("last wrote");
    const args = { kind: "call", about: [person], summary: "no answer" };
    const logged = await call("log_interaction", args);
    const both = textOf(await call("last_contact", { person }));
    expect(both).toMatch(/was today; they last wrote today:[^]*no answer[^]*Just now/);
    await call("undo", { receipts: logged.undoable });
  });

  test("a note of ours is no contact with a company", async () => {
    const later = (day: string) => ({ now: at(`${day}T10:00:00Z`) });
    const about = [side.ids.company];
    const note = { kind: "note", about, summary: "read their report" };
    const logged = await call("log_interaction", note, later("2026-11-07"));
    const shown = textOf(
      await call("show_record", { record: side.ids.company }, later("2026-11-08")),
    );
    expect(shown).toContain("read their report");
    expect(shown).toMatch(/last contact [56] Nov 2026/);
    await call("undo", { receipts: logged.undoable }, later("2026-11-08"));
  });

  test("in a shared channel does not call somebody free whose calendar it did not look at", async () => {
    const day = "9 Nov 2027";
    const text = textOf(await call("my_day", { day }, { audience: "sales" }));
    expect(text).toContain("no task is due and no deal is about to close");
    expect(text).not.toMatch(/free|no meetings|reply owed/);
    expect(textOf(await call("my_day", { day }))).toContain("is free: no meetings");
  });

  test("of a colleague holds none of it; birthdays are everybody's", async () => {
    const text = textOf(await call("my_day", {}, { user: side.vera }));
    expect(text).toContain("is free");
    expect(textOf(await call("my_day", { day: "3 May" }, { user: side.vera }))).toContain(
      `**${side.words.person}**: birthday`,
    );
  });
});

describe("what was logged", () => {
  test.each([
    [{ kind: "meeting", duration: "45 min" }, "Logged a meeting with", ", 45 min"],
    [{ kind: "message" }, "Logged a message with", "Message by"],
    [{ kind: "call", when: "yesterday", duration: "20 min" }, "Wed 4 Nov 2026", "Call by"],
  ])("%j shows in the timeline until undone", async (args, said, shown) => {
    const about = [side.ids.person];
    const result = await call("log_interaction", { about, summary: "went well", ...args });
    expect(textOf(result)).toContain(said);
    const filter = { record: side.ids.person, kind: args.kind };
    expect(textOf(await call("show_timeline", filter))).toContain(shown);
    await undo(result);
    expect(textOf(await call("show_timeline", filter))).not.toContain(shown);
  });

  test("about a deal is tied to it and to whom it is with", async () => {
    const args = { kind: "note", about: [side.ids.deal], summary: "legal has it" };
    await call("log_interaction", args);
    for (const record of [side.ids.deal, side.ids.person, side.ids.company])
      expect(textOf(await call("show_timeline", { record, kind: "note" }))).toContain(
        "legal has it",
      );
  });

  test("without a word of what was said asks for it", async () => {
    expect(await call("log_interaction", { about: [side.ids.person] })).toMatchObject({
      outcome: "question",
      asksFor: "summary",
    });
  });

  test("a length of time nobody can read is refused", async () => {
    const args = { about: [side.ids.person], summary: "x", duration: "ages" };
    expect(await call("log_interaction", args)).toMatchObject({ code: "bad_input" });
  });

  test("a timeline says how its bounds were read", async () => {
    const args = { record: side.ids.person, since: "1 October", until: "4 November" };
    const text = textOf(await call("show_timeline", args));
    expect(text).toContain("from 1 Oct 2026; until 4 Nov 2026");
  });
});

describe("preferences", () => {
  const zone = async (user: User) =>
    (await db.asOwner(`select time_zone, locale from users where id = '${user.id}'`))[0];

  test.each([
    [{ time_zone: "New York" }, { time_zone: "America/New_York" }],
    [{ time_zone: "europe/lisbon" }, { time_zone: "Europe/Lisbon" }],
    [{ time_zone: "PST" }, { time_zone: "America/Los_Angeles" }],
    [{ time_zone: "San Francisco" }, { time_zone: "America/Los_Angeles" }],
    [{ time_zone: "Tokyo time" }, { time_zone: "Asia/Tokyo" }],
    [{ language: "Spanish" }, { locale: "es" }],
    [{ language: "pt-BR" }, { locale: "pt-BR" }],
    [{ language: "American English" }, { locale: "en-US" }],
  ])("%j is set and undone", async (args, expected) => {
    const before = await zone(side.tom);
    const result = await call("update_preferences", args, { user: side.tom });
    expect(result.outcome).toBe("done");
    expect(await zone(side.tom)).toMatchObject(expected);
    expect(result.receipts[0]?.record.name).toBe("your settings");
    await call("undo", { receipts: result.undoable }, { user: side.tom });
    expect(await zone(side.tom)).toEqual(before);
  });

  test("are a viewer's to set, too, and no nonsense is set", async () => {
    const how = { user: side.vera };
    const before = await zone(side.vera);
    const set = await call("update_preferences", { time_zone: "Madrid" }, how);
    expect(await zone(side.vera)).toMatchObject({ time_zone: "Europe/Madrid" });
    expect((await call("undo", { receipts: set.undoable }, how)).outcome).toBe("done");
    expect(await zone(side.vera)).toEqual(before);
    expect((await call("update_preferences", { time_zone: "Madrid" }, how)).outcome).toBe("done");
    expect(await call("update_preferences", { time_zone: "Atlantis" }, how)).toMatchObject({
      code: "bad_input",
    });
  });
});

test("every button of a list carries a call that works", async () => {
  const listed = await call("list_tasks", {});
  const [done] = allActions(listed.reply);
  if (done?.press.kind !== "call") throw new Error("no button");
  expect((await call(done.press.tool, done.press.args)).outcome).toBe("done");
});
