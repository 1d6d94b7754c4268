/**
 * What is ours of a turn that a language model reads: the model is a double in this process that answers at
 * once, so the rest is reading the conversation, building the request, checking the answer and the door.
 */
import { execFileSync } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { contextById, contextFor } from "../core/actors.ts";
import type { IntentParser } from "../core/agent/intent.ts";
import { runTurn } from "../core/agent/turn.ts";
import { inTransaction, type Context } from "../core/context.ts";
import { createClaudeParser } from "../core/llm/claude-parser.ts";
import { createClient } from "../core/llm/client.ts";
import { createLangchainModel } from "../core/llm/langchain-model.ts";
import { createLangchainParser } from "../core/llm/langchain-parser.ts";
import { createLedger, type Ledger } from "../core/llm/ledger.ts";
import { tools } from "../core/tools/registry.ts";
import { allNames } from "../db/queries/name-index.ts";
import type { AppDeps } from "../deps.ts";
import { openBooks, type Usage } from "../eval/usage.ts";
import { createDemo } from "../sync/demo.ts";
import { calls, openMessagesApi } from "../test/doubles/messages-api.ts";
import { MODEL, openOpenAiApi, toolCalls } from "../test/doubles/openai-api.ts";
import { ascending, percentile, type Figure } from "./figure.ts";
import { llmAnswers } from "./llm-answers.ts";
import { createModelTurns } from "./model-turns.ts";
import { pick, seeded, type Random } from "./random.ts";
import type { Scratch } from "./scratch.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const PEOPLE = 10_000;
const ROUNDS = 25;
const WARM_UP = 5;

type Call = [name: string, input: unknown];

/** What is said, and what a model makes of it. */
const mix: ((person: string) => { text: string; call: Call })[] = [
  (person) => ({ text: `who is ${person}`, call: ["show_record", { record: person }] }),
  (person) => ({ text: `when did I last speak to ${person}`, call: ["last_contact", { person }] }),
  (person) => ({
    text: `tag ${person} as hot`,
    call: ["tag_record", { record: person, tag: "hot" }],
  }),
  (person) => ({
    text: `spoke to ${person}, wants pricing`,
    call: ["log_interaction", { about: [person], summary: "Wants pricing" }],
  }),
  () => ({ text: "what's on my plate", call: ["list_tasks", {}] }),
];

export async function llmOverhead(scratch: Scratch): Promise<Figure[]> {
  const { slug, email } = await createDemo(scratch.deps, {
    folder: path.join(root, "demo"),
    now: new Date(),
  });
  const demo = await contextFor(scratch.deps.db, { tenant: slug, email }, { surface: "web" });
  const large = (await scratch.workspace(PEOPLE)).asker;
  const places = [
    { asker: demo, where: "demo workspace" },
    { asker: large, where: `${PEOPLE.toLocaleString("en-GB")} people` },
  ];
  const figures: Figure[] = [];
  for (const open of [openClaude, openOther]) {
    const engine = await open(scratch);
    try {
      for (const place of places) figures.push(...(await measure(scratch.deps, engine, place)));
      figures.push(...tokensOf(engine));
    } finally {
      await engine.close();
    }
  }
  for (const { asker, where } of places) figures.push(...(await llmAnswers(scratch, asker, where)));
  return [...figures, ...importTimes()];
}

interface Measured {
  name: string;
  parser: IntentParser;
  /** What the model answers next. */
  answer(call: Call): void;
  usage: () => Usage;
  /** Milliseconds the model's double has worked. */
  busy: () => number;
  close(): Promise<void>;
}

async function openClaude({ deps }: Scratch): Promise<Measured> {
  const api = await openMessagesApi();
  const client = createClient({ apiKey: api.key, baseUrl: api.url });
  const model = "claude-haiku-5-5";
  const { ledger, usage } = booksOf(deps, model);
  return {
    name: "Claude",
    parser: createClaudeParser({ client, tools, model, ledger }),
    answer: (call) => {
      api.sent.length = 0;
      api.script(calls(call));
    },
    usage,
    busy: api.busy,
    close: () => api.close(),
  };
}

