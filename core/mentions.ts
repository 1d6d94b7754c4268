/** The mentions of a call: records, or the question which record is meant. */
import type { Tx } from "../db/client.ts";
import type { CallResult } from "./call-result.ts";
import type { Focus } from "./agent/intent.ts";
import type { Actor, Context } from "./context.ts";
import { formatDay } from "./domain/format.ts";
import { say, type Button, type RecordRef } from "./reply.ts";
import { resolveMention, type Candidate } from "./resolve.ts";
import type { MentionType, Ref } from "./ref.ts";
import type { Tool } from "./tool.ts";
import { isPersonal } from "./mention-words.ts";

/** The context of a call: it also knows what the conversation is about. */
export type DoorContext = Context & { focus: Focus };

const OTHERS_OFFERED = 2;

/** Others of the same kind, close enough that the asker may have meant them. */
const rivalsOf = (record: Candidate, others: readonly Candidate[]): Candidate[] =>
  others.filter((other) => other.type === record.type && other.score >= 0.78);

export type Mentions =
  | {
      kind: "resolved";
      input: Record<string, unknown>;
      refs: Ref[];
      /** For a read: who else may have been meant. */
      otherwise: Button[];
    }
  | { kind: "answer"; result: Omit<CallResult, "tool" | "args"> };

/** Replaces every mention of a tool's input by its record, or gives the question to ask instead. */
export async function resolveMentions(
  tx: Tx,
  context: DoorContext,
  tool: Tool,
  input: Record<string, unknown>,
): Promise<Mentions> {
  const resolvedInput = { ...input };
  const refs: Ref[] = [];
  const otherwise: Button[] = [];
  for (const [field, types] of Object.entries(tool.mentions)) {
    const value = input[field];
    if (value === undefined || value === null) continue;
    const found: Ref[] = [];
    for (const text of Array.isArray(value) ? (value as string[]) : [value as string]) {
      const resolution = await resolveMention(tx, context, { text, types }, tool.effect !== "read");
      const replace = (id: string) =>
        Array.isArray(value)
          ? (value as string[]).map((other) => (other === text ? id : other))
          : id;
      if (resolution.kind !== "one") {
        const candidates =
          resolution.kind === "several" ? resolution.candidates : resolution.similar;
        return {
          kind: "answer",
          result: askWhich({ tool, actor: context.actor }, input, {
            field,
            text,
            types,
            candidates,
            replace,
            sure: resolution.kind === "several",
          }),
        };
      }
      found.push(resolution.record);
      if (tool.effect === "read")
        otherwise.push(
          ...rivalsOf(resolution.record, resolution.others).map((other) => ({
            label: `Not this ${text}? ${labelOf(other, context.actor)}`,
            press: {
              kind: "call" as const,
              tool: tool.name,
              args: { ...input, [field]: replace(other.id) },
            },
          })),
        );
    }
    refs.push(...found);
    resolvedInput[field] = Array.isArray(value) ? found : found[0];
  }
  return {
    kind: "resolved",
    input: resolvedInput,
    refs,
    otherwise: otherwise.slice(0, OTHERS_OFFERED),
  };
}

interface Question {
  field: string;
  text: string;
  types: readonly MentionType[];
  candidates: Candidate[];
  replace(id: string): unknown;
  sure: boolean;
}

function askWhich(
  { tool, actor }: { tool: Tool; actor: Actor },
  input: Record<string, unknown>,
  question: Question,
): Omit<CallResult, "tool" | "args"> {
  const { candidates, text } = question;
  if (candidates.length === 0)
    return {
      outcome: "refused",
      code: "not_found",
      reply: say(
        isPersonal(text)
          ? `I can't tell who ${quoted(text)} is here; say it again with the name.`
          : `I don't find ${quoted(text)} among your ${plural(question.types)}.`,
      ),
      receipts: [],
      undoable: [],
      resolved: [],
    };
  return {
    outcome: "question",
    reply: {
      text: question.sure
        ? `Which ${quoted(text)} do you mean?`
        : `I don't find ${quoted(text)}. Did you mean one of these?`,
      records: candidates.flatMap(asRecord),
      actions: candidates.map((candidate) => ({
        label: labelOf(candidate, actor),
        press: {
          kind: "call",
          tool: tool.name,
          args: { ...input, [question.field]: question.replace(candidate.id) },
        },
      })),
    },
    receipts: [],
    undoable: [],
    resolved: [],
  };
}

const quoted = (text: string): string => `“${text.length > 60 ? `${text.slice(0, 57)}…` : text}”`;

/** "John Okafor · Acme · last contact 3 Nov 2026" */
function labelOf({ name, detail, lastAt }: Candidate, reader: Actor): string {
  const last = lastAt ? `last contact ${formatDay(lastAt, reader)}` : undefined;
  return [name, detail, last].filter(Boolean).join(" · ");
}

const asRecord = ({ type, id, name }: Ref): RecordRef[] =>
  type === "identity" || type === "suggestion" || type === "user" ? [] : [{ type, id, name }];

const words: Partial<Record<MentionType, string>> = {
  person: "people",
  company: "companies",
  deal: "deals",
  task: "open tasks",
  suggestion: "open suggestions",
  identity: "mail",
  user: "colleagues",
};

function plural(types: readonly MentionType[]): string {
  const names = types.map((type) => words[type] ?? `${type}s`);
  const last = names.pop() ?? "records";
  return names.length > 0 ? `${names.join(", ")} or ${last}` : last;
}
