import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import { contextFor, depsOver, testNow } from "../../test/support/two-tenants.ts";
import { findFile } from "../../db/queries/files.ts";
import { createTenant, saveUser, type User } from "../../db/queries/tenants.ts";
import type { Focus } from "../agent/intent.ts";
import type { CallResult } from "../call-result.ts";
import { callTool } from "../call-tool.ts";
import { newId } from "../domain/ids.ts";
import { allActions, plainText, type Button } from "../reply.ts";
import { tools } from "./registry.ts";

let db: TestDatabase;
let tenantId: string;
let ana: User;
let raj: User;
let lena: User;

beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());

beforeEach(async () => {
  ({ id: tenantId } = await createTenant(db, { slug: newId(), name: "Harbour", at: testNow }));
  ana = await addUser("Ana", "owner");
  raj = await addUser("Raj", "member");
  lena = await addUser("Lena", "member");
});

const addUser = (name: string, role: User["role"]) =>
  db.transaction({ tenantId, actorId: null, viewerId: null }, (tx) => {
    const email = `${name.toLowerCase()}@harbour.example`;
    return saveUser(tx, {
      email,
      name,
      role,
      timeZone: "Europe/Madrid",
      locale: "en",
      at: testNow,
    });
  });

interface Said {
  user?: User;
  focus?: Focus;
  confirmed?: string;
  audience?: string;
  now?: Date;
}

const call = (
  tool: string,
  args: Record<string, unknown>,
  said: Said = {},
): Promise<CallResult> => {
  const { user = ana, focus = {}, confirmed, audience = "dm", now = testNow } = said;
  return callTool(depsOver(db), { ...contextFor(user, { audience, now }), focus }, tools, {
    tool,
    args,
    ...(confirmed ? { confirmed } : {}),
  });
};

/** Calls, and presses the button where a preview asks first. */
async function done(
  tool: string,
  args: Record<string, unknown>,
  said: Said = {},
): Promise<CallResult> {
  const asked = await call(tool, args, said);
  if (asked.outcome !== "confirm") {
    expect(asked.outcome, plainText(asked.reply)).toBe("done");
    return asked;
  }
  const [button] = allActions(asked.reply);
  const confirmed = button?.press.kind === "confirm" ? button.press.preview : "";
  const result = await call(tool, args, { ...said, confirmed });
  expect(result.outcome, plainText(result.reply)).toBe("done");
  return result;
}

const textOf = ({ reply }: CallResult): string => plainText(reply);
const names = ({ reply }: CallResult): string[] =>
  (reply.records ?? []).map((record) => record.name).sort();
const changesOf = ({ receipts }: CallResult) =>
  receipts.flatMap((one) =>
    one.changes.map(({ field, from, to }) => `${field}: ${from ?? ""} → ${to ?? ""}`),
  );
const undo = (result: CallResult, user = ana) =>
  done("undo", { receipts: result.undoable }, { user });
const press = (
  result: CallResult,
  label: RegExp | string,
  said: Said = {},
): Promise<CallResult> => {
  const found: Button | undefined = allActions(result.reply).find((one) => one.label.match(label));
  if (found?.press.kind !== "call")
    throw new Error(`no button ${String(label)} in ${textOf(result)}`);
  return call(found.press.tool, found.press.args, said);
};

async function someLeads(): Promise<void> {
  const people = [
    ["Mia Berg", "hardware", "Lead", raj],
    ["Noor Haddad", "software", "Lead", raj],
    ["Otto Lang", "hardware", "Lost", raj],
    ["Pia Costa", "hardware", "Lead", ana],
  ] as const;
  for (const [name, tag, status, owner] of people)
    await done("add_person", { name, tags: [tag], status, owner: owner.id });
}

