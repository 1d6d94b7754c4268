/** From a model's answer to calls: every one is checked against its tool's own schema before it counts. */
import type Anthropic from "@anthropic-ai/sdk";
import type { Intent, Reading, Turn } from "../agent/intent.ts";
import { isId } from "../domain/ids.ts";
import { ASK_USER } from "../surfaces/to-llm.ts";
import type { Tool } from "../tool.ts";
import type { AskedCall, ModelAnswer } from "./chat-model.ts";
import { plainWords } from "./plain-words.ts";

/** An intent, or what was wrong with which call. */
export type ReadMessage =
  { kind: "intent"; intent: Intent } | { kind: "unusable"; problems: Map<string, string> };

const LONGEST_SAY = 600;
/** A model's choice is one; how sure it was is not told. */
const CONFIDENCE = 0.9;

export const readMessage = (
  { content }: Pick<Anthropic.Message, "content">,
  tools: readonly Tool[],
  turn: Turn,
): ReadMessage =>
  readAnswer(
    { calls: content.filter((block) => block.type === "tool_use"), text: textOf(content) },
    tools,
    turn,
  );

export function readAnswer(
  { calls, text }: ModelAnswer,
  tools: readonly Tool[],
  turn: Turn,
): ReadMessage {
  const readings: Reading[] = [];
  const questions: string[] = [];
  const problems = new Map<string, string>();
  for (const call of calls) {
    const question = call.name === ASK_USER ? questionIn(call.input) : undefined;
    if (question) questions.push(question);
    else {
      const read = readCall(call, tools, turn);
      if (typeof read === "string") problems.set(call.id, read);
      else readings.push(read);
    }
  }
  if (problems.size > 0) return { kind: "unusable", problems };
  return { kind: "intent", intent: intentOf(readings, questions[0], plain(text)) };
}

function intentOf(readings: Reading[], question: string | undefined, text: string): Intent {
  if (readings.length > 0)
    return { kind: "calls", readings, ...(question ? { ask: question } : {}) };
  if (question) return { kind: "abstain", say: question, why: "asks" };
  return {
    kind: "abstain",
    say: text || "I could not make anything of that; say help to see what I can do.",
  };
}

/** The reading, or why the call cannot be used. */
function readCall(
  { name, input }: AskedCall,
  tools: readonly Tool[],
  turn: Turn,
): Reading | string {
  const tool = tools.find((one) => one.name === name);
  if (!tool) return `there is no tool called ${name}`;
  const parsed = tool.input.strict().safeParse(input);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const field = issue && issue.path.length > 0 ? issue.path.map(String).join(".") : "input";
    return `${field}: ${issue?.message ?? "invalid"}`;
  }
  const args = input as Record<string, unknown>;
  const invented = Object.keys(tool.mentions).find((field) => hasForeignId(args[field], turn.text));
  if (invented) return `${invented}: name the record as the user did, not by an id`;
  return { call: { tool: name, args }, echo: echoOf(tool, args), confidence: CONFIDENCE };
}

/** An id that the user did not give was made up, or taken from where no id should be. */
const hasForeignId = (value: unknown, text: string): boolean =>
  [value].flat().some((one) => typeof one === "string" && isId(one) && !text.includes(one));

function questionIn(input: unknown): string | undefined {
  const { question } = (input ?? {}) as { question?: unknown };
  return typeof question === "string" ? plain(question) || undefined : undefined;
}

const textOf = (content: readonly Anthropic.ContentBlock[]): string =>
  content.flatMap((block) => (block.type === "text" ? [block.text] : [])).join(" ");

const plain = (text: string): string => plainWords(text, LONGEST_SAY);

function echoOf({ summary }: Tool, args: Record<string, unknown>): string {
  const parts = Object.entries(args).map(([field, value]) => {
    const name = field
      .replace(/_/g, " ")
      .replace(/([A-Z])/g, " $1")
      .toLowerCase();
    return value === true ? name : `${name} ${[value].flat().map(String).join(" and ")}`;
  });
  const what = summary.replace(/[.!?]$/, "");
  return parts.length > 0 ? `${what}: ${parts.join(", ")}.` : `${what}.`;
}
