/** Takes a stage out of a pipeline; its deals move in the same call. */
import { z } from "zod";
import { dealRecords } from "../../db/projections/registry.ts";
import { findDeals } from "../../db/queries/deals.ts";
import type { PipelineRow } from "../../db/queries/pipelines.ts";
import { AppError } from "../domain/errors.ts";
import type { Stage } from "../domain/pipeline.ts";
import { Question } from "../question.ts";
import { bold } from "../reply.ts";
import { defineTool } from "../tool.ts";
import { plural } from "../views/words.ts";
import { MOST_DEALS } from "./deal-filters.ts";
import { changePipeline, pipelineToChange, stageToChange } from "./pipeline-writes.ts";
import { pressAgain } from "./same-call.ts";
import { anything, type Anything } from "./shapes.ts";
import { moveTo } from "./update-deal.ts";

interface Removed {
  stage: string;
  pipeline: string;
  moved: number;
  to: string | null;
}

const short = z.string().trim().min(1).max(100);

export const removeStage = defineTool({
  name: "remove_stage",
  summary: "Remove a stage; its deals move to another",
  effect: "write",
  needs: "settings:write",
  examples: [
    "remove the stage {stage:Demo}",
    "remove the {stage:Demo} stage",
    "remove the stage {stage:Demo}, move its deals to {move_to:Proposal}",
    "delete the stage {stage:Demo} from {pipeline:Sales}",
    "delete the {stage:Demo} stage",
    "remove the stage {stage:Demo} and move its deals to {move_to:Proposal}",
    "delete the {stage:Demo} stage, move the deals to {move_to:Qualified}",
    "drop the stage {stage:Demo} from the {pipeline:Sales} pipeline",
    "remove the {stage:Demo} stage and move its deals to {move_to:Proposal}",
    "delete the stage {stage:Demo} and move the deals to {move_to:Qualified}",
    "we don't need the stage {stage:Demo}",
    "we no longer need the {stage:Demo} stage",
    "get rid of the {stage:Demo} stage",
    "drop the {stage:Demo} stage, its deals go to {move_to:Proposal}",
    "take the {stage:Demo} stage out of {pipeline:Sales}",
    "merge the {stage:Demo} stage into {move_to:Proposal}",
    "fold the stage {stage:Demo} into {move_to:Proposal}",
    "the {stage:Demo} stage can go",
    "take out the stage {stage:Demo} and put its deals in {move_to:Qualified}",
    "get rid of the stage {stage:Demo}",
    "scrap the {stage:Demo} stage",
    "kill the stage {stage:Demo}",
    "the stage {stage:Demo} is not needed any more",
    "delete stage {stage:Demo} and move its deals to {move_to:Qualified}",
  ],
  input: z.object({
    stage: short,
    pipeline: short.optional(),
    move_to: short.optional().describe("The stage its deals go to"),
  }),
  output: anything as Anything<Removed>,
  mentions: {},
  async run(context, said): Promise<Removed> {
    const pipeline = await pipelineToChange(context, said);
    const stage = stageToChange(pipeline, said.stage);
    const stages = pipeline.stages.filter(({ id }) => id !== stage.id);
    refuseEnding(pipeline, stage);
    const deals = await findDeals(context.tx, { stageIds: [stage.id], limit: MOST_DEALS });
    if (deals.length > 0 && !said.move_to)
      throw whereTo({ ...said, pipeline: pipeline.name }, { stage, stages, count: deals.length });
    const to = said.move_to ? stageToChange({ ...pipeline, stages }, said.move_to) : undefined;
    if (to)
      await context.write(
        dealRecords,
        deals.map(({ id }) => ({ id, command: moveTo(to, context.now) })),
      );
    await changePipeline(context, pipeline, { stages });
    return {
      stage: stage.name,
      pipeline: pipeline.name,
      moved: deals.length,
      to: to?.name ?? null,
    };
  },
  reply: ({ stage, pipeline, moved, to }) => ({
    text: `Removed the stage ${bold(stage)} from ${bold(pipeline)}${moved > 0 && to ? `; ${plural(moved, "deal")} moved to ${bold(to)}` : ""}.`,
  }),
});

function refuseEnding(pipeline: PipelineRow, stage: Stage): void {
  if (stage.outcome !== "open")
    throw new AppError(
      "conflict",
      `${stage.name} is where ${stage.outcome} deals of ${pipeline.name} end; it can be renamed, not removed.`,
    );
  if (pipeline.stages.filter(({ outcome }) => outcome === "open").length === 1)
    throw new AppError("conflict", `${stage.name} is the only open stage of ${pipeline.name}.`);
}

const whereTo = (
  said: object,
  { stage, stages, count }: { stage: Stage; stages: readonly Stage[]; count: number },
): Question =>
  new Question(
    {
      text: `${plural(count, "deal")} ${count === 1 ? "stands" : "stand"} in ${bold(stage.name)}. Where should ${count === 1 ? "it" : "they"} go?`,
      actions: stages
        .filter(({ outcome }) => outcome === "open")
        .map(({ name }) => ({
          label: name,
          press: pressAgain({ tool: "remove_stage", input: said }, { move_to: name }),
        })),
    },
    "move_to",
  );