describe("a person", () => {
  test("is added with status, source and owner, at the company already known", async () => {
    await done("add_company", { name: "Acme Robotics, S.L.", domain: "www.acme.example" });
    const added = await done("add_person", {
      name: "Taylor Brooks",
      company: "Acme",
      status: "lead",
      owner: "Raj",
      lead_source: "SaaStock",
    });
    expect(changesOf(added)).toEqual(
      expect.arrayContaining([
        "company:  → Acme Robotics, S.L.",
        "status:  → Lead",
        "owner:  → Raj",
        "lead_source:  → SaaStock",
      ]),
    );
  });

  test("asks which company where the name fits several, and takes a new one when that is said", async () => {
    for (const name of ["Zeta Analytics", "Zeta Foods"]) await done("add_company", { name });
    await done("add_person", { name: "Sofia Reyes" });
    const asked = await call("update_person", { person: "Sofia", company: "Zeta", title: "COO" });
    expect(asked.outcome).toBe("question");
    const pressed = await press(asked, /new company/);
    expect(textOf(pressed)).toContain("COO at Zeta");
    expect(changesOf(pressed)).toContain("company:  → Zeta");
  });

  test("moves to another company: the job before ends today, and undo gives it back", async () => {
    await done("add_person", { name: "Sofia Reyes", title: "CFO", company: "Borealis" });
    const moved = await done("update_person", { person: "Sofia", company: "Nordia", title: "COO" });
    expect(textOf(moved)).toContain("is now COO at Nordia; the job before ends today");
    expect(changesOf(moved)).toEqual(
      expect.arrayContaining(["title: CFO → COO", "company: Borealis → Nordia"]),
    );
    await undo(moved);
    expect(textOf(await done("show_record", { record: "Sofia" }))).toContain("CFO, Borealis");
  });

  test("has a new number read with the country of the person, and the old one ends", async () => {
    await done("add_person", { name: "Carlos Lima", phone: "+55 11 3765-4321" });
    await done("update_person", { person: "Carlos", country: "Brasil" });
    const changed = await done("update_person", { person: "Carlos", phone: "11 98765-4321" });
    expect(changesOf(changed)).toEqual(["phone: +551137654321 → +5511987654321"]);
  });

  test.each([
    [{ email: "nonsense" }, "not an e-mail address"],
    [{ phone: "12" }, "not a phone number"],
    [{ profile: "hm hm" }, "not the address of a page"],
    [{}, "Say what to change"],
    [{ email: "pia@x.example" }, "already belongs to Pia"],
  ])("refuses %j with one sentence", async (args, sentence) => {
    await done("add_person", { name: "Pia Costa", email: "pia@x.example" });
    await done("add_person", { name: "Dana Fox" });
    const refused = await call("update_person", { person: "Dana", ...args });
    expect(refused.outcome).toBe("refused");
    expect(refused.reply.text).toContain(sentence);
  });

  test("is archived only after a press, and comes back", async () => {
    await done("add_person", { name: "Leo Brandt" });
    expect((await call("archive_record", { record: "Leo" })).outcome).toBe("confirm");
    const archived = await done("archive_record", { record: "Leo" });
    expect((await call("show_record", { record: "Leo" })).outcome).toBe("refused");
    await undo(archived);
    expect((await call("show_record", { record: "Leo" })).outcome).toBe("done");
  });
});

describe("people by filter", () => {
  beforeEach(async () => {
    await someLeads();
    await done("add_company", { name: "Vela", city: "Madrid", country: "ES", industry: "Fintech" });
    await done("add_person", { name: "Quim Pons", company: "Vela", tags: ["Competitor"] });
    await done("add_deal", { name: "Vela pilot", company: "Vela", value: "60k" });
  });

  test.each([
    [{ place: "Spain" }, ["Quim Pons"]],
    [{ place: "madrid" }, ["Quim Pons"]],
    [{ industry: "fintech", not_tag: "competitors" }, []],
    [{ tag: "competitors" }, ["Quim Pons"]],
    [{ status: "leads" }, ["Mia Berg", "Noor Haddad", "Pia Costa"]],
    [{ status: "customers", owner: "Raj" }, ["Mia Berg", "Noor Haddad", "Otto Lang"]],
    [{ status: "lost" }, ["Otto Lang"]],
    [{ owner: "Raj", tag: "hardware" }, ["Mia Berg", "Otto Lang"]],
    [{ has_open_deal: true }, ["Quim Pons"]],
    [{ value_over: "50k" }, ["Quim Pons"]],
    [{ value_over: "70k" }, []],
    [{ value_under: "70k EUR" }, ["Quim Pons"]],
    [{ has_open_deal: false, owner: "Ana" }, ["Pia Costa"]],
    [{ stage: "lead", company: "Vela" }, ["Quim Pons"]],
  ])("%j", async (args, expected) => {
    expect(names(await done("list_people", args))).toEqual(expected);
  });

  test("says how each word was read, and what is no stage, list or amount", async () => {
    expect(textOf(await done("list_people", { place: "Spain", value_over: "50k" }))).toMatch(
      /in Spain.*open deal over 50,000 in whatever currency/,
    );
    for (const args of [{ stage: "fooish" }, { list: "nowhere" }, { value_over: "lots" }])
      expect((await call("list_people", args)).outcome).toBe("refused");
  });

  test("leaves out those never contacted, and says how many", async () => {
    const listed = await done("list_people", { lastContactBefore: "3 months", owner: "Raj" });
    expect(listed.reply.text).toContain("3 were never contacted at all");
    expect(names(await press(listed, /never contacted/))).toHaveLength(3);
  });

  test("are reassigned after a press, all at once, and come back with one undo", async () => {
    const args = { owner: "Raj", status: "Lead", tag: "hardware", new_owner: "Lena" };
    expect((await call("update_people", args)).outcome).toBe("confirm");
    const changed = await done("update_people", args);
    expect(textOf(changed)).toContain("1 person reassigned to Lena");
    expect(names(await done("list_people", { owner: "Lena" }))).toEqual(["Mia Berg"]);
    await undo(changed);
    expect(names(await done("list_people", { owner: "Lena" }))).toEqual([]);
  });

  test("change status, tag and list together; nobody matching changes nothing", async () => {
    await done("create_list", { name: "VIP" });
    const args = { status: "lost", new_status: "won", add_tag: "Back", add_to_list: "VIP" };
    expect(changesOf(await done("update_people", args))).toEqual([
      "status: Lost → Won",
      "tag: hardware → back, hardware",
      "list:  → VIP",
    ]);
    const none = await done("update_people", { place: "Oslo", new_status: "won" });
    expect(none.reply.text).toMatch(/^Nobody matches .*; nothing was changed\.$/);
    expect((await call("update_people", { new_status: "won" })).outcome).toBe("refused");
    expect((await call("update_people", { tag: "hardware" })).outcome).toBe("refused");
  });

  test("are archived by filter only after a press", async () => {
    const args = { owner: "Raj", status: "customers" };
    expect((await call("archive_people", args)).outcome).toBe("confirm");
    const archived = await done("archive_people", args);
    expect(textOf(archived)).toContain("3 people archived");
    await undo(archived);
    expect(names(await done("list_people", { owner: "Raj" }))).toHaveLength(3);
    expect((await call("archive_people", {})).outcome).toBe("refused");
  });
});

