/** What programs outside are offered of the registry, and what they never are. */
import { describe, expect, it } from "vitest";
import { roles } from "../context.ts";
import { isAllowed } from "../policy.ts";
import { tools } from "../tools/registry.ts";
import type { Tool } from "../tool.ts";
import { annotationsOf, isOffered, stanceOf } from "./mcp-stance.ts";
import { reachable, toMcp, toMcpAnswer, unknownArgument } from "./to-mcp.ts";

const named = (name: string): Tool => {
  const tool = tools.find((one) => one.name === name);
  if (!tool) throw new Error(`there is no ${name}`);
  return tool;
};

const words = (tool: Tool): string => {
  const stance = stanceOf(tool);
  return stance.offered ? `offered (${tool.effect})` : `withheld: ${stance.because}`;
};

describe("the stance on each tool", () => {
  it.each(tools.map((tool) => [tool.name, words(tool), tool] as const))(
    "%s: %s",
    (_name, _stance, tool) => {
      if (!isOffered(tool)) return;
      expect(tool.effect).not.toBe("destructive");
      expect(tool.examples.length).toBeGreaterThan(0);
      expect(["records:read", "records:write", "tasks:write"]).toContain(tool.needs);
      expect(tool.name).not.toMatch(
        /approve|send|merge|delete|archive|remove|share_|unshare|import|export|undo|accept|dismiss|settings|preferences|erase/,
      );
    },
  );

  it("offers exactly these writes", () => {
    const writes = tools.filter((tool) => isOffered(tool) && tool.effect === "write");
    expect(writes.map(({ name }) => name).sort()).toEqual([
      "add_task",
      "complete_task",
      "log_interaction",
      "reopen_task",
      "update_task",
    ]);
  });

  it.each(["archive_record", "close_dead_deals", "delete_list", "export_people", "undo"])(
    "withholds %s",
    (name) => {
      expect(isOffered(named(name))).toBe(false);
    },
  );

  const made = (changes: Partial<Tool>): Tool => ({ ...named("add_task"), ...changes });

  it("withholds a write nobody has thought about, and offers a draft", () => {
    expect(isOffered(made({ name: "rename_everything" }))).toBe(false);
    expect(isOffered(made({ name: "draft_email", effect: "draft" }))).toBe(true);
  });

  it.each(["approve", "send", "merge", "delete", "share", "export", "undo", "confirm"])(
    "withholds whatever is called %s_…, whatever its effect",
    (verb) => {
      for (const effect of ["read", "write", "draft", "destructive"] as const)
        expect(isOffered(made({ name: `${verb}_it`, effect, needs: "records:read" }))).toBe(false);
    },
  );

  it("withholds what only a button may press, and settings", () => {
    expect(isOffered(made({ examples: [] }))).toBe(false);
    expect(isOffered(made({ effect: "read", needs: "settings:write" }))).toBe(false);
  });
});

describe("the list", () => {
  it("holds for each role what it may do, and for a reading token reads alone", () => {
    for (const role of roles)
      for (const writes of [true, false]) {
        const listed = toMcp(tools, { role, writes }).map(({ name }) => named(name));
        expect(listed.length).toBeGreaterThan(15);
        for (const tool of listed) {
          expect(isAllowed(role, tool.needs)).toBe(true);
          if (!writes) expect(tool.effect).toBe("read");
        }
      }
  });

  it("describes every tool with a closed schema, a title and truthful hints", () => {
    for (const tool of toMcp(tools, { role: "owner", writes: true })) {
      expect(tool.inputSchema).toMatchObject({ type: "object", additionalProperties: false });
      expect(tool.title).not.toBe("");
      expect(tool.description.length).toBeGreaterThan(tool.title.length);
      expect(tool.annotations.readOnlyHint).toBe(named(tool.name).effect === "read");
      expect(tool.annotations.openWorldHint).toBe(false);
    }
    const [task] = toMcp([named("add_task")], { role: "owner", writes: true });
    expect(task?.inputSchema.properties?.assignee?.description).toContain("Names a colleague");
    expect(annotationsOf(named("add_task"))).toMatchObject({
      destructiveHint: false,
      idempotentHint: false,
    });
    expect(annotationsOf(named("complete_task"))).toMatchObject({
      destructiveHint: true,
      idempotentHint: true,
    });
  });

  it("names an argument that a tool does not have", () => {
    expect(unknownArgument(named("add_task"), { title: "x", dueDate: "Friday" })).toBe("dueDate");
    expect(unknownArgument(named("add_task"), { title: "x", due: "Friday" })).toBeUndefined();
    expect(unknownArgument(named("add_task"), { constructor: "x" })).toBe("constructor");
  });
});

describe("an answer", () => {
  const within = reachable(tools, { writes: true });
  const result = { tool: "x", args: {}, receipts: [], undoable: [], resolved: [] };

  it("offers of a question only calls that may be made", () => {
    const answer = toMcpAnswer(
      {
        ...result,
        outcome: "question",
        reply: {
          text: "Which?",
          actions: [
            { label: "John", press: { kind: "call", tool: "show_record", args: { record: "1" } } },
            { label: "Go", press: { kind: "call", tool: "archive_record", args: {} } },
            { label: "Back", press: { kind: "undo", receipts: ["1"] } },
            { label: "Yes", press: { kind: "confirm", tool: "add_task", args: {}, preview: "p" } },
          ],
        },
      },
      within,
    );
    expect(answer.structuredContent?.options).toEqual([
      { label: "John", tool: "show_record", arguments: { record: "1" } },
    ]);
    expect(answer.content[0]?.text).toBe('Which?\n- John: show_record {"record":"1"}');
  });

  it("shows a preview without the way to confirm it", () => {
    const press = { kind: "confirm", tool: "add_task", args: {}, preview: "secret-hash" } as const;
    const answer = toMcpAnswer(
      {
        ...result,
        outcome: "confirm",
        reply: { text: "Shall I go ahead?", actions: [{ label: "Go ahead", press }] },
      },
      within,
    );
    expect(JSON.stringify(answer)).not.toContain("secret-hash");
    expect(answer.content[0]?.text).toMatch(/^Not done: only a person can confirm/);
    expect(answer.structuredContent?.outcome).toBe("confirm");
  });

  it("gives the reason alone when refused", () => {
    const refused = { ...result, outcome: "refused" as const, reply: { text: "No." } };
    expect(toMcpAnswer(refused, within)).toEqual({
      content: [{ type: "text", text: "No." }],
      isError: true,
    });
  });
});
