/** A day's mix of messages through whole turns: who asks, local parser, the door, the kept reply. */
import { contextById } from "../core/actors.ts";
import { runTurn } from "../core/agent/turn.ts";
import { ascending, percentile, spread, type Figure } from "./figure.ts";
import { pick, seeded, type Random } from "./random.ts";
import type { Scratch } from "./scratch.ts";
import { cities, industries, tags, topicWords } from "./words.ts";
import type { Workspace } from "./workspace.ts";

const PEOPLE = 10_000;
const ROUNDS = 20;
const WARM_UP = 3;

interface Names {
  person: string;
  company: string;
  city: string;
  tag: string;
  industry: string;
  topic: string;
}

/** A day's mix of messages. */
export const said: ((names: Names) => string)[] = [
  ({ person }) => `who is ${person}`,
  ({ person }) => `what is ${person}'s email`,
  ({ company }) => `what's happening with ${company}`,
  ({ company }) => `people at ${company}`,
  ({ city }) => `people in ${city}`,
  ({ tag }) => `contacts tagged ${tag}`,
  ({ city, industry }) => `${industry} people in ${city} I haven't spoken to in 3 months`,
  ({ person }) => `when did I last talk to ${person}`,
  ({ topic }) => `search mail for ${topic}`,
  ({ person, topic }) => `emails from ${person} about ${topic}`,
  ({ person }) => `log a call with ${person}: wants pricing by Thursday`,
  ({ person }) => `note about ${person}: prefers short mails`,
  ({ person }) => `remind me to send the offer to ${person} on Friday`,
  ({ person, tag }) => `tag ${person} as ${tag}`,
  () => "undo that",
  () => "what's due this week",
];

export async function turns(scratch: Scratch): Promise<Figure[]> {
  const workspace = await scratch.workspace(PEOPLE);
  const random = seeded(7);
  const taken: number[] = [];
  const ofSentence = said.map((): number[] => []);
  let done = 0;
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    const names = namesFor(random, workspace);
    for (const [nth, sentence] of said.entries()) {
      const startedAt = performance.now();
      const outcome = await ask(scratch, workspace, sentence(names));
      const milliseconds = performance.now() - startedAt;
      if (round < 0) continue;
      taken.push(milliseconds);
      ofSentence[nth]?.push(milliseconds);
      if (outcome === "done") done += 1;
    }
  }
  const note = `${taken.length} turns of ${said.length} kinds, ${done} of them answered`;
  const people = PEOPLE.toLocaleString("en-GB");
  return [
    ...spread(`turn without a model, ${people} people`, ascending(taken), {
      p50: 150,
      p95: 400,
      note,
    }),
    ...said.map((sentence, nth) => ({
      name: `  “${sentence(placeholders)}”, p50`,
      value: percentile(ascending(ofSentence[nth] ?? []), 0.5),
      unit: "ms",
    })),
  ];
}

const placeholders: Names = {
  person: "PERSON",
  company: "COMPANY",
  city: "CITY",
  tag: "TAG",
  industry: "INDUSTRY",
  topic: "TOPIC",
};

async function ask(scratch: Scratch, { asker }: Workspace, text: string): Promise<string> {
  const { tenantId, userId } = asker.actor;
  const context = await contextById(scratch.deps.db, { tenantId, userId }, { surface: "web" });
  const { calls } = await runTurn(scratch.deps, context, { kind: "text", text });
  const [call] = calls;
  if (call?.outcome === "failed") throw new Error(`“${text}” failed`);
  return call?.outcome ?? "not understood";
}

export const namesFor = (random: Random, { subjects, companies }: Workspace): Names => ({
  person: pick(random, subjects).name,
  company: pick(random, companies),
  city: pick(random, cities)[0],
  tag: pick(random, tags),
  industry: pick(random, industries),
  topic: pick(random, topicWords),
});
