/** Which tools a program outside may call, by one rule: what is not clearly harmless is withheld. */
import type { Tool } from "../tool.ts";

export type Stance = { offered: true } | { offered: false; because: string };

const offered: Stance = { offered: true };
const withheld = (because: string): Stance => ({ offered: false, because });

/** What only a person decides, whatever effect a tool of that name declares. */
const decidedByPeople = new Set([
  ...["accept", "approve", "dismiss", "reject", "confirm", "cancel", "claim", "undo", "restore"],
  ...["send", "share", "unshare", "invite", "import", "export", "download"],
  ...["merge", "archive", "attach", "delete", "detach", "discard", "erase", "purge", "remove"],
]);

/** The writes a program may make: small, the asker's own or the team's notes, and each can be undone. */
const harmlessWrites = new Set([
  "add_task",
  "complete_task",
  "log_interaction",
  "reopen_task",
  "update_task",
]);

/** Reads that mean nothing outside of a conversation in Rapport. */
const chatOnly = new Set(["help"]);

/** Writes that only add; all others change something that is there. */
const addingVerbs = new Set(["add", "log", "draft", "write", "compose"]);

const verbOf = ({ name }: Tool): string => name.split("_")[0] ?? name;

export function stanceOf(tool: Tool): Stance {
  if (tool.effect === "destructive") return withheld("it takes away");
  if (tool.examples.length === 0) return withheld("only a button may press it");
  if (decidedByPeople.has(verbOf(tool))) return withheld("only a person decides that");
  if (chatOnly.has(tool.name)) return withheld("it is about the chat");
  if (tool.needs === "settings:write") return withheld("it changes settings");
  if (tool.needs === "files:import") return withheld("it is about imports");
  if (tool.effect === "read" || tool.effect === "draft") return offered;
  return harmlessWrites.has(tool.name) ? offered : withheld("it is no note and no task");
}

export const isOffered = (tool: Tool): boolean => stanceOf(tool).offered;

export interface Annotations {
  readOnlyHint: boolean;
  destructiveHint: boolean;
  idempotentHint: boolean;
  /** All there is to reach is the workspace itself. */
  openWorldHint: false;
}

/** A write that changes what is there counts as destructive in the protocol's sense, undo or not. */
export function annotationsOf(tool: Tool): Annotations {
  const reads = tool.effect === "read";
  const adds = addingVerbs.has(verbOf(tool));
  return {
    readOnlyHint: reads,
    destructiveHint: !reads && !adds,
    idempotentHint: reads || !adds,
    openWorldHint: false,
  };
}
