import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { openTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import { openDesk, type Desk } from "../../test/support/desk.ts";
import { testNow } from "../../test/support/two-tenants.ts";
import type { CallResult } from "../call-result.ts";
import { allActions, plainText } from "../reply.ts";

let db: TestDatabase;
let desk: Desk;

beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());
beforeEach(async () => {
  desk = await openDesk(db);
});

const textOf = (result: CallResult) => plainText(result.reply);
const labels = (result: CallResult) => allActions(result.reply).map(({ label }) => label);
/** Weeks later than the deals were made. */
const days = (count: number) => new Date(testNow.getTime() + count * 86_400_000);

const deals = async (): Promise<unknown[]> =>
  (
    await db.asOwner(`select d.name, s.name as stage, d.value, d.currency, d.close_date::text as closes,
      d.reason, d.closed_at is not null as closed, u.name as owner
      from deals d join stages s on s.id = d.stage_id left join users u on u.id = d.owner_id
      where d.tenant_id = '${desk.tenantId}' order by d.name`)
  ).map((row) => Object.values(row).join("|"));

const pilot = (more: Record<string, unknown> = {}) =>
  desk.call("add_deal", { name: "Acme pilot", company: "Acme", value: "24k", ...more });

describe("adding", () => {
  test("a name is made from the company where none is said, and never twice", async () => {
    const added = await desk.call("add_deal", {
      company: "borealis",
      value: "40k",
      close_date: "in March",
    });
    expect(added.reply.text).toBe(
      "Added the deal **Borealis deal** to Sales: Lead, 40,000 EUR, closes 31 Mar 2027.",
    );
    await desk.call("add_deal", { company: "Borealis", value: "$5k" });
    expect(await deals()).toEqual([
      "Borealis deal|Lead|40000.00|EUR|2027-03-31||false|Ana",
      "Borealis deal 2|Lead|5000.00|USD|||false|Ana",
    ]);
  });

  test("without a name or a company it asks for the name", async () => {
    const asked = await desk.call("add_deal", { value: "40k" });
    expect([asked.outcome, asked.asksFor]).toEqual(["question", "name"]);
  });

  test("an open deal of that name with that company is not made twice", async () => {
    await pilot();
    expect(await pilot()).toMatchObject({ outcome: "refused", code: "conflict" });
  });

  test.each([
    [{ company: "Nowhere" }, "Nowhere"],
    [
      { company: "Acme", stage: "demo" },
      "Sales has Lead, Qualified, Proposal, Negotiation, Won, Lost.",
    ],
    [{ company: "Acme", pipeline: "hiring" }, "there is Sales"],
    [{ company: "Acme", value: "plenty" }, "as an amount"],
    [{ company: "Acme", close_date: "whenever" }, "as a date"],
  ])("%j is refused in one sentence", async (args, sentence) => {
    const result = await desk.call("add_deal", args);
    expect(result.outcome).toBe("refused");
    expect(result.reply.text).toContain(sentence);
    expect(await deals()).toEqual([]);
  });
});

