/** What the kept cassettes were recorded of: a few cases, and what the doubles were told to answer to them. */
import path from "node:path";
import type { Config } from "../../config.ts";
import { readConfig } from "../../config.ts";
import type { Cassettes } from "../../core/llm/cassettes.ts";
import { listTasks } from "../../core/tools/list-tasks.ts";
import { showRecord } from "../../core/tools/show-record.ts";
import { tagRecord } from "../../core/tools/tag-record.ts";
import { calls, words } from "../doubles/messages-api.ts";
import { MODEL, says, toolCalls, type Step } from "../doubles/openai-api.ts";
import type { Scripted } from "../doubles/messages-api.ts";

export const casesFile = path.join(import.meta.dirname, "cases.jsonl");
/** So few that a change of another tool does not ask for new cassettes. */
export const fewTools = [listTasks, showRecord, tagRecord];

export const engines = ["claude", `langchain:openai:${MODEL}`] as const;
export type EngineName = (typeof engines)[number];

export const folderOf = (engine: EngineName): string =>
  path.join(import.meta.dirname, engine === "claude" ? "claude-double" : "langchain-double");

export const kept = (engine: EngineName, mode: Cassettes["mode"]) => ({
  cassettes: { folder: folderOf(engine), mode },
});

export const configOf = (settings: Record<string, string> = {}): Config => readConfig(settings);

type Answer = [name: string, input: unknown] | "asks" | "declines";

/** In the order in which the cases ask. */
const answers: Answer[] = [
  ["tag_record", { record: "Sofia Reyes", tag: "hot" }],
  ["show_record", { name: "Acme pilot" }],
  ["show_record", { record: "Acme pilot" }],
  ["tag_record", { record: "Sofia Reyes", tag: "hot" }],
  ["tag_record", { record: "Lena Kovac", tag: "cold" }],
  ["show_record", { record: "the second one" }],
  "asks",
  "declines",
  ["tag_record", { record: "Sofia Reyes", tag: "lukewarm" }],
];

const question = { question: "Whom should I tag, and with what?" };

export const messagesScript = (): Scripted[] =>
  answers.map((answer) => {
    if (answer === "declines") return words("", "refusal");
    return calls(answer === "asks" ? ["ask_user", question] : answer);
  });

export const completionsScript = (): Step[] =>
  answers.map((answer) => {
    if (answer === "declines") return says("", "content_filter");
    return toolCalls(answer === "asks" ? ["ask_user", question] : answer);
  });
