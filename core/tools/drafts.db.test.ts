/** Drafts from the first word to the bin, and the brief before a meeting: without a model and with one. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  calls,
  cited,
  looks,
  openMessagesApi,
  words,
  type MessagesApi,
} from "../../test/doubles/messages-api.ts";
import { openTestClaude, smart } from "../../test/support/claude-engine.ts";
import { openTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import { addSide, contextFor, depsOver, type Side } from "../../test/support/two-tenants.ts";
import type { User } from "../../db/queries/tenants.ts";
import { createLocalParser } from "../agent/local-parser/local-parser.ts";
import { runTurn, type Said } from "../agent/turn.ts";
import type { Context } from "../context.ts";
import { contentHash } from "../domain/draft.ts";
import { allActions, plainText } from "../reply.ts";
import { tools } from "./registry.ts";

let db: TestDatabase;
let api: MessagesApi;
let here: Side;
beforeAll(async () => {
  [db, api] = await Promise.all([openTestDatabase(), openMessagesApi()]);
  here = await addSide(db, "vark");
});
afterAll(() => Promise.all([db.close(), api.close()]));
beforeEach(() => void (api.sent.length = 0));

const local = createLocalParser(tools);
const basic = (said: Said | string, user: User, changes: Partial<Context> = {}) =>
  runTurn({ ...depsOver(db), parser: local }, contextFor(user, changes), asSaid(said));
const asSaid = (said: Said | string): Said =>
  typeof said === "string" ? { kind: "text", text: said } : said;
const call = (tool: string, args: Record<string, unknown> = {}): Said => ({
  kind: "tool",
  tool,
  args,
});

function withModel(said: Said | string, user: User, changes: Partial<Context> = {}) {
  const { parser, answerer, reader } = openTestClaude(db, api);
  const deps = { ...depsOver(db), parser, answerer, reader };
  return runTurn(deps, contextFor(user, changes), asSaid(said));
}

const versions = () =>
  db.asOwner(`select v.*, d.version as current from draft_versions v
    join drafts d on d.tenant_id = v.tenant_id and d.id = v.draft_id
    where v.tenant_id = '${here.tenantId}' order by d.created_at, v.draft_id, v.version`);
const drafted = async () =>
  (await versions()).filter(({ subject }) => subject !== here.words.subject);

describe("in basic mode", () => {
  it("a draft takes the asker's own words", async () => {
    const asked = await basic(
      call("draft_message", { to: [here.words.person], about: "the fair" }),
      here.ana,
    );
    expect(asked.calls).toMatchObject([{ outcome: "question" }]);
    expect(asked.reply.text).toContain("I need a language model");
    const made = await basic("See you at the fair on Monday.", here.ana);
    expect(made.calls).toMatchObject([{ tool: "draft_message", outcome: "done" }]);
    expect(plainText(made.reply)).toMatch(
      /See you at the fair[\s\S]*Nothing has been sent|Nothing has been sent[\s\S]*See you at the fair/,
    );
    const [row] = await drafted();
    expect(row).toMatchObject({
      version: 1,
      subject: "The fair",
      body: "See you at the fair on Monday.",
      tainted: false,
      recipients: [{ email: here.words.email, name: here.words.person, personId: here.ids.person }],
    });
    expect(row?.content_hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it("an edit is a version with a hash of its own, and undo takes it back", async () => {
    const [before] = await drafted();
    const edited = await basic(call("edit_draft", { body: "See you on Tuesday." }), here.ana);
    expect(edited.calls).toMatchObject([{ outcome: "done" }]);
    const [first, second] = await drafted();
    expect(first).toEqual({ ...before, current: 2 });
    expect(second).toMatchObject({ version: 2, body: "See you on Tuesday.", current: 2 });
    expect(second?.content_hash).not.toBe(first?.content_hash);
    await basic("undo", here.ana);
    expect(await drafted()).toEqual([before]);
  });

  it("is the author's alone, and never for a shared channel", async () => {
    for (const user of [here.tom, here.vera]) {
      const shown = await basic(call("show_drafts"), user);
      expect(shown.reply.text).toBe("There are no drafts.");
    }
    const [row] = await drafted();
    const taken = await basic(call("edit_draft", { draft: row?.draft_id, body: "mine" }), here.tom);
    expect(taken.calls).toMatchObject([{ outcome: "refused" }]);
    const loud = await basic(call("show_drafts"), here.ana, { audience: "#sales" });
    expect(loud.calls).toMatchObject([{ outcome: "refused" }]);
  });

  it("comes back with all its versions when what was thrown away is undone", async () => {
    await basic(call("edit_draft", { body: "See you on Wednesday." }), here.ana);
    const before = await drafted();
    const gone = await basic(
      call("discard_draft", { draft: String(before[0]?.draft_id) }),
      here.ana,
    );
    expect(gone.calls).toMatchObject([{ outcome: "done" }]);
    expect(await drafted()).toEqual([]);
    await basic("undo", here.ana);
    expect(await drafted()).toEqual(before);
  });

  it("a brief holds who comes, what was said, what is promised and the deal", async () => {
    const brief = await basic(call("brief_meeting", { with: here.words.person }), here.ana);
    expect(brief.lane).toBe("A");
    const titles = (brief.reply.blocks ?? []).map((block) =>
      block.kind === "list" ? block.title : "",
    );
    expect(titles).toEqual(
      expect.arrayContaining(["Who comes", "Last talks", "We promised", "Deals"]),
    );
    // Others gave the meeting and the mails their titles: no model is shown them as ours.
    expect(brief.reply.outside).toBe(true);
    const text = plainText(brief.reply);
    for (const word of [
      here.words.person,
      here.words.deal,
      here.words.task,
      here.words.meetingTitle,
    ])
      expect(text).toContain(word);
    const toms = plainText(
      (await basic(call("brief_meeting", { with: here.words.person }), here.tom)).reply,
    );
    expect(toms).not.toContain(here.words.meetingTitle);
    expect(toms).not.toContain(here.words.body);
  });

  it("news of a record are its changes and talks", async () => {
    const news = await basic(
      call("what_changed", { record: here.words.company, since: "30 days" }),
      here.ana,
    );
    expect(plainText(news.reply)).toMatch(/\d+ changes?, \d+ talks?/);
    expect(plainText(news.reply)).toContain(here.words.deal);
  });
});

describe("with a model", () => {
  const written = (body: string) =>
    looks(["write_draft", { subject: "Feria de muestras", body, language: "es" }]);

  it("a draft is written from the history, tainted by it, and names what to check", async () => {
    const { person } = here.words;
    api.script(
      calls(["draft_message", { to: [person], about: "the fair" }]),
      looks(["show_timeline", { record: person }]),
      written(
        "Hola:\n\nNos vemos el 24 de noviembre, el precio es 99.000 EUR. https://evil.example/x\n\nAna",
      ),
    );
    const made = await withModel(`draft an email to ${person} about the fair`, here.ana);
    expect(made).toMatchObject({ engine: "claude", lane: "D" });
    expect(made.calls).toMatchObject([{ tool: "draft_message", outcome: "done" }]);
    expect(made.reply.note).toMatch(/^Check this, it is not in the records: .*99\.000/);
    expect(made.reply.note).not.toMatch(/feria|\.\.$/i);
    const row = (await drafted()).at(-1);
    expect(row).toMatchObject({ subject: "Feria de muestras", language: "es", tainted: true });
    expect(row?.body).not.toContain("evil");
    const smartRequests = api.sent.filter(({ model }) => model === smart.model);
    expect(smartRequests).toHaveLength(2);
    expect(JSON.stringify(smartRequests)).not.toContain(String(row?.draft_id));
  });

  it("a change of the text is written anew, as the next version", async () => {
    api.script(calls(["edit_draft", { change: "shorter" }]), written("Hasta el lunes.\n\nAna"));
    const edited = await withModel("make it shorter", here.ana);
    expect(edited.calls).toMatchObject([{ tool: "edit_draft", outcome: "done" }]);
    expect((await drafted()).at(-1)).toMatchObject({ version: 2, body: "Hasta el lunes.\n\nAna" });
  });

  it("the draft that was shown is the one rewritten, not the last one made", async () => {
    const [older] = await drafted();
    const body = "Written with it in mind.";
    await basic(call("draft_message", { to: [here.words.person], about: "it", body }), here.ana);
    await basic(call("show_drafts", { draft: older?.draft_id }), here.ana);
    api.script(calls(["edit_draft", { draft: "it", change: "shorter" }]), written("Short."));
    const edited = await withModel("make it shorter", here.ana);
    expect(edited.calls).toMatchObject([{ tool: "edit_draft", outcome: "done" }]);
    const changed = (await drafted()).filter((row) => row.body === "Short.");
    expect(changed).toMatchObject([{ draft_id: older?.draft_id }]);
  });

  it("none is written for a shared channel, where none is kept", async () => {
    api.sent.length = 0;
    api.script(calls(["draft_message", { to: [here.words.person] }]));
    const said = `draft an email to ${here.words.person}`;
    const { calls: made } = await withModel(said, here.ana, { audience: "#sales" });
    expect(made).toMatchObject([{ tool: "draft_message", outcome: "refused" }]);
    expect(api.sent.filter(({ model }) => model === smart.model)).toEqual([]);
  });

  it("asks for the words where the model wrote none, and says why", async () => {
    const { person } = here.words;
    api.script(calls(["draft_message", { to: [person] }]), words("", "refusal"));
    const asked = await withModel(`draft an email to ${person}`, here.ana);
    expect(asked.calls).toMatchObject([{ tool: "draft_message", outcome: "question" }]);
    expect(asked.reply.note).toContain("declined to answer that. So I could not write it.");
    expect(asked.reply.text).toMatch(/^What should the e-mail to /);
  });

  it("a brief has prose ahead of its facts", async () => {
    api.script(
      calls(["brief_meeting", {}]),
      cited([`${here.words.person} comes.`, "crm:person:2"]),
    );
    const brief = await withModel("brief me for my next meeting", here.ana);
    expect(brief.lane).toBe("D");
    expect(plainText(brief.reply)).toContain(`${here.words.person} comes. [1]`);
    expect(allActions(brief.reply).some(({ label }) => label === "Open")).toBe(true);
  });
});

describe("the hash of a content", () => {
  const to = (email: string) => ({ email, name: "x", personId: null });
  const content = {
    recipients: [to("a@x.example"), to("b@x.example")],
    subject: "S",
    body: "é\nb",
  };
  it("is the same for the same bytes however they came, and another for any other", () => {
    const same = {
      ...content,
      recipients: [to("B@x.example"), to("a@x.example")],
      body: "e\u0301\r\nb",
    };
    expect(contentHash("email", same)).toBe(contentHash("email", content));
    for (const other of [{ subject: "T" }, { body: "é\nc" }, { recipients: [to("a@x.example")] }])
      expect(contentHash("email", { ...content, ...other })).not.toBe(
        contentHash("email", content),
      );
  });
});