describe("changing", () => {
  test("several fields are one change with one receipt, taken back by one undo", async () => {
    const added = await pilot();
    const focus = {
      deal: { type: "deal" as const, id: added.reply.records?.[0]?.id ?? "", name: "" },
    };
    const before = await deals();
    const args = { stage: "negotation", value: "28k", close_date: "end of month" };
    const changed = await desk.call("update_deal", args, { focus });
    expect(changed.reply.text).toBe(
      "**Acme pilot**: moved to Negotiation, value 28,000 EUR, closes 30 Nov 2026.",
    );
    expect(changed.receipts).toHaveLength(1);
    expect(await deals()).toEqual(["Acme pilot|Negotiation|28000.00|EUR|2026-11-30||false|Ana"]);
    await desk.undo(changed);
    expect(await deals()).toEqual(before);
  });

  test("a value keeps the deal's currency unless one is said", async () => {
    await pilot({ value: "$24k" });
    await desk.call("update_deal", { deal: "Acme pilot", value: "30k" });
    expect(await deals()).toEqual(["Acme pilot|Lead|30000.00|USD|||false|Ana"]);
    await desk.call("update_deal", { deal: "Acme pilot", value: "26,000 euros" });
    expect(await deals()).toEqual(["Acme pilot|Lead|26000.00|EUR|||false|Ana"]);
  });

  test("a day that may be two is asked, with the complete call behind each button", async () => {
    await pilot();
    const asked = await desk.call("update_deal", {
      deal: "Acme pilot",
      value: "9k",
      close_date: "Thursday",
    });
    expect([asked.outcome, labels(asked)]).toEqual([
      "question",
      ["Thu 5 Nov 2026", "Thu 12 Nov 2026"],
    ]);
    await desk.press(asked, "12 Nov");
    expect(await deals()).toEqual(["Acme pilot|Lead|9000.00|EUR|2026-11-12||false|Ana"]);
  });

  test("a stage of another pipeline moves the deal there when its name is the only one", async () => {
    await pilot();
    await desk.call("create_pipeline", { name: "Hiring" });
    await desk.call("create_pipeline", { name: "Grants", stages: ["Found, Applied"] });
    const moved = await desk.call("update_deal", { deal: "Acme pilot", stage: "screening" });
    expect(moved.reply.text).toContain("moved to Screening (Hiring)");
    await desk.call("update_deal", { deal: "Acme pilot", pipeline: "Sales" });
    const doubtful = await desk.call("update_deal", { deal: "Acme pilot", stage: "applied" });
    expect(doubtful.reply.text).toBe(
      "“applied” may be Applied (Hiring) or Applied (Grants); say which.",
    );
    expect(await deals()).toEqual(["Acme pilot|Lead|24000.00|EUR|||false|Ana"]);
  });

  test.each([
    [{ deal: "Acme pilot" }, "Say what to change about Acme pilot"],
    [{ value: "3k" }, "Which deal do you mean?"],
    [{ deal: "Acme pilot", stage: "nirvana" }, "Sales has Lead, Qualified"],
  ])("%j is refused", async (args, sentence) => {
    await pilot();
    const result = await desk.call("update_deal", args);
    expect([result.outcome, result.reply.text]).toEqual([
      "refused",
      expect.stringContaining(sentence),
    ]);
  });

  test("what already is so changes nothing", async () => {
    await pilot();
    const result = await desk.call("update_deal", { deal: "Acme pilot", stage: "Lead" });
    expect(result.reply.text).toContain("nothing changed");
    expect(result.receipts).toEqual([]);
  });

  test("people have parts in it, and leave again", async () => {
    await pilot();
    const part = { deal: "Acme pilot", person: "Lena" };
    await desk.call("add_deal_person", { ...part, role: "champion" });
    const again = await desk.call("add_deal_person", { ...part, role: "champion" });
    expect(again.reply.text).toBe("**Lena Kovac** already is a champion on **Acme pilot**.");
    await desk.call("add_deal_person", { ...part, role: "decision_maker" });
    expect(textOf(await desk.call("show_record", { record: "Acme pilot" }))).toContain(
      "Decision maker: Lena Kovac",
    );
    const removed = await desk.call("remove_deal_person", part);
    expect(removed.reply.text).toBe("**Lena Kovac** is no longer part of **Acme pilot**.");
    expect(await desk.call("remove_deal_person", part)).toMatchObject({ code: "not_found" });
  });
});

describe("what belongs to it", () => {
  test("a call is linked once, and shown with the deal", async () => {
    await pilot();
    const call = { kind: "call", about: ["Lena Kovac"], summary: "wants two seats more" };
    await desk.call("log_interaction", call);
    const args = { interaction: "my last call with Lena", deal: "Acme pilot" };
    const linked = await desk.call("link_interaction", args);
    expect([linked.outcome, linked.reply.text]).toEqual([
      "done",
      expect.stringContaining("now belongs to **Acme pilot**"),
    ]);
    expect((await desk.call("link_interaction", args)).reply.text).toContain("already belongs");
    expect(textOf(await desk.call("show_record", { record: "Acme pilot" }))).toContain(
      "wants two seats more",
    );
    await desk.undo(linked);
    expect(textOf(await desk.call("show_record", { record: "Acme pilot" }))).not.toContain(
      "wants two seats more",
    );
  });

  test("the stages it went through are told", async () => {
    await pilot();
    await desk.call("update_deal", { deal: "Acme pilot", stage: "Proposal" }, { now: days(3) });
    expect(textOf(await desk.call("show_record", { record: "Acme pilot" }))).toContain(
      "Stages: Lead since 5 Nov 2026 → Proposal since 8 Nov 2026",
    );
  });
});

