/**
 * What is ours of a question that a model answers from the records, with a double that answers at once:
 * three looks through the door, the books of five requests, and the grounding of the answer.
 */
import { contextById } from "../core/actors.ts";
import { runTurn } from "../core/agent/turn.ts";
import { inTransaction, type Context } from "../core/context.ts";
import { allNames } from "../db/queries/name-index.ts";
import { calls, cited, looks, openMessagesApi } from "../test/doubles/messages-api.ts";
import { openTestClaude } from "../test/support/claude-engine.ts";
import type { Figure } from "./figure.ts";
import { createModelTurns } from "./model-turns.ts";
import { pick, seeded } from "./random.ts";
import type { Scratch } from "./scratch.ts";

const ROUNDS = 60;
const WARM_UP = 8;

export async function llmAnswers(
  { deps }: Scratch,
  asker: Context,
  where: string,
): Promise<Figure[]> {
  const api = await openMessagesApi();
  const { parser, answerer } = openTestClaude(deps.db, api);
  const names = await inTransaction(deps, asker, allNames);
  const people = names.filter(({ kind }) => kind === "person").map(({ name }) => name);
  const random = seeded(12);
  const turns = createModelTurns(api);
  const { tenantId, userId } = asker.actor;
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    if (round === 0) turns.forget();
    const person = pick(random, people);
    const text = `how do we stand with ${person}?`;
    api.sent.length = 0;
    api.script(
      calls(["answer_question", { question: text }]),
      looks(["show_record", { record: person }]),
      looks(["show_timeline", { record: person }]),
      looks(["list_tasks", { about: person }]),
      cited([`${person} is known here.`, "crm:person:1"]),
    );
    const context = await contextById(deps.db, { tenantId, userId }, { surface: "web" });
    const { lane } = await turns.run(() =>
      runTurn({ ...deps, parser, answerer }, context, { kind: "text", text }),
    );
    if (lane !== "D") throw new Error(`“${text}” was not answered`);
  }
  await api.close();
  const name = `question answered in five requests, instant model, ${where}`;
  return turns.figures(name, "turns with three looks each");
}
