/** Each tool's stance in a turn that has read text from outside: a new one is safe, or it is listed here. */
import { expect, it } from "vitest";
import { tools } from "../core/tools/registry.ts";
import { stanceOf } from "../core/stance.ts";

const named = (stance: string) =>
  tools
    .filter((tool) => tool.tainted === stance)
    .map((tool) => tool.name)
    .sort();

it("may always do a few harmless things, listed here", () => {
  expect(named("allowed")).toEqual([
    "add_task",
    "draft_message",
    "edit_draft",
    "help",
    "list_pipelines",
    "log_interaction",
  ]);
});

it("may change nothing else but a task within reach", () => {
  const writing = tools.filter((tool) => tool.effect !== "read" && tool.tainted === "focus");
  expect(writing.map((tool) => tool.name)).toEqual(["complete_task", "update_task"]);
});

it("looks only at records within reach: a call that names none is refused, as the attacks show", () => {
  expect(named("focus")).toMatchInlineSnapshot(`
    [
      "answer_question",
      "brief_meeting",
      "complete_task",
      "find_record",
      "job_history",
      "last_contact",
      "list_companies",
      "list_deals",
      "list_people",
      "list_relationships",
      "list_shares",
      "list_suggestions",
      "list_tasks",
      "my_day",
      "pipeline_changes",
      "pipeline_overview",
      "read_message",
      "record_as_of",
      "record_history",
      "search_messages",
      "show_drafts",
      "show_evidence",
      "show_list",
      "show_lists",
      "show_message",
      "show_record",
      "show_timeline",
      "summarize_record",
      "update_task",
      "what_changed",
    ]
  `);
});

it("never deletes, merges, archives, exports, imports, shares, undoes, or sets anything", () => {
  const barred =
    /delet|remov|merg|archiv|export|import|shar|undo|accept|dismiss|claim|send|approve|invite|forward|people$|deals$|contact_point|add_person|add_company|preferences|pipeline$|stage|list$|field/;
  const open = tools.filter((tool) => tool.tainted !== "refused" && barred.test(tool.name));
  const writing = open.filter((tool) => tool.effect !== "read" || tool.name.startsWith("export"));
  expect(writing.map((tool) => tool.name)).toEqual([]);
  for (const tool of tools.filter((one) => one.effect === "destructive"))
    expect([tool.name, tool.tainted]).toEqual([tool.name, "refused"]);
  for (const tool of tools.filter((one) => /settings|import/.test(one.needs)))
    expect([tool.name, tool.tainted]).toEqual([tool.name, "refused"]);
});

it("taints the turn with every answer shown to a model but these", () => {
  const ours = tools.filter((tool) => !tool.bringsOutside).map((tool) => tool.name);
  expect(ours.sort()).toEqual(["help", "list_pipelines"]);
});

it("is safe for a tool that declares nothing", () => {
  expect(stanceOf({ effect: "destructive" })).toBe("refused");
  expect(stanceOf({ effect: "write" })).toBe("refused");
  expect(stanceOf({ effect: "draft" })).toBe("focus");
  expect(stanceOf({ effect: "read" })).toBe("focus");
});