describe("companies", () => {
  test("are added once, changed, listed and archived", async () => {
    await done("add_company", {
      name: "Acme",
      domain: "https://acme.example/x",
      city: "Berlin",
      country: "DE",
    });
    expect((await call("add_company", { name: "ACME Ltd" })).outcome).toBe("refused");
    const changed = await done("update_company", {
      company: "Acme",
      industry: "Robotics",
      phone: "030 1234567",
      owner: "Raj",
    });
    expect(changesOf(changed)).toEqual([
      "industry:  → Robotics",
      "phone:  → +49301234567",
      "owner: Ana → Raj",
    ]);
    expect(names(await done("list_companies", { place: "Germany", owner: "Raj" }))).toEqual([
      "Acme",
    ]);
    expect(names(await done("list_companies", { has_open_deal: true }))).toEqual([]);
    await done("archive_record", { record: "Acme" });
    expect((await call("show_record", { record: "Acme" })).outcome).toBe("refused");
  });
});

describe("a list", () => {
  beforeEach(someLeads);

  test("is made on the way when that is said, filled, shown and emptied", async () => {
    const asked = await call(
      "add_to_list",
      { records: ["Mia", "Noor"], list: "VIP" },
      { user: raj },
    );
    expect(asked.outcome).toBe("question");
    const added = await press(asked, /Make the list/, { user: raj });
    expect(textOf(added)).toContain("are on **VIP** now");
    expect(names(await done("show_list", { list: "the VIP list" }))).toEqual([
      "Mia Berg",
      "Noor Haddad",
    ]);
    expect(names(await done("list_people", { list: "vip", tag: "software" }))).toEqual([
      "Noor Haddad",
    ]);
    await done("remove_from_list", { records: ["Mia"], list: "VIP" }, { user: raj });
    expect(names(await done("show_list", { list: "VIP" }))).toEqual(["Noor Haddad"]);
    expect(textOf(await done("show_lists", {}))).toContain("VIP | people | kept by hand | 1 | Raj");
    expect((await call("create_list", { name: "vip" })).outcome).toBe("refused");
  });

  test("private, is nobody else's to see", async () => {
    await done("create_list", { name: "Maybe", private: true });
    await done("add_to_list", { records: ["Pia"], list: "Maybe" });
    expect(textOf(await done("show_record", { record: "Pia" }))).toContain("Maybe");
    expect(textOf(await done("show_record", { record: "Pia" }, { user: raj }))).not.toContain(
      "Maybe",
    );
    expect((await call("show_list", { list: "Maybe" }, { user: raj })).outcome).toBe("refused");
    expect(textOf(await done("show_lists", {}, { user: raj }))).not.toContain("Maybe");
    expect(
      (await call("create_list", { name: "X", private: true }, { audience: "team" })).outcome,
    ).toBe("refused");
  });

  test("saved from a filter fills itself, for whoever looks", async () => {
    const filter = { tool: "list_people", args: { owner: "Raj", tag: "hardware" } };
    await done("save_list", { name: "Raj's hardware" }, { focus: { filter } });
    expect(names(await done("show_list", { list: "Raj's hardware" }, { user: lena }))).toEqual([
      "Mia Berg",
      "Otto Lang",
    ]);
    await done("tag_record", { record: "Noor", tag: "hardware" }, { user: raj });
    expect(names(await done("show_list", { list: "Raj's hardware" }))).toHaveLength(3);
    const inner = { tool: "list_people", args: { list: "Raj's hardware", status: "lost" } };
    await done("save_list", { name: "Lost of those" }, { focus: { filter: inner } });
    expect(names(await done("list_people", { list: "Lost of those" }))).toEqual(["Otto Lang"]);
    expect((await call("add_to_list", { records: ["Pia"], list: "Lost of those" })).outcome).toBe(
      "refused",
    );
    expect((await call("save_list", { name: "Nothing" })).outcome).toBe("refused");
  });
});

