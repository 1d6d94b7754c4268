import { describe, expect, test } from "vitest";
import { exampleText } from "../example-marks.ts";
import { allActions, plainText } from "../reply.ts";
import { tools } from "../tools/registry.ts";
import type { Actor, Surface } from "../context.ts";
import { TRY_FIRST, toHelp } from "./to-help.ts";

const asked = (surface: Surface, role: Actor["role"] = "owner") => ({
  surface,
  actor: { role } as Actor,
});

describe("help", () => {
  test("is short, and every line of it is something to say", () => {
    const help = toHelp(tools, asked("slack"));
    const [list] = help.blocks ?? [];
    const items = list?.kind === "list" ? list.items : [];
    expect(items).toHaveLength(TRY_FIRST.length);
    expect(items.every(({ detail }) => /^“.+”$/.test(detail ?? ""))).toBe(true);
    expect(plainText(help).length).toBeLessThan(1_500);
  });

  test("leads to all there is", () => {
    const [more] = allActions(toHelp(tools, asked("web")));
    expect(more?.press).toEqual({ kind: "call", tool: "help", args: { all: true } });
    const all = plainText(toHelp(tools, asked("web"), { all: true }));
    for (const { name, examples } of tools)
      if (name !== "help" && examples[0]) expect(all).toContain(exampleText(examples[0]));
  });

  test("offers nothing that is not allowed, and files where they are taken", () => {
    const viewer = plainText(toHelp(tools, asked("web", "viewer")));
    expect(viewer).not.toContain("Add a task");
    expect(viewer).toContain("Drop .mbox");
    expect(plainText(toHelp(tools, asked("slack")))).toContain("drop them into the web chat");
  });
});
