/**
 * Lane D: what tools found, put into words by a model that may look up more. Each sentence carries its
 * sources; without an answer the facts stand alone and the reply says why.
 */
import { callTool } from "../call-tool.ts";
import type { CallResult } from "../call-result.ts";
import { AppError } from "../domain/errors.ts";
import type { DoorContext } from "../mentions.ts";
import { literal, type Block, type Button, type ListItem, type Reply } from "../reply.ts";
import { opening } from "../views/opening.ts";
import { readable, type Answered, type Assignment } from "./answerer.ts";
import type { Evidence } from "./intent.ts";
import type { Source } from "./sources.ts";
import { toolOf, type Done } from "./spoken-call.ts";
import type { TurnDeps, Understood } from "./understand.ts";

export interface Asked extends Pick<Assignment, "past" | "signal" | "onProgress"> {
  understood: Pick<Understood, "lane" | "said">;
}

/** Whether a model that looks things up may be asked in this turn. */
export const canAnswer = ({ answerer, parser }: TurnDeps, { understood }: Asked): boolean =>
  answerer !== undefined && parser.engine !== "local" && understood.lane !== "B";

export interface Explained {
  turn: Done[];
  /** Who put it into words; absent where nobody did. */
  engine?: string;
}

export async function explained(
  deps: TurnDeps,
  door: DoorContext,
  asked: Asked,
  turn: Done[],
): Promise<Explained> {
  const { answerer } = deps;
  if (!answerer || !canAnswer(deps, asked)) return { turn };
  let engine: string | undefined;
  const told: Done[] = [];
  const evidence: Evidence[] = [];
  for (const done of turn) {
    const { result } = done;
    const prose = toolOf(deps.tools, result.tool)?.prose;
    if (!prose || result.outcome !== "done") {
      told.push(done);
      continue;
    }
    const task = prose.task(result.args, asked.understood.said);
    try {
      const facts = prose.instead ? unworded(result) : [result];
      const answered = await answerer.answer(assignmentOf(deps, door, asked, { task, facts }));
      engine = answerer.engine;
      evidence.push(...evidenceOf(answered));
      told.push({ ...done, result: withProse(result, answered, prose.instead === true) });
    } catch (error) {
      told.push({ ...done, result: withoutProse(result, error, prose.instead === true) });
    }
  }
  if (engine) door.focus = { ...door.focus, evidence };
  return { turn: told, ...(engine ? { engine } : {}) };
}

/** The cards alone: what stands above them is said for want of a model. */
const unworded = (result: CallResult): CallResult[] =>
  (result.reply.blocks ?? []).length === 0
    ? []
    : [{ ...result, reply: { ...result.reply, text: "" } }];

export const assignmentOf = (
  deps: TurnDeps,
  door: DoorContext,
  { past, signal, onProgress }: Asked,
  what: Pick<Assignment, "task" | "facts">,
): Assignment => ({
  ...what,
  context: door,
  past,
  signal,
  onProgress,
  // A tool that writes is not even known here.
  look: (request) => callTool(deps, door, readable(deps.tools), request),
});

/** Why there is no prose, below the facts. */
function withoutProse(result: CallResult, error: unknown, instead: boolean): CallResult {
  if (!(error instanceof AppError) || error.code === "internal") throw error;
  const { reply } = result;
  const facts = !instead || (reply.blocks ?? []).length > 0;
  const note = facts ? `${error.userMessage} This is what the records say.` : error.userMessage;
  // Its own words are for where there is no model at all.
  const text = instead ? (facts ? noWords : noAnswer) : reply.text;
  return { ...result, reply: { ...reply, text, note } };
}

const noWords = "I have no answer in words this time, only what is on record:";
const noAnswer =
  "I have no answer this time. Name a person, a company or a deal, and I show what is on record.";

function withProse(result: CallResult, answered: Answered, instead: boolean): CallResult {
  const { sentences, dropped } = answered;
  const sources = sourcesOf(answered);
  const { reply } = result;
  const words = sentences.length > 0 ? textOf(answered, sources) : nothing;
  const blocks = [...(sources.length > 0 ? [sourceList(sources)] : [])];
  const facts: Block<Button>[] = instead && sentences.length > 0 ? [] : (reply.blocks ?? []);
  const records = instead ? sources.flatMap(({ record }) => record ?? []) : reply.records;
  const lead = instead ? words : `${reply.text}\n\n${words}`;
  const rest: Reply<Button> = instead ? { text: lead } : { ...reply, text: lead };
  return {
    ...result,
    reply: {
      ...rest,
      text: dropped > 0 && sentences.length > 0 ? `${lead}\n\n${leftOut}` : lead,
      blocks: [...facts, ...blocks],
      ...(records && records.length > 0 ? { records } : {}),
    },
  };
}

const nothing = "I could not find that in your records.";
const leftOut = "Something I could not find in the records is left out.";

/** Every source once, in the order cited. */
const sourcesOf = ({ sentences }: Answered): Source[] => [
  ...new Map(sentences.flatMap(({ sources }) => sources).map((one) => [one.handle, one])).values(),
];

/** "Sofia asked for a discount. [1]" */
function textOf({ sentences }: Answered, sources: readonly Source[]): string {
  const numberOf = (source: Source) =>
    sources.findIndex(({ handle }) => handle === source.handle) + 1;
  const lines = new Map<number, string[]>();
  for (const { text, line, sources: own } of sentences) {
    const marks = [...new Set(own.map(numberOf))].map((number) => `[${number}]`).join("");
    lines.set(line, [...(lines.get(line) ?? []), `${text} ${marks}`]);
  }
  const all = [...lines.values()].map((line) => line.join(" "));
  return all.length > 1 ? all.map((line) => `- ${line}`).join("\n") : (all[0] ?? "");
}

const sourceList = (sources: readonly Source[]): Block<Button> => ({
  kind: "list",
  title: "Sources",
  items: sources.map(({ title, record }): ListItem<Button> => {
    const press = record && opening(record);
    return {
      text: literal(title),
      ...(record ? { record } : {}),
      ...(press ? { actions: [{ label: "Open", press }] } : {}),
    };
  }),
});

/** What "why do you think so?" opens: no words of the sources, they are read again. */
const evidenceOf = ({ sentences }: Answered): Evidence[] =>
  sentences.map(({ text, sources }) => ({
    text,
    records: sources.flatMap(({ record }) => record ?? []),
  }));