describe("what a list says about whoever is on it", () => {
  beforeEach(async () => {
    await done("create_list", { name: "Gala" });
    await done("add_person", { name: "Dana Fox", email: "dana@fox.example" });
    await done("add_list_field", {
      list: "Gala",
      name: "Meal",
      type: "choice",
      choices: ["Meat", "Vegan"],
    });
    await done("add_list_field", { list: "Gala", name: "Seats", type: "number" });
    await done("add_list_field", { list: "Gala", name: "Invited", type: "date" });
    await done("add_list_field", {
      list: "Gala",
      name: "Days",
      type: "choices",
      choices: ["Fri", "Sat"],
    });
  });

  test.each([
    ["meal", "vegan", "Meal Vegan"],
    ["seats", "1,200", "Seats 1,200"],
    ["Invited", "3 December", "Invited 3 Dec 2026"],
    ["days", "sat and fri", "Days Sat, Fri"],
  ])("%s: %s", async (field, value, shown) => {
    await done("set_list_field", { record: "Dana", field, value });
    expect(textOf(await done("show_record", { record: "Dana" }))).toContain(`Gala (${shown})`);
    expect(textOf(await done("show_list", { list: "Gala" }))).toContain(
      shown.split(" ").slice(1).join(" "),
    );
  });

  test.each([
    ["meal", "fish", "Meal is one of Meat, Vegan"],
    ["seats", "many", "Seats is a number"],
    ["invited", "blue", "can't read “blue” as a date"],
    ["height", "2", "No list has a field"],
  ])("%s: %s is refused", async (field, value, sentence) => {
    const refused = await call("set_list_field", { record: "Dana", field, value });
    expect([refused.outcome, refused.reply.text]).toEqual([
      "refused",
      expect.stringContaining(sentence),
    ]);
  });

  test("asks for choices that are missing, and only the settings' keepers make fields", async () => {
    const asked = await call("add_list_field", { list: "Gala", name: "Size", type: "choice" });
    expect([asked.outcome, asked.asksFor]).toEqual(["question", "choices"]);
    const refused = await call(
      "add_list_field",
      { list: "Gala", name: "X", type: "text" },
      { user: raj },
    );
    expect(refused.code).toBe("forbidden");
  });

  test("goes with the export, and a deleted list comes back", async () => {
    await done("set_list_field", { record: "Dana", list: "gala", field: "meal", value: "vegan" });
    const exported = await done("export_people", { list: "Gala" });
    const file = await fileOf(exported);
    expect(file.name).toBe("gala.csv");
    const [header = "", row = ""] = file.body.split("\r\n");
    expect(header).toMatch(/^\uFEFFName,.*,Meal,Seats,Invited,Days$/);
    expect(row).toMatch(/^Dana Fox,.*dana@fox.example.*,Vegan,,,$/);
    const deleted = await done("delete_list", { list: "Gala" });
    expect((await call("show_list", { list: "Gala" })).outcome).toBe("refused");
    await undo(deleted);
    expect(textOf(await done("show_list", { list: "Gala" }))).toContain("Vegan");
  });
});

/** The file of a reply, as its user fetches it; nobody else finds it. */
async function fileOf({ reply }: CallResult): Promise<{ name: string; body: string }> {
  const [block] = reply.blocks ?? [];
  if (block?.kind !== "file") throw new Error("no file");
  const read = (user: User) =>
    db.transaction({ tenantId, actorId: user.id, viewerId: user.id }, (tx) =>
      findFile(tx, block.id, testNow),
    );
  expect(await read(raj)).toBeUndefined();
  const file = await read(ana);
  if (!file) throw new Error("the file is not there");
  return file;
}

