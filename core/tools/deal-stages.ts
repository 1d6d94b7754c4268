/** Stages and pipelines by the names people have for them. */
import type { PipelineRow } from "../../db/queries/pipelines.ts";
import { closestByName } from "../domain/close-name.ts";
import { AppError } from "../domain/errors.ts";
import type { Stage } from "../domain/pipeline.ts";
import { literal } from "../reply.ts";

export interface FoundStage extends Stage {
  pipeline: PipelineRow;
}

export const allStages = (pipelines: readonly PipelineRow[]): FoundStage[] =>
  pipelines.flatMap((pipeline) => pipeline.stages.map((stage) => ({ ...stage, pipeline })));

/** Every stage the words may mean; "won" is whatever a pipeline calls that. */
export function stagesNamed(words: string, pipelines: readonly PipelineRow[]): FoundStage[] {
  const stages = allStages(pipelines);
  const named = closestByName(words, stages);
  if (named.length > 0) return named;
  const outcome = /\b(won|lost)\b/i.exec(words)?.[1]?.toLowerCase();
  return stages.filter((stage) => stage.outcome === outcome);
}

/**
 * The stage meant for a deal of `home`: one of its own pipeline, else the one stage of that name anywhere.
 */
export function stageFor(
  words: string,
  home: PipelineRow,
  pipelines: readonly PipelineRow[],
): FoundStage {
  const own = stagesNamed(words, [home]);
  if (own[0] && own.length === 1) return own[0];
  if (own.length > 1) throw whichStage(words, own);
  const elsewhere = stagesNamed(words, pipelines);
  if (elsewhere[0] && elsewhere.length === 1) return elsewhere[0];
  if (elsewhere.length > 1) throw whichStage(words, elsewhere);
  throw noStage(words, [home]);
}

const whichStage = (words: string, stages: readonly FoundStage[]): AppError =>
  new AppError(
    "bad_input",
    `“${literal(words)}” may be ${stages.map(({ name, pipeline }) => `${name} (${pipeline.name})`).join(" or ")}; say which.`,
  );

export const noStage = (words: string, pipelines: readonly PipelineRow[]): AppError =>
  new AppError(
    "not_found",
    pipelines
      .map(({ name, stages }) => `${name} has ${stages.map((stage) => stage.name).join(", ")}`)
      .reduce((text, each) => `${text} ${each}.`, `There is no stage called “${literal(words)}”.`),
  );

/** The pipeline of that name, or the team's first where none is named. */
export function pickPipeline(
  pipelines: readonly PipelineRow[],
  words: string | undefined,
): PipelineRow {
  if (words === undefined) {
    const [first] = pipelines;
    if (!first) throw new AppError("not_found", "There is no pipeline yet; create one first.");
    return first;
  }
  const [found, other] = closestByName(words, pipelines);
  const names = pipelines.map(({ name }) => name).join(", ");
  if (!found)
    throw new AppError(
      "not_found",
      `There is no pipeline called “${literal(words)}”${names ? `; there is ${names}` : ""}.`,
    );
  if (other)
    throw new AppError(
      "bad_input",
      `“${literal(words)}” may be ${found.name} or ${other.name}; say which pipeline.`,
    );
  return found;
}

/** The pipeline a stage belongs to. */
export function homeOf(stageId: string, pipelines: readonly PipelineRow[]): PipelineRow {
  const home = pipelines.find(({ stages }) => stages.some((stage) => stage.id === stageId));
  if (!home) throw new AppError("not_found", "That deal's pipeline is no longer here.");
  return home;
}

export function stageOfOutcome(pipeline: PipelineRow, outcome: "won" | "lost"): Stage {
  const stage = pipeline.stages.find((one) => one.outcome === outcome);
  if (!stage) throw new AppError("conflict", `${pipeline.name} has no stage for ${outcome} deals.`);
  return stage;
}

export function firstStage(pipeline: PipelineRow): Stage {
  const stage = pipeline.stages.find((one) => one.outcome === "open") ?? pipeline.stages[0];
  if (!stage) throw new AppError("conflict", `${pipeline.name} has no stages.`);
  return stage;
}
