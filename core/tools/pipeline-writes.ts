/** Changing a pipeline: what the tools for pipelines and stages share. */
import { countDeals, listPipelines, type PipelineRow } from "../../db/queries/pipelines.ts";
import { pipelineRecords } from "../../db/projections/registry.ts";
import { adopt } from "../../db/write.ts";
import { closestByName } from "../domain/close-name.ts";
import { AppError } from "../domain/errors.ts";
import { nameKey } from "../domain/names.ts";
import type { Pipeline, Stage } from "../domain/pipeline.ts";
import { literal } from "../reply.ts";
import type { ToolContext } from "../tool.ts";
import { pickPipeline, stagesNamed } from "./deal-stages.ts";

/** Pipelines that came with the tenant have rows and no stream yet: their first change makes one. */
export async function changePipeline(
  context: ToolContext,
  { id, name, ownerId, position, stages }: PipelineRow,
  patch: Partial<Pipeline>,
): Promise<boolean> {
  const pipeline: Pipeline = { name, ownerId, position, stages };
  const command = { kind: "create" as const, pipeline };
  await adopt(context.tx, pipelineRecords, { id, command }, context.now);
  const written = await context.write(pipelineRecords, [
    { id, command: { kind: "update", patch } },
  ]);
  return written.length > 0;
}

/** The pipeline named; without a name the one there is, or the one that has the stage. */
export async function pipelineToChange(
  context: ToolContext,
  said: { pipeline?: string | undefined; stage?: string | undefined },
): Promise<PipelineRow> {
  const all = await listPipelines(context.tx);
  if (said.pipeline || all.length < 2) return pickPipeline(all, said.pipeline);
  const having = said.stage
    ? all.filter((one) => stagesNamed(said.stage ?? "", [one]).length > 0)
    : all;
  const [first, other] = having;
  if (first && !other) return first;
  // A stage added without a word of where goes to the team's first pipeline.
  if (!said.stage && first) return first;
  throw new AppError(
    first ? "bad_input" : "not_found",
    first
      ? `Say in which pipeline: ${having.map(({ name }) => name).join(" or ")}.`
      : `No pipeline has a stage called “${literal(said.stage ?? "")}”.`,
  );
}

export function stageToChange(pipeline: PipelineRow, words: string): Stage {
  const [found, other] = stagesNamed(words, [pipeline]);
  if (!found)
    throw new AppError(
      "not_found",
      `${pipeline.name} has no stage called “${literal(words)}”; it has ${stageNames(pipeline)}.`,
    );
  if (other)
    throw new AppError(
      "bad_input",
      `“${literal(words)}” may be ${found.name} or ${other.name}; say which stage.`,
    );
  return found;
}

export const stageNames = ({ stages }: Pick<Pipeline, "stages">): string =>
  stages.map(({ name }) => name).join(", ");

/** Two pipelines of one name could not be told apart. */
export function refuseTaken(all: readonly PipelineRow[], name: string, except?: string): void {
  const taken = all.find((one) => one.id !== except && nameKey(one.name) === nameKey(name));
  if (taken) throw new AppError("conflict", `There already is a pipeline called ${taken.name}.`);
}

export const refuseTakenStage = (pipeline: PipelineRow, name: string, except?: string): void => {
  const taken = pipeline.stages.find(
    (one) => one.id !== except && nameKey(one.name) === nameKey(name),
  );
  if (taken)
    throw new AppError("conflict", `${pipeline.name} already has a stage called ${taken.name}.`);
};

/** What is one person's alone cannot be made where a whole channel reads. */
export function refuseInChannel({ audience }: ToolContext): void {
  if (audience !== "dm")
    throw new AppError(
      "forbidden",
      "A private pipeline is yours alone; ask me in a private conversation.",
    );
}

/** Puts a stage behind the one named, or first; won and lost stay last. */
export function placed(stages: readonly Stage[], stage: Stage, after: string): Stage[] {
  const others = stages.filter(({ id }) => id !== stage.id);
  if (/^(?:(?:the )?(?:start|beginning|front|top|first)|nothing)$/i.test(after.trim()))
    return endingsLast([stage, ...others]);
  const [found] = closestByName(after, others);
  if (!found)
    throw new AppError(
      "not_found",
      `There is no stage called “${literal(after)}”; there is ${stageNames({ stages: others })}.`,
    );
  const at = others.indexOf(found) + 1;
  return endingsLast([...others.slice(0, at), stage, ...others.slice(at)]);
}

const endingsLast = (stages: readonly Stage[]): Stage[] => [
  ...stages.filter(({ outcome }) => outcome === "open"),
  ...stages.filter(({ outcome }) => outcome === "won"),
  ...stages.filter(({ outcome }) => outcome === "lost"),
];

/** Whether deals of others than the asker stand in the pipeline. */
export async function holdsOthersDeals(
  { tx, actor }: ToolContext,
  { stages }: PipelineRow,
): Promise<boolean> {
  const ids = new Set(stages.map(({ id }) => id));
  const counts = await countDeals(tx);
  return counts.some(({ stageId, ownerId }) => ids.has(stageId) && ownerId !== actor.userId);
}