describe("an export", () => {
  test("holds everybody last listed, as cards too, and is made for one person only", async () => {
    await someLeads();
    const focus = { filter: { tool: "list_people", args: { owner: "Raj", limit: 1 } } };
    const table = await fileOf(await done("export_people", {}, { focus }));
    expect(table.body.trim().split("\r\n")).toHaveLength(4);
    const cards = await fileOf(await done("export_people", { format: "vcard" }, { focus }));
    expect(cards.body.match(/^FN:.*$/gm)).toHaveLength(3);
    expect((await call("export_people", {})).outcome).toBe("refused");
    expect((await call("export_people", {}, { focus, audience: "team" })).outcome).toBe("refused");
  });
});

describe("what changes over time", () => {
  const later = new Date("2026-12-10T10:00:00Z");

  test("contact points are added, ended and remembered", async () => {
    await done("add_person", { name: "Dana Fox", email: "dana@fox.example", phone: "600 123 456" });
    await done("add_contact_point", { person: "Dana", email: "d@home.example" });
    expect(textOf(await done("show_record", { record: "Dana" }))).toContain(
      "dana@fox.example, d@home.example",
    );
    await done("end_contact_point", { person: "Dana", value: "DANA@fox.example" });
    await done("end_contact_point", { person: "Dana", value: "600123456" });
    const shown = textOf(await done("show_record", { record: "Dana" }));
    expect(shown).toContain("d@home.example");
    expect(shown).not.toMatch(/fox|600/);
    expect(
      (await call("end_contact_point", { person: "Dana", value: "x@y.example" })).reply.text,
    ).toContain("there is d@home.example");
  });

  test("a key date is a day of every year where none was said", async () => {
    await done("add_person", { name: "Sofia Reyes" });
    for (const [label, date] of [
      ["B-day", "3 May"],
      ["contract renewal", "15 January"],
      ["wedding anniversary", "14 August 2010"],
    ])
      await done("set_key_date", { person: "Sofia", label, date });
    expect(textOf(await done("show_record", { record: "Sofia" }))).toContain(
      "birthday 3 May, contract renewal 15 Jan 2027, wedding anniversary 14 Aug 2010",
    );
  });

  test("jobs, what was known when, and who changed what", async () => {
    await done("add_person", { name: "Dana Fox", title: "CFO", company: "Borealis" });
    await done(
      "update_person",
      { person: "Dana", company: "Nordia", title: "CEO" },
      { now: later },
    );
    const at = { now: new Date("2027-01-05T10:00:00Z") };
    const jobs = textOf(await done("job_history", { person: "Dana" }, at));
    expect(jobs).toMatch(
      /CEO at \*\*Nordia\*\* \(since 10 Dec 2026\)[^]*CFO at \*\*Borealis\*\* \(until 10 Dec 2026\)/,
    );
    const then = textOf(await done("job_history", { person: "Dana", on: "1 December 2026" }, at));
    expect(then).toContain("CFO at **Borealis**");
    expect(then).not.toContain("Nordia");
    const known = textOf(
      await done("record_as_of", { record: "Dana", on: "20 November 2026" }, at),
    );
    expect(known).toMatch(/as we knew it on 20 Nov 2026[^]*Title: CFO[^]*Company: Borealis/);
    const before = textOf(await done("record_as_of", { record: "Dana", on: "1 March 2026" }, at));
    expect(before).toContain("On 1 Mar 2026 we had no record of **Dana Fox**");
    const history = textOf(await done("record_history", { record: "Dana" }, at));
    expect(history).toMatch(
      /1\. Thu 10 Dec 2026, 11:00 · Ana changed: Title CFO → CEO; Company Borealis → Nordia[^]*2\. .*Ana added it/,
    );
  });

  test("a private list shows in nobody else's history", async () => {
    await done("add_person", { name: "Dana Fox" });
    await done("create_list", { name: "Maybe", private: true });
    await done("add_to_list", { records: ["Dana"], list: "Maybe" });
    expect(textOf(await done("record_history", { record: "Dana" }))).toContain("Maybe");
    for (const tool of ["record_history", "record_as_of"]) {
      const args = tool === "record_as_of" ? { record: "Dana", on: "today" } : { record: "Dana" };
      expect(textOf(await done(tool, args, { user: raj }))).not.toContain("Maybe");
    }
  });
});