async function openOther({ deps }: Scratch): Promise<Measured> {
  const api = await openOpenAiApi();
  const name = `openai:${MODEL}`;
  const model = createLangchainModel({ model: name, apiKey: api.key, baseUrl: api.url });
  const { ledger, usage } = booksOf(deps, name);
  return {
    name: "langchain",
    parser: createLangchainParser({ model, tools, give: "all", ledger }),
    answer: (call) => {
      api.sent.length = 0;
      api.script(toolCalls(call));
    },
    usage,
    busy: api.busy,
    close: () => api.close(),
  };
}

/** The real books, which are part of the work, and their sum. */
function booksOf({ db }: AppDeps, model: string): { ledger: Ledger; usage: () => Usage } {
  const [real, counted] = [createLedger(db), openBooks(model)];
  const record: Ledger["record"] = async (who, runs) => {
    await counted.ledger.record(who, runs);
    return real.record(who, runs);
  };
  return {
    ledger: { isSpent: (tenantId, now) => real.isSpent(tenantId, now), record },
    usage: counted.usage,
  };
}

async function measure(
  deps: AppDeps,
  engine: Measured,
  { asker, where }: { asker: Context; where: string },
): Promise<Figure[]> {
  const names = await inTransaction(deps, asker, allNames);
  const people = names.filter(({ kind }) => kind === "person").map(({ name }) => name);
  const readings: number[] = [];
  const parser = clocked(engine, readings);
  const turns = createModelTurns(engine);
  const random: Random = seeded(11);
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    if (round === 0) {
      turns.forget();
      readings.length = 0;
    }
    for (const one of mix) {
      const { text, call } = one(pick(random, people));
      engine.answer(call);
      const { tenantId, userId } = asker.actor;
      const context = await contextById(deps.db, { tenantId, userId }, { surface: "web" });
      const result = await turns.run(() =>
        runTurn({ ...deps, parser }, context, { kind: "text", text }),
      );
      if (result.calls.length === 0) throw new Error(`“${text}” was not read`);
    }
  }
  return [
    ...turns.figures(
      `turn read by ${engine.name}, instant model, ${where}`,
      `turns of ${mix.length} kinds`,
    ),
    {
      name: `  of it reading the words, p50`,
      value: percentile(ascending(readings), 0.5),
      unit: "ms",
    },
  ];
}

const clocked = ({ parser, busy }: Measured, taken: number[]): IntentParser => ({
  engine: parser.engine,
  parse: async (turn) => {
    const [startedAt, before] = [performance.now(), busy()];
    try {
      return await parser.parse(turn);
    } finally {
      taken.push(performance.now() - startedAt - (busy() - before));
    }
  },
});

function tokensOf({ name, usage }: Measured): Figure[] {
  const { requests, inputTokens, outputTokens, cacheReadShare } = usage();
  const note = "as the double counts: four characters are a token, an identical prefix is cached";
  return [
    { name: `tokens in of a turn, ${name}`, value: inputTokens / requests, unit: "tokens", note },
    { name: `tokens out of a turn, ${name}`, value: outputTokens / requests, unit: "tokens" },
    {
      name: `read from the cache, ${name}`,
      value: (cacheReadShare ?? 0) * 100,
      unit: "%",
      note,
    },
  ];
}

/** In a process of its own, the best of three. */
function importTimes(): Figure[] {
  const taken = (packages: string[]): number => {
    const load = packages.map((name) => `await import(${JSON.stringify(name)});`).join("");
    const script = `const at=performance.now();${load}process.stdout.write(String(performance.now()-at))`;
    const run = () =>
      Number(execFileSync(process.execPath, ["--input-type=module", "-e", script], { cwd: root }));
    return Math.min(run(), run(), run());
  };
  const figure = (name: string, packages: string[]): Figure => ({
    name: `load ${name}`,
    value: taken(packages),
    unit: "ms",
  });
  return [
    figure("the SDK of Claude", ["@anthropic-ai/sdk"]),
    figure("langchain with OpenAI's client", ["langchain", "@langchain/openai"]),
  ];
}
