import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { allNames } from "../../db/queries/name-index.ts";
import { openTestDatabase, type TestDatabase } from "../../test/support/database.ts";
import { openDesk, type Desk } from "../../test/support/desk.ts";
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

const sales = "Sales: Lead 10 %, Qualified 25 %, Proposal 50 %, Negotiation 75 %, Won, Lost";
const textOf = (result: CallResult) => plainText(result.reply).replaceAll("**", "");
const listed = async (who = desk.ana, audience = "dm") =>
  textOf(await desk.call("list_pipelines", {}, { who, audience }));
const stageOf = async (name: string) =>
  (
    await db.asOwner(`select s.name from deals d join stages s on s.id = d.stage_id
      where d.tenant_id = '${desk.tenantId}' and d.name = '${name}'`)
  )[0]?.name;

describe("pipelines", () => {
  test("every tenant has Sales, and says who sees it", async () => {
    expect(await listed()).toBe(`1 pipeline:\n1. ${sales} (0 deals · the whole team sees it)`);
  });

  test("made of stages in words, with endings of its kind; gone again with undo", async () => {
    const made = await desk.call("create_pipeline", {
      name: "hiring",
      stages: ["Applied, Interview and Offer"],
    });
    expect(made.reply.text).toBe(
      "Made the pipeline **Hiring**: Applied 10 %, Interview 45 %, Offer 80 %, Hired, Rejected.",
    );
    await desk.undo(made);
    expect(await listed()).toContain("1 pipeline:");
  });

  test("without stages and without a kind it asks, with the templates as buttons", async () => {
    const asked = await desk.call("create_pipeline", { name: "Board" });
    expect([asked.outcome, asked.asksFor]).toEqual(["question", "stages"]);
    const made = await desk.press(asked, "Investment");
    expect(made.reply.text).toContain("Due diligence 50 %");
  });

  test("a private one and its deals are the owner's alone", async () => {
    await desk.call("create_pipeline", { name: "Quiet", template: "sales", private: true });
    await desk.call("add_deal", { name: "Secret", company: "Acme", pipeline: "Quiet" });
    expect(await listed()).toContain("1 deal · only you see it");
    expect(await listed(desk.tom)).not.toContain("Quiet");
    expect(await listed(desk.ana, "sales")).not.toContain("Quiet");
    const seen = await desk.call("list_deals", {}, { who: desk.tom });
    expect(seen.reply.text).toBe("No deals match.");
    const overview = await desk.call("pipeline_overview", {}, { who: desk.tom });
    expect(textOf(overview)).not.toContain("Secret");
    const nobody = { tenantId: desk.tenantId, actorId: null, viewerId: null };
    const known = await db.transaction(nobody, allNames);
    expect(known.filter(({ name }) => /quiet|secret/i.test(name))).toEqual([]);
    await desk.call("update_pipeline", { pipeline: "Quiet", private: false });
    expect(await listed(desk.tom)).toContain("Quiet");
  });

  test("renamed, and back", async () => {
    const renamed = await desk.call("update_pipeline", { pipeline: "sales", name: "Customers" });
    expect(renamed.reply.text).toBe(
      "**Sales** is now called **Customers** and is shared with the team.",
    );
    await desk.undo(renamed);
    expect(await listed()).toContain(sales);
  });

  test.each([
    ["create_pipeline", { name: "sales", template: "sales" }, "already is a pipeline called Sales"],
    ["update_pipeline", { pipeline: "Sales", private: true }, "only pipeline the team shares"],
    ["update_pipeline", { pipeline: "Sales" }, "Say the new name"],
    ["update_pipeline", { pipeline: "Nope", name: "x" }, "there is Sales"],
    ["add_stage", { name: "lead" }, "already has a stage called Lead"],
    ["add_stage", { name: "Demo", after: "Nowhere" }, "no stage called “Nowhere”"],
    ["update_stage", { stage: "Won", probability: 90 }, "where won deals end"],
    ["update_stage", { stage: "Lead", name: "Proposal" }, "already has a stage"],
    ["update_stage", { stage: "Lead" }, "new name, probability or place"],
    ["remove_stage", { stage: "Lost" }, "where lost deals of Sales end"],
    ["remove_stage", { stage: "Nope" }, "it has Lead, Qualified"],
  ])("%s %j is refused in one sentence", async (tool, args, sentence) => {
    const result = await desk.call(tool, args);
    expect([result.outcome, result.reply.text]).toEqual([
      "refused",
      expect.stringContaining(sentence),
    ]);
    expect(await listed()).toContain(sales);
  });

  test("a private one is refused in a channel; a member changes none", async () => {
    const args = { name: "Quiet", template: "sales", private: true };
    expect(await desk.call("create_pipeline", args, { audience: "sales" })).toMatchObject({
      outcome: "refused",
      code: "forbidden",
    });
    expect(await desk.call("create_pipeline", args, { who: desk.tom })).toMatchObject({
      code: "forbidden",
    });
  });
});

describe("stages", () => {
  const after = async (tool: string, args: Record<string, unknown>) => {
    const result = await desk.call(tool, args);
    expect(result.outcome).toBe("done");
    return (await listed()).replace(/^[^:]*:\n1\. /, "").replace(/ \(\d.*$/, "");
  };

  test("one is added, renamed, moved and taken away", async () => {
    expect(await after("add_stage", { name: "Demo", after: "qualified" })).toBe(
      "Sales: Lead 10 %, Qualified 25 %, Demo 38 %, Proposal 50 %, Negotiation 75 %, Won, Lost",
    );
    expect(
      await after("update_stage", { stage: "Demo", name: "Trial", probability: 40 }),
    ).toContain("Trial 40 %");
    expect(await after("update_stage", { stage: "Trial", after: "Negotiation" })).toBe(
      "Sales: Lead 10 %, Qualified 25 %, Proposal 50 %, Negotiation 75 %, Trial 40 %, Won, Lost",
    );
    expect(await after("update_stage", { stage: "Trial", after: "the start" })).toMatch(
      /^Sales: Trial 40 %, Lead/,
    );
    expect(await after("remove_stage", { stage: "trial" })).toBe(sales);
  });

  test("one with deals asks where they go and moves them; undo brings both back", async () => {
    await desk.call("add_deal", { name: "Pilot", company: "Acme", stage: "Proposal" });
    const asked = await desk.call("remove_stage", { stage: "Proposal" });
    expect([asked.outcome, asked.asksFor]).toEqual(["question", "move_to"]);
    expect(allActions(asked.reply).map(({ label }) => label)).toEqual([
      "Lead",
      "Qualified",
      "Negotiation",
    ]);
    const removed = await desk.press(asked, "Negotiation");
    expect(removed.reply.text).toBe(
      "Removed the stage **Proposal** from **Sales**; 1 deal moved to **Negotiation**.",
    );
    expect(await stageOf("Pilot")).toBe("Negotiation");
    await desk.undo(removed);
    expect(await stageOf("Pilot")).toBe("Proposal");
    expect(await listed()).toContain(sales);
  });
});