describe("closing", () => {
  test("lost without a reason is done, and the reason asked for", async () => {
    await pilot();
    const lost = await desk.call("close_deal", { deal: "Acme pilot", outcome: "lost" });
    expect(labels(lost)).toEqual(["Price", "Timing", "Competitor", "No decision"]);
    await desk.press(lost, "Price");
    expect(await deals()).toEqual(["Acme pilot|Lost|24000.00|EUR||Price|true|Ana"]);
  });

  test("opened again it was never closed; undo closes it again", async () => {
    await pilot();
    await desk.call("close_deal", { deal: "Acme pilot", outcome: "lost", reason: "price" });
    const opened = await desk.call("update_deal", { deal: "Acme pilot", stage: "Proposal" });
    expect(await deals()).toEqual(["Acme pilot|Proposal|24000.00|EUR|||false|Ana"]);
    await desk.undo(opened);
    expect(await deals()).toEqual(["Acme pilot|Lost|24000.00|EUR||Price|true|Ana"]);
  });

  test("what is won already is said to be so", async () => {
    await pilot();
    const won = await desk.call("close_deal", { deal: "Acme pilot", outcome: "won" });
    expect(won.reply.text).toBe("**Acme pilot** is won (24,000 EUR).");
    const again = await desk.call("close_deal", { deal: "Acme pilot", outcome: "won" });
    expect(again.reply.text).toBe("**Acme pilot** already is won since 5 Nov 2026.");
    expect(again.receipts).toEqual([]);
  });

  test("dead deals: which, why, once more, and one undo for all", async () => {
    await pilot();
    await desk.call("add_deal", { company: "Borealis", value: "$7k" });
    await desk.call("add_deal", { name: "Fresh", company: "Acme" }, { now: days(50) });
    const before = await deals();
    const later = { now: days(70) };
    const asked = await desk.call("close_dead_deals", {}, later);
    expect([asked.outcome, asked.asksFor]).toEqual(["question", "reason"]);
    expect(asked.reply.text).toMatch(/^2 dead deals, 24,000 EUR \+ 7,000 USD in all\./);
    expect(textOf(asked)).toContain("for 60 days there was no mail, meeting, call or note");
    expect(textOf(asked)).toContain("**Acme pilot** · 24,000 EUR · silent for 70 days");
    const preview = await desk.press(asked, "No response", later);
    expect(preview.outcome).toBe("confirm");
    expect(await deals()).toEqual(before);
    const done = await desk.press(preview, "Go ahead", later);
    expect(done.reply.text).toBe(
      "Marked 2 dead deals (24,000 EUR + 7,000 USD) as lost: No response.",
    );
    expect((await deals())[0]).toBe("Acme pilot|Lost|24000.00|EUR||No response|true|Ana");
    await desk.undo(done);
    expect(await deals()).toEqual(before);
  });

  test("dead deals are the asker's own unless everybody's are asked for; a call keeps one alive", async () => {
    await pilot();
    await desk.call("add_deal", { name: "Toms", company: "Borealis" }, { who: desk.tom });
    const later = { now: days(70) };
    const asked = await desk.call("close_dead_deals", {}, { ...later, who: desk.tom });
    expect(asked.reply.text).toMatch(/^1 dead deal\./);
    expect(textOf(asked)).toContain("Only your own deals are meant.");
    expect(labels(await desk.call("close_dead_deals", {}, later))).toContain("Everybody's (2)");
    const all = { everybodys: true };
    expect((await desk.call("close_dead_deals", all, later)).reply.text).toMatch(/^2 dead deals/);
    const refusal = await desk.call("close_dead_deals", all, { ...later, who: desk.tom });
    expect(refusal.code).toBe("forbidden");
    await desk.call(
      "log_interaction",
      { kind: "call", about: ["Lena Kovac"], summary: "still keen" },
      { now: days(69) },
    );
    expect(textOf(await desk.call("close_dead_deals", {}, later))).not.toContain("Acme pilot");
  });
});

describe("many at once", () => {
  beforeEach(async () => {
    await pilot({ stage: "Proposal", close_date: "30 November" });
    await desk.call("add_deal", { company: "Borealis", value: "60k", stage: "Proposal" });
    await desk.call("add_deal", { name: "Small", company: "Acme", value: "5k", owner: "Tom" });
    await desk.call("add_deal", { name: "Old", company: "Acme", stage: "Won" });
  });

  test.each([
    [{}, ["Acme pilot", "Borealis deal", "Old", "Small"], "4 deals – 3 open, 89,000 EUR; 1 won:"],
    [{ company: "Acme" }, ["Acme pilot", "Old", "Small"], "with Acme"],
    [{ status: "won" }, ["Old"], "won"],
    [{ stage: "proposals" }, ["Acme pilot", "Borealis deal"], "stage Proposal"],
    [{ owner: "Tom" }, ["Small"], "owned by Tom"],
    [
      { value_over: "20k" },
      ["Acme pilot", "Borealis deal"],
      "worth over 20,000 in its own currency",
    ],
    [{ value_over: "10k", value_under: "€30k" }, ["Acme pilot"], "worth under 30,000 EUR"],
    [{ closing: "this month" }, ["Acme pilot"], "open; closing 1 Nov 2026 to 30 Nov 2026"],
    [{ pipeline: "sales", stage: "Lead" }, ["Small"], "stage Lead; pipeline Sales"],
    [{ closing: "overdue" }, [], "No deals match (open; closing up to 4 Nov 2026)."],
  ])("list_deals %j", async (args, names, said) => {
    const result = await desk.call("list_deals", args);
    expect((result.reply.records ?? []).map(({ name }) => name).sort()).toEqual(names);
    expect(result.reply.text).toContain(said);
  });

  test("silence is counted from the last contact or change", async () => {
    const result = await desk.call("list_deals", { stale_for: "30 days" }, { now: days(40) });
    expect(result.reply.records).toHaveLength(3);
    expect(result.reply.text).toContain("no contact and no change since 15 Nov 2026");
    const fresh = await desk.call("list_deals", { stale_for: "30 days" });
    expect(fresh.reply.records ?? []).toEqual([]);
  });

  test("moved together, and back by one undo", async () => {
    const before = await deals();
    const moved = await desk.call("update_deals", { stage: "proposal", new_stage: "negotiation" });
    expect(moved.reply.text).toBe("2 deals (stage Proposal) moved to Negotiation.");
    expect((await deals()).filter((deal) => String(deal).includes("Negotiation"))).toHaveLength(2);
    await desk.undo(moved);
    expect(await deals()).toEqual(before);
  });

  test("a colleague's deal asks first; those long won stay", async () => {
    const asked = await desk.call("update_deals", {
      company: "Acme",
      new_owner: "Tom",
      new_close_date: "end of next month",
    });
    expect(asked.outcome).toBe("confirm");
    await desk.press(asked, "Go ahead");
    expect(await deals()).toEqual([
      "Acme pilot|Proposal|24000.00|EUR|2026-12-31||false|Tom",
      "Borealis deal|Proposal|60000.00|EUR|||false|Ana",
      "Old|Won|||||true|Ana",
      "Small|Lead|5000.00|EUR|2026-12-31||false|Tom",
    ]);
  });

  test.each([
    [{ new_stage: "Lead" }, "Say which deals"],
    [{ stage: "Lead" }, "Say what to change"],
  ])("%j is refused", async (args, sentence) => {
    const result = await desk.call("update_deals", args);
    expect([result.outcome, result.reply.text]).toEqual([
      "refused",
      expect.stringContaining(sentence),
    ]);
  });

  test("the overview adds up by stage and currency, and tells what changed", async () => {
    await desk.call(
      "add_deal",
      { name: "Abroad", company: "Acme", value: "$10k" },
      { now: days(5) },
    );
    await desk.call("update_deal", { deal: "Acme pilot", value: "30k" }, { now: days(9) });
    await desk.call("close_deal", { deal: "Borealis deal", outcome: "won" }, { now: days(9) });
    const result = await desk.call("pipeline_overview", {}, { now: days(10) });
    const text = textOf(result);
    expect(text).toContain(
      "Open: 3 deals, 35,000 EUR + 10,000 USD, weighted 15,500 EUR + 1,000 USD (weighted = value × stage probability).",
    );
    expect(text).toContain("Proposal | 50 % | 1 | 30,000 EUR | 15,000 EUR");
    expect(text).toContain("Lead | 10 % | 2 | 10,000 USD + 5,000 EUR | 1,000 USD + 500 EUR");
    expect(text).toContain("Won this quarter: 2 deals, 60,000 EUR");
    expect(text).toContain(
      "Since a week ago: 1 new (10,000 USD), 1 won (60,000 EUR), value +6,000 EUR",
    );
    const changes = textOf(await desk.call("pipeline_changes", {}, { now: days(10) }));
    expect(changes).toContain("**Abroad** is new: Lead, 10,000 USD");
    expect(changes).toContain("**Acme pilot** value 24,000 EUR → 30,000 EUR");
    expect(changes).toContain("**Borealis deal** was won (60,000 EUR)");
  });

  test("a forecast holds what closes then, and says what it leaves out", async () => {
    const result = await desk.call("pipeline_overview", { closing: "this month" });
    expect(result.reply.text).toContain(
      "Open, closing 1 Nov 2026 to 30 Nov 2026: 1 deal, 24,000 EUR, weighted 12,000 EUR",
    );
    expect(result.reply.text).toContain("Left out: 2 open deals");
  });

  test("at risk are deals past their day, silent or without a next step", async () => {
    const text = textOf(await desk.call("pipeline_overview", {}, { now: days(30) }));
    expect(text).toContain(
      "**Acme pilot**: close date 30 Nov 2026 has passed, no contact on record, no next task or meeting, no contact person",
    );
  });
});
